"""What a confined process can no longer do; each tried in a process of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

CONFINED = """
import json, os, socket, sys
from pathlib import Path
from services.documents.ingest.confinement import confine, hide_files

def tried(action):
    try:
        action()
    except (OSError, MemoryError) as error:
        return type(error).__name__
    return "done"

folder, port, parent = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
confine(memory=1 << 30, seconds=60, output=1 << 20, local_sockets={local_sockets})
{body}
"""


def confined(body: str, folder: Path, port: int = 9, local_sockets: bool = False) -> dict[str, str]:
    code = CONFINED.format(body=body + "\nprint(json.dumps(found))", local_sockets=local_sockets)
    command = [sys.executable, "-c", code, str(folder), str(port), str(os.getpid())]
    run = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[3])
    assert run.returncode == 0, run.stderr
    found: dict[str, str] = json.loads(run.stdout)
    return found


@pytest.mark.parametrize("local_sockets", [False, True])
def test_no_socket_leads_anywhere(tmp_path: Path, local_sockets: bool) -> None:
    listening = tmp_path / "listening"
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket(socket.AF_UNIX) as local:
        local.bind(str(listening))
        local.listen()
        found = confined(
            """
def reach_local():
    socket.socket(socket.AF_UNIX).connect(str(folder / "listening"))
found = {
    "internet": tried(lambda: socket.create_connection(("127.0.0.1", port), 5)),
    "datagram": tried(lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM)),
    "internet 6": tried(lambda: socket.socket(socket.AF_INET6)),
    "netlink": tried(lambda: socket.socket(socket.AF_NETLINK)),
    "local": tried(reach_local),
}""",
            tmp_path,
            server.getsockname()[1],
            local_sockets,
        )
    assert found == dict.fromkeys(found, "PermissionError")


def test_libreoffice_may_open_its_own_pipe_but_send_to_none(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as local:
        local.bind(str(tmp_path / "log"))
        found = confined(
            """
found = {
    "own": tried(lambda: socket.socket(socket.AF_UNIX).bind(str(folder / "own"))),
    "other": tried(lambda: socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b"x", str(folder / "log"))),
}""",
            tmp_path,
            local_sockets=True,
        )
    assert found == {"own": "done", "other": "PermissionError"}


def test_other_processes_are_out_of_reach(tmp_path: Path) -> None:
    found = confined('found = {"signal": tried(lambda: os.kill(parent, 0))}', tmp_path)
    assert found == {"signal": "PermissionError"}


def test_memory_and_output_have_an_end(tmp_path: Path) -> None:
    found = confined(
        """
found = {
    "memory": tried(lambda: bytearray(2 << 30)),
    "output": tried(lambda: (folder / "big").write_bytes(bytes(2 << 20))),
}""",
        tmp_path,
    )
    assert found == {"memory": "MemoryError", "output": "OSError"}


def test_process_that_computes_for_ever_is_told_that_its_time_is_up(tmp_path: Path) -> None:
    code = """
from services.documents.ingest.confinement import confine
confine(memory=1 << 30, seconds=1, output=1 << 20, local_sockets=False)
while True:
    pass
"""
    run = subprocess.run([sys.executable, "-c", code], check=False, cwd=Path(__file__).parents[3])
    assert run.returncode == -signal.SIGXCPU


def test_only_listed_files_are_in_sight(tmp_path: Path) -> None:
    for name in ("secret", "shown"):
        (tmp_path / name).write_text("a")
    (tmp_path / "own").mkdir()
    found = confined(
        """
hidden = hide_files([folder / "shown"], [folder / "own"])
found = {
    "works": str(hidden),
    "secret": tried(lambda: (folder / "secret").read_text()),
    "environment of others": tried(lambda: Path(f"/proc/{parent}/environ").read_bytes()),
    "shown": tried(lambda: (folder / "shown").read_text()),
    "change what is shown": tried(lambda: (folder / "shown").write_text("b")),
    "own": tried(lambda: (folder / "own" / "a").write_text("b")),
    "delete": tried(lambda: (folder / "secret").unlink()),
}""",
        tmp_path,
    )
    refused = "PermissionError"
    assert found == {
        "works": "True",
        "secret": refused,
        "environment of others": refused,
        "shown": "done",
        "change what is shown": refused,
        "own": "done",
        "delete": refused,
    }
