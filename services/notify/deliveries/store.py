"""Deliveries in the store: found by when they are due, and by the organisations above their recipient."""

from services.notify.deliveries.model import Delivery, State
from shared.aggregates import Repository
from shared.clock import to_text
from shared.events.notify import SOURCE
from shared.store.port import Collection, Document, Index, Store
from shared.words import Channel

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


def shown_state(state: State) -> State:
    """What an administrator is shown: the moment of sending is still waiting."""
    return State.WAITING if state is State.SENDING else state


def _index(delivery: Delivery) -> Document:
    due = delivery.next_attempt_at
    missed = delivery.state is State.PARKED and delivery.channel is Channel.MAIL  # a push says nothing of its own
    return {
        "open": OPEN_BY[delivery.channel] if due else 0,
        "due_at": to_text(due) if due else "",
        "shown": shown_state(delivery.state),
        "open_bundle": delivery.bundle if delivery.state is State.WAITING else "",
        "parked_meeting": delivery.meeting_id if missed else "",
        "parked_person": delivery.person_id if missed else "",
    }
