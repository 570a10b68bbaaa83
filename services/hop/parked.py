"""Facts that could not be handled: which there are, what each is, and handling them again.

Safe beside running consumers: marks are versioned, so whoever is slower begins anew. What is told of a fact is its
envelope; names and titles stand in its data, which is shown on request only.
"""

from argparse import Namespace
from collections.abc import AsyncIterator, Iterator
from itertools import groupby
from typing import Any

import orjson

from services.hop.opened import Opened, opened
from shared.reactions import Reactions
from shared.settings import Settings
from shared.store.port import Document


def arguments(commands: Any) -> None:
    parser = commands.add_parser("parked", help="facts that could not be handled: list, show, replay")
    doing = parser.add_subparsers(dest="doing", required=True, metavar="list|show|replay")
    for name, help_ in (
        ("list", "one line per group and subject"),
        ("show", "every fact as JSON, without its data"),
        ("replay", "handle them again, in order; what fails again stays"),
    ):
        one = doing.add_parser(name, help=help_)
        one.add_argument("group", nargs="?", default="", help="a group (documents.meetings) or a service; all if empty")
        one.add_argument("subject", nargs="?", default="", help="a subject (meeting/…)")
        one.add_argument("--data", action="store_true", help="with what the facts say: names and titles")
    parser.set_defaults(run=run)


async def run(chosen: Namespace, settings: Settings) -> int:
    """1 when something is parked after it."""
    service = chosen.group.partition(".")[0]
    async with opened(settings, *([service] if service else [])) as hop:
        if chosen.doing == "replay":
            return await _replay(hop, chosen.group, chosen.subject)
        rows = [row async for row in _parked(hop, chosen.group, chosen.subject)]
    for line in _lines(rows) if chosen.doing == "list" else _facts(rows, data=chosen.data):
        print(line)
    return 1 if rows else 0


async def _replay(hop: Opened, group: str, subject: str) -> int:
    stays = 0
    for reactions, one in [(reactions, one) async for reactions, one in _subjects(hop, group, subject)]:
        released = await reactions.replay(one)
        parked = await reactions.is_parked(one)
        stays += parked
        print(f"{reactions.group} {one}: {released} handled{', the rest stays parked' if parked else ''}")
    return 1 if stays else 0


async def _parked(hop: Opened, group: str, subject: str) -> AsyncIterator[Document]:
    for reactions in hop.groups(group):
        for row in await reactions.parked():
            if subject in {"", row["subject"]}:
                yield row


async def _subjects(hop: Opened, group: str, subject: str) -> AsyncIterator[tuple[Reactions, str]]:
    for reactions in hop.groups(group):
        found = {row["subject"] for row in await reactions.parked()}
        for one in sorted(found if not subject else found & {subject}):
            yield reactions, one


def _lines(rows: list[Document]) -> Iterator[str]:
    def key(row: Document) -> tuple[str, str]:
        return row["group"], row["subject"]

    for (group, subject), own in groupby(sorted(rows, key=lambda row: (*key(row), row["sequence"])), key):
        first, *more = own
        yield (
            f"{group} {subject}: {first['event']['type']} (sequence {first['sequence']}) since {first['parked_at']}, "
            f"reason {first['reason']}, {len(more)} behind it"
        )
    if not rows:
        yield "Nothing is parked."


def _facts(rows: list[Document], *, data: bool) -> Iterator[str]:
    for row in sorted(rows, key=lambda row: (row["group"], row["subject"], row["sequence"])):
        event = row["event"] if data else {name: value for name, value in row["event"].items() if name != "data"}
        yield orjson.dumps(row | {"event": event}, option=orjson.OPT_INDENT_2).decode()
