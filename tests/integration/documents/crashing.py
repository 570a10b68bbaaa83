"""A process that ends itself by SIGKILL before the n-th thing it would write, fetch or delete in an act."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from services.documents.app import build
from tests.factories.dying import die_before
from tests.factories.installation import installation
from tests.factories.papers import pdf
from tests.integration.documents.conftest import call_meeting
from tests.integration.documents.papers import Desk

FIRST, SECOND = pdf("First page", "Second page"), pdf("Another first page")
STAMPED = pdf("TUYỆT MẬT\nSome text")
UNREADABLE = pdf("", "Second page")
ASIDE = ("documents.search_", "documents.jobs", "documents.marks")
"""Written beside the act, by what hears of it: when differs from run to run, so it is not counted."""

Act = Callable[[Desk, dict[str, Any]], Awaitable[Any]]


async def check(desk: Desk, document: dict[str, Any]) -> None:
    await desk.add_version(document["id"], SECOND)


async def refuse(desk: Desk, document: dict[str, Any]) -> None:
    await desk.add_version(document["id"], STAMPED)


async def replace(desk: Desk, document: dict[str, Any]) -> None:
    await desk.release(await desk.secretary.get(f"/api/documents/{document['id']}"))


async def recall(desk: Desk, document: dict[str, Any]) -> None:
    await desk.secretary.send("POST", f"/api/documents/{document['id']}/recall", {"reason": "Sai số liệu"})


async def declare(desk: Desk, document: dict[str, Any], *, secret: bool = True) -> None:
    newest = (await desk.secretary.get(f"/api/documents/{document['id']}"))["versions"][-1]
    path = f"/api/documents/{document['id']}/versions/{newest['id']}/declaration"
    await desk.secretary.send("PUT", path, {"secret": secret})


async def clear(desk: Desk, document: dict[str, Any]) -> None:
    await declare(desk, document, secret=False)


async def remove(desk: Desk, document: dict[str, Any]) -> None:
    await desk.secretary.send("DELETE", f"/api/documents/{document['id']}")


ACTS: dict[str, Act] = {act.__name__: act for act in (check, refuse, replace, recall, declare, clear, remove)}


async def prepare(folder: Path, act: str) -> None:
    """A meeting with one paper in the state the act begins with."""
    async with installation(folder, build) as hop:
        await call_meeting(hop)
        desk = Desk(hop, hop.person("secretary"))
        document = await (desk.add if act == "remove" else desk.hand_out)(FIRST, title="Báo cáo")
        if act in {"replace", "declare", "clear"}:
            await desk.add_version(document["id"], SECOND if act == "replace" else UNREADABLE)


def run(folder: Path, act: str, number: int) -> None:
    """Exit code 0 when the act was over before its n-th effect."""
    asyncio.run(_run(folder, act, number))


async def _run(folder: Path, act: str, number: int) -> None:
    async with installation(folder, build) as hop:
        desk = Desk(hop, hop.person("secretary"))
        [document] = (await desk.secretary.get("/api/meetings/m1/documents"))["items"]
        die_before(hop.kit.backends, number, lambda collection: not collection.startswith(ASIDE))
        await ACTS[act](desk, document)
        os._exit(0)
