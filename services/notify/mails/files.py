"""Without a mail server: each mail is a file in DATA/mails, named after its delivery, so there is never a second."""

import asyncio
import os
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from services.notify.deliveries.model import Reason
from services.notify.mails.carrier import NotTaken, Round
from services.notify.mails.model import Mail


class MailFiles:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @asynccontextmanager
    async def round(self) -> AsyncIterator[Round]:
        yield self

    async def carry(self, mail: Mail) -> None:
        try:
            await asyncio.to_thread(self._write, mail)
        except OSError as error:
            raise NotTaken(Reason.DISK_FULL, for_all=True) from error

    def _write(self, mail: Mail) -> None:
        """Whole or not at all, readable by the owner only."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = self._folder / f".{secrets.token_hex(8)}"
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(mail.message)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self._folder / f"{mail.delivery_id}.eml")
        finally:
            fresh.unlink(missing_ok=True)
