"""A commune that has one of everything there is a route to, set up by the requests that people would send."""

from base64 import b64encode
from typing import Any

from tests.factories.commune import MEETING, Commune
from tests.factories.installation import Person, until
from tests.factories.papers import pdf
from tests.factories.receiving import SYSTEM, stopped_set
from tests.integration.documents.papers import Desk

DAY = {"starts_at": "2031-12-09T01:00:00Z", "ends_at": "2031-12-09T10:00:00Z"}
ROOM = {"name": "Phòng họp số 2", "location": "Tầng 3", "capacity": 30, "seats": 20}
LIST = b64encode("Họ và tên,Tên đăng nhập\nLê Mới,lemoi".encode()).decode()


async def furnish(commune: Commune) -> list[dict[str, str]]:
    """Ids by what the routes call them, those named `id` by what they are of; in each dictionary of things that belong
    together. The first is about a meeting that was called, the others about a draft and about a paper that was brought.

    quantri administers; lanhdao audits, leads, counts prints, brings papers and takes part; thuky is the meetings'
    secretary, an chairs them, binh takes part, chi prepares others.
    """
    await commune.set_up()
    await commune.add_person("chi", "secretary")
    await commune.add_person("lanhdao", "auditor", "leader", "print_desk", "preparer")
    quantri = await commune.sign_in("quantri")
    units = {"organisations": await _unit(commune, quantri), "other": await _unit(commune, quantri)}
    names = {"person": "binh", "people": "chi", "leader": "lanhdao", "administrator": "quantri"}
    people = {key: commune.ids[name] for key, name in names.items()}
    ids = {**people, **units, "root": commune.ids["root"], "organisation": units["organisations"]}
    ids |= {"role": "secretary", "sitting": "s1", "period": "month", "number": "2"}
    await commune.hold_meeting(mode="hybrid")
    ids |= await _rooms(commune, quantri)
    ids |= await _meeting(commune, ids)
    brought = await _brought(commune, ids)
    draft = await _draft(commune)
    ids |= await _figures(commune, quantri)
    ids |= await _people(quantri, ids)
    return [ids, ids | draft, ids | brought]


async def _unit(commune: Commune, quantri: Person) -> str:
    body = {"name": "Phòng", "short_name": "P", "parent_id": commune.ids["root"], "level": "commune"}
    return str((await quantri.send("POST", "/api/organisations", body | {"since": "2020-01-01"}))["id"])


async def _rooms(commune: Commune, quantri: Person) -> dict[str, str]:
    body = ROOM | {"organisation_id": commune.ids["root"], "keeper_id": commune.ids["an"]}
    room = (await quantri.send("POST", "/api/rooms", body))["id"]
    block = await quantri.send("POST", f"/api/rooms/{room}/blocks", {**DAY, "reason": "Bảo trì"})
    return {"room": room, "block": block["id"]}


async def _meeting(commune: Commune, ids: dict[str, str]) -> dict[str, str]:
    secretary, path = await commune.sign_in("thuky"), commune.path
    item = {"title": "Báo cáo kinh tế", "owner_organisation_id": commune.ids["root"]}
    item_id = (await secretary.send("POST", f"{path}/agenda-items", item))["id"]
    people = [{"person_id": ids["people"], "role": "guest"}, {"person_id": ids["leader"]}]
    job = await secretary.send("POST", f"{path}/participants", {"people": people})
    site = {"organisation_id": ids["organisations"], "duty_id": ids["people"]}
    sites = await secretary.send("POST", f"{path}/sites", site)
    await secretary.send("PUT", f"{path}/room", {"room_id": ids["room"]})
    template = await secretary.send("POST", f"{path}/templates", {"name": "Giao ban"})
    book = await secretary.send("POST", f"{path}/books", {})
    await commune.settle()
    paper = await secretary.get(f"/api/documents/{commune.ids['paper']}")
    await secretary.send("PATCH", f"/api/documents/{paper['id']}", {"item_id": item_id})
    entry = (await (await commune.sign_in("binh")).get("/api/inbox"))["items"][0]["id"]
    delivery = (await (await commune.sign_in("quantri")).get("/api/deliveries"))["items"][0]["id"]
    return {
        "meeting": commune.ids["meeting"],
        "item": item_id,
        "job": job["id"],
        "site": sites["id"],
        "template": template["id"],
        "book": book["id"],
        **_paper(paper),
        "entry": entry,
        "delivery": delivery,
    }


async def _brought(commune: Commune, ids: dict[str, str]) -> dict[str, str]:
    secretary, preparer = await commune.sign_in("thuky"), await commune.sign_in("lanhdao")
    await secretary.send("POST", f"{commune.path}/paper-requests", {"item_ids": [ids["item"]]})
    await commune.settle()
    desk = Desk(commune, preparer, commune.ids["meeting"])  # type: ignore[arg-type]
    return _paper(await desk.add(pdf("Tờ trình"), item_id=ids["item"]))


async def _draft(commune: Commune) -> dict[str, str]:
    """With one more a week later."""
    secretary = await commune.sign_in("thuky")
    body = MEETING | {"organisation_id": commune.ids["root"], "chair_id": commune.ids["an"], "title": "Giao ban"}
    meeting = (await secretary.send("POST", "/api/meetings", body))["id"]
    item = await secretary.send("POST", f"/api/meetings/{meeting}/agenda-items", {"title": "Việc khác"})
    rule = {"frequency": "weekly", "until": "2031-12-20"}
    await secretary.send("POST", f"/api/meetings/{meeting}/series", {"rule": rule})
    await commune.settle()
    desk = Desk(commune, secretary, meeting)  # type: ignore[arg-type]
    paper = await desk.add(pdf("Tờ trình"), item_id=item["id"])
    return {"meeting": meeting, "item": item["id"], **_paper(paper)}


def _paper(document: dict[str, Any]) -> dict[str, str]:
    return {"document": document["id"], "version": document["versions"][-1]["id"]}


async def _figures(commune: Commune, quantri: Person) -> dict[str, str]:
    unit, desk = f"/api/organisations/{commune.ids['root']}", f"/api/print-desk/meetings/{commune.ids['meeting']}"
    body = {"pages": 1, "copies": 1, "reason": "Đại biểu đề nghị bản giấy"}
    world, counting = commune.product.gateway.world, await commune.sign_in("lanhdao")

    async def is_ready() -> bool:
        return world.usage.snapshot.as_of is not None and await counting.status("GET", desk) == 200

    await until(is_ready)
    printed = await counting.send("POST", f"{desk}/prints", body)
    report = await quantri.send("POST", f"{unit}/usage-reports", {"period": "year", "since": "2024-01-01"})
    system = (await quantri.send("POST", f"{unit}/receiving-systems", SYSTEM))["id"]
    return {
        "print": printed["prints"][0]["id"],
        "report": report["id"],
        "system": system,
        "set": await stopped_set(world, system, commune.ids["root"]),
    }


async def _people(quantri: Person, ids: dict[str, str]) -> dict[str, str]:
    brought = {"file_name": "a.csv", "content": LIST, "organisation_id": ids["organisations"]}
    merger = {"kind": "merge", "on": "2999-01-01", "sources": [ids["organisations"]], "into": ids["other"]}
    return {
        "people-imports": (await quantri.send("POST", "/api/people-imports", brought))["id"],
        "reorganisations": (await quantri.send("POST", "/api/reorganisations", merger))["id"],
    }
