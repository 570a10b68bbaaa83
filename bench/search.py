"""Search in a register that grows a hundredfold, and for somebody who may see next to nothing of it.

A paper is one page of 120 syllables, drawn by Zipf's law from 6,000 (about as many as Vietnamese has); fifty are in a
meeting, and the product's own code indexes them. BENCH_PAPERS sets the large register: indexing 200,000 takes about
10 GB and about an hour, so that the usual run takes a tenth of it. The folder BENCH_REGISTER, if given, keeps both
registers: the next run asks them as they are, or goes on where this one was ended. With BENCH_MINUTES a run ends itself
by then, and says how far it came.
"""

import itertools
import os
import random
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.growth import make_all, median_of, released_paper, without_checks
from bench.rows import Row, compare
from services.documents.documents.readers import readers_of
from services.documents.pages.store import Layout
from services.documents.search.commands import index_meeting, index_paper, index_reach
from services.documents.world import World
from shared.aggregates import Act
from shared.audience import Audience
from shared.clock import to_text
from shared.events.meeting import MeetingCalled, ParticipantAdded
from shared.ids import participation_id
from shared.store.port import AlreadyThere
from tests.factories.events import event
from tests.factories.facts import meeting_facts, participation_facts
from tests.factories.installation import Installation, Person, installation

LARGE = int(os.environ.get("BENCH_PAPERS", "20000"))
SMALL = LARGE // 100
IN_MEETING = 50
NARROW = 20  # papers that the narrow reader may see, of those of one meeting in the middle
SYLLABLES, ON_PAGE = 6000, 120
SEED = 20261128
TIMES = 20
MINUTES = float(os.environ.get("BENCH_MINUTES", "inf"))  # for indexing; a step of several runs


class NotYetIndexed(Exception):
    """`papers` are, and kept."""

    def __init__(self, papers: int) -> None:
        self.papers = papers


async def rows() -> list[Row]:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(os.environ.get("BENCH_REGISTER", temporary))
        try:
            return await _measure(folder, time.monotonic() + 60 * MINUTES)
        except NotYetIndexed as so_far:
            return [Row(f"search, register of {LARGE} papers: run again", None, figures={"indexed": so_far.papers})]


async def _measure(folder: Path, deadline: float) -> list[Row]:
    async with _register(folder, SMALL, deadline) as small, _register(folder, LARGE, deadline) as large:
        names = f"search, common two words, {SMALL} → {LARGE} papers"
        wide, narrow = large.person("wide"), large.person("narrow")
        grown = await compare(lambda: _ask(wide), lambda: _ask(small.person("wide")))
        few = await compare(lambda: _ask(narrow, NARROW), lambda: _ask(wide))
        missing = await median_of(wide, _ask_missing, TIMES)
        return [
            Row(names, grown[2], 2.0, at_least=False, figures=_ms(grown, "large", "small")),
            Row(
                f"search, {NARROW} papers visible ÷ {LARGE}",
                few[2],
                2.0,
                at_least=False,
                figures=_ms(few, "narrow", "wide"),
            ),
            Row("search, words that stand nowhere", None, figures={"ms": round(missing * 1000, 2)}),
        ]


def _ms(measured: tuple[float, float, float], mine: str, theirs: str) -> dict[str, float]:
    return {f"{mine}_ms": round(measured[0] * 1000, 2), f"{theirs}_ms": round(measured[1] * 1000, 2)}


async def _ask(person: Person, most: int = 20) -> float:
    async def ask(person: Person) -> None:
        found = await person.get("/api/search?q=syl1+syl2")
        assert 0 < len(found["items"]) <= most

    return await median_of(person, ask, TIMES)


async def _ask_missing(person: Person) -> None:
    assert (await person.get("/api/search?q=khong+dau+co"))["items"] == []


@asynccontextmanager
async def _register(folder: Path, papers: int, deadline: float) -> AsyncIterator[Installation]:
    """`wide` takes part in every meeting; `narrow` in one, and may read a few of its papers. Raises NotYetIndexed."""
    done = folder / str(papers) / "meetings"
    async with installation(folder / str(papers), without_checks) as running:
        world: World = running.services[0].world
        act = Act(running.kit.clock.now())
        words = _words(random.Random(SEED))
        meetings = papers // IN_MEETING
        kept = int(done.read_text()) if done.exists() else 0
        for meeting in range(meetings):
            texts = list(itertools.islice(words, IN_MEETING))
            if meeting < kept:
                continue
            if time.monotonic() > deadline:
                raise NotYetIndexed(meeting * IN_MEETING)
            mixed = meeting == meetings // 2
            await _meeting(world, f"m{meeting}", meeting, ["wide", "narrow"] if mixed else ["wide"])
            numbers = range(meeting * IN_MEETING, (meeting + 1) * IN_MEETING)
            papers_of = zip(numbers, texts, strict=True)
            await make_all(_index_paper(world, number, text, mixed, act) for number, text in papers_of)
            done.write_text(str(meeting + 1))
        yield running


async def _meeting(world: World, meeting_id: str, number: int, people: list[str]) -> None:
    """As heard from the meeting service, without the way through the log."""
    starts = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(hours=12 * number)
    facts = meeting_facts(meeting_id, starts_at=to_text(starts), ends_at=to_text(starts + timedelta(hours=3)))
    hear = world.membership.handlers()
    await hear[MeetingCalled](MeetingCalled(meeting=facts), event(f"meeting/{meeting_id}", 1))
    for person_id in people:
        joined = ParticipantAdded(participation=participation_facts(person_id, meeting_id=meeting_id))
        name = participation_id(meeting_id, person_id)
        await hear[ParticipantAdded](joined, event(f"participation/{name}", 1))
        await index_reach(world, meeting_id, [person_id])
    await index_meeting(world, meeting_id)


async def _index_paper(world: World, number: int, text: str, mixed: bool, act: Act) -> None:
    paper = released_paper(number, act)
    if await world.search.title_of(paper.id):
        return  # kept from an earlier run; its title is indexed last
    paper.meeting_id = f"m{number // IN_MEETING}"
    if mixed:  # some of this meeting's papers are for both readers, the others not for the narrow one
        paper.audience = Audience(people=("wide", "narrow") if number % IN_MEETING < NARROW else ("wide",))
    paper.readers = readers_of(paper.audience, None, {"items": []})
    folder = paper.versions[0].folder
    await world.pages.write(folder, [text], Layout(outline=[], page_sizes=[[595.0, 842.0]]), sealed=False)
    with suppress(AlreadyThere):
        await world.documents.add(paper, act)
    await index_paper(world, paper.id)


def _words(chance: random.Random) -> Iterator[str]:
    """Texts for ever; the n-th syllable comes n times as seldom as the first."""
    syllables = [f"syl{rank}" for rank in range(1, SYLLABLES + 1)]
    weights = list(itertools.accumulate(1 / rank for rank in range(1, SYLLABLES + 1)))
    while True:
        yield " ".join(chance.choices(syllables, cum_weights=weights, k=ON_PAGE))
