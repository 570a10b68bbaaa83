"""Deliveries in the store: found by when they are due, and by the organisations above their recipient."""

from typing import Literal

from services.notify.deliveries.model import Delivery, DeliveryState
from shared.aggregates import Repository
from shared.clock import to_text
from shared.events.notify import SOURCE
from shared.store.port import Collection, Document, Index, Store
from shared.words import Channel

ShownState = Literal[
    DeliveryState.WAITING,
    DeliveryState.FAILED,
    DeliveryState.SENT,
    DeliveryState.PARKED,
    DeliveryState.WITHDRAWN,
    DeliveryState.COLLECTED,
]

# Each channel has a dispatcher of its own: a mail server that is slow holds back no push, and the other way round.
OPEN_BY = {Channel.MAIL: 1, Channel.PUSH: 2}

# An id begins with the time of its fact, so that what is found by organisation sorts by time.
DELIVERIES = Collection(
    "notify.deliveries",
    (
        Index("due", ("open",), order="due_at"),
        Index("bundle", ("open_bundle",)),
        Index("by_leader", ("leader_id",)),
        Index("parked_in", ("parked_meeting",)),
        Index("parked_to", ("parked_person",)),
        Index("below", (), each="path"),
        Index("below_by_state", ("shown",), each="path"),
    ),
)


def deliveries_in(store: Store) -> Repository[Delivery]:
    return Repository(
        store,
        DELIVERIES,
        Delivery,
        kind="delivery",
        source=SOURCE,
        key=lambda delivery: delivery.meeting_id or delivery.person_id,
        index=_index,
    )


def shown_state(state: DeliveryState) -> ShownState:
    """What an administrator is shown: the moment of sending is still waiting."""
    return DeliveryState.WAITING if state is DeliveryState.SENDING else state


def _index(delivery: Delivery) -> Document:
    due = delivery.next_attempt_at
    missed = (
        delivery.state is DeliveryState.PARKED and delivery.channel is Channel.MAIL
    )  # a push says nothing of its own
    return {
        "open": OPEN_BY[delivery.channel] if due else 0,
        "due_at": to_text(due) if due else "",
        "shown": shown_state(delivery.state),
        "open_bundle": delivery.bundle if delivery.state is DeliveryState.WAITING else "",
        "parked_meeting": delivery.meeting_id if missed else "",
        "parked_person": delivery.person_id if missed else "",
    }
