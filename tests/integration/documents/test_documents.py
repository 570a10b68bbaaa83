"""A paper's way from the secretary to those who read it."""

from tests.factories.installation import Installation, Person
from tests.integration.documents.papers import Desk, links, pdf


async def test_released_paper_is_read_by_delegates(hop: Installation, desk: Desk, an: Person) -> None:
    document = await desk.add(pdf("Page one", "Page two"))
    assert (document["state"], document["version"]["pages"]) == ("ready", 2)
    assert (await an.get("/api/meetings/m1/documents"))["items"] == []
    await desk.release(document)
    [shown] = (await an.get("/api/meetings/m1/documents"))["items"]
    assert (shown["title"], shown["state"], shown["opened"]) == ("Báo cáo", "released", False)
    given = await links(an, shown)
    async with hop.client.get(given["reading"]["url"], headers={"Range": "bytes=0-4"}) as response:
        assert (response.status, await response.read()) == (206, b"%PDF-")
    assert (await an.get(f"/api/documents/{shown['id']}"))["opened"]
