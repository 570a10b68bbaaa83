"""`python -m services.gateway.usage`: counts the usage figures in a process of its own, beside the gateway's."""

from services.gateway.settings import GatewaySettings
from services.gateway.usage.app import usage_of
from shared.alone import run_alone
from shared.app import Kit, Service


def build(kit: Kit) -> Service:
    """Answers no request but those for its health and metrics."""
    usage = usage_of(kit, GatewaySettings(usage_here=True))
    return Service(name="usage", world=usage, routes=(), reactions=usage.reactions, loops=usage.loops)


if __name__ == "__main__":
    run_alone(build)
