"""Without a mail server: each mail is a file in DATA/mails, named after its delivery, so there is never a second."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from services.notify.deliveries.carrier import NotTaken, Round
from services.notify.deliveries.model import Reason
from services.notify.mails.model import Mail


class MailFiles:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @asynccontextmanager
    async def round(self) -> AsyncIterator[Round[Mail]]:
        yield self

    async def carry(self, message: Mail) -> None:
        try:
            await asyncio.to_thread(self._write, message)
        except OSError as error:
            raise NotTaken(Reason.STORAGE_REFUSED, for_all=True) from error

    def _write(self, mail: Mail) -> None:
        """Whole or not at all, readable by the owner only."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = self._folder / f".{mail.mark}.part"
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(mail.message)
            file.flush()
            os.fsync(file.fileno())
        part.replace(self._folder / f"{mail.mark}.eml")
