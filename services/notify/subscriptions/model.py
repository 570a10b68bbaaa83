"""A device that shows notices: where its browser's push service takes them (W3C Push API), and for which session."""

from base64 import urlsafe_b64decode
from datetime import datetime
from typing import Self

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey

from shared.aggregates import Aggregate
from shared.clock import Moment
from shared.field_errors import FieldProblem
from shared.problems import Invalid, Said

POINT, SECRET = 65, 16  # bytes of a device's key and of its secret (RFC 8291, section 3.1)

_NOT_OF_A_BROWSER = Said(
    "Trình duyệt gửi đăng ký không đúng dạng. Hãy tắt rồi bật lại thông báo.",
    "The browser's registration cannot be read. Turn notices off and on again.",
)


class PushServiceUnknown(Invalid):
    code = "push-service-unknown"
    title = Said(
        "Dịch vụ thông báo của trình duyệt này chưa được phép dùng", "This browser's push service is not permitted here"
    )
    advice = Said(
        "Hãy dùng Chrome, Edge, Firefox hoặc Safari bản mới; hoặc đề nghị người vận hành thêm dịch vụ này vào cài đặt.",
        "Use a recent Chrome, Edge, Firefox or Safari, or ask your operator to permit the service.",
    )


class Subscription(Aggregate):
    """Its id is the session's: when that ends, nothing more is shown on the device.

    Without `endpoint` it takes nothing at present. `endpoint` is a secret: who knows it can have the device woken.
    `key` and `secret` are what its browser alone can read by, in base64url.
    """

    person_id: str
    endpoint: str = ""
    key: str = ""
    secret: str = ""
    since: Moment

    @classmethod
    def none(cls, session_id: str, person_id: str, now: datetime) -> Self:
        return cls(id=session_id, fingerprint=person_id, person_id=person_id, since=now)

    def begin(self, endpoint: str, key: str, secret: str, now: datetime) -> None:
        """The same again changes nothing, so that a browser may say it at each start."""
        if (endpoint, key, secret) != (self.endpoint, self.key, self.secret):
            self.endpoint, self.key, self.secret, self.since = endpoint, key, secret, now

    def end(self) -> None:
        self.endpoint = self.key = self.secret = ""

    @property
    def on(self) -> bool:
        return bool(self.endpoint)


def device_key(text: str) -> str:
    """Raises FieldProblem for what is no point on P-256."""
    try:
        EllipticCurvePublicKey.from_encoded_point(SECP256R1(), _bytes(text, POINT))
    except ValueError:
        raise FieldProblem("p256dh", _NOT_OF_A_BROWSER) from None
    return text


def device_secret(text: str) -> str:
    """Raises FieldProblem."""
    try:
        _bytes(text, SECRET)
    except ValueError:
        raise FieldProblem("auth", _NOT_OF_A_BROWSER) from None
    return text


def _bytes(text: str, size: int) -> bytes:
    content = from_base64url(text)
    if len(content) != size:
        raise ValueError(text)
    return content


def from_base64url(text: str) -> bytes:
    """With or without padding. Raises ValueError."""
    return urlsafe_b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4))
