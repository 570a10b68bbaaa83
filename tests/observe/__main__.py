"""`make observe`: a real Prometheus scrapes the running product; rules and every panel's query must work there, and
after a restart of it.

The product runs with its demo, so that papers are uploaded, checked and released, mails written and people signed in
while it is scraped; a played month stands before it, made into blocks by promtool.
"""

import asyncio
import json
import os
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml
from aiohttp import ClientSession

from deploy.grafana.boards import DASHBOARDS
from deploy.grafana.panels import of_month, total
from deploy.prometheus.rules import ALERTS, FOLDER
from tests.observe.month import openmetrics

JOB, SCRAPED_EVERY = "hop", 2  # seconds
PASSWORD = "một câu dài để xem"
LONGEST = 420.0  # seconds until all panels have data


async def main() -> int:
    """0 when rules hold and every query gives data; else it is said which does not."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        port, prometheus_port = _free_port(), _free_port()
        await _run("promtool", "check", "rules", str(FOLDER / "hop.rules.yml"))
        await _run("promtool", "test", "rules", str(FOLDER / "hop.rules.test.yml"))
        await _backfill(folder, f"127.0.0.1:{port}")
        async with _product(folder, port), ClientSession() as session:
            async with _prometheus(folder, prometheus_port, port):
                missing = await _until_all_answer(session, prometheus_port, port)
                moment = time.time() - 5 * SCRAPED_EVERY
                told = await _figures_at(session, prometheus_port, moment)
            async with _prometheus(folder, prometheus_port, port):
                missing += await _until_all_answer(session, prometheus_port, port)
                remembered = await _figures_at(session, prometheus_port, moment)
                alerts = await _get(session, prometheus_port, "rules")
    loaded = [rule for group in alerts["groups"] for rule in group["rules"]]
    broken = [rule["name"] for rule in loaded if rule["health"] == "err"]
    panels = sum(len(board.panels) for board in DASHBOARDS)
    print(
        f"{panels} panels of {len(DASHBOARDS)} dashboards, {len(loaded)} rules loaded, {len(broken)} of them in error"
    )
    for title in missing:
        print(f"no data: {title}")
    if told != remembered or not all(told):
        print(f"after a restart of Prometheus the figures of a moment before are {remembered}, and were {told}")
        return 1
    return 1 if missing or broken or len(loaded) != len(ALERTS) else 0


async def _figures_at(session: ClientSession, port: int, moment: float) -> list[Any]:
    """Meetings held: then, and by the difference to a month before."""
    queries = total("meetings_held"), of_month("meetings_held")
    return [(await _get(session, port, "query", query=query, time=moment))["result"] for query in queries]


async def _until_all_answer(session: ClientSession, prometheus_port: int, port: int) -> list[str]:
    """What has no data in the end."""
    queries = [
        (f"{board.title} / {panel.title} / {legend}", query)
        for board in DASHBOARDS
        for panel in board.panels
        for legend, query in panel.queries.items()
    ]
    deadline = time.monotonic() + LONGEST
    while queries and time.monotonic() < deadline:
        await _use(session, port)
        queries = [one for one in queries if not await _has_data(session, prometheus_port, one[1])]
        await asyncio.sleep(SCRAPED_EVERY)
    return [title for title, _ in queries]


async def _use(session: ClientSession, port: int) -> None:
    """An administrator looks around, the secretary says what was printed, another one types the wrong password."""
    base = f"http://127.0.0.1:{port}"
    await _sign_in(session, base, "chutri", "sai")
    if administrator := await _sign_in(session, base, "quantri", PASSWORD):
        for path in ("/api/me", "/api/usage", "/api/meetings"):
            await _ask(session, "GET", base + path, administrator)
    if secretary := await _sign_in(session, base, "thuky", PASSWORD):
        await _count_prints(session, f"{base}/api", secretary)


async def _count_prints(session: ClientSession, api: str, token: str) -> None:
    """One copy for the first meeting of each day, nothing for the others; said again it is the same."""
    days = set()
    for meeting in (await _ask(session, "GET", f"{api}/meetings", token)).get("items", ()):
        desk = f"{api}/print-desk/meetings/{meeting['id']}"
        if (day := meeting["starts_at"][:10]) not in days:
            printed = {"pages": 4, "copies": 1, "reason": "Đại biểu đề nghị bản giấy"}
            await _ask(session, "POST", f"{desk}/prints", token, printed)
        days.add(day)
        await _ask(session, "PUT", f"{desk}/count", token, {"complete": True})


async def _sign_in(session: ClientSession, base: str, name: str, password: str) -> str | None:
    shown = {"name": name, "password": password}
    async with session.post(f"{base}/api/sessions", json=shown, headers={"Origin": base}) as answer:
        return (await answer.json()).get("access_token") if answer.status == 201 else None


async def _ask(session: ClientSession, method: str, address: str, token: str, body: Any = None) -> Any:
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "observe"}
    async with session.request(method, address, json=body, headers=headers) as answer:
        return await answer.json()


async def _has_data(session: ClientSession, port: int, query: str) -> bool:
    """Whether any series of the last minutes has a number."""
    now = time.time()
    found = await _get(session, port, "query_range", query=query, start=now - 300, end=now, step=5)
    return any(value != "NaN" for series in found["result"] for _, value in series["values"])


async def _get(session: ClientSession, port: int, what: str, **asked: Any) -> Any:
    async with session.get(f"http://127.0.0.1:{port}/api/v1/{what}", params=asked) as answer:
        body = await answer.json()
    if body["status"] != "success":
        raise RuntimeError(f"{asked}: {body['error']}")
    return body["data"]


async def _backfill(folder: Path, instance: str) -> None:
    """The month before today, in blocks of its own."""
    file = folder / "month.om"
    text = "\n".join(openmetrics(datetime.now(UTC), JOB, instance)) + "\n"
    await asyncio.to_thread(file.write_text, text)
    await _run("promtool", "tsdb", "create-blocks-from", "openmetrics", str(file), str(folder / "tsdb"))


@asynccontextmanager
async def _prometheus(folder: Path, port: int, scraped: int) -> AsyncIterator[None]:
    settings = {
        "global": {"scrape_interval": f"{SCRAPED_EVERY}s", "evaluation_interval": "5s"},
        "rule_files": [str(FOLDER / "hop.rules.yml")],
        "scrape_configs": [{"job_name": JOB, "static_configs": [{"targets": [f"127.0.0.1:{scraped}"]}]}],
    }
    await asyncio.to_thread((folder / "prometheus.yml").write_text, yaml.safe_dump(settings))
    words = [
        "prometheus",
        f"--config.file={folder / 'prometheus.yml'}",
        f"--storage.tsdb.path={folder / 'tsdb'}",
        "--storage.tsdb.retention.time=365d",
        f"--web.listen-address=127.0.0.1:{port}",
        "--log.level=error",
    ]
    async with _process(words, {}, f"http://127.0.0.1:{port}/-/ready"):
        yield


@asynccontextmanager
async def _product(folder: Path, port: int) -> AsyncIterator[None]:
    words = [sys.executable, "-m", "services"]
    settings = {"PORT": str(port), "DATA": str(folder / "data"), "HOP_DEMO_PASSWORD": PASSWORD, "QUIET_HOURS": ""}
    async with _process(words, settings, f"http://127.0.0.1:{port}/readyz"):
        yield


@asynccontextmanager
async def _process(words: list[str], settings: dict[str, str], ready: str) -> AsyncIterator[None]:
    """From when it answers until it is ended."""
    process = await asyncio.create_subprocess_exec(*words, env=os.environ | settings, stdout=sys.stderr)
    try:
        async with ClientSession() as session:
            while not await _answers(session, ready):
                if process.returncode is not None:
                    raise RuntimeError(f"{words[0]} ended with {process.returncode}")
                await asyncio.sleep(0.2)
        yield
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _answers(session: ClientSession, address: str) -> bool:
    try:
        async with session.get(address) as answer:
            return answer.status == 200
    except OSError:
        return False


async def _run(*words: str) -> None:
    process = await asyncio.create_subprocess_exec(
        *words, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    said, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"{json.dumps(words)}: {said.decode()}")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
