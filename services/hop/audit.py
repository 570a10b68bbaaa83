"""The audit record: whether every entry is as it was written, each naming the hash of the one before."""

from argparse import ArgumentTypeError, Namespace
from typing import Any

from services.gateway.audit.model import verify
from services.gateway.audit.store import AuditRecord
from services.hop.opened import opened
from shared.settings import Settings


def arguments(commands: Any) -> None:
    parser = commands.add_parser("audit", help="the audit record: verify")
    doing = parser.add_subparsers(dest="doing", required=True, metavar="verify")
    one = doing.add_parser("verify", help="every entry is as it was written; 1 and its number when one is not")
    one.add_argument(
        "--noted", type=_noted, help="NUMBER:HASH of an entry kept elsewhere: an end that was cut off then shows too"
    )
    parser.set_defaults(run=run)


async def run(chosen: Namespace, settings: Settings) -> int:
    async with opened(settings, "gateway") as hop:
        verdict = await verify(AuditRecord(hop.kit.backends.store).whole(), chosen.noted)
    if verdict.wrong is None:
        print(f"{verdict.entries} entries, all as written. Keep this elsewhere: {verdict.entries}:{verdict.head}")
        return 0
    print(f"entry {verdict.wrong}: {verdict.why}. The {verdict.entries} before it are as written.")
    return 1


def _noted(text: str) -> tuple[int, str]:
    number, _, digest = text.partition(":")
    if not number.isdigit() or not digest:
        raise ArgumentTypeError("it has the form NUMBER:HASH, as verify prints it")
    return int(number), digest
