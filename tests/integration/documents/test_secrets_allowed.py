"""A deployment without outside connections may keep secrets: name, classification and content pass alike."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.documents.app import build
from tests.factories.foreign_papers import pdf as pages
from tests.factories.installation import Installation, installation
from tests.integration.documents.conftest import call_meeting
from tests.integration.documents.papers import Desk


@pytest.fixture
async def hop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Installation]:
    monkeypatch.setenv("SECRETS_ALLOWED", "true")
    async with installation(tmp_path, build) as running:
        await call_meeting(running)
        yield running


async def test_stamped_paper_of_a_classification_is_handed_out(desk: Desk) -> None:
    content = pages(["UBND TỈNH", "TỐI MẬT", "Tờ trình"])
    ready = await desk.add(content, title="[TỐI MẬT] Tờ trình", file_name="TỐI MẬT.pdf", classification="top_secret")
    assert (ready["state"], ready["classification"]) == ("ready", "top_secret")
    assert (ready["title"], ready["version"]["file_name"]) == ("[TỐI MẬT] Tờ trình", "TỐI MẬT.pdf")


async def test_nobody_has_to_declare_a_scan(desk: Desk) -> None:
    ready = await desk.add(pages([""]), title="Bản quét")
    assert (ready["state"], ready["version"]["needs_declaration"]) == ("ready", False)
