"""What goes to a push service: encrypted as RFC 8291 shows it, to places that are named, saying little."""

from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from services.notify.deliveries.carrier import NotTaken
from services.notify.deliveries.model import Reason
from services.notify.keepers.words import WORDINGS
from services.notify.notices.model import TABLE, TO_KEEPER
from services.notify.pushes.allowed import PushServices
from services.notify.pushes.carrier import PushCarrier
from services.notify.pushes.encryption import LONGEST, RECORD, encrypt
from services.notify.pushes.identity import PushIdentity
from services.notify.pushes.model import HEADLINES, LONGEST_TITLE, Push, kept_for
from services.notify.settings import NotifySettings
from services.notify.subscriptions.model import from_base64url
from shared.backends import BadSetting
from shared.clock import SystemClock
from shared.outside import wait_asked
from shared.words import Channel
from tests.backends.authority import authority
from tests.integration.notify.pushservice import push_service

NOW = datetime(2030, 11, 20, 2, 0, tzinfo=UTC)
DEVICE = from_base64url("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4")
SECRET = from_base64url("BTBZMqHH6r4Tts7J_aSIgg")


def test_example_of_the_standard_is_encrypted_as_it_stands_there() -> None:
    """RFC 8291, section 5 and appendix A."""
    own = ec.derive_private_key(
        int.from_bytes(from_base64url("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")), ec.SECP256R1()
    )
    salt = from_base64url("DGv6ra1nlYgDCS1FRnbzlw")
    sealed = encrypt(b"When I grow up, I want to be a watermelon", DEVICE, SECRET, own=own, salt=salt)
    assert urlsafe_b64encode(sealed).rstrip(b"=").decode() == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6Tlz"
        "AC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def test_longest_message_fits_what_every_push_service_takes() -> None:
    assert len(encrypt(b"x" * LONGEST, DEVICE, SECRET)) == RECORD
    assert 3 * (LONGEST_TITLE + 400) < LONGEST  # a title and what else stands there, of letters of three bytes


def test_same_secret_makes_the_same_key_and_others_another() -> None:
    first, again, other = (PushIdentity(one * 48, "mailto:a@b.example") for one in (b"1", b"1", b"2"))
    assert first.public_key == again.public_key != other.public_key
    assert len(from_base64url(first.public_key)) == 65


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/abc",
        "https://updates.push.services.mozilla.com/wpush/v2/abc",
        "https://web.push.apple.com/abc",
        "https://wns2-par02p.notify.windows.com/w/?token=abc",
        "https://FCM.googleapis.com:443/abc",
    ],
)
def test_browsers_of_today_are_known_without_any_setting(endpoint: str) -> None:
    assert NotifySettings().allowed_push_services(closed=False).take(endpoint)


def test_closed_deployment_sends_to_its_own_services_only() -> None:
    settings = NotifySettings.model_validate({"push_services": "*.push.apple.com, https://push.tinh.example:8443"})
    closed = settings.allowed_push_services(closed=True)
    assert closed.take("https://push.tinh.example:8443/abc")
    assert not closed.take("https://push.tinh.example/abc")
    assert not closed.take("https://web.push.apple.com/abc")
    assert not NotifySettings().allowed_push_services(closed=True)


@pytest.mark.parametrize("wrong", ["127.0.0.1", "com", "*.com", "*", "http://push.tinh.example", "a*.push.apple.com"])
def test_what_would_open_too_much_is_refused_at_start(wrong: str) -> None:
    with pytest.raises(BadSetting, match="PUSH_SERVICES"):
        NotifySettings.model_validate({"push_services": wrong}).allowed_push_services(closed=False)


async def test_name_that_leads_into_a_network_of_our_own_is_not_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust = authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(trust.ca))
    identity = PushIdentity(b"1" * 48, "mailto:a@b.example")
    services = PushServices(frozenset({"localhost"}), frozenset())
    async with push_service(trust) as service:
        message = Push(
            delivery_id="d",
            session_id="s",
            endpoint=f"{service.origin}/tablet",
            key=DEVICE,
            secret=SECRET,
            content=b"{}",
            topic="t",
            urgency="normal",
            kept=timedelta(hours=1),
        )
        async with PushCarrier(services, identity, SystemClock()).round() as round_:
            with pytest.raises(NotTaken) as refused:
                await round_.carry(message)
        assert refused.value.reason is Reason.SERVER_AWAY
        assert service.asked == []


def test_every_notice_that_is_pushed_has_a_headline_of_its_own() -> None:
    for row in TABLE:
        if Channel.PUSH in row.channels:
            wordings = WORDINGS if row.template in TO_KEEPER else HEADLINES
            subject = wordings[row.template].subject
            assert subject.vi.endswith(": {title}")
            assert subject.en.endswith(": {title}")


def test_no_notice_is_kept_past_the_begin_of_its_meeting() -> None:
    def kept(ahead: timedelta) -> timedelta:
        return kept_for({"starts_at": (NOW + ahead).isoformat()}, NOW)

    assert kept(timedelta(days=30)) == timedelta(days=3)
    assert kept(timedelta(hours=5)) == timedelta(hours=5)
    assert kept(timedelta(hours=-1)) == timedelta(hours=1)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("30", timedelta(seconds=30)),
        ("Wed, 20 Nov 2030 02:01:00 GMT", timedelta(minutes=1)),
        ("Wed, 20 Nov 2030 01:00:00 GMT", timedelta()),
        ("", None),
        ("soon", None),
        ("99999999999", timedelta(days=1)),
    ],
)
def test_wish_to_wait_is_read_in_seconds_and_as_a_date(said: str, meant: timedelta | None) -> None:
    assert wait_asked({"Retry-After": said}, NOW) == meant
