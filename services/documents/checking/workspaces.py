"""Private folders in which papers are opened: one for each check, gone with it.

A folder is named after paper and lease, so that after a crash it is known whether anybody still works in it.
"""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path


@asynccontextmanager
async def opened(folder: Path, document_id: str, token: str) -> AsyncIterator[Path]:
    workspace = folder / f"{document_id}-{token}"
    await asyncio.to_thread(workspace.mkdir, 0o700)
    try:
        yield workspace
    finally:
        await asyncio.to_thread(shutil.rmtree, workspace, True)  # what resists is swept, see `left`


async def left(folder: Path) -> list[tuple[str, str]]:
    """Paper and lease of each folder that is there."""
    names = await asyncio.to_thread(lambda: [path.name for path in folder.iterdir()])
    return [(document_id, token) for document_id, _, token in (name.rpartition("-") for name in names)]


async def remove(folder: Path, document_id: str, token: str) -> None:
    await asyncio.to_thread(shutil.rmtree, folder / f"{document_id}-{token}", True)
