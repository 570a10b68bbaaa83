"""`./hop` or `python -m services.hop`: what an operator does to an installation, the same in both profiles.

Settings come from the environment, as for the services.
"""

import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Sequence

import uvloop

from services.hop import backup, move, parked, rebuild, restore, usage
from services.hop.trouble import Trouble
from shared.backends import BadSetting
from shared.log.port import LogAway, LogUnprepared
from shared.logs import set_up
from shared.objects.port import ObjectsAway
from shared.settings import Settings
from shared.store.port import StoreAway

COMMANDS = (parked, rebuild, usage, backup, restore, move)


def parse(words: Sequence[str] | None = None) -> Namespace:
    """Its `run` does it, given the words and the settings."""
    parser = ArgumentParser("hop", description=__doc__, formatter_class=RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.arguments(commands)
    return parser.parse_args(words)


def main(words: Sequence[str] | None = None) -> int:
    """0 when done, 1 when something is left to do, 2 for what cannot work; the message says which."""
    chosen = parse(words)
    settings = Settings()
    set_up(settings.log_level)
    try:
        return int(uvloop.run(chosen.run(chosen, settings)))
    except Trouble as trouble:
        print(f"hop: {trouble.code}: {trouble}", file=sys.stderr)
    except (BadSetting, StoreAway, LogAway, LogUnprepared, ObjectsAway) as error:
        print(f"hop: {error}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
