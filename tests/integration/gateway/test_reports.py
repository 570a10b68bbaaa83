"""Use reports in a running gateway: made, scheduled, frozen, read by those named, taken away as files."""

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook
from pypdfium2 import PdfDocument

from services.gateway.reports.commands import make_due
from services.gateway.reports.model import ended_period, period_before, period_of
from services.gateway.usage.snapshot import Snapshot
from shared.clock import SetClock
from shared.words import ReportPeriod
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
        ({"since": datetime.now(UTC).strftime("%Y-%m-01")}, "period-not-over"),
        ({"since": "2025-10-02"}, "period-begins-elsewhere"),
        ({"period": "quarter", "since": "2025-11-01"}, "period-begins-elsewhere"),
        ({"period": "week"}, "invalid"),
        ({"recipients": ["nobody"]}, "recipient-unknown"),
    ],
)
async def test_report_that_cannot_be_is_refused(
    hop: Hop, quantri: Browser, unit: str, body: dict[str, Any], code: str
) -> None:
    await hear(hop, [])
    assert await quantri.problem("POST", f"/api/organisations/{unit}/usage-reports", MONTH | body) == code


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
    first, last = period_of(ReportPeriod.MONTH, world.clock.now().date())

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


def test_periods_follow_the_calendar() -> None:
    quarter = period_of(ReportPeriod.QUARTER, date(2026, 11, 28))
    assert quarter == (date(2026, 10, 1), date(2026, 12, 31))
    assert period_before(ReportPeriod.QUARTER, date(2026, 1, 1)) == (date(2025, 10, 1), date(2025, 12, 31))
    assert period_before(ReportPeriod.MONTH, date(2026, 3, 1)) == (date(2026, 2, 1), date(2026, 2, 28))
    assert ended_period(ReportPeriod.YEAR, date(2025, 1, 1), date(2026, 1, 1))[1] == date(2025, 12, 31)
