"""The product as a newcomer starts it: its own process, an empty folder, a free port; ended by its own pid.

The demo is told once, to an embedded product, and then copied: telling it takes most of a minute. PROFILE=cluster: as
`make cluster` starts it, with engines and a process for each service, and the demo moved there, which takes a fifth of
the work of telling it there: the stand-in of the store is slow.
"""

import json
import os
import secrets
import shutil
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

from shared.ids import new_id
from tests.e2e.waiting import AGAIN
from tests.factories.tablet import PATIENCE

START = 600.0  # seconds until it answers and its demo papers are checked
STOP = 60.0
PROFILES = {"embedded": "services", "cluster": "tests.backends"}
PROFILE = os.environ.get("PROFILE", "embedded")
PASSWORD = "password"
COMPLETE = "demo complete"  # in the log


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
        """Asked again while a service has not heard what the request comes after, as by the web app."""
        key, deadline = new_id(), time.monotonic() + PATIENCE
        while True:
            try:
                return self._send(method, path, body, token, key)
            except urllib.error.HTTPError as refused:
                if refused.code != 503 or time.monotonic() > deadline:
                    raise
                refused.close()
            time.sleep(AGAIN)

    def _send(self, method: str, path: str, body: Any, token: str, key: str) -> Any:
        request = urllib.request.Request(self.url + path, method=method)
        request.add_header("Content-Type", "application/json")
        request.add_header("Idempotency-Key", key)
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

    def follow(self, token: str, other: str) -> None:
        """What comes by this token comes after what the other one did last."""
        self._seen[token] = self._seen[other]

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


def start(folder: Path, *, like: Path | None = None, profile: str = PROFILE, **settings: str) -> Product:
    """Waits until it is ready. With the demo that was told to `like`, otherwise empty."""
    command = [PROFILES[profile]]
    settings["DEMO"] = "1" if like else "0"
    if like:
        settings["HOP_DEMO_PASSWORD"] = (like / PASSWORD).read_text()
    if profile == "cluster":  # its engines' files too lie in memory then: their syncs are most of the time otherwise
        command.append(os.fspath(folder / "cluster"))
        settings |= {"MOVED": os.fspath(like / "data")} if like else {}
    elif like:
        shutil.copytree(like / "data", folder / "data")
    return _started(folder, command, settings)


def tell(folder: Path) -> None:
    """Leaves the complete demo there, for `start`. Goes on where an earlier call broke off."""
    folder.mkdir(exist_ok=True)
    settings = {"DEMO": "1", "HOP_DEMO_PASSWORD": secrets.token_urlsafe(12)}
    product = _started(folder, [PROFILES["embedded"]], settings, said=COMPLETE)
    assert product.stop() == 0
    (folder / PASSWORD).write_text(product.password)


def start_with_demo(folder: Path) -> Product:
    told, place = folder / "told", folder / "hop"
    tell(told)
    place.mkdir()
    return start(place, like=told)


def _started(folder: Path, command: list[str], settings: Mapping[str, str], said: str = "") -> Product:
    port = free_port()
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
    product = Product(f"http://127.0.0.1:{port}", settings.get("HOP_DEMO_PASSWORD", ""), folder, process)
    try:
        _wait(product, said)
    except BaseException:
        product.kill()
        raise
    return product


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
