"""Finding words, headings and page sizes."""

from typing import Any
from urllib.parse import quote

from tests.factories.installation import Person
from tests.factories.papers import pdf
from tests.integration.documents.papers import Desk


async def test_words_are_found_without_marks_case_or_line_ends(desk: Desk, an: Person) -> None:
    pages = [f"Trang {number}" for number in range(1, 31)]
    pages[28] = "Phát triển KINH\nTẾ - xã hội của Đảng bộ"
    document = await desk.hand_out(pdf(*pages))
    path = f"/api/documents/{document['id']}/versions/{document['version']['id']}/hits"

    async def find(words: str) -> list[Any]:
        found: list[Any] = (await an.get(f"{path}?q={quote(words)}"))["items"]
        return found

    [hit] = await find("kinh te")
    assert hit == {"page": 29, "before": "Phát triển ", "match": "KINH TẾ", "after": " - xã hội của Đảng bộ"}
    assert [one["match"] for one in await find("ĐẢNG")] == ["Đảng"]
    assert len(await find("trang")) == 29
    assert await find("không có") == []
    assert await an.problem("GET", path) == "invalid"


async def test_headings_and_page_sizes_come_with_the_version(desk: Desk, an: Person) -> None:
    document = await desk.hand_out(pdf("One", "Two", outline=("Phần một", "Phần hai")))
    details = await an.get(f"/api/documents/{document['id']}/versions/{document['version']['id']}")
    assert details["outline"] == [
        {"title": "Phần một", "page": 1, "level": 0},
        {"title": "Phần hai", "page": 2, "level": 0},
    ]
    assert details["page_sizes"] == [[595.0, 842.0]] * 2
    assert (details["pages"], details["state"]) == (2, "released")
