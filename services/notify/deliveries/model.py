"""One message to one person about one fact: its attempts until it is sent, given up or overtaken.

Those of one bundle that wait together are told in one message: the oldest leads, the others are collected by it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from services.notify.notices.model import Template
from shared.aggregates import Aggregate
from shared.clock import Moment
from shared.events.notify import DeliveryFailed, DeliverySucceeded
from shared.problems import Conflict, Said
from shared.tracing import Traceparent
from shared.words import Channel

ATTEMPTS = 10  # with growing delays they reach over about nine hours
PUSH_ATTEMPTS = 6  # over a quarter of an hour; mail and inbox say the same
FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(hours=2)
REPEATS = 1  # of an attempt whose outcome nobody saw


class DeliveryState(StrEnum):
    """WITHDRAWN: a later fact overtook it, or the person may no longer hear of it. COLLECTED: told with another."""

    WAITING = "waiting"
    SENDING = "sending"
    FAILED = "failed"
    SENT = "sent"
    PARKED = "parked"
    WITHDRAWN = "withdrawn"
    COLLECTED = "collected"


class Reason(StrEnum):
    """Why an attempt failed: a closed list, never a server's words."""

    NO_ADDRESS = "no_address"
    ADDRESS_INVALID = "address_invalid"
    MAILBOX_REFUSED = "mailbox_refused"
    MAIL_RETURNED = "mail_returned"
    MESSAGE_REFUSED = "message_refused"
    SENDER_REFUSED = "sender_refused"
    SIGN_IN_REFUSED = "sign_in_refused"
    SERVER_BUSY = "server_busy"
    SERVER_AWAY = "server_away"
    SERVER_SILENT = "server_silent"
    STORAGE_REFUSED = "storage_refused"
    CANNOT_BE_WRITTEN = "cannot_be_written"
    FACTS_PARKED = "facts_parked"
    OUTCOME_UNKNOWN = "outcome_unknown"


class AlreadyDecided(Conflict):
    code = "delivery-decided"
    title = Said("Thư này không còn chờ gửi", "This delivery is not waiting to be sent")
    advice = Said(
        "Thư đã gửi, hoặc nội dung đã được thay thế; không cần gửi lại.",
        "It was sent, or something newer took its place; there is nothing to send again.",
    )


class Delivery(Aggregate):
    """`at` is when the fact happened, `recorded_at` when it was recorded, where that was later.
    `path` is the recipient's organisation from the root down.

    `subject` is the meeting as the recipient last knew it, for one who may not hear of it any more. `changed` names
    fields of the meeting, or its agenda, of which `note` is the secretary's word to all who were invited. `bundle`
    names what may be told in one mail with it; empty tells alone. `followers` are told by the attempt that is under
    way or was the last: they name this one as their `leader_id`. `item_id` is what people of its owner unit are told
    of, `site_id` the connecting site that it tells of. `session_id` is of the device that a push goes to.
    `room_id` is of a booking, which then is the `subject`. `occasion` is what a reminder was of, as occasion_of says.
    """

    at: Moment
    recorded_at: Moment | None = None
    person_id: str
    channel: Channel = Channel.MAIL
    template: Template
    meeting_id: str
    document_id: str = ""
    changed: tuple[str, ...] = ()
    note: str = ""
    item_id: str = ""
    site_id: str = ""
    room_id: str = ""
    session_id: str = ""
    occasion: str = ""
    path: list[str]
    subject: dict[str, Any] | None = None
    state: DeliveryState = DeliveryState.WAITING
    attempts: int = 0
    last_attempt: int = ATTEMPTS
    unseen: int = 0  # attempts whose outcome nobody saw
    reason: Reason | None = None
    next_attempt_at: Moment | None
    meant_for: Moment | None = None
    bundle: str = ""
    leader_id: str = ""
    followers: tuple[str, ...] = ()
    traceparent: Traceparent = None

    def lateness(self, now: datetime) -> float:
        """Seconds since it should have gone; waiting for others to be told with, and for the morning, is meant."""
        return max(0.0, (now - (self.meant_for or self.recorded_at or self.at)).total_seconds())

    def begin(self, now: datetime, lease: timedelta) -> bool:
        """Whether the attempt may be made. Until the lease ends nobody else takes it.

        One found in the middle of an attempt was left by a process that died: the server may have the mail. It is
        sent once more under the same Message-ID, by which a mailbox recognises the repetition; never a third time.
        """
        if self.state is DeliveryState.SENDING and not self._repeat():
            return False
        self.state = DeliveryState.SENDING
        self.attempts += 1
        self.next_attempt_at = now + lease
        return True

    def succeed(self) -> None:
        self.state, self.reason, self.next_attempt_at = DeliveryState.SENT, None, None
        self.record(DeliverySucceeded(**self._facts_now()))

    def fail(
        self,
        reason: Reason,
        now: datetime,
        jitter: float,
        *,
        permanent: bool = False,
        retry_after: timedelta | None = None,
    ) -> None:
        """`jitter` from 0 to 1 spreads those that failed together. A wait that the server asks for is kept."""
        self.reason = reason
        if permanent or self.attempts >= self.last_attempt:
            self._park(reason)
        else:
            self.state = DeliveryState.FAILED
            asked = min(retry_after or timedelta(), LONGEST_DELAY)
            self.next_attempt_at = now + max(asked, delay_after(self.attempts, jitter))

    def lose_sight(self, now: datetime, jitter: float) -> None:
        """The server took the mail in and did not answer: it may have it."""
        if self._repeat():
            self.fail(Reason.OUTCOME_UNKNOWN, now, jitter)

    def come_back(self, reason: Reason) -> None:
        """The server had taken it, and could not deliver it after all."""
        if self.state is DeliveryState.SENT:
            self._park(reason)

    def wait_until(self, moment: datetime) -> None:
        """It is not attempted before, and not late until then."""
        self.next_attempt_at = self.meant_for = moment

    def take_along(self, followers: Sequence["Delivery"]) -> None:
        self.followers = tuple(follower.id for follower in followers)

    def follow(self, leader_id: str, look_again_at: datetime) -> None:
        """It waits to be told by its leader; until that has begun, it looks again whether the leader still will."""
        self.state, self.leader_id, self.next_attempt_at = DeliveryState.COLLECTED, leader_id, look_again_at

    def look_at(self, leader: "Delivery", now: datetime, look_again_at: datetime) -> None:
        """Whether the leader took it along. One that went without it, or was collected itself, lets it go free."""
        if self.id in leader.followers:
            self.next_attempt_at = None
        elif leader.state in {DeliveryState.WAITING, DeliveryState.FAILED}:
            self.next_attempt_at = look_again_at
        else:
            self.state, self.leader_id, self.next_attempt_at = DeliveryState.WAITING, "", now

    def withdraw(self) -> None:
        self.state, self.next_attempt_at = DeliveryState.WITHDRAWN, None

    def try_again(self, now: datetime) -> None:
        """An administrator's decision; what is waiting anyway is only hurried. Raises AlreadyDecided."""
        if self.state in {DeliveryState.SENT, DeliveryState.WITHDRAWN, DeliveryState.COLLECTED}:
            raise AlreadyDecided
        if self.state is DeliveryState.SENDING:
            return
        if self.state is DeliveryState.PARKED:
            self.last_attempt = self.attempts + most_attempts(self.channel)
            self.unseen = 0
            self.bundle = ""  # its followers follow it alone
            self.state = DeliveryState.WAITING
        self.next_attempt_at = now

    def _repeat(self) -> bool:
        self.unseen += 1
        if self.unseen > REPEATS:
            self._park(Reason.OUTCOME_UNKNOWN)
        return self.unseen <= REPEATS

    def _park(self, reason: Reason) -> None:
        self.state, self.reason, self.next_attempt_at = DeliveryState.PARKED, reason, None
        self.record(DeliveryFailed(**self._facts_now(), reason=reason))

    def _facts_now(self) -> dict[str, Any]:
        return {
            "delivery_id": self.id,
            "person_id": self.person_id,
            "channel": self.channel,
            "template": self.template,
            "attempts": self.attempts,
            "document_id": self.document_id or None,
            "fact_at": self.recorded_at or self.at,
        }


def most_attempts(channel: Channel) -> int:
    return PUSH_ATTEMPTS if channel is Channel.PUSH else ATTEMPTS


def delay_after(attempts: int, jitter: float) -> timedelta:
    """Doubles from half a minute to two hours, give or take a quarter."""
    delay: timedelta = min(FIRST_DELAY * 2 ** (attempts - 1), LONGEST_DELAY)
    return delay * (0.75 + jitter / 2)
