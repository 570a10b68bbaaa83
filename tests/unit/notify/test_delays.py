"""Readers are told of a delay that stands, and of its end that stands; a hiccup is neither."""

from services.notify.stream.delays import STANDS, Delay


def told(*looks: tuple[float, bool]) -> list[tuple[float, bool]]:
    """What streams are told, and when; each look is a time and whether the log is in trouble then."""
    delay = Delay()
    return [(now, delay.told) for now, delayed in looks if delay.settle(delayed=delayed, now=now)]


def test_delay_that_stands_is_told_once_and_so_is_its_end() -> None:
    looks = [(100.0 + second, 10 <= second < 30) for second in range(60)]
    assert told(*looks) == [(110 + STANDS, True), (130 + STANDS, False)]


def test_hiccup_is_not_told() -> None:
    assert told((0, False), (1, True), (STANDS, True), (STANDS + 1, False), (STANDS + 2, True)) == []


def test_log_that_comes_and_goes_stays_delayed_for_readers() -> None:
    """From the moment it was away for long, until it is back for long."""
    away = [(second, True) for second in range(10)]
    flapping = [(second, second % 2 == 0) for second in range(10, 30)]
    back = [(second, False) for second in range(30, 40)]
    assert told(*away, *flapping, *back) == [(STANDS, True), (29 + STANDS, False)]
