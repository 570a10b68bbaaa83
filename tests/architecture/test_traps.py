"""Each trap of tests/conftest.py catches what it is there for: shown on a few careless ones."""

import subprocess
import sys
from xml.etree import ElementTree

import pytest

from tests.architecture.sources import ROOT

CARELESS = """
import asyncio, socket, warnings
import shared

kept = []
pause = {}
source = compile("import time\\ndef pause(): time.sleep(0.001)", shared.__path__[0] + "/pause.py", "exec")
exec(source, pause)

async def test_careful():
    await asyncio.create_task(asyncio.to_thread(pause["pause"]))
    with socket.create_server(("127.0.0.1", 0)):
        pass

async def test_blocking_call():
    pause["pause"]()

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
    folder = tmp_path_factory.mktemp("careless")
    (folder / "test_careless.py").write_text(CARELESS)
    options = ["-p", "tests.conftest", "-p", "no:cacheprovider", f"--junitxml={folder / 'report.xml'}"]
    command = [sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml"), *options, str(folder)]
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, timeout=60, check=False)
    cases = ElementTree.parse(folder / "report.xml").iter("testcase")
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
