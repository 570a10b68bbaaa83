"""A server in a process of its own on loopback ports; its folder outlives a kill, so that it can be started again."""

import os
import random
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

INSTALLED = Path(os.environ.get("BACKENDS", Path(__file__).parents[2] / ".backends"))
PORTS = (20_000, 32_000)
PATIENCE = 180.0  # seconds until a server must answer, also beside much other work


class Server:
    """`answers` says whether it is up; `environment` is all it gets, without one it gets ours."""

    def __init__(
        self,
        name: str,
        folder: Path,
        command: Sequence[str],
        answers: Callable[[], bool],
        cwd: Path | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.name = name
        self._folder = folder
        self._command = command
        self.answers = answers
        self._cwd = cwd or folder
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns once it answers; again on the same ports and folder after a kill."""
        self.launch()
        self.wait()

    def launch(self) -> None:
        with (self._folder / "output").open("ab") as output:
            self._process = subprocess.Popen(
                self._command, cwd=self._cwd, env=self._environment, stdout=output, stderr=output
            )

    def wait(self) -> None:
        """Raises AssertionError with the end of what it wrote, when it does not answer in time."""
        assert self._process is not None
        deadline = time.monotonic() + PATIENCE
        while not self.answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                code = self._process.poll()
                self.kill()
                raise AssertionError(f"{self.name} does not answer (exit code {code}):\n{self.output()[-2000:]}")
            time.sleep(0.05)

    def output(self) -> str:
        return (self._folder / "output").read_text(errors="replace")

    @property
    def pid(self) -> int:
        """Of what was started."""
        assert self._process is not None
        return self._process.pid

    @property
    def ended(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def kill(self) -> None:
        """As a power cut would."""
        self._end(signal.SIGKILL)

    def ask_to_end(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)

    def stop(self, patience: float = 10) -> None:
        self._end(signal.SIGTERM, patience)

    def pause(self) -> None:
        """Keeps its connections and answers nothing, until `resume`."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)
        state = Path(f"/proc/{self._process.pid}/stat")
        while state.read_text().rpartition(")")[2].split()[0] != "T":
            time.sleep(0.001)

    def resume(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def _end(self, number: signal.Signals, patience: float = 10) -> None:
        if self._process is None:
            return
        self._process.send_signal(number)
        try:
            self._process.wait(patience)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None


def free_ports(count: int) -> list[int]:
    """All different, and below those of outgoing connections: nobody takes one before its server does."""
    sockets: list[socket.socket] = []
    try:
        while len(sockets) < count:
            with suppress(OSError):
                sockets.append(socket.create_server(("127.0.0.1", random.randrange(*PORTS))))
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()
