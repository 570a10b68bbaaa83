"""Makes a backup while the product runs: first the state, then the papers it names, then the facts up to now.

So whatever was acknowledged before the state was read is in it, and a fact that came later than its state tells a
restore what was revoked meanwhile.
"""

import asyncio
import tempfile
from argparse import Namespace
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from services.hop.archive import Writing, identity_in, in_threads, new_identity, reading, recipients_of, writing
from services.hop.contents import (
    DOCUMENT,
    EVENT,
    FORMAT,
    HEAD,
    MANIFEST,
    OBJECT,
    digest_of,
    encode_kept,
    papers_in,
    rank,
)
from services.hop.opened import Opened, opened
from services.hop.settings import KeepingSettings
from services.hop.trouble import BackupDamaged, NotEmpty
from shared.backends import make_private
from shared.clock import to_text
from shared.events.envelope import encode
from shared.objects.port import NoSuchObject
from shared.settings import Settings
from shared.store.port import DATA_VERSION

KEY = "keys/"
PAPERS = "papers/"


def arguments(commands: Any) -> None:
    parser = commands.add_parser("backup", help="store, log and papers into one encrypted file, while Hop runs")
    parser.add_argument("file", type=Path)
    parser.set_defaults(run=run)
    parser = commands.add_parser("backup-keys", help="the installation's keys into an encrypted file of their own")
    parser.add_argument("file", type=Path)
    parser.set_defaults(run=run_keys)
    parser = commands.add_parser("restore-keys", help="keys out of such a file into an empty DATA")
    parser.add_argument("file", type=Path)
    parser.add_argument("--identity", type=Path, required=True, help="the file with the private key")
    parser.set_defaults(run=run_restore_keys)
    parser = commands.add_parser("backup-key", help="make a key pair; prints the public key for BACKUP_RECIPIENT")
    parser.add_argument("file", type=Path, help="where the private key goes; keep it elsewhere than the backups")
    parser.set_defaults(run=run_new_key)


async def run(chosen: Namespace, settings: Settings) -> int:
    """1 when a paper's file is missing from the objects."""
    recipients = recipients_of(KeepingSettings().backup_recipient)
    async with opened(settings) as hop, in_threads(temporary_folder()) as folder:
        made = Backup(hop, folder)
        async with in_threads(writing(chosen.file, recipients)) as out:
            await made.write(out)
    print(f"{chosen.file}: {made.documents} documents, {made.events} facts, {len(made.objects)} files")
    for key in made.missing:
        print(f"missing from the objects: {key}")
    return 1 if made.missing else 0


@contextmanager
def temporary_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


@dataclass(slots=True)
class Backup:
    hop: Opened
    folder: Path
    documents: int = 0
    events: int = 0
    objects: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    _keys: set[str] = field(default_factory=set)

    async def write(self, out: Writing) -> None:
        backends, now = self.hop.kit.backends, self.hop.kit.clock.now()
        head = {"format": FORMAT, "data_version": DATA_VERSION, "made_at": to_text(now)}
        await asyncio.to_thread(out.add, HEAD, orjson.dumps(head))
        self.documents = await self._lines(out, DOCUMENT, backends.keeping.documents(rank), self._note)
        for key in sorted(self._keys):
            await self._object(out, key)
        self.events = await self._lines(out, EVENT, backends.keeping.events(), encode)
        manifest = {
            "documents": self.documents,
            "events": self.events,
            "objects": self.objects,
            "missing": self.missing,
        }
        await asyncio.to_thread(out.add, MANIFEST, orjson.dumps(manifest))

    async def _lines(
        self, out: Writing, area: str, batches: AsyncGenerator[Sequence[Any]], line: Callable[[Any], bytes]
    ) -> int:
        count = number = 0
        async with aclosing(batches) as pages:
            async for batch in pages:
                content = b"\n".join([line(one) for one in batch])
                await asyncio.to_thread(out.add, f"{area}{number:08}", content)
                count += len(batch)
                number += 1
        return count

    def _note(self, kept: Any) -> bytes:
        self._keys |= {key for paper in papers_in([kept]) for key in paper.keys if key.startswith(PAPERS)}
        return encode_kept(kept)

    async def _object(self, out: Writing, key: str) -> None:
        """What a recall has just removed is no loss: its fact comes with those after the state."""
        target = self.folder / "object"
        try:
            await self.hop.kit.backends.objects.fetch(key, target)
        except NoSuchObject:
            self.missing.append(key)
            return
        self.objects[key] = await asyncio.to_thread(digest_of_file, target)
        await asyncio.to_thread(out.add_file, OBJECT + key, target)


def digest_of_file(path: Path) -> str:
    with path.open("rb") as file:
        return digest_of(file)


async def run_keys(chosen: Namespace, settings: Settings) -> int:
    recipients = recipients_of(KeepingSettings().backup_recipient)
    print(f"{chosen.file}: {await asyncio.to_thread(_write_keys, chosen.file, recipients, settings.keys)} keys")
    return 0


def _write_keys(file: Path, recipients: Any, folder: Path) -> int:
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    with writing(file, recipients) as out:
        for path in paths:
            out.add(KEY + path.relative_to(folder).as_posix(), path.read_bytes())
    return len(paths)


async def run_restore_keys(chosen: Namespace, settings: Settings) -> int:
    await asyncio.to_thread(make_private, settings.data)
    print(f"{settings.keys}: {await asyncio.to_thread(_restore_keys, chosen, settings.keys)} keys")
    return 0


def _restore_keys(chosen: Namespace, folder: Path) -> int:
    if folder.exists() and any(folder.iterdir()):
        raise NotEmpty(f"{folder} holds keys already, and they are never written over. Move them away first.")
    with reading(chosen.file, identity_in(chosen.identity)) as members:
        keys = {name.removeprefix(KEY): content.read() for name, content in members if name.startswith(KEY)}
    for name, content in keys.items():
        path = (folder / name).resolve()
        if not path.is_relative_to(folder.resolve()):
            raise BackupDamaged(f"{chosen.file} names a key outside its folder.")
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(0o600)
        path.write_bytes(content)
    return len(keys)


async def run_new_key(chosen: Namespace, settings: Settings) -> int:
    print(await asyncio.to_thread(new_identity, chosen.file))
    return 0
