from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notify.deliveries.model import ATTEMPTS, AlreadyDecided, Delivery, DeliveryState, Reason, delay_after
from services.notify.notices.model import Template
from shared.events.notify import DeliveryFailed, DeliverySucceeded

NOW = datetime(2030, 11, 20, tzinfo=UTC)
LEASE = timedelta(minutes=2)


def waiting() -> Delivery:
    return Delivery(
        id="y1",
        at=NOW,
        person_id="an",
        template=Template.MEETING_CALLED,
        meeting_id="m1",
        path=["o1"],
        next_attempt_at=NOW,
    )


def test_confirmed_mail_is_never_due_again() -> None:
    delivery = waiting()
    assert delivery.begin(NOW, LEASE)
    delivery.succeed()
    assert (delivery.state, delivery.next_attempt_at) == (DeliveryState.SENT, None)
    assert isinstance(delivery.facts[-1], DeliverySucceeded)
    with pytest.raises(AlreadyDecided):
        delivery.try_again(NOW)


def test_attempt_left_by_a_dead_process_is_repeated_once_only() -> None:
    delivery = waiting()
    assert delivery.begin(NOW, LEASE)
    assert delivery.begin(NOW + LEASE, LEASE)
    assert not delivery.begin(NOW + 2 * LEASE, LEASE)
    assert (delivery.state, delivery.reason, delivery.attempts) == (DeliveryState.PARKED, Reason.OUTCOME_UNKNOWN, 2)


def test_permanent_refusal_is_parked_at_once_and_told_without_words_of_the_server() -> None:
    delivery = waiting()
    delivery.begin(NOW, LEASE)
    delivery.fail(Reason.MAILBOX_REFUSED, NOW, 0.5, permanent=True)
    fact = delivery.facts[-1]
    assert isinstance(fact, DeliveryFailed)
    assert (fact.reason, fact.attempts) == ("mailbox_refused", 1)


def test_delivery_is_given_up_after_its_last_attempt_and_gets_as_many_when_tried_again() -> None:
    delivery = waiting()
    for _ in range(ATTEMPTS):
        assert delivery.state in {DeliveryState.WAITING, DeliveryState.FAILED}
        delivery.begin(NOW, LEASE)
        delivery.fail(Reason.SERVER_BUSY, NOW, 0.5)
    assert delivery.next_attempt_at is None
    delivery.try_again(NOW)
    for _ in range(ATTEMPTS):
        assert delivery.next_attempt_at is not None
        delivery.begin(NOW, LEASE)
        delivery.fail(Reason.SERVER_BUSY, NOW, 0.5)
    assert delivery.next_attempt_at is None


def test_withdrawn_delivery_is_not_tried_again() -> None:
    delivery = waiting()
    delivery.withdraw()
    with pytest.raises(AlreadyDecided):
        delivery.try_again(NOW)


def test_one_that_is_being_sent_is_left_alone() -> None:
    delivery = waiting()
    delivery.begin(NOW, LEASE)
    delivery.try_again(NOW)
    assert delivery.next_attempt_at == NOW + LEASE


@given(st.integers(1, 40), st.floats(0, 1), st.floats(0, 1))
def test_delays_grow_to_two_hours_and_spread_by_a_quarter(attempts: int, jitter: float, other: float) -> None:
    middle = delay_after(attempts, 0.5)
    assert timedelta(seconds=30) <= middle <= timedelta(hours=2)
    assert middle <= delay_after(attempts + 1, 0.5)
    assert abs(delay_after(attempts, jitter) - delay_after(attempts, other)) <= middle / 2 + timedelta(microseconds=2)


@given(
    st.lists(st.sampled_from(["begin", "succeed", "fail", "refuse", "lose", "die", "again", "withdraw"]), max_size=40)
)
def test_no_history_sends_after_confirmation_or_a_third_time_unseen(history: list[str]) -> None:
    """As the dispatcher acts: an outcome follows a begun attempt, and only what is due is begun."""
    delivery, unseen, under_way = waiting(), 0, False
    for step in history:
        confirmed = delivery.state is DeliveryState.SENT
        if step == "begin" and delivery.next_attempt_at is not None and not under_way:
            under_way = delivery.begin(NOW, LEASE)
            assert not (under_way and (confirmed or unseen > 1))
        elif step in {"succeed", "fail", "refuse", "lose", "die"} and under_way:
            under_way = False
            unseen += step in {"lose", "die"}
            if step == "succeed":
                delivery.succeed()
            elif step == "lose":
                delivery.lose_sight(NOW, 0.5)
            elif step != "die":
                delivery.fail(Reason.SERVER_BUSY, NOW, 0.5, permanent=step == "refuse")
        elif step == "again" and delivery.state is DeliveryState.PARKED:
            delivery.try_again(NOW)
            unseen = 0
