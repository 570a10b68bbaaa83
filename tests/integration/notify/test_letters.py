"""Mails about an account: a link to choose a password, and word to an address that was given up."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from services.notify.app import build
from shared.clock import SetClock
from shared.events.gateway import CONTACTS, AddressConfirmationAsked, ContactChanged, ResetAsked
from shared.words import Language
from tests.factories.installation import Installation, installation, until
from tests.integration.notify.conftest import populate
from tests.integration.notify.postbox import read_mails, wait_for_mails

NIGHT = datetime(2030, 11, 20, 16, 0, tzinfo=UTC)  # 23:00 in Vietnam


async def ask(hop: Installation, expires_at: datetime) -> None:
    asked = ResetAsked(person_id="an", name="an.nguyen", code="abcd-efgh-jkmn-pqrs", expires_at=expires_at)
    await hop.say(CONTACTS, "reset", "r1", asked)


def text_of(mail: Any) -> str:
    return str(mail.get_body(("plain",)).get_content())


async def test_link_goes_at_once_also_at_night(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUIET_HOURS", "22:00-06:00")
    async with installation(tmp_path, build, clock=SetClock(NIGHT)) as hop:
        await populate(hop)
        await ask(hop, NIGHT + timedelta(minutes=30))
        (mail,) = await wait_for_mails(hop, 1)
    assert str(mail["To"]) == "Họ tên an <an@tinh.example>"
    assert str(mail["Subject"]) == "Đặt lại mật khẩu Hop"
    assert "Chọn mật khẩu mới: http://127.0.0.1:8080/reset#abcd-efgh-jkmn-pqrs\n" in text_of(mail)
    assert "- Tên đăng nhập: an.nguyen\n" in text_of(mail)
    assert "23:30, 20/11/2030" in text_of(mail)


async def test_link_that_has_expired_is_not_sent(hop: Installation) -> None:
    await ask(hop, datetime.now(UTC) - timedelta(seconds=1))
    administrator = hop.person("root", ("administrator", "o1"))

    async def withdrawn() -> bool:
        found = (await administrator.get("/api/deliveries"))["items"]
        return [(one["template"], one["state"]) for one in found] == [("password_reset", "withdrawn")]

    await until(withdrawn)
    assert await read_mails(hop) == []


async def test_administrator_sees_no_code(hop: Installation) -> None:
    await ask(hop, datetime.now(UTC) + timedelta(minutes=30))
    await wait_for_mails(hop, 1)
    listed = await hop.person("root", ("administrator", "o1")).get("/api/deliveries")
    assert "abcd" not in str(listed)


async def test_former_address_is_told_and_not_where_mails_go_now(hop: Installation) -> None:
    for email in ("moi@tinh.example", "moi@tinh.example", None):
        changed = ContactChanged(person_id="an", email=email, language=Language.ENGLISH)
        await hop.say(CONTACTS, "contact", "an", changed)
    mails = await wait_for_mails(hop, 2)
    assert sorted(str(mail["To"].addresses[0].addr_spec) for mail in mails) == ["an@tinh.example", "moi@tinh.example"]
    assert not any("moi@tinh.example" in text_of(mail) for mail in mails)
    assert "báo ngay cho quản trị viên" in text_of(mails[0])


async def test_address_to_be_is_asked_and_no_other(hop: Installation) -> None:
    asked = AddressConfirmationAsked(
        person_id="an",
        email="moi@tinh.example",
        code="abcd-efgh-jkmn-pqrs",
        expires_at=datetime.now(UTC) + timedelta(days=1),
    )
    await hop.say(CONTACTS, "addresschange", "a1", asked)
    (mail,) = await wait_for_mails(hop, 1)
    assert str(mail["To"].addresses[0].addr_spec) == "moi@tinh.example"
    assert str(mail["Subject"]) == "Xác nhận địa chỉ thư điện tử trong Hop"
    assert "Xác nhận địa chỉ này: http://127.0.0.1:8080/address#abcd-efgh-jkmn-pqrs\n" in text_of(mail)
