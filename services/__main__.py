"""`python -m services`, which is `make run`: the whole product in one process."""

import sys

import uvloop

from services.embedded import Embedded, embedded
from shared.backends import BadSetting
from shared.clock import SystemClock
from shared.logs import set_up
from shared.serve import check_address, serve
from shared.settings import Settings


def main() -> int:
    """0 when asked to end, 1 when a background loop died, 2 for a setting that cannot work."""
    try:
        return uvloop.run(_run())
    except BadSetting as error:
        print(f"hop: {error}", file=sys.stderr)
        return 2


async def _run() -> int:
    settings = Settings()
    set_up(settings.log_level)
    check_address(settings)
    async with embedded(settings, SystemClock()) as product:
        return await serve(product.app, settings, lambda: _announce(product, settings))


def _announce(product: Embedded, settings: Settings) -> None:
    print(f"Hop: {settings.public}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
