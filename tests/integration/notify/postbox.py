"""The mails that were kept as files."""

import asyncio
import email
import email.policy
from email.message import EmailMessage
from pathlib import Path

from prometheus_client import REGISTRY

from tests.factories.installation import Installation, until


async def read_mails(hop: Installation, person_id: str = "") -> list[EmailMessage]:
    """Those to one person, or all, in the order of sending."""
    found = await asyncio.to_thread(_read, hop.kit.settings.data / "mails")
    return [mail for mail in found if person_id in str(mail["To"])]


async def wait_for_mails(hop: Installation, count: int) -> list[EmailMessage]:
    async def there() -> bool:
        return len(await read_mails(hop)) >= count

    await until(there)
    return await read_mails(hop)


def _read(folder: Path) -> list[EmailMessage]:
    files = sorted(folder.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
    return [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files]


def lateness() -> tuple[float, float]:
    """How many mails were taken so far, and how many seconds too late together."""
    count, late = (REGISTRY.get_sample_value(f"hop_mail_age_seconds_{part}") for part in ("count", "sum"))
    return count or 0.0, late or 0.0


async def taken_since(before: float, mails: int) -> bool:
    return lateness()[0] == before + mails
