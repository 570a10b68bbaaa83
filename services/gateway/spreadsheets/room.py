"""Starts the child that opens spreadsheets, one at a time: a big one needs a gigabyte at worst."""

import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import orjson

from services.gateway.spreadsheets.child import SECONDS, TOO_MANY_ROWS
from services.gateway.spreadsheets.tables import MOST_ROWS
from services.gateway.spreadsheets.writing import Cell
from shared.problems import Invalid, Said, Unavailable

_MODULE = "services.gateway.spreadsheets.child"
_CODE = Path(__file__).parents[3]
_PATIENCE = 2 * SECONDS


class SpreadsheetUnreadable(Invalid):
    code = "spreadsheet-unreadable"
    title = Said("Không đọc được bảng này", "This spreadsheet cannot be read")
    advice = Said(
        "Hãy bỏ mật khẩu nếu có, lưu lại dưới dạng XLSX, hoặc CSV mã UTF-8, rồi chọn lại tệp.",
        "Take off its password if it has one, save it as XLSX, or as CSV in UTF-8, and choose the file again.",
    )


class SpreadsheetTooLong(Invalid):
    code = "spreadsheet-too-long"
    title = Said(f"Bảng có hơn {MOST_ROWS} dòng", f"The spreadsheet has more than {MOST_ROWS} rows")
    advice = Said("Hãy chia thành nhiều tệp.", "Divide it into several files.")


class SpreadsheetRoom:
    def __init__(self) -> None:
        self._turn = asyncio.Semaphore(1)

    async def read(self, content: bytes) -> dict[str, Any]:
        """See tables.read. Raises SpreadsheetUnreadable, SpreadsheetTooLong, Unavailable."""
        status, told = await self._run("read", content)
        if status == TOO_MANY_ROWS:
            raise SpreadsheetTooLong
        if status != 0:
            raise SpreadsheetUnreadable
        book: dict[str, Any] = await asyncio.to_thread(orjson.loads, told)
        return book

    async def write(self, form: Literal["csv", "xlsx"], rows: Sequence[Sequence[Cell]]) -> bytes:
        """The first row is the heading. Raises Unavailable."""
        status, told = await self._run(form, orjson.dumps(rows))
        if status != 0:
            raise Unavailable
        return told

    async def _run(self, work: str, given: bytes) -> tuple[int, bytes]:
        """Raises Unavailable when the machine is too busy, or lets no child begin."""
        async with self._turn:
            process = await _start(work)
            try:
                async with asyncio.timeout(_PATIENCE):
                    told, _ = await process.communicate(given)
            except TimeoutError:
                raise Unavailable from None
            finally:
                if process.returncode is None:
                    process.kill()
                    await process.wait()
        return process.returncode or 0, told


async def _start(work: str) -> asyncio.subprocess.Process:
    pipe, quiet = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    environment = {"PYTHONPATH": str(_CODE), "PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-s", "-P", "-m", _MODULE, work), stdin=pipe, stdout=pipe, stderr=quiet, env=environment
        )
    except OSError:
        raise Unavailable from None
