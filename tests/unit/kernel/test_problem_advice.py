"""Every problem says what happened and what to do next, in whole sentences of both languages."""

import re

import services.embedded  # noqa: F401  all nouns of all services
from shared.problems import Problem, all_problems


def test_every_problem_says_what_to_do_next() -> None:
    kinds = set(all_problems())
    assert len(kinds) > 60
    for kind in kinds - {Problem}:
        said = [*kind.title, *kind.advice]
        assert all(text and not text.isspace() for text in said), kind
        assert all(text.endswith((".", "?")) for text in kind.advice), kind
        assert not any(text.endswith(".") for text in kind.title), kind
        assert kind.title.vi != kind.title.en, kind


def test_every_kind_of_problem_has_advice_of_its_own() -> None:
    """One that only names itself leaves people with a sentence about something else."""
    for kind in set(all_problems()) - {Problem}:
        if "code" in vars(kind):
            assert "advice" in vars(kind), kind


def test_readers_are_addressed_as_on_every_screen() -> None:
    for kind in all_problems():
        assert not re.search(r"\bbạn\b", f"{kind.title.vi} {kind.advice.vi}", re.IGNORECASE), kind
