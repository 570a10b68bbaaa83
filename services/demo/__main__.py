"""`python -m services.demo FOLDER`: loads the demo into services that run in processes of their own.

FOLDER holds the settings of each, `gateway.env`, `meeting.env`, `documents.env` and `notify.env`: the demo acts through
each service's own routes with that service's accounts, while the services hear what it does. Run again it goes on.
"""

import asyncio
import sys
from contextlib import AsyncExitStack
from pathlib import Path

import uvloop

from services.demo.history import Part
from services.demo.load import Demo
from services.documents.app import build as build_documents
from services.gateway.app import build as build_gateway
from services.meeting.app import build as build_meeting
from services.notify.app import build as build_notify
from shared.app import Kit
from shared.backends import open_backends
from shared.clock import SystemClock
from shared.cursors import Cursors
from shared.keys import secret
from shared.logs import set_up
from shared.settings import BadSetting, Settings


def main() -> int:
    """0 when all is there, 2 for settings that cannot work and for an installation in real use."""
    try:
        return uvloop.run(_load(Path(sys.argv[1])))
    except BadSetting as error:
        print(f"hop: {error}", file=sys.stderr)
        return 2


async def _load(folder: Path) -> int:
    async with AsyncExitStack() as stack:
        kit = await _kit(stack, folder / "gateway.env")
        gateway = await asyncio.to_thread(build_gateway, kit)
        parts = [Part(gateway.service, kit.backends.log)]
        for name, build in (("meeting", build_meeting), ("documents", build_documents), ("notify", build_notify)):
            own = await _kit(stack, folder / f"{name}.env")
            parts.append(Part(await asyncio.to_thread(build, own), own.backends.log))
        demo = Demo(parts, kit, gateway.world, lambda text: print(text, flush=True))
        if await demo.load_apart():
            return 0
    print("hop: this installation is in use, the demo is not loaded into it", file=sys.stderr)
    return 2


async def _kit(stack: AsyncExitStack, file: Path) -> Kit:
    settings = Settings(_env_file=file)
    set_up(settings.log_level)
    backends = await stack.enter_async_context(open_backends(settings))
    cursors = Cursors(await asyncio.to_thread(secret, settings.keys, "cursors", 64))
    return Kit(settings, backends, SystemClock(), cursors)


if __name__ == "__main__":
    sys.exit(main())
