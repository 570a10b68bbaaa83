"""What the child sees and reaches, and that it never outlives the one who asked."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from services.documents.ingest import Limits, ingest, sandbox
from services.documents.ingest.kinds import Kind
from services.documents.ingest.sandbox import run_child
from tests.factories import foreign_papers as papers
from tests.factories import office_papers
from tests.integration.ingest.conftest import left_in

ROOT = Path(__file__).parents[3]

LOOK = """
import json, os, socket, sys
from pathlib import Path

def tried(action):
    try:
        return action()
    except OSError as error:
        return type(error).__name__

secret, port = Path(sys.argv[1]), int(sys.argv[2])
found = {
    "environment": sorted(os.environ),
    "secret": tried(secret.read_text),
    "home": tried(lambda: sorted(os.listdir(secret.parent))),
    "processes": tried(lambda: os.listdir("/proc")),
    "internet": tried(lambda: str(socket.create_connection(("127.0.0.1", port), 5))),
    "paper": tried(lambda: next(Path("/paper").iterdir()).read_text()),
    "change the paper": tried(lambda: next(Path("/paper").iterdir()).write_text("x")),
    "change the system": tried(lambda: Path("/usr/x").write_text("x")),
}
Path("/folder/found.json").write_text(json.dumps(found))
"""
ASK_AND_DIE = """
import asyncio, sys
from pathlib import Path
from services.documents.ingest import ingest, sandbox
if sys.argv[3] == "filter alone":
    sandbox.bubblewrap = lambda: None
asyncio.run(ingest(Path(sys.argv[1]), "a.pdf", Path(sys.argv[2])))
"""


def processes_in(folder: Path) -> list[int]:
    """Processes that were told of this folder, LibreOffice's included."""
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit() and tells_of(entry, folder)]


def tells_of(process: Path, folder: Path) -> bool:
    try:
        return str(folder).encode() in (process / "cmdline").read_bytes()
    except OSError:
        return False


async def until(condition: Callable[[], object], seconds: float = 20.0) -> None:
    """Polls; what does not come true in time is a failure."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come true in time"
        await asyncio.sleep(0.01)


def pipes() -> set[Path]:
    return set(Path("/tmp").glob("OSL_PIPE_*"))


async def test_namespaces_hide_all_but_the_paper(
    tmp_path: Path, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("key")
    paper = tmp_path / "paper"
    paper.write_text("content")
    monkeypatch.setenv("HOP_SECRET", "key")
    with socket.create_server(("127.0.0.1", 0)) as server:
        look = [sys.executable, "-c", LOOK, str(secret), str(server.getsockname()[1])]
        monkeypatch.setattr(sandbox, "_python", lambda job: look)
        await run_child(paper, Kind.PDF, workspace, Limits())
    found = json.loads((workspace / "found.json").read_text())
    assert found == {
        "environment": ["HOME", "LANG", "PATH", "PWD", "PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "TMPDIR", "TZ"],
        "secret": "FileNotFoundError",
        "home": "FileNotFoundError",
        "processes": "FileNotFoundError",
        "internet": "ConnectionRefusedError",
        "paper": "content",
        "change the paper": "OSError",
        "change the system": "OSError",
    }


async def test_cancelled_ingest_leaves_no_process_and_no_file(walls: str, tmp_path: Path, workspace: Path) -> None:
    source = tmp_path / "a.pdf"
    source.write_bytes(papers.endless_pdf())
    task = asyncio.create_task(ingest(source, "a.pdf", workspace))
    await until(lambda: list(workspace.rglob("reading.pdf")))
    assert processes_in(workspace)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert processes_in(workspace) == []
    assert left_in(workspace) == []


async def test_ingest_cancelled_while_it_starts_leaves_no_process(walls: str, tmp_path: Path, workspace: Path) -> None:
    """Many times, because the first moments of a process differ each time."""
    source = tmp_path / "a.pdf"
    source.write_bytes(papers.pdf(["a"]))
    for _ in range(40):
        task = asyncio.create_task(ingest(source, "a.pdf", workspace))
        await until(lambda: processes_in(workspace))
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert processes_in(workspace) == []
    assert left_in(workspace) == []


async def test_cancelled_conversion_leaves_no_libreoffice(walls: str, tmp_path: Path, workspace: Path) -> None:
    source = tmp_path / "a.docx"
    source.write_bytes(office_papers.document(*[office_papers.LETTERS] * 5000))
    before = pipes()
    task = asyncio.create_task(ingest(source, "a.docx", workspace))
    await until(lambda: list(workspace.rglob("fonts.conf")))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert processes_in(workspace) == []
    assert left_in(workspace) == []
    new = pipes() - before  # of other tests' LibreOffice they go when it ends
    await until(lambda: not new & pipes(), seconds=60)


async def test_child_dies_with_a_killed_parent(walls: str, tmp_path: Path, workspace: Path) -> None:
    source = tmp_path / "a.pdf"
    source.write_bytes(papers.endless_pdf())
    command = [sys.executable, "-c", ASK_AND_DIE, str(source), str(workspace), walls]
    parent = await asyncio.to_thread(subprocess.Popen, command, cwd=ROOT)
    await until(lambda: list(workspace.rglob("reading.pdf")))
    os.kill(parent.pid, signal.SIGKILL)
    await asyncio.to_thread(parent.wait)
    await until(lambda: not processes_in(workspace))


async def test_output_that_is_a_link_is_not_followed(
    tmp_path: Path, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A child that a paper has taken over leaves a link where a file should be."""
    secret = tmp_path / "secret"
    secret.write_text("key")
    source = tmp_path / "a.pdf"
    source.write_bytes(papers.pdf(["a"]))
    verdict = {"paper": {"sizes": [[1, 1]], "text": ["a"], "outline": [], "needs_declaration": False}}
    betray = (
        f"import os; os.symlink({str(secret)!r}, '/folder/reading.pdf'); "
        f"open('/folder/verdict.json', 'w').write({json.dumps(verdict)!r})"
    )
    monkeypatch.setattr(sandbox, "_python", lambda job: [sys.executable, "-c", betray])
    with pytest.raises(Exception, match="damaged"):
        await ingest(source, "a.pdf", workspace)
    assert left_in(workspace) == []
    assert secret.read_text() == "key"
