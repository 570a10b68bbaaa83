"""The index that filters readers and the rule that decides about them say the same."""

from hypothesis import given
from hypothesis import strategies as st

from shared.audience import EVERY_DELEGATE, Audience, Part, keys_of, reader_keys

PEOPLE = ["a", "b", "c", "d:e"]

people = st.lists(st.sampled_from(PEOPLE), max_size=3).map(tuple)
audiences = st.builds(Audience, guests=st.booleans(), people=st.none() | people)


def finds(audience: Audience, presenters: tuple[str, ...], part: Part, person: str) -> bool:
    """Whether a reader's keys meet those of the paper."""
    return not set(reader_keys(audience, presenters)).isdisjoint(keys_of(part, person))


@given(audiences, people, st.sampled_from(Part), st.sampled_from(PEOPLE))
def test_reader_finds_exactly_what_he_is_admitted_to(
    audience: Audience, presenters: tuple[str, ...], part: Part, person: str
) -> None:
    may = audience.admits(part, person) and (part is not Part.PRESENTER or person in presenters)
    assert finds(audience, presenters, part, person) == may


@given(audiences, audiences, st.sampled_from(Part), st.sampled_from(PEOPLE))
def test_one_audience_within_another_admits_whom_both_admit(
    inner: Audience, outer: Audience, part: Part, person: str
) -> None:
    both = inner.admits(part, person) and outer.admits(part, person)
    assert inner.within(outer).admits(part, person) == both
    assert outer.within(inner).admits(part, person) == both


@given(audiences, people)
def test_keys_are_each_there_once(audience: Audience, presenters: tuple[str, ...]) -> None:
    keys = reader_keys(audience, presenters)
    assert len(set(keys)) == len(keys)


def test_every_delegate_is_no_guest_and_nobody_is_nobody() -> None:
    assert EVERY_DELEGATE.admits(Part.DELEGATE, "a")
    assert not EVERY_DELEGATE.admits(Part.GUEST, "a")
    nobody = Audience(people=())
    assert nobody.restricted
    assert reader_keys(nobody, ["a"]) == []


def test_named_guests_are_meant() -> None:
    assert Audience.model_validate({"people": ["a"]}).admits(Part.GUEST, "a")
    assert not Audience.model_validate({"people": ["a"], "guests": False}).admits(Part.GUEST, "a")
    assert not Audience.model_validate({"people": None}).admits(Part.GUEST, "a")
