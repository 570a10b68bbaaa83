"""A backup's file: a tar stream, encrypted by age (https://age-encryption.org/v1) to the holder of a private key.

age seals the stream in pieces of 64 KiB, each authenticated, and the last one marked: a cut and a changed byte are
noticed. Everything here blocks and belongs into a thread; memory stays small whatever the size.
"""

import asyncio
import io
import os
import tarfile
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import IO, Any, BinaryIO, TypeVar

import pyrage

from services.hop.trouble import BackupDamaged, FileTaken, NoRecipient, WrongKey

T = TypeVar("T")
Recipient = Any  # pyrage's, of age or of ssh: the library has no types
Identity = Any


def recipients_of(text: str) -> list[Recipient]:
    """Public keys as the setting has them, separated by commas. Raises NoRecipient."""
    keys = [key.strip() for key in text.split(",") if key.strip()]
    if not keys:
        raise NoRecipient("BACKUP_RECIPIENT is empty. Run ./hop backup-key FILE and set what it prints.")
    try:
        return [_recipient(key) for key in keys]
    except pyrage.RecipientError as error:
        raise NoRecipient(f"BACKUP_RECIPIENT is no public key of age or ssh: {error}") from error


def identity_in(path: Path) -> Identity:
    """A private key of age or ssh. Raises WrongKey."""
    try:
        content = path.read_bytes()
        if b"PRIVATE KEY-----" in content:
            return pyrage.ssh.Identity.from_buffer(content)
        lines = [line for line in content.decode().splitlines() if line.startswith("AGE-SECRET-KEY-")]
        return pyrage.x25519.Identity.from_str(lines[0])
    except (OSError, ValueError, IndexError, pyrage.IdentityError) as error:
        raise WrongKey(f"{path} holds no private key of age or ssh.") from error


def new_identity(path: Path) -> str:
    """Writes a private key into a new file that only its owner reads; gives the public one. Raises FileTaken."""
    identity = pyrage.x25519.Identity.generate()
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise FileTaken(f"{path} is there already; a key is never written over.") from None
    with os.fdopen(descriptor, "w") as file:
        file.write(f"# public key: {identity.to_public()}\n{identity}\n")
    return str(identity.to_public())


@asynccontextmanager
async def in_threads(manager: AbstractContextManager[T]) -> AsyncIterator[T]:
    """A context that blocks, beside the event loop."""
    thing = await asyncio.to_thread(manager.__enter__)
    try:
        yield thing
    except BaseException as error:
        if not await asyncio.to_thread(manager.__exit__, type(error), error, error.__traceback__):
            raise
    else:
        await asyncio.to_thread(manager.__exit__, None, None, None)


class Writing:
    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar

    def add(self, name: str, content: bytes) -> None:
        self._add(name, len(content), io.BytesIO(content))

    def add_file(self, name: str, path: Path) -> None:
        with path.open("rb") as file:
            self._add(name, path.stat().st_size, file)

    def _add(self, name: str, size: int, content: IO[bytes]) -> None:
        member = tarfile.TarInfo(name)
        member.size = size
        member.mode = 0o600
        self._tar.addfile(member, content)


@contextmanager
def writing(path: Path, recipients: Sequence[Recipient]) -> Iterator[Writing]:
    """The file has its name once it is whole and on disk; nothing stays of it otherwise. Raises FileTaken."""
    if path.exists():
        raise FileTaken(f"{path} is there already; a backup is never written over.")
    fresh = path.with_name(f".{path.name}.unfinished")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            with (
                _piped(lambda reader: pyrage.encrypt_io(reader, file, recipients), "r") as pipe,
                tarfile.open(fileobj=pipe, mode="w|", format=tarfile.PAX_FORMAT) as tar,
            ):
                yield Writing(tar)
            file.flush()
            os.fsync(file.fileno())
        fresh.rename(path)
    finally:
        fresh.unlink(missing_ok=True)


@contextmanager
def reading(path: Path, identity: Identity) -> Iterator[Iterator[tuple[str, IO[bytes]]]]:
    """Members in order, each to be read before the next. Raises BackupDamaged, WrongKey, also while it is read."""
    with path.open("rb") as file:
        if not file.read(21) == b"age-encryption.org/v1":
            raise BackupDamaged(f"{path} is no backup of Hop, or its beginning is damaged.")
        file.seek(0)
        try:
            with (
                _piped(lambda writer: pyrage.decrypt_io(file, writer, [identity]), "w") as pipe,
                tarfile.open(fileobj=pipe, mode="r|") as tar,
            ):
                yield ((member.name, _content(tar, member)) for member in tar)
                pipe.read()  # to the end, so that a cut behind the last member is noticed
        except pyrage.DecryptError as error:
            raise WrongKey(f"{path} was encrypted to another key: {error}.") from error
        except (OSError, tarfile.TarError, EOFError) as error:
            raise BackupDamaged(f"{path} is cut or changed: take another copy of it.") from error


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    content = tar.extractfile(member)
    if content is None:
        raise tarfile.ReadError("a member is no file")
    return content


@contextmanager
def _piped(work: Callable[[BinaryIO], None], end: str) -> Iterator[BinaryIO]:
    """Runs `work` in a thread on one end of a pipe; gives the other. What it raised is raised here, before the rest."""
    reading_end, writing_end = os.pipe()
    theirs, ours = (reading_end, writing_end) if end == "r" else (writing_end, reading_end)
    failed: list[BaseException] = []

    def run() -> None:
        with suppress(BrokenPipeError), os.fdopen(theirs, "rb" if end == "r" else "wb") as file:
            try:
                work(file)
            except BaseException as error:
                failed.append(error)

    thread = threading.Thread(target=run, name="backup-cipher")
    thread.start()
    try:
        with os.fdopen(ours, "wb" if end == "r" else "rb") as file:
            yield file
    except (OSError, tarfile.TarError, EOFError) as error:
        thread.join()
        raise (failed[0] if failed else error) from error
    except BaseException:
        thread.join()
        raise
    thread.join()
    if failed:
        raise failed[0]


def _recipient(key: str) -> Recipient:
    return pyrage.ssh.Recipient.from_str(key) if key.startswith("ssh-") else pyrage.x25519.Recipient.from_str(key)
