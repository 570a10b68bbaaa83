"""`python -m services`, which is `make run`: the whole product in one process."""

import sys

import uvloop

from services.demo.load import Demo
from services.embedded import embedded
from services.gateway.setup.commands import code_to_print
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
        demo = Demo(product.services, product.kit, product.gateway.world)
        demo.attach(product.app)
        code = await code_to_print(product.gateway.world)
        return await serve(product.app, settings, lambda: _announce(settings, demo, code))


def _announce(settings: Settings, demo: Demo, code: str | None) -> None:
    """`code` lets the first administrator in, as long as there is none."""
    print(f"Hop: {settings.public}", flush=True)
    if said := demo.announcement():
        print(said, flush=True)
    elif code:
        print(f"Nobody is here yet. Open {settings.public}/setup and enter this code: {code}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
