"""Reports that a mail could not be delivered (RFC 3464), and the marks by which we know whose it was. Pure."""

import hmac
from dataclasses import dataclass
from email import message_from_bytes, message_from_string
from email.message import Message
from hashlib import sha256

from services.notify.deliveries.model import Reason

_SEAL = 16  # hexadecimal digits
_OF_ADDRESS = "5.1."  # RFC 3463, section 3.2: permanent, and about the address


@dataclass(frozen=True, slots=True)
class Bounce:
    """`mark` as a mail carried it, of ours or of anybody's; `status` as in RFC 3463: 5.1.1."""

    mark: str
    status: str

    @property
    def reason(self) -> Reason:
        return Reason.MAILBOX_REFUSED if self.status.startswith(_OF_ADDRESS) else Reason.MAIL_RETURNED


class Marks:
    """A mark is the left side of a Message-ID: the delivery, and seals of it and of the address it went to.

    Nobody who has not got the mail can make one, so that nobody can have the address of another declared dead.
    """

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def of(self, delivery_id: str, address: str) -> str:
        return f"{delivery_id}.{self._seal('delivery', delivery_id)}.{self._seal(delivery_id, address)}"

    def read(self, mark: str) -> str | None:
        """Whose delivery it is; None for one that we did not make."""
        delivery_id, *seals = mark.rsplit(".", 2)
        if len(seals) != 2 or not hmac.compare_digest(seals[0].encode(), self._seal("delivery", delivery_id).encode()):
            return None
        return delivery_id

    def went_to(self, mark: str, address: str) -> bool:
        return mark == self.of(mark.rsplit(".", 2)[0], address)

    def _seal(self, *parts: str) -> str:
        return hmac.new(self._secret, "\0".join(parts).encode(), sha256).hexdigest()[:_SEAL]


def read_report(content: bytes) -> Bounce | None:
    """None for what is no report, or tells of no final failure, or does not say of which mail."""
    message = message_from_bytes(content)
    if message.get_content_type() != "multipart/report":
        return None
    status, mark = "", ""
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            status = status or _failure(part)
        elif kind in {"message/rfc822", "text/rfc822-headers"}:
            mark = mark or _mark(part)
    return Bounce(mark, status) if status and mark else None


def _failure(part: Message) -> str:
    """The first block is of the whole message, each other of one recipient; ours has one."""
    blocks = part.get_payload()
    for block in blocks[1:] if isinstance(blocks, list) else []:
        if isinstance(block, Message) and _word(block, "Action") == "failed":
            return _word(block, "Status")
    return ""


def _mark(part: Message) -> str:
    """Of the mail that is returned, or of its headers."""
    payload = part.get_payload()
    if isinstance(payload, str):
        payload = [message_from_string(payload)]
    returned = payload[0] if isinstance(payload, list) and payload else None
    if not isinstance(returned, Message):
        return ""
    return str(returned.get("Message-ID", "")).strip().removeprefix("<").partition("@")[0]


def _word(block: Message, name: str) -> str:
    """Without the comment that may follow: `5.1.1 (no such user)`."""
    words = str(block.get(name, "")).lower().split()
    return words[0] if words else ""
