"""The product as a newcomer starts it: its own process, an empty folder, a free port; ended by its own pid.

PROFILE=cluster: as `make cluster` starts it, with engines and a process for each service. The demo is loaded embedded
and moved there, which takes a fifth of the work: the stand-in of the store is slow.
"""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

START = 600.0  # seconds until it answers and its demo papers are checked
STOP = 60.0
PROFILES = {"embedded": "services", "cluster": "tests.backends"}
PROFILE = os.environ.get("PROFILE", "embedded")


@dataclass(slots=True)
class Product:
    """`url` without a slash at the end; `password` is everybody's in the demo."""

    url: str
    password: str
    folder: Path
    process: subprocess.Popen[bytes]
    _seen: dict[str, str] = field(default_factory=dict)
    """By token: what its last act wrote, so that the next request comes after it, as with the web app."""

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=STOP)

    def kill(self) -> None:
        """With all it has started."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def token(self, name: str) -> str:
        answer = self.send("POST", "/api/sessions", {"name": name, "password": self.password})
        return str(answer["access_token"])

    def get(self, path: str, token: str) -> Any:
        return self.send("GET", path, None, token)

    def send(self, method: str, path: str, body: Any = None, token: str = "") -> Any:
        request = urllib.request.Request(self.url + path, method=method)
        request.add_header("Content-Type", "application/json")
        if token:
            request.add_header("Authorization", f"Bearer {token}")
        if token in self._seen:
            request.add_header("Hop-After", self._seen[token])
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(request, data, timeout=30) as answer:
            content = answer.read()
            if seen := answer.headers["Hop-Seen"]:
                self._seen[token] = seen
            return json.loads(content) if content else None

    def refusal(self, method: str, path: str, body: Any = None, token: str = "") -> tuple[int, Any]:
        """Status and problem, without the request's own number. Fails when it is not refused."""
        try:
            self.send(method, path, body, token)
        except urllib.error.HTTPError as refused:
            with refused:
                problem = json.loads(refused.read())
            problem.pop("request_id", None)
            return refused.code, problem
        raise AssertionError(f"{method} {path} was not refused")


def start(folder: Path, port: int = 0, *, profile: str = PROFILE, **settings: str) -> Product:
    """Waits until it is ready and its demo data are loaded."""
    settings = {"HOP_DEMO_PASSWORD": secrets.token_urlsafe(12)} | settings
    command = [PROFILES[profile]]
    if profile == "cluster":  # its engines' files too lie in memory then: their syncs are most of the time otherwise
        if settings.get("DEMO") != "0":
            settings["MOVED"] = os.fspath(_prepared(folder / "embedded", settings))
        command.append(os.fspath(folder / "cluster"))
    port = port or free_port()
    environment = os.environ | {
        "PORT": str(port),
        "DATA": str(folder / "data"),
        "PYTHONWARNINGS": "default",
        "DIGEST_MINUTES": "0",  # stories look for each mail, at whatever hour they run
        "QUIET_HOURS": "",
        **settings,
    }
    with (folder / "output.log").open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *command],
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    product = Product(f"http://127.0.0.1:{port}", settings["HOP_DEMO_PASSWORD"], folder, process)
    try:
        _wait(product, "demo complete" if settings.get("DEMO") != "0" and "MOVED" not in settings else "")
    except BaseException:
        product.kill()
        raise
    return product


def _prepared(folder: Path, settings: Mapping[str, str]) -> Path:
    """The data folder of an embedded product with the demo, which has ended."""
    folder.mkdir()
    product = start(folder, 0, profile="embedded", **settings)
    assert product.stop() == 0
    return folder / "data"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(product: Product, said: str) -> None:
    deadline = time.monotonic() + START
    log = product.folder / "output.log"
    while True:
        ended = product.process.poll() is not None
        text = log.read_text("utf-8", "replace")
        assert not ended, f"the product ended:\n{text[-4000:]}"
        if _is_ready(product.url) and said in text:
            return
        assert time.monotonic() < deadline, f"the product did not get ready:\n{text[-4000:]}"
        time.sleep(0.1)


def _is_ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False
