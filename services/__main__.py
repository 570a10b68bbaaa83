"""`python -m services`, which is `make run`: the whole product in one process."""

import sys

import uvloop

from services.demo.history import Part
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
        world = product.gateway.world
        parts = [Part(service, product.kit.backends.log) for service in product.services]
        demo = Demo(parts, product.kit, world, _say)
        demo.attach(product.app)
        code = None if demo.wanted else await code_to_print(world)
        return await serve(product.app, settings, lambda: _announce(settings, demo, code))


def _announce(settings: Settings, demo: Demo, code: str | None) -> None:
    _say(f"Hop: {settings.public}")
    if code:
        _say(f"Nobody has an account yet. Code to set Hop up: {code}")
    demo.listening.set()


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
