"""Who signed in, was refused, granted, opened, took the record away: entered once, read by auditors only."""

import asyncio
import csv
import io
import json
from typing import Any

import pytest

from services.gateway.audit.commands import enter
from services.gateway.audit.model import Act, Deed, verify
from services.gateway.audit.store import ENTRIES, AuditRecord
from shared.store.port import every
from tests.factories.installation import until
from tests.integration.gateway.conftest import Browser, Hop, grant, new_person, new_unit
from tests.integration.gateway.test_yardsticks import tag_of


@pytest.fixture
async def auditor(quantri: Browser, root_id: str) -> Browser:
    person = await new_person(quantri, root_id, "kiemtra")
    await grant(quantri, person, "auditor", root_id)
    return person


async def entries(auditor: Browser, hop: Hop, query: str = "") -> list[dict[str, Any]]:
    await hop.settle()
    found: list[dict[str, Any]] = (await auditor.get(f"/api/audit?limit=200{query}"))["items"]
    return found


async def test_sign_ins_refusals_and_roles_are_entered(hop: Hop, quantri: Browser, auditor: Browser) -> None:
    await hop.browser().try_to_sign_in("quantri", "wrong password")
    await hop.browser().try_to_sign_in("nobody", "wrong password")

    async def refusal_is_entered() -> bool:
        return bool(await entries(auditor, hop, "&deed=sign_in_refused"))

    await until(refusal_is_entered)
    (refused,) = await entries(auditor, hop, "&deed=sign_in_refused")
    assert refused["person"] == {"id": quantri.person["id"], "full_name": "Trần Thị Quản Trị"}
    (granted,) = await entries(auditor, hop, "&deed=roles_changed&person=" + auditor.person["id"])
    assert (granted["person"]["id"], granted["about"]["id"]) == (quantri.person["id"], auditor.person["id"])
    assert granted["detail"][0].startswith("auditor ")
    numbers = [entry["number"] for entry in await entries(auditor, hop)]
    assert numbers == sorted(numbers, reverse=True)
    signed_in = await entries(auditor, hop, "&deed=signed_in&person=" + quantri.person["id"])
    assert len(signed_in) == 2, "at the set-up, and since"


async def test_what_opens_accounts_or_binds_a_body_is_entered(
    hop: Hop, quantri: Browser, auditor: Browser, root_id: str
) -> None:
    office = await new_unit(quantri, root_id, "Sở")
    path = f"/api/organisations/{office}/house-rules"
    rules = {"quiet_hours": {"on": True, "begins": "21:00", "ends": "06:30"}}
    await quantri.ask("PUT", path, rules, **{"If-Match": await tag_of(quantri, path)})
    (decided,) = await entries(auditor, hop, "&deed=house_rules_decided")
    assert decided["person"]["id"] == quantri.person["id"]
    assert decided["detail"] == [office, "delegates_take_books=above", "quiet_hours=21:00-06:30"]

    gone = await new_person(quantri, office, "sapnghi")
    await quantri.send("POST", "/api/slips", {"people": [gone.person["id"]]})
    await quantri.send("PATCH", f"/api/people/{gone.person['id']}", {"active": False})
    for deed in ("slip_issued", "person_deactivated"):
        about = [entry["about"]["id"] for entry in await entries(auditor, hop, f"&deed={deed}")]
        assert about[0] == gone.person["id"], deed


async def test_nobody_but_an_auditor_reads_it_and_he_only_his_bodies(hop: Hop, quantri: Browser, root_id: str) -> None:
    unit = await new_unit(quantri, root_id, "Sở")
    inside, outside = await new_person(quantri, unit, "trong"), await new_person(quantri, root_id, "ngoai")
    auditor = await new_person(quantri, root_id, "kiemtra")
    await grant(quantri, auditor, "auditor", unit)
    seen = {entry["person"]["id"] for entry in await entries(auditor, hop)}
    assert seen == {inside.person["id"]}
    assert await auditor.status("GET", f"/api/audit?organisation={root_id}") == 404
    assert await auditor.status("GET", "/api/audit?organisation=nowhere") == 404
    for person in (quantri, outside, inside):
        assert await person.status("GET", "/api/audit") == 404
        assert await person.status("GET", f"/api/audit?organisation={unit}") == 404


async def test_the_record_is_taken_away_and_that_is_entered(hop: Hop, quantri: Browser, auditor: Browser) -> None:
    await hop.settle()
    answer = await auditor.ask("GET", "/api/audit/export?format=csv")
    rows = list(csv.DictReader(io.StringIO((await answer.read()).decode("utf-8-sig"))))
    assert [int(row["number"]) for row in rows] == list(range(1, len(rows) + 1))
    assert rows[-1]["deed"] == "audit_exported"
    answer = await auditor.ask("GET", "/api/audit/export?format=jsonl")
    lines = [json.loads(line) for line in (await answer.read()).splitlines()]
    assert [line["hash"] for line in lines[: len(rows)]] == [row["hash"] for row in rows]
    assert await auditor.problem("GET", "/api/audit/export?format=xml") == "invalid"


@pytest.mark.parametrize("begin", ["=", "+", "-", "@"])
async def test_no_cell_that_is_taken_away_is_a_formula(
    hop: Hop, quantri: Browser, auditor: Browser, begin: str
) -> None:
    person, formula = quantri.person["id"], f"{begin}1+1"
    deed = Act(Deed.PAPER_OPENED, "2026-11-28T01:00:00.000000Z", person, formula, detail=(formula, "x"))
    await enter(hop.gateway.world, deed)
    answer = await auditor.ask("GET", "/api/audit/export?format=csv")
    rows = list(csv.DictReader(io.StringIO((await answer.read()).decode("utf-8-sig"))))
    (row,) = (one for one in rows if one["deed"] == "paper_opened")
    assert (row["source"], row["detail"]) == (f"'{formula}", f"'{formula} x")


async def test_two_replicas_append_without_forking_the_chain(hop: Hop) -> None:
    store = hop.kit.backends.store
    replicas = [AuditRecord(store), AuditRecord(store)]
    await hop.settle()
    before = (await verify(replicas[0].whole())).entries

    def act(number: int) -> Act:
        return Act(Deed.PAPER_OPENED, "2026-11-28T01:00:00.000000Z", "p1", f"event {number}")

    await asyncio.gather(*(one.append(act(number), ["o1"]) for number in range(40) for one in replicas))
    verdict = await verify(replicas[0].whole())
    assert (verdict.entries - before, verdict.wrong) == (40, None), "each once, one behind the other"


async def test_one_byte_changed_in_the_store_is_found(hop: Hop, auditor: Browser) -> None:
    await hop.settle()
    store = hop.kit.backends.store
    record = AuditRecord(store)
    assert (await verify(record.whole())).wrong is None
    stored = [one async for one in every(store, ENTRIES, "by_number")][2]
    changed = stored.body | {"person_id": stored.body["person_id"][:-1] + "x"}
    await store.save(ENTRIES, stored, changed)
    verdict = await verify(record.whole())
    assert (verdict.wrong, verdict.why) == (3, "it was changed")
