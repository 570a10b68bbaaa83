"""Whatever a service keeps of facts is made anew by one command; what is built with the services is what counts."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from services.documents.search.store import CIRCLES, LEAVES, REACHES
from services.hop.contents import is_copy
from services.hop.opened import opened
from services.meeting.agenda_changes.store import HISTORY
from services.meeting.diary.store import ENTRIES
from shared.app import Service
from shared.copies import Copies
from shared.reactions import Projections
from shared.settings import Settings
from shared.store.port import Collection, Store

FIGURES = {"gateway.usage_records"}
"""Made anew by `hop usage rebuild`, with the rows that follow from them."""

DECIDED = {"documents.keepsakes"}
"""By the papers as they stood when a seat was handed over: the service's own state, which no fact tells again."""

DERIVED = {one.name for one in (ENTRIES, HISTORY, LEAVES, REACHES, CIRCLES)}
OPERATIONS = Path(__file__).parents[3] / "docs" / "operations.md"


def rebuilt(services: Sequence[Service], store: Store) -> set[str]:
    """The collections that a rebuild holds against the log, one copy after the other."""
    ways = [what for service in services for what in service.rebuilds.values() if isinstance(what, Copies)]
    return {projections.collection.name for what in ways for projections in what.make(store)[1]}


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The collections of all projections built since."""
    collections = set()
    build = Projections.__init__

    def note(self: Projections, store: Store, collection: Collection, **more: Any) -> None:
        collections.add(collection.name)
        build(self, store, collection, **more)

    monkeypatch.setattr(Projections, "__init__", note)
    return collections


async def test_every_projection_of_the_services_can_be_made_anew(target: Settings, built: set[str]) -> None:
    async with opened(target) as hop:
        had = set(built)
        assert had == rebuilt(hop.services, hop.kit.backends.store) | FIGURES | DECIDED


async def test_what_is_made_anew_is_what_a_group_hears(target: Settings) -> None:
    async with opened(target) as hop:
        groups = {group.group: group.types for group in hop.groups()}
        for name, what in [pair for service in hop.services for pair in service.rebuilds.items()]:
            if isinstance(what, Copies):
                handlers, _ = what.make(hop.kit.backends.store)
                assert {fact.type for fact in handlers} == groups[name], name
            else:
                assert {fact.type for fact in what.handlers} <= groups[name], name


async def test_copies_are_backed_up_before_what_they_follow_from(target: Settings, built: set[str]) -> None:
    async with opened(target):
        assert {name for name in built | DERIVED if not is_copy(name)} == DECIDED


async def test_operators_read_every_name_that_can_be_made_anew(target: Settings) -> None:
    async with opened(target) as hop:
        names = {name for service in hop.services for name in service.rebuilds}
    assert set(re.findall(r"`(\w+\.\w+)`", _row("`hop rebuild GROUP`"))) == names


def _row(beginning: str) -> str:
    (row,) = [line for line in OPERATIONS.read_text("utf-8").splitlines() if line.startswith(f"| {beginning} ")]
    return row
