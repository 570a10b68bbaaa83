"""Every reason for which a paper is refused is said in words."""

from pathlib import Path

from services.documents.ingest import RefusalReason
from services.documents.versions.refusals import REASONS

PACKAGES = Path(__file__).parents[3] / "deploy/debian-packages.txt"


def test_each_reason_has_its_words() -> None:
    assert set(REASONS) == {*RefusalReason, "lost", "gave_up"}
    for reason in REASONS.values():
        assert all((*reason.title, *reason.advice))


def test_missing_office_is_named_by_its_package() -> None:
    advice = REASONS["office_unavailable"].advice
    packages = [line.split()[1] for line in PACKAGES.read_text().splitlines() if line[:3] == "run"]
    office = [package for package in packages if package.startswith("libreoffice-")]
    assert office
    assert all(package in words for words in advice for package in office)
