"""A chain of entries, each naming the hash of the one before."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from services.gateway.audit.model import FIRST, Act, Deed, entry_of, sealed, verify


def chain(length: int = 5) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = []
    for number in range(1, length + 1):
        act = Act(Deed.PAPER_OPENED, "2026-11-28T01:00:00.000000Z", "p1", f"event {number}", document_id="d1")
        entries.append(entry_of(number, entries[-1]["hash"] if entries else FIRST, act, ["o1", "o2"]))
    return entries


async def in_turn(entries: list[dict[str, Any]]) -> AsyncIterator[dict[str, Any]]:
    for entry in entries:
        yield entry


async def wrong(entries: list[dict[str, Any]], anchor: tuple[int, str] | None = None) -> int | None:
    return (await verify(in_turn(entries), anchor)).wrong


async def test_a_chain_as_written_verifies() -> None:
    entries = chain()
    verdict = await verify(in_turn(entries))
    assert (verdict.entries, verdict.head, verdict.wrong) == (5, entries[-1]["hash"], None)
    assert (await verify(in_turn([]))).head == FIRST


@pytest.mark.parametrize("field", ["at", "person_id", "deed", "document_id", "source", "previous", "hash"])
async def test_one_byte_changed_is_found_and_named(field: str) -> None:
    entries = chain()
    text = entries[2][field]
    entries[2][field] = text[:-1] + chr(ord(text[-1]) ^ 1)
    assert await wrong(entries) == 3


async def test_an_entry_hidden_from_its_readers_is_found() -> None:
    entries = chain()
    entries[1]["keys"] = []
    assert await wrong(entries) == 2


async def test_an_entry_taken_out_put_in_or_exchanged_is_found() -> None:
    entries = chain()
    assert await wrong(entries[:1] + entries[2:]) == 2
    assert await wrong([entries[0], entries[0], *entries[1:]]) == 2
    assert await wrong([entries[0], entries[2], entries[1], *entries[3:]]) == 2


async def test_a_chain_written_anew_or_cut_off_shows_by_an_entry_noted_elsewhere() -> None:
    entries = chain()
    noted = (5, entries[-1]["hash"])
    assert await wrong(entries, noted) is None
    assert await wrong(entries[:3], noted) == 4
    forged = [sealed({key: value for key, value in entries[0].items() if key not in {"hash", "keys"}} | {"at": "x"})]
    for number in range(2, 6):
        forged.append(entry_of(number, forged[-1]["hash"], Act(Deed.SIGNED_IN, "x", "p1", f"{number}"), ["o1"]))
    assert await wrong(forged) is None
    assert await wrong(forged, noted) == 5
