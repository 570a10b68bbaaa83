"""Copies, templates and series: what a secretary does not have to type again."""

import asyncio
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from shared.clock import SystemClock, to_text
from shared.events import gateway
from shared.events.gateway import OrganisationChanged, PersonDeactivated
from shared.ids import derived_id
from shared.jobs import TOO_LONG
from shared.store.port import At
from tests.factories.facts import organisation, person
from tests.factories.installation import Installation, Person
from tests.integration.meeting.conftest import NEW, ROOM

RULE = {"frequency": "weekly", "until": "2030-12-31"}  # the meeting is on Tuesday, 10 December 2030


@pytest.fixture
async def path(hop: Installation, secretary: Person, meeting: dict[str, Any]) -> str:
    path = f"/api/meetings/{meeting['id']}"
    above = await secretary.send("POST", f"{path}/agenda-items", {"title": "Báo cáo"})
    await secretary.send("POST", f"{path}/agenda-items", {"title": "Số liệu", "parent_id": above["id"]})
    await hop.settle()
    return path


async def own(secretary: Person) -> list[dict[str, Any]]:
    return list((await secretary.get("/api/meetings?limit=100"))["items"])


async def people(secretary: Person, meeting: str) -> set[str]:
    listed = (await secretary.get(f"/api/meetings/{meeting}/participants"))["items"]
    return {one["person"]["id"] for one in listed}


async def test_copy_has_agenda_and_people_and_a_time_of_its_own(
    hop: Installation, secretary: Person, path: str
) -> None:
    await secretary.send("POST", f"{path}/call", {})
    made = await secretary.send("POST", f"{path}/copies", {"starts_at": "2031-01-07T01:30:00Z"})
    assert (made["state"], made["ends_at"]) == ("draft", "2031-01-07T04:00:00.000000Z")
    titles = [(item["title"], item["parent_id"] is None) for item in made["agenda"]]
    assert titles == [("Báo cáo", True), ("Số liệu", False)]
    await hop.settle()
    assert await people(secretary, made["id"]) == {"an", "binh", "guest", "chair"}


async def test_copy_said_twice_is_one(hop: Installation, secretary: Person, path: str) -> None:
    body, key = {"starts_at": "2031-01-07T01:30:00Z"}, {"Idempotency-Key": "k"}
    first = await secretary.send("POST", f"{path}/copies", body, **key)
    assert (await secretary.send("POST", f"{path}/copies", body, **key))["id"] == first["id"]


async def test_template_belongs_to_the_secretaries_of_its_body(hop: Installation, secretary: Person, path: str) -> None:
    kept = await secretary.send("POST", f"{path}/templates", {"name": "Giao ban tuần"})
    assert (kept["items"], kept["people"], kept["minutes"]) == (2, 3, 150)
    colleague = hop.person("binh", ("secretary", "o1"))
    listed = (await colleague.get("/api/meeting-templates?organisation=o1"))["items"]
    assert [one["name"] for one in listed] == ["Giao ban tuần"]
    route = f"/api/meeting-templates/{kept['id']}/meetings"
    made = await colleague.send("POST", route, {"starts_at": "2031-02-04T01:30:00Z"})
    assert {one["id"] for one in made["secretaries"]} == {"binh", "secretary"}
    await secretary.send("DELETE", f"/api/meeting-templates/{kept['id']}")
    assert await colleague.problem("POST", route, {"starts_at": "2031-02-04T01:30:00Z"}) == "not-found"


async def test_series_makes_a_meeting_for_each_day_but_holidays(
    hop: Installation, secretary: Person, path: str
) -> None:
    days = await secretary.send("POST", f"{path}/series-preview", {"rule": RULE})
    assert [one["on"] for one in days["items"]] == ["2030-12-17", "2030-12-24", "2030-12-31"]
    job = await secretary.send("POST", f"{path}/series", {"rule": RULE})
    assert (job["state"], job["done"], job["refused"]) == ("done", 3, [])
    await hop.settle()
    starts = [one["starts_at"] for one in await own(secretary)]
    assert starts == [f"2030-12-{day}T01:30:00.000000Z" for day in ("10", "17", "24", "31")]


async def test_series_said_twice_is_one(hop: Installation, secretary: Person, path: str) -> None:
    for _ in range(2):
        await secretary.send("POST", f"{path}/series", {"rule": RULE}, **{"Idempotency-Key": "k"})
    await hop.settle()
    assert len(await own(secretary)) == 4


async def test_one_changes_alone_and_all_that_follow_change_together(
    hop: Installation, secretary: Person, path: str
) -> None:
    await secretary.send("POST", f"{path}/series", {"rule": RULE})
    await hop.settle()
    second, third = (await own(secretary))[1:3]
    moved = f"/api/meetings/{second['id']}"
    etag = (await secretary.ask("GET", moved)).headers["ETag"]
    times = {"starts_at": "2030-12-18T01:30:00Z", "ends_at": "2030-12-18T04:00:00Z"}
    await secretary.send("PATCH", moved, times, **{"If-Match": etag})
    await secretary.send("POST", f"/api/meetings/{third['id']}/cancellation", {"reason": "Trùng lịch"})
    change = {"place": "Hội trường", "begin": "14:00", "minutes": 60}
    job = await secretary.send("PATCH", f"{moved}/following", change)
    assert [one["code"] for one in job["refused"]] == ["meeting-over"]
    await hop.settle()
    seen = [(one["starts_at"], one["place"]) for one in await own(secretary)]
    assert seen == [
        ("2030-12-10T01:30:00.000000Z", "Phòng họp số 1"),
        ("2030-12-18T07:00:00.000000Z", "Hội trường"),
        ("2030-12-24T01:30:00.000000Z", "Phòng họp số 1"),
        ("2030-12-31T07:00:00.000000Z", "Hội trường"),
    ]


async def test_those_that_follow_and_another_prepares_stay_as_they_are(
    hop: Installation, secretary: Person, path: str
) -> None:
    await secretary.send("POST", f"{path}/series", {"rule": RULE})
    await hop.settle()
    first, second, third, fourth = [f"/api/meetings/{one['id']}" for one in await own(secretary)]
    await secretary.send("POST", f"{third}/handover", {"person_id": "binh"})
    job = await secretary.send("PATCH", f"{second}/following", {"title": "Họp tuần"})
    assert (job["total"], job["done"], job["refused"]) == (2, 2, [])
    await secretary.send("POST", f"{first}/handover", {"person_id": "chair"})
    await hop.settle()
    job = await hop.person("binh").send("PATCH", f"{third}/following", {"chair_id": "binh"})
    assert (job["total"], job["refused"]) == (1, [])
    assert await hop.person("binh").problem("GET", fourth) == "not-found"
    assert [(await secretary.get(one))["title"] for one in (second, fourth)] == ["Họp tuần"] * 2
    assert (await hop.person("binh").get(third))["title"] == NEW["title"]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"title": "[TỐI MẬT] Nhân sự"}, "secret-refused"),
        ({"place": "Hầm, MẬT"}, "secret-refused"),
        ({"chair_id": "nobody"}, "people-unknown"),
        ({"chair_id": ""}, "invalid"),
    ],
)
async def test_what_one_meeting_refuses_is_refused_for_all_that_follow(
    hop: Installation, secretary: Person, path: str, change: dict[str, str], problem: str
) -> None:
    await secretary.send("POST", f"{path}/series", {"rule": RULE})
    etag = (await secretary.ask("GET", path)).headers["ETag"]
    assert await secretary.problem("PATCH", path, change, **{"If-Match": etag}) == problem
    assert await secretary.problem("PATCH", f"{path}/following", change) == problem


async def test_of_two_who_make_a_series_of_one_meeting_at_one_moment_one_does(
    hop: Installation, secretary: Person, path: str
) -> None:
    devices = [hop.person("secretary", ("secretary", "o1")) for _ in range(2)]
    longer = RULE | {"until": "2031-01-07"}
    rules = [{"rule": RULE}, {"rule": longer}]
    answers = await asyncio.gather(
        *(one.ask("POST", f"{path}/series", rule) for one, rule in zip(devices, rules, strict=True))
    )
    assert sorted(answer.status for answer in answers) == [202, 409]
    await hop.settle()
    meetings = await own(secretary)
    assert len({one["starts_at"] for one in meetings}) == len(meetings), "nobody meets twice on a day"


async def test_of_two_who_change_a_series_at_one_moment_one_has_it_all(
    hop: Installation, secretary: Person, path: str
) -> None:
    await secretary.send("POST", f"{path}/series", {"rule": RULE})
    await hop.settle()
    devices = [hop.person("secretary", ("secretary", "o1")) for _ in range(4)]
    answers = await asyncio.gather(
        *(one.ask("PATCH", f"{path}/following", {"place": f"P{n}"}) for n, one in enumerate(devices))
    )
    assert {answer.status for answer in answers} <= {202, 409}
    assert 202 in {answer.status for answer in answers}
    await hop.settle()
    assert len({one["place"] for one in await own(secretary)}) == 1


async def test_series_that_another_replica_is_changing_waits(hop: Installation, secretary: Person, path: str) -> None:
    await secretary.send("POST", f"{path}/series", {"rule": RULE})
    await hop.settle()
    world = hop.services[0].world
    series_id = (await world.meetings.get(path.rpartition("/")[2])).series_id
    elsewhere = {"state": "running", "fingerprint": "elsewhere", "leased_until": to_text(in_a_while())}
    job = derived_id("following", series_id, 1)
    await world.store.insert(world.jobs.collection, job, elsewhere)
    assert await secretary.problem("PATCH", f"{path}/following", {"place": "Hội trường"}) == "series-changing"
    await world.store.save(world.jobs.collection, At(job, 1), elsewhere | {"state": "done"})
    for _ in range(2):
        done = await secretary.send("PATCH", f"{path}/following", {"place": "Hội trường"}, **{"Idempotency-Key": "k"})
        assert (done["state"], done["done"]) == ("done", 4)
    assert await world.jobs.get(derived_id("following", series_id, 3)) is None, "said twice it is one"


def in_a_while() -> datetime:
    """Within the time a lease may have, so that nobody here takes the job over."""
    return SystemClock().now() + timedelta(seconds=TOO_LONG / 2)


async def test_series_is_not_made_over_one_that_goes_on(hop: Installation, secretary: Person, path: str) -> None:
    """Two would meet on the same days, and the first of them would follow the second series alone."""
    await secretary.send("POST", f"{path}/series", {"rule": RULE})
    await hop.settle()
    longer = {"rule": RULE | {"until": "2031-01-07"}}
    assert await secretary.problem("POST", f"{path}/series-preview", longer) == "series-goes-on"
    assert await secretary.problem("POST", f"{path}/series", longer) == "series-goes-on"
    assert len(await own(secretary)) == 4
    last = f"/api/meetings/{(await own(secretary))[-1]['id']}"
    assert (await secretary.send("POST", f"{last}/series", longer))["total"] == 1
    await hop.settle()
    assert len(await own(secretary)) == 5


async def test_series_is_made_anew_after_all_that_followed_were_cancelled(
    hop: Installation, secretary: Person, path: str
) -> None:
    await secretary.send("POST", f"{path}/series", {"rule": RULE})
    await hop.settle()
    for one in (await own(secretary))[1:]:
        await secretary.send("POST", f"/api/meetings/{one['id']}/cancellation", {"reason": "Đổi lịch"})
    assert (await secretary.send("POST", f"{path}/series", {"rule": RULE}))["total"] == 3


async def end(hop: Installation, body: str, *successors: str) -> None:
    facts = organisation(body).organisation.model_copy(
        update={"active": False, "ended_on": date(2031, 1, 1), "successor_ids": successors}
    )
    for heir in successors:
        await hop.say(gateway.SOURCE, "organisation", heir, organisation(heir))
    await hop.say(gateway.SOURCE, "organisation", body, OrganisationChanged(organisation=facts))
    await hop.settle()


async def test_templates_and_copies_go_on_in_the_body_that_took_over(
    hop: Installation, secretary: Person, path: str
) -> None:
    await secretary.send("POST", f"{path}/templates", {"name": "Giao ban tuần"})
    await end(hop, "o1", "o2")
    there = hop.person("secretary", ("secretary", "o2"))
    (kept,) = (await there.get("/api/meeting-templates?organisation=o2"))["items"]
    at = {"starts_at": "2031-02-04T01:30:00Z"}
    for route in (f"{path}/copies", f"/api/meeting-templates/{kept['id']}/meetings"):
        assert (await there.send("POST", route, at))["organisation"]["id"] == "o2"
    assert (await secretary.get("/api/meeting-templates?organisation=o1"))["items"] == []


async def test_body_that_ended_holds_no_meeting_after_its_day(hop: Installation, secretary: Person, path: str) -> None:
    await secretary.send("POST", f"{path}/templates", {"name": "Giao ban tuần"})
    await end(hop, "o1", "o2", "o3")
    after = {"starts_at": "2031-02-04T01:30:00Z", "ends_at": "2031-02-04T04:00:00Z"}
    assert await secretary.problem("POST", "/api/meetings", NEW | after) == "organisation-ended"
    assert await secretary.problem("POST", f"{path}/copies", after) == "organisation-ended"
    assert (await secretary.send("POST", "/api/meetings", NEW))["state"] == "draft"  # in December, before its day
    for heir in ("o2", "o3"):
        listed = await hop.person("an", ("secretary", heir)).get(f"/api/meeting-templates?organisation={heir}")
        assert [one["name"] for one in listed["items"]] == ["Giao ban tuần"]


async def test_template_kept_after_its_body_ended_is_found_where_meetings_are_made(
    hop: Installation, secretary: Person, path: str
) -> None:
    await end(hop, "o1", "o2", "o3")
    for _ in range(2):
        await secretary.send("POST", f"{path}/templates", {"name": "Giao ban"}, **{"Idempotency-Key": "k"})
    for body, names in (("o1", []), ("o2", ["Giao ban"]), ("o3", ["Giao ban"])):
        there = hop.person("secretary", ("secretary", body))
        listed = (await there.get(f"/api/meeting-templates?organisation={body}"))["items"]
        assert [one["name"] for one in listed] == names


async def test_drafts_of_a_series_go_together_to_the_body_that_took_over(
    hop: Installation, secretary: Person, path: str
) -> None:
    await secretary.send("POST", f"{path}/series", {"rule": RULE | {"until": "2031-01-14"}})
    await end(hop, "o1", "o2")
    meetings = await own(secretary)
    stranded = [bool((await secretary.get(f"/api/meetings/{one['id']}"))["heirs"]) for one in meetings]
    assert stranded == [one["starts_at"] >= "2031" for one in meetings]
    first = next(one for one in meetings if one["starts_at"] >= "2031")
    following = f"/api/meetings/{first['id']}/following"
    assert await secretary.problem("PATCH", following, {"organisation_id": "o1x"}) == "not-its-successor"
    await secretary.send("PATCH", following, {"organisation_id": "o2"})
    await hop.settle()
    after = [(one["starts_at"] >= "2031", one["organisation"]["id"]) for one in await own(secretary)]
    assert set(after) == {(False, "o1"), (True, "o2")}


async def leave(hop: Installation, person_id: str) -> None:
    gone = PersonDeactivated(person=person(person_id, active=False).person)
    await hop.say(gateway.SOURCE, "person", person_id, gone)
    await hop.settle()


async def test_what_is_made_again_asks_for_another_chair_where_the_chair_has_left(
    hop: Installation, secretary: Person, path: str
) -> None:
    kept = await secretary.send("POST", f"{path}/templates", {"name": "Giao ban tuần"})
    await leave(hop, "chair")
    at = {"starts_at": "2031-02-04T01:30:00Z"}
    for route in (f"{path}/copies", f"/api/meeting-templates/{kept['id']}/meetings"):
        assert await secretary.problem("POST", route, at) == "chair-left"
        assert (await secretary.send("POST", route, at | {"chair_id": "an"}))["chair"]["id"] == "an"
    assert await secretary.problem("POST", f"{path}/series", {"rule": RULE}) == "chair-left"


async def test_secretary_who_has_left_keeps_nobody_from_a_template(
    hop: Installation, secretary: Person, path: str
) -> None:
    kept = await secretary.send("POST", f"{path}/templates", {"name": "Giao ban tuần"})
    await leave(hop, "secretary")
    colleague = hop.person("binh", ("secretary", "o1"))
    route = f"/api/meeting-templates/{kept['id']}/meetings"
    made = await colleague.send("POST", route, {"starts_at": "2031-02-04T01:30:00Z"})
    assert [one["id"] for one in made["secretaries"]] == ["binh"]


async def test_rule_that_gives_no_day_is_refused(secretary: Person, path: str) -> None:
    none = {"rule": {"frequency": "weekly", "until": "2030-12-10"}}
    assert await secretary.problem("POST", f"{path}/series", none) == "series-empty"


async def test_weekday_that_no_month_has_is_refused(secretary: Person, path: str) -> None:
    rule = {"frequency": "monthly", "weekdays": ["FR"], "nth": 0, "until": "2031-12-31"}
    assert await secretary.problem("POST", f"{path}/series-preview", {"rule": rule}) == "invalid"


async def add_sites(secretary: Person, path: str, *places: str) -> list[str]:
    sites = []
    for place in places:
        body = {"organisation_id": "o1", "place": place, "seats": 20, "duty_id": "outsider", "note": "Thử lúc 14:00"}
        sites.append((await secretary.send("POST", f"{path}/sites", body))["id"])
    return sites


async def seat(secretary: Person, path: str, **at: str | None) -> None:
    rows = [{"person_id": person, "site_id": site} for person, site in at.items()]
    await secretary.send("POST", f"{path}/site-assignments", {"people": rows})


async def joined(secretary: Person, meeting: str) -> list[tuple[str, list[str]]]:
    """Places of the meeting's sites in order, with who takes part there."""
    path = f"/api/meetings/{meeting}"
    people = (await secretary.get(f"{path}/participants"))["items"]
    return [
        (site["place"], [one["person"]["id"] for one in people if one["site_id"] == site["id"]])
        for site in (await secretary.get(f"{path}/sites"))["items"]
    ]


async def test_copy_has_the_sites_and_who_takes_part_there(hop: Installation, secretary: Person, path: str) -> None:
    first, second = await add_sites(secretary, path, "Tầng 2", "Hội trường xã")
    await seat(secretary, path, an=second, chair=first)
    await secretary.send("POST", f"{path}/call", {})
    await hop.person("outsider").send("PUT", f"{path}/sites/{first}/readiness", {"ready": True})
    made = await secretary.send("POST", f"{path}/copies", {"starts_at": "2031-01-07T01:30:00Z"})
    await hop.settle()
    assert await joined(secretary, made["id"]) == [("Tầng 2", ["chair"]), ("Hội trường xã", ["an"])]
    sites = (await secretary.get(f"/api/meetings/{made['id']}/sites"))["items"]
    assert [(one["duty"]["id"], one["note"], one["readiness"]) for one in sites] == [
        ("outsider", "Thử lúc 14:00", None)
    ] * 2
    alone = {"starts_at": "2031-01-08T01:30:00Z", "with_sites": False}
    made = await secretary.send("POST", f"{path}/copies", alone)
    await hop.settle()
    assert await joined(secretary, made["id"]) == []


async def test_template_keeps_sites_without_a_person_who_has_left(
    hop: Installation, secretary: Person, path: str
) -> None:
    (site,) = await add_sites(secretary, path, "Tầng 2")
    await seat(secretary, path, an=site)
    kept = await secretary.send("POST", f"{path}/templates", {"name": "Giao ban trực tuyến"})
    assert kept["sites"] == 1
    gone = PersonDeactivated(person=person("outsider", active=False).person)
    await hop.say(gateway.SOURCE, "person", "outsider", gone)
    route = f"/api/meeting-templates/{kept['id']}/meetings"
    made = await secretary.send("POST", route, {"starts_at": "2031-02-04T01:30:00Z"})
    await hop.settle()
    assert await joined(secretary, made["id"]) == [("Tầng 2", ["an"])]
    (copied,) = (await secretary.get(f"/api/meetings/{made['id']}/sites"))["items"]
    assert copied["duty"] is None


async def test_sites_change_in_one_meeting_alone_and_in_all_that_follow_together(
    hop: Installation, secretary: Person, path: str
) -> None:
    first, second = await add_sites(secretary, path, "Tầng 2", "Hội trường xã")
    await seat(secretary, path, an=first, binh=second)
    await secretary.send("POST", f"{path}/series", {"rule": RULE})
    await hop.settle()
    ids = [one["id"] for one in await own(secretary)]
    before = [("Tầng 2", ["an"]), ("Hội trường xã", ["binh"])]
    assert [await joined(secretary, one) for one in ids] == [before] * 4

    there = f"/api/meetings/{ids[1]}"
    kept, dropped = [one["id"] for one in (await secretary.get(f"{there}/sites"))["items"]]
    await secretary.send("PATCH", f"{there}/sites/{kept}", {"place": "Tầng 3"})
    await secretary.send("DELETE", f"{there}/sites/{dropped}")
    await hop.settle()
    (added,) = await add_sites(secretary, there, "Nhà văn hóa")
    await seat(secretary, there, an=added)
    after = [("Tầng 3", []), ("Nhà văn hóa", ["an"])]
    assert [await joined(secretary, one) for one in ids] == [before, after, before, before]

    for _ in range(2):
        job = await secretary.send("PATCH", f"{there}/following", {"sites": True})
        assert (job["state"], job["refused"]) == ("done", [])
        await hop.settle()
        assert [await joined(secretary, one) for one in ids] == [before, after, after, after]


async def test_meetings_that_follow_one_held_online_are_held_online(
    hop: Installation, secretary: Person, path: str
) -> None:
    await secretary.send("POST", f"{path}/series", {"rule": RULE})
    await hop.settle()
    second, third = (await own(secretary))[1:3]
    there = f"/api/meetings/{second['id']}"
    etag = (await secretary.ask("GET", there)).headers["ETag"]
    online = {"mode": "online", "video_link": "https://hop.example/giao-ban"}
    await secretary.send("PATCH", there, online, **{"If-Match": etag})
    await secretary.send("PATCH", f"{there}/following", {"sites": True})
    seen = await secretary.get(f"/api/meetings/{third['id']}")
    assert {name: seen[name] for name in online} == online


@pytest.fixture
async def room(hop: Installation, secretary: Person, path: str) -> str:
    """Booked for the meeting, with tea."""
    room = await hop.person("guest", ("administrator", "o1")).send("POST", "/api/rooms", ROOM)
    await secretary.send("PUT", f"{path}/room", {"room_id": room["id"], "services": ["tea"]})
    await hop.settle()
    return str(room["id"])


async def takes(hop: Installation, secretary: Person, room: str, starts_at: str, ends_at: str) -> None:
    body = NEW | {"title": "Họp khác", "starts_at": starts_at, "ends_at": ends_at}
    other = await secretary.send("POST", "/api/meetings", body)
    await secretary.send("PUT", f"/api/meetings/{other['id']}/room", {"room_id": room})
    await hop.settle()


async def test_copy_asks_for_the_room_at_its_own_time(
    hop: Installation, secretary: Person, path: str, room: str
) -> None:
    await takes(hop, secretary, room, "2031-01-07T03:00:00Z", "2031-01-07T05:00:00Z")
    free, taken, without = [
        (await secretary.send("POST", f"{path}/copies", {"starts_at": starts_at} | more))["id"]
        for starts_at, more in [
            ("2031-01-14T01:30:00Z", {}),
            ("2031-01-07T01:30:00Z", {}),
            ("2031-01-21T01:30:00Z", {"with_room": False}),
        ]
    ]
    await hop.settle()
    booked = await secretary.get(f"/api/meetings/{free}")
    assert (booked["room"]["state"], booked["room"]["services"]) == ("confirmed", ["tea"])
    assert booked["place"] == "Phòng họp số 2, Tầng 3"
    refused = await secretary.get(f"/api/meetings/{taken}")
    assert (refused["room"]["state"], refused["room"]["taken"]["starts_at"]) == (
        "refused",
        "2031-01-07T03:00:00.000000Z",
    )
    assert refused["place"] == ""  # nobody is sent to a room that others have
    bare = await secretary.get(f"/api/meetings/{without}")
    assert (bare["room"], bare["place"]) == (None, "")


async def test_each_meeting_of_a_series_asks_for_the_room_and_conflicts_are_named_before(
    hop: Installation, secretary: Person, path: str, room: str
) -> None:
    await takes(hop, secretary, room, "2030-12-24T03:00:00Z", "2030-12-24T05:00:00Z")
    days = (await secretary.send("POST", f"{path}/series-preview", {"rule": RULE}))["items"]
    taken = {"starts_at": "2030-12-24T03:00:00.000000Z", "ends_at": "2030-12-24T05:00:00.000000Z"}
    assert [one["taken"] for one in days] == [None, taken, None]
    await secretary.send("POST", f"{path}/series", {"rule": RULE})
    await hop.settle()
    made = [one for one in await own(secretary) if one["title"] == NEW["title"]]
    rooms = [(await secretary.get(f"/api/meetings/{one['id']}"))["room"]["state"] for one in made]
    assert rooms == ["confirmed", "confirmed", "refused", "confirmed"]


async def test_room_out_of_use_is_left_behind(hop: Installation, secretary: Person, path: str, room: str) -> None:
    await secretary.send("POST", f"{path}/call", {})
    await secretary.send("POST", f"{path}/postponement", {"reason": "Bão"})
    await hop.settle()
    await hop.person("guest", ("administrator", "o1")).send("DELETE", f"/api/rooms/{room}")
    assert (await secretary.get(path))["room"]["gone"] is True
    made = await secretary.send("POST", f"{path}/copies", {"starts_at": "2031-02-04T01:30:00Z"})
    assert (made["room"], made["place"]) == (None, "")


async def test_template_names_the_room_it_asks_for(hop: Installation, secretary: Person, path: str, room: str) -> None:
    kept = await secretary.send("POST", f"{path}/templates", {"name": "Giao ban tuần"})
    assert kept["room_name"] == "Phòng họp số 2, Tầng 3"
    route = f"/api/meeting-templates/{kept['id']}/meetings"
    made = await secretary.send("POST", route, {"starts_at": "2031-02-04T01:30:00Z"})
    await hop.settle()
    assert (await secretary.get(f"/api/meetings/{made['id']}"))["room"]["state"] == "confirmed"


async def test_meetings_that_follow_take_another_room_together(
    hop: Installation, secretary: Person, path: str, room: str
) -> None:
    await secretary.send("POST", f"{path}/series", {"rule": RULE})
    await hop.settle()
    body = ROOM | {"name": "Hội trường"}
    hall = await hop.person("guest", ("administrator", "o1")).send("POST", "/api/rooms", body)
    second = f"/api/meetings/{(await own(secretary))[1]['id']}"
    await secretary.send("PUT", f"{second}/room", {"room_id": hall["id"]})
    await hop.settle()
    await secretary.send("PATCH", f"{second}/following", {"room": True})
    await hop.settle()
    rooms = [(await secretary.get(f"/api/meetings/{one['id']}"))["room"] for one in await own(secretary)]
    assert [(one["room_id"], one["state"]) for one in rooms] == [
        (room, "confirmed"),
        *[(hall["id"], "confirmed")] * 3,
    ]
    span = "starts_at=2030-12-11T00:00:00Z&ends_at=2031-01-10T00:00:00Z"
    assert (await secretary.get(f"/api/rooms/{room}/bookings?{span}"))["items"] == []
