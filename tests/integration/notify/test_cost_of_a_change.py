"""What one change of an agenda item costs the store on its way to the tablets of a hall."""

from dataclasses import replace
from pathlib import Path
from typing import cast

from services.notify.app import build
from shared.app import Kit, Service
from shared.events.meeting import AgendaItemAdded, AgendaItemChanged, ParticipantAdded
from shared.store.port import Store
from tests.factories.facts import item_facts, participation_facts
from tests.factories.installation import installation
from tests.factories.reads import CountedCalls
from tests.integration.notify.conftest import populate
from tests.integration.notify.saying import call, draft, say_of_meeting, say_of_participant
from tests.integration.notify.stream import stream


async def test_change_is_told_with_a_handful_of_calls_whoever_takes_part(tmp_path: Path) -> None:
    kept: list[CountedCalls] = []

    def counting(kit: Kit) -> Service:
        kept.append(CountedCalls(kit.backends.store))
        return build(replace(kit, backends=replace(kit.backends, store=cast(Store, kept[0]))))

    async with installation(tmp_path, counting) as hop:
        await populate(hop)
        await draft(hop)
        await call(hop)
        for number in range(30):
            added = ParticipantAdded(participation=participation_facts(f"d{number}"))
            await say_of_participant(hop, f"d{number}", added)
        await say_of_meeting(hop, AgendaItemAdded(item=item_facts("i1")))
        async with stream(hop.person("an")) as an, stream(hop.person("binh")) as binh:
            for title in ("Trước", "Sau"):
                kept[0].calls.clear()
                await say_of_meeting(hop, AgendaItemChanged(item=item_facts("i1", title=title)))
                for tablet in (an, binh):
                    while not any(one["fields"].get("title") == title for one in tablet.facts):
                        await tablet.read_block()
        told = [one for one in kept[0].calls if one.partition(" ")[2] in OF_A_CHANGE]
    assert sorted(told) == [
        "find notify.feeds",  # whether it stands there already
        "get notify.meetings_heard",  # as it is when it is told
        "get_many notify.participations_heard",
        "insert notify.feeds",
        "save notify.marks",
        "save notify.meetings_heard",
    ]


OF_A_CHANGE = {
    *(f"notify.{name}" for name in ("feeds", "involvements", "marks", "people", "organisations", "deliveries")),
    *(f"notify.{name}_heard" for name in ("meetings", "participations", "items", "documents", "sites")),
}
