"""Use reports in a running gateway: made, scheduled, frozen, read by those named, taken away as files."""

import asyncio
import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook
from pypdfium2 import PdfDocument

from services.gateway.report_forms.commands import letterhead_of, set_letterhead, take_number
from services.gateway.report_forms.model import Letterhead, ReportForm
from services.gateway.reports.commands import make_due
from services.gateway.reports.model import ended_period, period_before, period_of
from services.gateway.usage.snapshot import Snapshot
from shared.aggregates import Act
from shared.clock import SetClock
from shared.problems import Conflict
from shared.words import ReportPeriod
from shared.zones import home_day
from tests.factories.usage import BUSY, Story, busy
from tests.integration.gateway.conftest import Browser, Hop, grant, new_person, new_unit
from tests.integration.gateway.test_usage import hear

MONTH = {"period": "month", "since": "2025-10-01"}


@pytest.fixture
async def unit(quantri: Browser, root_id: str) -> str:
    return await new_unit(quantri, root_id, "=Sở một")


async def busy_month(hop: Hop, unit: str, name: str = "m1") -> None:
    story = Story()
    busy(story, name, "2025-10-20", "2025-10-05", organisation_id=unit)
    await hear(hop, story.events)


async def file(browser: Browser, report: str, form: str) -> bytes:
    response = await browser.ask("GET", f"/api/usage-reports/{report}/file?format={form}")
    assert response.status == 200, await response.text()
    assert f".{form}" in response.headers["Content-Disposition"]
    return await response.read()


async def made(browser: Browser, organisation_id: str, **body: Any) -> Any:
    return await browser.send("POST", f"/api/organisations/{organisation_id}/usage-reports", MONTH | body)


async def test_report_says_in_every_form_what_the_page_said_when_it_was_made(
    hop: Hop, quantri: Browser, unit: str
) -> None:
    await busy_month(hop, unit)
    report = await made(quantri, unit)
    await busy_month(hop, unit, "m2")  # heard later: the report is frozen
    book = load_workbook(io.BytesIO(await file(quantri, report["id"], "xlsx"))).active
    rows = [[cell.value for cell in row] for row in book.iter_rows()]
    by_code = {row[2]: row[4] for row in rows[1:]}
    assert {code: by_code[code] for code in BUSY} == BUSY
    assert by_code["meetings_with_video"] == "chưa ghi nhận"
    assert all(cell.data_type in {"s", "n"} for row in book.iter_rows() for cell in row)
    lines = list(csv.reader(io.StringIO((await file(quantri, report["id"], "csv")).decode("utf-8-sig"))))
    assert lines[1][0].startswith("'=")
    assert {line[2]: line[4] for line in lines[1:]} == {code: str(value) for code, value in by_code.items()}
    told = text_of(await file(quantri, report["id"], "docx"))
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in told
    assert "tháng 10/2025" in told
    pdf = PdfDocument(await file(quantri, report["id"], "pdf"))
    page = "".join(one.get_textpage().get_text_bounded() for one in pdf)
    assert "Độc lập - Tự do - Hạnh phúc" in page
    assert "Số trang không phải in" in page.replace("\r\n", " ")


def text_of(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"since": "2040-01-01"}, "period-not-over"),
        ({"since": "2025-10-02"}, "period-begins-elsewhere"),
        ({"period": "quarter", "since": "2025-11-01"}, "period-begins-elsewhere"),
        ({"period": "year", "since": "0001-01-01"}, "period-begins-elsewhere"),
        ({"period": "year", "since": "9999-01-01"}, "period-begins-elsewhere"),
        ({"period": "week"}, "invalid"),
        ({"recipients": ["nobody"]}, "recipient-unknown"),
    ],
)
async def test_report_that_cannot_be_is_refused(
    hop: Hop, quantri: Browser, unit: str, body: dict[str, Any], code: str
) -> None:
    await hear(hop, [])
    assert await quantri.problem("POST", f"/api/organisations/{unit}/usage-reports", MONTH | body) == code


async def test_month_that_is_not_over_has_no_report(hop: Hop, quantri: Browser, unit: str) -> None:
    await hear(hop, [])
    begun = home_day(hop.kit.clock.now()).replace(day=1).isoformat()
    path = f"/api/organisations/{unit}/usage-reports"
    assert await quantri.problem("POST", path, MONTH | {"since": begun}) == "period-not-over"


async def test_before_the_figures_are_there_no_report_is_made(hop: Hop, quantri: Browser, unit: str) -> None:
    world = hop.gateway.world
    world.usage = replace(world.usage, snapshot=Snapshot(world.usage.rows, world.clock))
    assert await quantri.problem("POST", f"/api/organisations/{unit}/usage-reports", MONTH) == "figures-not-ready"


async def test_named_person_reads_the_report_and_nobody_else_below(hop: Hop, quantri: Browser, unit: str) -> None:
    named, other = await new_person(quantri, unit, "duocgui"), await new_person(quantri, unit, "khongduoc")
    await busy_month(hop, unit)
    report = await made(quantri, unit, recipients=[named.person["id"]])
    (own,) = (await named.get("/api/me/usage-reports"))["items"]
    assert (own["id"], own["name"]) == (report["id"], "tháng 10/2025")
    assert await file(named, report["id"], "csv")
    assert (await other.get("/api/me/usage-reports"))["items"] == []
    for path in ("", "/file?format=pdf"):
        assert await other.problem("GET", f"/api/usage-reports/{report['id']}{path}") == "not-found"
    assert await named.problem("GET", f"/api/organisations/{unit}/usage-reports") == "not-found"


async def test_schedule_makes_each_period_once_when_what_is_withheld_is_told(
    hop: Hop, quantri: Browser, unit: str
) -> None:
    leader = await new_person(quantri, unit, "lanhdao")
    await grant(quantri, leader, "leader", unit)
    path = f"/api/organisations/{unit}/report-schedules/month"
    assert (await leader.send("PUT", path, {"recipients": [leader.person["id"]]}))["period"] == "month"
    await hear(hop, [])
    world = hop.gateway.world
    first, last = period_of(ReportPeriod.MONTH, home_day(world.clock.now()))

    async def reports_on(day: date) -> list[Any]:
        world.clock = SetClock(datetime.combine(day, datetime.min.time(), UTC))
        await make_due(world)
        await make_due(world)
        items: list[Any] = (await leader.get("/api/me/usage-reports"))["items"]
        return items

    assert await reports_on(last) == []
    assert await reports_on(last + timedelta(days=5)) == []
    (report,) = await reports_on(last + timedelta(days=6))
    assert (report["since"], report["made_by"]) == (first.isoformat(), None)
    assert len(await reports_on(last + timedelta(days=20))) == 1


async def test_who_was_sent_a_report_is_in_the_audit_record_also_when_a_schedule_did_it(
    hop: Hop, quantri: Browser, root_id: str, unit: str
) -> None:
    auditor, own, leader = [await new_person(quantri, unit, name) for name in ("kiemtra", "rieng", "lanhdao")]
    await grant(quantri, auditor, "auditor", root_id)
    await grant(quantri, own, "auditor", unit)
    told = leader.person["id"]
    await quantri.send("PUT", f"/api/organisations/{unit}/report-schedules/month", {"recipients": [told]})
    await busy_month(hop, unit)
    by_hand = await made(quantri, unit, recipients=[told])
    world = hop.gateway.world
    first, last = period_of(ReportPeriod.MONTH, home_day(world.clock.now()))
    world.clock = SetClock(datetime.combine(last + timedelta(days=6), datetime.min.time(), UTC))
    await make_due(world)
    await hop.settle()
    (schedule,) = (await auditor.get("/api/audit?deed=report_schedule_changed"))["items"]
    assert (schedule["person"]["id"], schedule["detail"]) == (quantri.person["id"], [unit, "month", told])
    entries = (await auditor.get("/api/audit?deed=report_sent"))["items"]
    assert {(entry["person"] and entry["person"]["id"], entry["detail"][3]) for entry in entries} == {
        (None, first.isoformat()),
        (quantri.person["id"], by_hand["since"]),
    }
    assert {entry["detail"][-1] for entry in entries} == {told}
    (seen,) = (await own.get("/api/audit?deed=report_sent"))["items"]
    assert seen["person"] is None, "the body's own; what was done from above stands above"


FORM = {
    "place": "Phú Thọ",
    "symbol": "BC-HKG",
    "counted": True,
    "first_number": 8,
    "authority": ["TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG"],
    "signer": "Trần Văn Ký",
    "recipients": ["Thường trực Tỉnh ủy;", "Lưu: VT."],
}


async def set_form(browser: Browser, unit: str, **more: Any) -> None:
    path = f"/api/organisations/{unit}/report-form"
    etag = (await browser.ask("GET", path)).headers["ETag"]
    await browser.send("PUT", path, FORM | more, **{"If-Match": etag})


async def test_report_is_headed_as_its_body_has_set_and_numbered_in_turn(hop: Hop, quantri: Browser, unit: str) -> None:
    await busy_month(hop, unit)
    await set_form(quantri, unit)
    same = {"Idempotency-Key": "once"}
    path = f"/api/organisations/{unit}/usage-reports"
    first, again = [await quantri.send("POST", path, MONTH, **same) for _ in range(2)]
    others = await asyncio.gather(*(made(quantri, unit) for _ in range(4)))
    assert first["id"] == again["id"]
    assert first["heading"]["number"] == again["heading"]["number"] == "08/BC-HKG"
    assert sorted(one["heading"]["number"] for one in others) == [f"{number:02}/BC-HKG" for number in range(9, 13)]
    told = text_of(await file(quantri, first["id"], "docx"))
    for line in ("Số: 08/BC-HKG", "Phú Thọ, ngày", "CHÁNH VĂN PHÒNG", "Trần Văn Ký", "- Thường trực Tỉnh ủy;"):
        assert line in told
    assert "Lãnh đạo cơ quan" not in told


async def test_two_who_set_the_first_form_at_once_do_not_undo_each_other(hop: Hop, unit: str) -> None:
    world, act = hop.gateway.world, Act(datetime.now(UTC))
    first, second = ReportForm(id=unit), ReportForm(id=unit)
    await set_letterhead(world, first, Letterhead(place="Phú Thọ"), act)
    with pytest.raises(Conflict):
        await set_letterhead(world, second, Letterhead(signer="Trần Văn Ký"), act)
    assert await letterhead_of(world, unit) == Letterhead(place="Phú Thọ")


async def test_numbers_begin_anew_each_year(hop: Hop, quantri: Browser, unit: str) -> None:
    await set_form(quantri, unit)
    world, act = hop.gateway.world, Act(datetime.now(UTC))
    taken = [await take_number(world, unit, year, f"r{year}", act) for year in (2026, 2026, 2027)]
    assert taken == ["08/BC-HKG", "08/BC-HKG", "08/BC-HKG"]
    assert await take_number(world, unit, 2026, "another", act) == "09/BC-HKG"


async def test_registrys_number_is_typed_in_and_the_figures_stay(hop: Hop, quantri: Browser, unit: str) -> None:
    named = await new_person(quantri, unit, "duocgui")
    await busy_month(hop, unit)
    report = await made(quantri, unit, recipients=[named.person["id"]])
    assert "Số: ……/BC-……" in text_of(await file(quantri, report["id"], "docx"))
    before = await file(quantri, report["id"], "csv")
    heading = {"number": "54/BC-UBND", "day": "2025-11-10", "place": "Việt Trì", "signer": "Trần Văn Ký"}
    path = f"/api/usage-reports/{report['id']}/heading"
    assert await named.problem("PUT", path, heading) == "not-found"
    assert (await quantri.send("PUT", path, heading))["heading"]["number"] == "54/BC-UBND"
    told = text_of(await file(named, report["id"], "docx"))
    assert "Số: 54/BC-UBND" in told
    assert "Việt Trì, ngày 10 tháng 11 năm 2025" in told
    assert await file(quantri, report["id"], "csv") == before
    assert await quantri.problem("PUT", path, heading | {"signer": "MẬT"}) == "secret-refused"


async def test_body_that_ended_before_the_period_makes_no_report(hop: Hop, quantri: Browser, root_id: str) -> None:
    """Whoever goes on makes his own."""
    gone = await new_unit(quantri, root_id, "Xã đã sáp nhập")
    path = f"/api/organisations/{gone}/report-schedules/month"
    await quantri.send("PUT", path, {"recipients": [quantri.person["id"]]})
    await hear(hop, [])
    world = hop.gateway.world
    first, last = period_of(ReportPeriod.MONTH, home_day(world.clock.now()))
    ended = Act(world.clock.now())
    await world.organisations.change(gone, lambda one: one.end(first, (root_id,)), ended)
    for months, reports in ((0, 1), (1, 1)):
        day = last + timedelta(days=6 + 31 * months)
        world.clock = SetClock(datetime.combine(day, datetime.min.time(), UTC))
        await make_due(world)
        assert len((await quantri.get(f"/api/organisations/{gone}/usage-reports"))["items"]) == reports


def test_periods_follow_the_calendar() -> None:
    quarter = period_of(ReportPeriod.QUARTER, date(2026, 11, 28))
    assert quarter == (date(2026, 10, 1), date(2026, 12, 31))
    assert period_before(ReportPeriod.QUARTER, date(2026, 1, 1)) == (date(2025, 10, 1), date(2025, 12, 31))
    assert period_before(ReportPeriod.MONTH, date(2026, 3, 1)) == (date(2026, 2, 1), date(2026, 2, 28))
    assert ended_period(ReportPeriod.YEAR, date(2025, 1, 1), date(2026, 1, 1))[1] == date(2025, 12, 31)
