"""Each trap of tests/conftest.py catches what it is there for: shown on a small careless project of its own."""

import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).parents[2]

PAUSE = """
import time

def pause():
    time.sleep(0.001)
"""

CARELESS = """
import asyncio, socket, warnings
import shared

kept = []

async def test_careful():
    await asyncio.create_task(asyncio.to_thread(shared.pause))
    with socket.create_server(("127.0.0.1", 0)):
        pass

async def test_blocking_call():
    shared.pause()

async def test_leftover_task():
    kept.append(asyncio.create_task(asyncio.Event().wait(), name="forgotten"))

def test_socket_left_open():
    kept.append(socket.create_server(("127.0.0.1", 0)))

def test_socket_dropped():
    socket.create_server(("127.0.0.1", 0))

def test_warning():
    warnings.warn("old", DeprecationWarning)

async def test_coroutine_not_awaited():
    asyncio.sleep(0)
"""


@pytest.fixture(scope="module")
def complaints(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What pytest says of each careless test under this project's conftest and settings."""
    project = tmp_path_factory.mktemp("careless")
    for name in ("shared", "services", "tests"):
        (project / name).mkdir()
    (project / "shared/__init__.py").write_text(PAUSE)
    (project / "services/__init__.py").touch()
    (project / "tests/test_careless.py").write_text(CARELESS)
    shutil.copy(ROOT / "tests/conftest.py", project / "tests")
    shutil.copy(ROOT / "pyproject.toml", project)
    report = project / "report.xml"
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", f"--junitxml={report}"]
    subprocess.run(command, cwd=project, stdout=subprocess.DEVNULL, timeout=60, check=False)
    cases = ElementTree.parse(report).iter("testcase")
    return {case.get("name", ""): "\n".join(outcome.text or "" for outcome in case) for case in cases}


def test_careful_test_passes(complaints: dict[str, str]) -> None:
    assert complaints["test_careful"] == ""


@pytest.mark.parametrize(
    ("test", "complaint"),
    [
        ("test_blocking_call", "BlockingError: Blocking call to time.sleep"),
        ("test_leftover_task", "tasks were left running: [\"<Task pending name='forgotten'"),
        ("test_socket_left_open", "1 sockets were left open"),
        ("test_socket_dropped", "ResourceWarning: unclosed <socket.socket"),
        ("test_warning", "DeprecationWarning: old"),
        ("test_coroutine_not_awaited", "coroutine 'sleep' was never awaited"),
    ],
)
def test_careless_test_fails(complaints: dict[str, str], test: str, complaint: str) -> None:
    assert complaint in complaints[test]
