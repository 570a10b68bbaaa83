"""Facts of deliveries. They name no content and no address. `fact_at` is when what they tell of happened,
`document_id` the paper it tells of."""

from typing import Any, ClassVar

from shared.clock import Moment
from shared.events.envelope import Fact
from shared.words import Channel

SOURCE = "hop.notify"


class DeliverySucceeded(Fact):
    type = "vn.hop.delivery.DeliverySucceeded.v1"
    example: ClassVar[dict[str, Any]] = {
        "delivery_id": "y1",
        "person_id": "p4",
        "channel": "mail",
        "template": "meeting_called",
        "attempts": 1,
        "document_id": None,
        "fact_at": "2026-11-19T02:00:00.000000Z",
    }
    delivery_id: str
    person_id: str
    channel: Channel
    template: str
    attempts: int
    document_id: str | None = None
    fact_at: Moment | None = None


class DeliveryFailed(Fact):
    """Given up: parked until an administrator tries again. `reason` is a code, never the server's words."""

    type = "vn.hop.delivery.DeliveryFailed.v1"
    example: ClassVar[dict[str, Any]] = {
        "delivery_id": "y1",
        "person_id": "p4",
        "channel": "mail",
        "template": "meeting_called",
        "attempts": 8,
        "document_id": None,
        "reason": "mailbox_refused",
        "fact_at": "2026-11-19T02:00:00.000000Z",
    }
    delivery_id: str
    person_id: str
    channel: Channel
    template: str
    attempts: int
    reason: str
    document_id: str | None = None
    fact_at: Moment | None = None
