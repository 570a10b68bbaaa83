"""What the documents service has said so far."""

from collections.abc import Sequence
from contextlib import suppress

from shared.events.documents import SOURCE
from shared.events.envelope import Event
from shared.ids import new_id
from tests.factories.installation import Installation


class _Enough(Exception):
    pass


async def documents_said(hop: Installation) -> list[Event]:
    """All its facts, in the order they were written."""
    said: list[Event] = []
    log = hop.kit.backends.log
    group = f"listener {new_id()}"

    async def hear(events: Sequence[Event]) -> None:
        said.extend(events)
        if not await log.behind(group, [SOURCE]) > len(events):
            raise _Enough

    if await log.behind(group, [SOURCE]):
        with suppress(_Enough):
            await log.consume(group, [SOURCE], hear)
    return said
