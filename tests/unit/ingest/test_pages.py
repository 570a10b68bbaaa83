import pytest

from services.documents.ingest import pages
from services.documents.ingest.pages import PageFacts
from services.documents.ingest.refusal import RefusalReason, Refused


def test_paper_that_says_more_than_any_paper_does_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few kilobytes can have thousands of pages show one text, of which each glyph is many letters."""
    monkeypatch.setattr(pages, "MOST_LETTERS", 10)
    facts = PageFacts()
    facts.add_text("năm từ")
    with pytest.raises(Refused) as refusal:
        facts.add_text("năm từ")
    assert refusal.value.reason is RefusalReason.BOMB
