"""What sending works with: the store's two kinds, the way out, and what seals the systems' keys."""

import asyncio
import hmac
from dataclasses import dataclass, field

from services.gateway.indicator_sets.courier import Courier
from services.gateway.indicator_sets.model import IndicatorSet
from services.gateway.receiving_systems.model import ReceivingSystem
from shared.aggregates import Repository
from shared.cursors import Cursors


@dataclass(slots=True)
class Receiving:
    """`asked` is set when somebody wants a try now."""

    systems: Repository[ReceivingSystem]
    sets: Repository[IndicatorSet]
    courier: Courier
    seals: Cursors
    asked: asyncio.Event = field(default_factory=asyncio.Event)

    def seal(self, system_id: str, key: str) -> str:
        return self.seals.seal(f"receiving system {system_id}", key) if key else ""

    def key_of(self, system: ReceivingSystem) -> str:
        """Raises Malformed for one that another installation has sealed."""
        return str(self.seals.open(f"receiving system {system.id}", system.sealed_key)) if system.sealed_key else ""


def seals_of(key: bytes) -> Cursors:
    """`key` is the gateway's own: no other service can open what it sealed."""
    return Cursors(hmac.digest(key, b"receiving systems", "sha512"))
