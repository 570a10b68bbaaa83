"""Of a paper with a secrecy stamp nothing is left anywhere in the cluster: not in an engine, and not in a log."""

import asyncio
import os
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import pikepdf

from shared.objects.port import ONE_PIECE
from shared.objects.s3.connection import connection_of
from tests.backends import kafka, mongo, versions
from tests.factories.papers import pdf
from tests.factories.tablet import Tablet
from tests.faults.office import Office

OPEN = ("Ke hoach mo 1180", "ke-hoach-mo-1181")
"""Title and file name of a paper that everybody may see: what is told of it must be found, or nobody has searched."""
SECRET = ("Phuong an 4408", "phuong-an-5519", "tac chien 7731")


def large(content: bytes) -> bytes:
    """The same paper, too large for one piece."""
    target = BytesIO()
    with pikepdf.open(BytesIO(content)) as paper:
        paper.Root.Filler = paper.make_stream(os.urandom(ONE_PIECE))
        paper.save(target)
    return target.getvalue()


async def everything(office: Office, folder: Path) -> dict[str, list[bytes]]:
    """By place."""
    settings, running = office.hop.operator(folder), office.hop.engines
    servers = [*office.hop.services.values(), *running.servers.values()]
    return {
        "store": await asyncio.to_thread(mongo.everything, running.store, running.trust.ca, running.accounts),
        "log": await kafka.everything(settings),
        "objects": await asyncio.to_thread(versions.everything, connection_of(settings)),
        "output": await asyncio.to_thread(lambda: [server.output().encode() for server in servers]),
    }


def places_of(traces: Sequence[bytes], found: dict[str, list[bytes]]) -> set[str]:
    return {place for place, contents in found.items() for one in contents if any(trace in one for trace in traces)}


async def refused(secretary: Tablet, meeting: str, content: bytes) -> None:
    title, file_name, _ = SECRET
    begun = await secretary.bring(meeting, title, f"{file_name}.pdf", content)
    path = f"/api/documents/{begun['document']['id']}/versions/{begun['version']['id']}"
    version = await secretary.until(path, lambda answer: answer["state"] not in {"uploading", "checking"})
    assert (version["state"], version["refusal"]["reason"]) == ("refused", "secret_stamp")


async def test_nothing_is_found_of_a_stamped_paper_in_engines_and_logs(office: Office, tmp_path: Path) -> None:
    secretary = await office.of("thuky")
    meeting = await office.call_meeting(secretary, "Họp có tài liệu không được nhận")
    await secretary.until(f"/api/meetings/{meeting}/documents", lambda answer: "items" in answer)
    shown, stamped = pdf(OPEN[0]), pdf(f"TỐI MẬT\nPhuong an {SECRET[2]}")
    await secretary.hand_out(meeting, f"{OPEN[1]}.pdf", shown)
    await refused(secretary, meeting, stamped)
    in_parts = await asyncio.to_thread(large, stamped)
    await refused(secretary, meeting, in_parts)
    found = await everything(office, tmp_path)
    assert places_of([OPEN[0].encode(), OPEN[1].encode()], found) >= {"store", "log"}
    assert "objects" in places_of([shown], found)
    pieces = [content[start : start + 200] for content in (stamped, in_parts) for start in (200, len(content) // 2)]
    assert places_of([*(trace.encode() for trace in SECRET), *pieces], found) == set()
    assert await asyncio.to_thread(versions.parts_left, connection_of(office.hop.operator(tmp_path))) == []
