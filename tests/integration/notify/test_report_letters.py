"""A report of use is told to those named in it: by mail and inbox, in the morning, without a figure."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from services.notify.app import build
from shared.clock import SetClock
from shared.events.gateway import SOURCE, UsageReportMade
from shared.words import ReportPeriod
from tests.factories.installation import Installation, installation, until
from tests.integration.notify.conftest import populate
from tests.integration.notify.postbox import read_mails, wait_for_mails
from tests.integration.notify.test_letters import NIGHT, text_of


async def made(hop: Installation, *people: str) -> None:
    report = UsageReportMade(
        report_id="u1",
        organisation_id="o1",
        period=ReportPeriod.QUARTER,
        since=date(2026, 10, 1),
        until=date(2026, 12, 31),
        recipients=people,
    )
    await hop.say(SOURCE, "usagereport", "u1", report)


async def inbox_of(hop: Installation, person: str) -> list[Any]:
    items: list[Any] = (await hop.person(person).get("/api/inbox"))["items"]
    return items


async def test_named_people_have_mail_and_inbox_and_nobody_else(hop: Installation) -> None:
    await made(hop, "an", "binh")
    mails = await wait_for_mails(hop, 2)
    assert {str(mail["To"]) for mail in mails} == {"Họ tên an <an@tinh.example>", "Họ tên binh <binh@tinh.example>"}
    assert "- Kỳ báo cáo: quý IV năm 2026\n" in text_of(mails[0])
    assert "Mở báo cáo: http://127.0.0.1:8080/reports/u1\n" in text_of(mails[0])
    (entry,) = await inbox_of(hop, "an")
    assert (entry["kind"], entry["meeting"], entry["read"]) == ("usage_report", None, False)
    assert {name: entry["report"][name] for name in ("id", "period", "since")} == {
        "id": "u1",
        "period": "quarter",
        "since": "2026-10-01",
    }
    assert entry["report"]["organisation_name"]
    assert await inbox_of(hop, "chi") == []


async def test_whoever_made_it_himself_is_told_nothing(hop: Installation) -> None:
    """The factory's facts are somebody's."""
    await made(hop, "somebody", "an")
    await wait_for_mails(hop, 1)
    assert await inbox_of(hop, "somebody") == []


async def test_at_night_the_mail_waits_and_the_inbox_does_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUIET_HOURS", "22:00-06:00")
    clock = SetClock(NIGHT)
    async with installation(tmp_path, build, clock=clock) as hop:
        await populate(hop)
        await made(hop, "an")
        assert len(await inbox_of(hop, "an")) == 1

        async def put_off() -> bool:
            found = await hop.person("root", ("administrator", "o1")).get("/api/deliveries")
            return [one["next_attempt_at"] for one in found["items"]] == ["2030-11-20T23:00:00.000000Z"]

        await until(put_off, 30)
        assert await read_mails(hop) == []
        clock.moment = datetime(2030, 11, 20, 23, 0, tzinfo=UTC) + timedelta(minutes=1)
        await wait_for_mails(hop, 1)
