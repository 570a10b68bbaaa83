"""What changed since the version before, and the note that goes with it."""

from typing import Any

from shared.audience import Audience
from tests.factories.installation import Installation, Person
from tests.factories.papers import pdf
from tests.integration.documents.papers import Desk
from tests.integration.documents.test_search import indexed

OLD, NEW = pdf("Tổng thu đạt 90% dự toán. Hết."), pdf("Tổng thu đạt 95% dự toán. Hết.")


def marked(comparison: Any) -> list[tuple[list[str], list[str]]]:
    return [
        tuple([piece["text"] for piece in change[side]["pieces"] if piece["changed"]] for side in ("older", "newer"))  # type: ignore[misc]
        for change in comparison["changes"]
    ]


async def path_of(desk: Desk, document: dict[str, Any], number: int = -1) -> str:
    shown = await desk.secretary.get(f"/api/documents/{document['id']}")
    return f"/api/documents/{document['id']}/versions/{shown['versions'][number]['id']}/comparison"


async def test_a_new_version_shows_what_changed_and_its_note(hop: Installation, desk: Desk, an: Person) -> None:
    document = await desk.hand_out(OLD)
    assert await an.problem("GET", await path_of(desk, document)) == "nothing-to-compare"
    second = await desk.add_version(document["id"], NEW)
    path = await path_of(desk, document)
    assert marked(await desk.secretary.get(path)) == [(["90%"], ["95%"])], "those who lead see it before the release"
    assert await an.status("GET", path) == 404
    body = {"version_id": second["versions"][-1]["id"], "note": "Cập nhật số thu"}
    await desk.secretary.send("POST", f"/api/documents/{document['id']}/release", body)
    comparison = await an.get(path)
    assert marked(comparison) == [(["90%"], ["95%"])]
    assert (comparison["older"]["number"], comparison["newer"]["number"]) == (1, 2)
    assert comparison["newer"]["note"] == "Cập nhật số thu"
    assert (await an.get(f"/api/documents/{document['id']}"))["version"]["note"] == "Cập nhật số thu"


async def test_a_recall_takes_the_older_text_away(hop: Installation, desk: Desk, an: Person) -> None:
    document = await desk.hand_out(OLD)
    await desk.release(await desk.add_version(document["id"], NEW))
    await desk.secretary.send("POST", f"/api/documents/{document['id']}/recall", {"reason": "Sai số liệu"})
    await desk.release(await desk.add_version(document["id"], pdf("Bản thứ ba.")))
    assert await an.problem("GET", await path_of(desk, document)) == "nothing-to-compare"
    shown = await desk.secretary.get(f"/api/documents/{document['id']}")
    older = f"?older={shown['versions'][0]['id']}"
    assert await desk.secretary.status("GET", await path_of(desk, document) + older) == 404


async def test_those_outside_learn_nothing(hop: Installation, desk: Desk) -> None:
    document = await desk.hand_out(OLD, audience=Audience(people=("an",)).model_dump(mode="json"))
    await desk.release(await desk.add_version(document["id"], NEW))
    path = await path_of(desk, document)
    statuses = {name: await hop.person(name).status("GET", path) for name in ("an", "binh", "guest", "outsider")}
    assert statuses == {"an": 200, "binh": 404, "guest": 404, "outsider": 404}


async def test_a_superseded_text_is_found_by_nobody(hop: Installation, desk: Desk, an: Person) -> None:
    document = await desk.hand_out(pdf("Bản đầu có chữ lạ lùng."))
    await desk.release(await desk.add_version(document["id"], NEW))
    await indexed(hop)
    for person in (an, desk.secretary):
        assert (await person.get("/api/search?q=la+lung"))["items"] == []


async def test_a_stamp_in_a_note_is_refused(desk: Desk, secretary: Person) -> None:
    document = await desk.add(OLD)
    body = {"version_id": document["versions"][-1]["id"], "note": "TỐI MẬT"}
    assert await secretary.problem("POST", f"/api/documents/{document['id']}/release", body) == "secret-refused"
