"""The closed room in which a foreign file is opened: a child process that sees its own folder and nothing else.

With bubblewrap: own namespaces of users, processes, mounts and network. Without: Landlock and the system call filter
alone (confinement.py, which holds in both). The environment is empty in both, and a child dies with its parent.
"""

from __future__ import annotations

import asyncio
import compileall
import functools
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from shared import stamps

from .kinds import BY_OFFICE, Kind
from .ocr import ocr_program
from .office import office_program
from .paper import Limits
from .refusal import IngestFailed, RefusalReason, Refused

_PACKAGE = Path(__file__).parent
_STAMPS = Path(stamps.__file__)  # the only other code of ours that the child needs
_MODULE = f"{__package__}.child"
_SYSTEM = ("/usr", "/lib", "/lib64", "/bin")
_OFFICE_STATE = ("/var/lib/libreoffice", "/var/spool/libreoffice")  # Debian's extensions; unreadable ones end the start
_SETTINGS = ("/etc/ld.so.cache", "/etc/fonts", "/etc/libreoffice", "/var/cache/fontconfig", *_OFFICE_STATE)
_WALLS = ("--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--clearenv")
_PROBE_SECONDS = 10
_PIPE_BYTES = 65536


@dataclass(frozen=True)
class Job:
    """What a child is told. `hidden`: the namespace hides other files, so that Landlock need not."""

    source: str
    kind: Kind
    folder: str
    limits: Limits
    office: str
    ocr: str
    readable: list[str]
    hidden: bool


async def run_child(source: Path, kind: Kind, folder: Path, limits: Limits) -> None:
    """Let a child ingest `source` into `folder`, where it leaves its verdict.

    Raises Refused(timeout) and the refusals that a child's sudden death stands for, IngestFailed when it never began.
    The child and all it started are gone when this returns or raises, also on cancellation.
    """
    await _run(await asyncio.to_thread(_command, source, kind, folder, limits), limits.seconds)


async def run_module(module: str, folder: Path, limits: Limits) -> None:
    """Let a module of ours that opens files made from foreign ones work in `folder`, and in nothing else.

    It is told in JSON where that folder is, what it may read and its limits. Raises as run_child does.
    """
    await _run(await asyncio.to_thread(_module_command, module, folder, limits), limits.seconds)


async def _run(command: list[str], seconds: float) -> None:
    async with _started(command) as process:
        try:
            async with asyncio.timeout(seconds):
                status = await process.wait()
        except TimeoutError:
            raise Refused(RefusalReason.TIMEOUT) from None
    if status != 0:
        raise _ending(status)


def _module_command(module: str, folder: Path, limits: Limits) -> list[str]:
    code, walls = _PACKAGE.parents[__package__.count(".")], bubblewrap()
    bounds = {"memory": limits.memory, "seconds": limits.seconds, "output": limits.output}
    ours = [str(code / name) for name in ("services", "shared")]
    (folder / "scratch").mkdir()

    def python(place: str, readable: list[str]) -> list[str]:
        job = bounds | {"folder": place, "readable": readable, "hidden": not readable}
        return [sys.executable, "-s", "-P", "-m", module, json.dumps(job)]

    if walls is None:
        return ["/usr/bin/env", "-i", *_environment(folder, code), *python(str(folder), [*_readable(None), *ours])]
    mounts = [part for path in _python_folders() for part in ("--ro-bind", path, path)]
    mounts += [part for path in ours for part in ("--ro-bind", path, f"/code/{Path(path).name}")]
    inside = ["--bind", str(folder), "/folder", "--chdir", "/folder"]
    pairs = (pair.split("=", 1) for pair in _environment(Path("/folder"), Path("/code")))
    variables = [part for name, value in pairs for part in ("--setenv", name, value)]
    return [walls, *_WALLS, *_system_mounts(), *mounts, *inside, *variables, "--", *python("/folder", [])]


@functools.cache
def bubblewrap() -> str | None:
    """The path of bubblewrap where this kernel and this user may use it; tried once for each process."""
    program = shutil.which("bwrap")
    if program is None:
        return None
    trial = [program, *_WALLS, *_system_mounts(), "--", "/usr/bin/env", "true"]
    try:
        tried = subprocess.run(trial, capture_output=True, timeout=_PROBE_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return program if tried.returncode == 0 else None


@functools.cache
def _compile_child() -> None:
    """Compile the package once: the child sees it read-only and would compile it anew for each paper."""
    compileall.compile_dir(str(_PACKAGE), quiet=2)


def _command(source: Path, kind: Kind, folder: Path, limits: Limits) -> list[str]:
    _compile_child()
    program = office_program() if kind in BY_OFFICE else None
    job = Job(
        str(source),
        kind,
        str(folder),
        limits,
        office=str(program or ""),
        ocr=ocr_program() or "",
        readable=_readable(program),
        hidden=False,
    )
    walls = bubblewrap()
    return _behind_filter(job) if walls is None else [walls, *_WALLS, *_inside_namespaces(job)]


def _behind_filter(job: Job) -> list[str]:
    own = [str(_PACKAGE), str(_STAMPS.parent)]
    environment = _environment(Path(job.folder), _PACKAGE.parents[__package__.count(".")])
    return ["/usr/bin/env", "-i", *environment, *_python(replace(job, readable=[*job.readable, *own]))]


def _inside_namespaces(job: Job) -> list[str]:
    inner = replace(job, source=f"/paper/source.{job.kind}", folder="/folder", readable=[], hidden=True)
    mounts = [
        *_system_mounts(),
        *(part for path in job.readable if path not in _SYSTEM for part in ("--ro-bind-try", path, path)),
        *("--ro-bind", str(_PACKAGE), f"/code/{__package__.replace('.', '/')}"),
        *("--ro-bind", str(_STAMPS), "/code/shared/stamps.py"),
        *("--dir", "/paper", "--ro-bind", job.source, inner.source),
        *("--bind", job.folder, inner.folder, "--chdir", inner.folder),
    ]
    variables = (pair.split("=", 1) for pair in _environment(Path(inner.folder), Path("/code")))
    environment = [part for name, value in variables for part in ("--setenv", name, value)]
    return [*mounts, *environment, "--", *_python(inner)]


def _readable(office: Path | None) -> list[str]:
    return [*_SYSTEM, *_SETTINGS, *_python_folders(), *([str(office.parents[1])] if office else [])]


def _python(job: Job) -> list[str]:
    return [sys.executable, "-s", "-P", "-m", _MODULE, json.dumps(asdict(job))]


def _environment(folder: Path, code: Path) -> list[str]:
    scratch = folder / "scratch"
    return [
        f"HOME={scratch}",
        f"TMPDIR={scratch}",
        f"PYTHONPATH={code}",
        "PYTHONDONTWRITEBYTECODE=1",
        "PATH=/usr/bin:/bin",
        "LANG=C.UTF-8",
        "TZ=UTC",
    ]


def _python_folders() -> list[str]:
    """The interpreter, its library and the environment it runs in, where they are not the system's."""
    folders = {sys.prefix, sys.base_prefix, str(Path(sys.executable).resolve().parents[1])}
    return sorted(folder for folder in folders if not folder.startswith("/usr"))


def _system_mounts() -> list[str]:
    mounts = ["--dev", "/dev", "--tmpfs", "/tmp", "--ro-bind", "/usr", "/usr"]
    for folder in _SYSTEM[1:]:
        path = Path(folder)
        if path.is_symlink():
            mounts += ["--symlink", os.readlink(path), folder]
        elif path.is_dir():
            mounts += ["--ro-bind", folder, folder]
    return mounts


@asynccontextmanager
async def _started(command: list[str]) -> AsyncIterator[asyncio.subprocess.Process]:
    # Cancelled half-way, asyncio would kill the first process alone: bubblewrap's second would wait for it for ever.
    starting = asyncio.create_task(_start(command))
    try:
        yield await asyncio.shield(starting)
    finally:
        await asyncio.wait([starting])
        if starting.exception() is None:
            await _end(starting.result())


async def _start(command: list[str]) -> asyncio.subprocess.Process:
    quiet, pipe = asyncio.subprocess.DEVNULL, asyncio.subprocess.PIPE
    try:
        return await asyncio.create_subprocess_exec(
            *command, stdin=quiet, stdout=pipe, stderr=quiet, start_new_session=True
        )
    except OSError as error:
        raise IngestFailed("the sandbox did not start") from error


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()
    await _everyone_gone(process)


async def _everyone_gone(process: asyncio.subprocess.Process) -> None:
    """Its standard output ends when the last process that inherited it has, LibreOffice included."""
    assert process.stdout
    while await process.stdout.read(_PIPE_BYTES):
        pass


def _ending(status: int) -> Exception:
    """What a death without a verdict means. Bubblewrap reports signal N as status 128 + N."""
    number = -status if status < 0 else status - 128
    if number == signal.SIGXCPU:
        return Refused(RefusalReason.TIMEOUT)
    if number in (signal.SIGKILL, signal.SIGABRT, signal.SIGTRAP, signal.SIGILL):
        return Refused(RefusalReason.OUT_OF_MEMORY, place=f"signal {number}")  # PDFium's allocator stops itself so
    if number in (signal.SIGSEGV, signal.SIGBUS, signal.SIGFPE):
        return Refused(RefusalReason.DAMAGED, place=f"signal {number}")
    return IngestFailed(f"the worker ended with status {status}")
