"""Lists of people: read and judged, corrected row by row, taken in by a job, and taken away again."""

import asyncio
import base64
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from services.gateway.imports import commands
from services.gateway.imports.model import Chunk, RowOutcome
from services.gateway.imports.store import CHUNKS, IMPORTS, chunks_of
from services.gateway.imports.taking import take_in
from services.gateway.people.names import person_id_of
from services.gateway.spreadsheets.tables import read
from shared.aggregates import Act
from shared.clock import SetClock
from shared.store.port import StoreAway
from tests.factories.installation import until
from tests.factories.lists import HEADINGS, csv_text, in_tcvn3, in_windows_1258, person, xlsx
from tests.integration.gateway.conftest import Browser, Hop, grant, new_person, new_unit
from tests.integration.gateway.test_slips import issue, redeem

AN = person(1, "Nguyễn Văn An", "an", post="Giám đốc", unit="Sở Nội vụ")
BINH = person(2, "Trần Thị Bình", "binh", email="", phone=912345678)
LIST = [["DANH SÁCH CÁN BỘ"], [], HEADINGS, AN, BINH]


@dataclass
class Office:
    """The administrator of a province, with a department."""

    hop: Hop
    quantri: Browser
    root: str
    unit: str

    async def read(self, content: bytes, **headers: str) -> dict[str, Any]:
        return dict(await self.quantri.send("POST", "/api/people-imports", self.body(content), **headers))

    async def refused(self, content: bytes) -> str:
        return await self.quantri.problem("POST", "/api/people-imports", self.body(content))

    def body(self, content: bytes) -> dict[str, Any]:
        encoded = base64.b64encode(content).decode()
        return {"file_name": "danh-sach.xlsx", "content": encoded, "organisation_id": self.root}

    async def rows(self, made: dict[str, Any], show: str = "all") -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        path = f"/api/people-imports/{made['id']}/rows?show={show}&limit=200"
        while path:
            page = await self.quantri.get(path)
            found, path = found + page["items"], page["next"]
        return found

    async def take_in(self, made: dict[str, Any], **body: Any) -> dict[str, Any]:
        path = f"/api/people-imports/{made['id']}"
        await self.quantri.send("POST", f"{path}/run", body)

        async def done() -> bool:
            return bool((await self.quantri.get(path))["state"] == "done")

        await until(done)
        return dict(await self.quantri.get(path))

    async def correct(self, made: dict[str, Any], row: dict[str, Any], **values: str) -> dict[str, Any]:
        path = f"/api/people-imports/{made['id']}/rows/{row['number']}"
        return dict(await self.quantri.send("PUT", path, {"values": row["values"] | values}))

    async def person(self, name: str) -> dict[str, Any]:
        return dict(await self.quantri.get(f"/api/people/{person_id_of(name)}"))


@pytest.fixture
async def office(hop: Hop, quantri: Browser, root_id: str) -> Office:
    return Office(hop, quantri, root_id, await new_unit(quantri, root_id))


def codes(row: dict[str, Any]) -> list[str]:
    return [f"{error['column']} {error['code']}" for error in row["errors"]]


async def test_list_is_shown_before_anybody_is_changed_and_then_taken_in(office: Office) -> None:
    made = await office.read(xlsx(LIST))
    assert (made["state"], made["rows"], made["header_row"], made["ignored"]) == ("preview", 2, 3, ["STT"])
    assert made["tally"] == {"new": 2, "changed": 0, "unchanged": 0, "bad": 0, "left_out": 0}
    assert await office.quantri.status("GET", f"/api/people/{person_id_of('an')}") == 404
    assert (await office.take_in(made))["tally"]["new"] == 2
    an, binh = await office.person("an"), await office.person("binh")
    assert (an["full_name"], an["organisation"]["id"], an["email"]) == ("Nguyễn Văn An", office.unit, "an@tinh.example")
    assert [(post["title"], post["organisation_id"]) for post in an["posts"]] == [("Giám đốc", office.unit)]
    assert (binh["organisation"]["id"], binh["email"], binh["phone"]) == (office.root, None, "0912345678")


async def test_same_file_twice_changes_nothing(office: Office) -> None:
    await office.take_in(await office.read(xlsx(LIST)))
    await office.hop.settle()
    before = [await office.hop.gateway.world.people.get(person_id_of(name)) for name in ("an", "binh")]
    again = await office.read(xlsx(LIST))
    assert (again["tally"]["unchanged"], again["tally"]["new"]) == (2, 0)
    assert (await office.take_in(again))["tally"]["unchanged"] == 2
    after = [await office.hop.gateway.world.people.get(person_id_of(name)) for name in ("an", "binh")]
    assert [one.sequence for one in before] == [one.sequence for one in after]


async def test_list_says_what_it_will_change_and_empty_cells_change_nothing(office: Office) -> None:
    await office.take_in(await office.read(xlsx(LIST)))
    moved = person(1, "Nguyễn Văn An", "an", post="Phó Chủ tịch", unit="UBND tỉnh", email="", phone="")
    made = await office.read(xlsx([HEADINGS, moved]))
    assert (await office.rows(made))[0]["changes"] == ["organisation", "post"]
    await office.take_in(made)
    an = await office.person("an")
    assert (an["organisation"]["id"], an["email"], an["phone"]) == (office.root, "an@tinh.example", "0912 345 678")
    assert {post["title"] for post in an["posts"]} == {"Giám đốc", "Phó Chủ tịch"}


BAD = [
    (person(1, "", "a1"), ["full_name missing-name"]),
    (person(2, "Lê Văn B", "", email=""), ["name missing-handle"]),
    (person(3, "Lê Văn C", "Lê C", email=""), ["name bad-handle"]),
    (person(4, "Lê Văn D", "d1", email="d1 tinh"), ["email bad-email"]),
    (person(5, "Lê Văn E", "e1", phone="gọi sau"), ["phone bad-phone"]),
    (person(6, "Lê Văn G", "g1", unit="Sở Không có"), ["organisation unit-unknown"]),
    (person(7, "Lê Văn H", "h1", unit="Phòng Tổng hợp"), ["organisation unit-ambiguous"]),
    (person(8, '=CONCATENATE("Lê"," I")', "i1"), ["full_name formula"]),
    (person(9, "Lê Văn K", "k1"), []),
    (person(10, "Lê Văn K", "k1"), ["name duplicate"]),
    (person(11, "Lê" * 200, "l1"), ["full_name too-long"]),
    (person(12, "Người khác", "quantri"), []),
    (person(13, "Đã nghỉ", "nghi"), ["name inactive"]),
]


async def test_every_bad_row_is_named_with_what_to_do(office: Office) -> None:
    for parent in (office.root, office.unit):
        await new_unit(office.quantri, parent, "Phòng Tổng hợp")
    gone = await new_person(office.quantri, office.root, "nghi")
    await office.quantri.send("PATCH", f"/api/people/{gone.person['id']}", {"active": False})
    made = await office.read(xlsx([HEADINGS, *(row for row, _ in BAD)]))
    rows = await office.rows(made)
    assert [codes(row) for row in rows] == [expected for _, expected in BAD]
    assert rows[9]["errors"][0]["detail"].startswith("Trùng với dòng 10.")
    assert len(await office.rows(made, "bad")) == made["tally"]["bad"] == 11


async def test_bad_rows_are_corrected_in_place(office: Office) -> None:
    rows = [HEADINGS, person(1, "Lê Văn A", "a1", email="sai"), person(2, "Lê Văn B", "a1"), person(3, "", "c1")]
    made = await office.read(xlsx(rows))
    first, second, third = await office.rows(made)
    assert codes(second) == ["name duplicate"]
    assert codes(await office.correct(made, first, email="a1@tinh.example", name="a0")) == []
    assert codes((await office.rows(made))[1]) == [], "it is the only one of its name now"
    path = f"/api/people-imports/{made['id']}/rows/{third['number']}"
    assert (await office.quantri.send("PUT", path, {"left_out": True}))["outcome"] == "left_out"
    assert (await office.take_in(made))["tally"] == {
        "new": 2,
        "changed": 0,
        "unchanged": 0,
        "bad": 0,
        "left_out": 1,
    }
    assert (await office.person("a0"))["email"] == "a1@tinh.example"
    assert await office.quantri.problem("PUT", path, {"left_out": True}) == "import-begun"


async def test_unit_is_corrected_by_its_id(office: Office) -> None:
    twins = [await new_unit(office.quantri, office.root, "Phòng Một") for _ in range(2)]
    made = await office.read(xlsx([HEADINGS, person(1, "Lê Văn A", "a1", unit="phong mot")]))
    [row] = await office.rows(made)
    assert codes(row) == ["organisation unit-ambiguous"]
    assert codes(await office.correct(made, row, organisation=twins[1])) == []
    await office.take_in(made)
    assert (await office.person("a1"))["organisation"]["id"] == twins[1]


async def test_list_with_bad_rows_is_not_taken_in_unless_asked(office: Office) -> None:
    made = await office.read(xlsx([HEADINGS, AN, person(2, "", "x1")]))
    path = f"/api/people-imports/{made['id']}/run"
    assert await office.quantri.problem("POST", path, {}) == "rows-still-bad"
    assert (await office.take_in(made, without_bad=True))["tally"] == {
        "new": 1,
        "changed": 0,
        "unchanged": 0,
        "bad": 1,
        "left_out": 0,
    }


async def test_import_begun_twice_is_one(office: Office) -> None:
    made = await office.read(xlsx(LIST))
    await office.take_in(made)
    assert (await office.take_in(made))["tally"]["new"] == 2


async def test_import_that_broke_off_before_its_job_is_begun_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await office.read(xlsx(LIST))
    path = f"/api/people-imports/{made['id']}"

    async def away(*_: Any) -> None:
        raise StoreAway("broken on purpose")

    with monkeypatch.context() as patch:
        patch.setattr(office.hop.gateway.world.jobs, "begin", away)
        assert await office.quantri.status("POST", f"{path}/run", {}) == 503
    assert (await office.quantri.get(path))["state"] == "preview"
    assert (await office.take_in(made))["tally"]["new"] == 2


async def test_same_list_of_two_administrators_at_one_moment_makes_each_person_once(office: Office) -> None:
    """As two replicas work them off: within one process, jobs go one after the other."""
    chief = await new_person(office.quantri, office.root, "chief")
    await grant(office.quantri, chief, "administrator", office.root)
    content = xlsx([HEADINGS, *(person(n, f"Lê Văn {n}", f"p{n}") for n in range(20))])
    lists = [await one.send("POST", "/api/people-imports", office.body(content)) for one in (office.quantri, chief)]
    assert [one["tally"]["new"] for one in lists] == [20, 20]
    world = office.hop.gateway.world
    act = Act(world.clock.now())
    await asyncio.gather(*(take_in(world)({"import_id": one["id"]}, 0, act) for one in lists))
    tallies = [await commands.tally(world, one["id"]) for one in lists]
    assert sum(tally[RowOutcome.NEW] for tally in tallies) == 20
    assert all(tally[RowOutcome.BAD] == 0 for tally in tallies)
    ids = [person_id_of(f"p{n}") for n in range(20)]
    for repository in (world.people, world.contacts):
        assert {one.sequence for one in (await repository.get_many(ids)).values()} == {1}


async def test_what_a_run_that_was_cut_off_made_is_still_new(office: Office) -> None:
    made = await office.read(xlsx(LIST))
    world = office.hop.gateway.world
    act = Act(world.clock.now(), actor_id=office.quantri.person["id"])
    for _ in range(2):
        await take_in(world)({"import_id": made["id"]}, 0, act)
    assert [row["outcome"] for row in await office.rows(made)] == ["new", "new"]


async def test_who_lost_his_role_meanwhile_takes_nobody_in(office: Office) -> None:
    chief = await new_person(office.quantri, office.root, "chief")
    await grant(office.quantri, chief, "administrator", office.unit)
    body = office.body(xlsx([HEADINGS, AN])) | {"organisation_id": office.unit}
    made = await chief.send("POST", "/api/people-imports", body)
    role = f"/api/people/{chief.person['id']}/roles/administrator/{office.unit}"
    world = office.hop.gateway.world
    await office.quantri.send("DELETE", role)
    await take_in(world)({"import_id": made["id"]}, 0, Act(world.clock.now()))
    assert await world.people.look_up(person_id_of("an")) is None


async def test_unit_of_another_administrator_is_unknown_and_his_people_are_taken(office: Office) -> None:
    beside = await new_unit(office.quantri, office.root, "Sở Y tế")
    await new_person(office.quantri, beside, "other")
    chief = await new_person(office.quantri, office.unit, "chief")
    await grant(office.quantri, chief, "administrator", office.unit)
    rows = [HEADINGS, person(1, "Lê A", "a1", unit="Sở Y tế"), person(2, "Lê B", "other"), person(3, "Q", "quantri")]
    made = await chief.send("POST", "/api/people-imports", office.body(xlsx(rows)) | {"organisation_id": office.unit})
    found = (await chief.get(f"/api/people-imports/{made['id']}/rows"))["items"]
    assert [codes(row) for row in found] == [["organisation unit-unknown"], ["name taken"], ["name taken"]]
    assert await chief.problem("POST", "/api/people-imports", office.body(xlsx(rows))) == "not-found"
    assert await office.quantri.status("GET", f"/api/people-imports/{made['id']}") == 404, "another's list"


@pytest.mark.parametrize("encode", [str.encode, in_tcvn3, in_windows_1258, lambda text: text.encode("utf-16")])
async def test_list_of_any_encoding_is_taken_in(office: Office, encode: Any) -> None:
    made = await office.read(encode(csv_text([HEADINGS, AN, BINH])))
    await office.take_in(made)
    assert (await office.person("an"))["full_name"] == "Nguyễn Văn An"


async def test_address_stands_for_a_sign_in_name_that_is_not_there(office: Office) -> None:
    rows = [["Họ", "Tên", "E-mail"], ["Nguyễn Văn", "An", "An.NV@Tinh.example"]]
    await office.take_in(await office.read(csv_text(rows).encode()))
    assert (await office.person("an.nv@tinh.example"))["full_name"] == "Nguyễn Văn An"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"a,b,c\n1,2,3\n", "columns-unknown"),
        (csv_text([["Họ và tên", "Chức vụ"], ["An", "Giám đốc"]]).encode(), "columns-unknown"),
        (b"PK\x03\x04 damaged", "spreadsheet-unreadable"),
        (b"\x89PNG\r\n\x1a\n\0\0", "spreadsheet-unreadable"),
        (b"", "columns-unknown"),
        (b"a\n" * 20_001, "spreadsheet-too-long"),
    ],
    ids=["no heading", "nothing to tell people by", "damaged", "picture", "empty", "too long"],
)
async def test_what_is_no_list_of_people_is_refused(office: Office, content: bytes, code: str) -> None:
    assert await office.refused(content) == code


async def test_reading_whose_answer_was_lost_is_repeated(office: Office) -> None:
    content = xlsx(LIST)
    made = [await office.read(content, **{"Idempotency-Key": "k1"}) for _ in range(2)]
    assert made[0] == made[1]


MANY = [HEADINGS, *(person(number, f"Lê Văn {number}", f"p{number}", unit="") for number in range(60))]
MANY_FILE = xlsx(MANY)  # once: a workbook says when it was made


@pytest.fixture
async def broken_off(office: Office, monkeypatch: pytest.MonkeyPatch) -> str:
    """The id of the list MANY, of which one chunk was kept when the store went away."""
    chunks = office.hop.gateway.world.import_chunks
    add = chunks.add
    kept: list[str] = []

    async def add_one(chunk: Chunk, act: Act) -> Chunk:
        if kept:
            raise StoreAway("broken on purpose")
        kept.append(chunk.import_id)
        return await add(chunk, act)

    with monkeypatch.context() as patch:
        patch.setattr(chunks, "add", add_one)
        sent = office.body(MANY_FILE)
        response = await office.quantri.ask("POST", "/api/people-imports", sent, **{"Idempotency-Key": "k1"})
        assert response.status == 503
    return kept[0]


async def test_list_whose_reading_broke_off_is_read_whole_before_it_is_begun(office: Office, broken_off: str) -> None:
    assert await office.quantri.problem("POST", f"/api/people-imports/{broken_off}/run", {}) == "conflict"
    made = await office.read(MANY_FILE, **{"Idempotency-Key": "k1"})
    assert (made["id"], (await office.take_in(made))["tally"]["new"]) == (broken_off, 60)


async def test_list_whose_reading_broke_off_leaves_nobody_behind(office: Office, broken_off: str) -> None:
    world = office.hop.gateway.world
    world.clock = SetClock(world.clock.now() + timedelta(days=8))
    await commands.discard_those_old(world)
    assert [one async for one in chunks_of(world.import_chunks, broken_off)] == []


async def test_longer_list_under_a_key_that_was_used_adds_nothing_to_the_first(office: Office) -> None:
    key = {"Idempotency-Key": "k1"}
    made = await office.read(xlsx(MANY[:20]), **key)
    sent = office.body(xlsx(MANY))
    assert await office.quantri.problem("POST", "/api/people-imports", sent, **key) == "idempotency-key-reused"
    assert await office.quantri.get(f"/api/people-imports/{made['id']}") == made
    assert len(await office.rows(made)) == 19


async def test_taken_in_person_comes_in_by_slip(office: Office) -> None:
    await office.take_in(await office.read(xlsx(LIST)))
    assert (await office.hop.browser().try_to_sign_in("an", "")).status == 401
    an = Browser(office.quantri.client, "", hop=office.hop, person={"id": person_id_of("an")})
    [slip] = await issue(office.quantri, an)
    tablet = office.hop.browser()
    await tablet.enter(await redeem(tablet, slip["code"]))
    assert (await tablet.get("/api/me"))["full_name"] == "Nguyễn Văn An"


async def test_taken_in_person_is_given_a_one_time_password(office: Office) -> None:
    await office.take_in(await office.read(xlsx(LIST)))
    given = await office.quantri.send("PUT", f"/api/people/{person_id_of('an')}/password")
    await office.hop.browser().sign_in("an", given["password"])


async def test_discarded_and_old_lists_leave_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    made, old = await office.read(xlsx(LIST)), await office.read(xlsx([HEADINGS, AN]))
    await office.quantri.send("DELETE", f"/api/people-imports/{made['id']}")
    assert await office.quantri.status("GET", f"/api/people-imports/{made['id']}") == 404
    store = office.hop.kit.backends.store
    assert (await store.find(CHUNKS, "by_kind", each=f"{made['id']} all")).items == []
    await commands.discard(office.hop.gateway.world, old["id"], Act(office.hop.kit.clock.now()))
    assert (await store.find(IMPORTS, "by_age")).items == []


async def test_old_list_that_is_being_taken_in_stays_and_holds_up_no_other(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, old = await office.read(xlsx(LIST)), await office.read(xlsx([HEADINGS, AN]))
    world = office.hop.gateway.world

    async def away(chunk_id: str) -> Chunk:
        raise StoreAway("broken on purpose")

    monkeypatch.setattr(world.import_chunks, "get", away)
    await office.quantri.send("POST", f"/api/people-imports/{begun['id']}/run", {})
    world.clock = SetClock(world.clock.now() + timedelta(days=8))
    await commands.discard_those_old(world)
    assert len(await office.rows(begun)) == 2
    assert await office.quantri.status("GET", f"/api/people-imports/{old['id']}") == 404


async def test_what_is_exported_is_taken_in_again_without_a_change(office: Office) -> None:
    await office.take_in(await office.read(xlsx(LIST)))
    for form in ("xlsx", "csv"):
        response = await office.quantri.ask("GET", f"/api/people/export?format={form}")
        assert response.status == 200
        content = await response.read()
        assert len(read(content)["sheets"][0]["rows"]) == 4
        made = await office.read(content)
        assert made["tally"] == {"new": 0, "changed": 0, "unchanged": 3, "bad": 0, "left_out": 0}


async def test_export_holds_the_unit_asked_for_and_no_cell_that_is_a_formula(office: Office) -> None:
    await new_person(office.quantri, office.unit, "an", full_name="=HYPERLINK(1)", phone="+84 912 345 678")
    response = await office.quantri.ask("GET", f"/api/people/export?format=csv&organisation={office.unit}")
    lines = (await response.text()).splitlines()
    assert len(lines) == 2
    assert "'=HYPERLINK(1)" in lines[1]
    assert "'+84 912 345 678" in lines[1]


async def test_lists_taken_in_and_away_are_in_the_audit_record(office: Office) -> None:
    auditor = await new_person(office.quantri, office.root, "auditor")
    await grant(office.quantri, auditor, "auditor", office.root)
    await office.take_in(await office.read(xlsx(LIST)))
    await office.quantri.ask("GET", "/api/people/export")
    await office.hop.settle()
    found = {entry["deed"]: entry["detail"] for entry in (await auditor.get("/api/audit"))["items"]}
    assert found["people_imported"] == [office.root, "2"]
    assert found["people_exported"] == [office.root, "4"]
