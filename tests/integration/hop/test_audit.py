"""An operator verifies the audit record."""

from pathlib import Path

from services.gateway.app import build
from services.gateway.audit.model import Act, Deed
from services.gateway.audit.store import ENTRIES, AuditRecord
from shared.store.port import every
from tests.factories.installation import installation
from tests.integration.hop.conftest import Run


async def test_verify_names_the_entry_that_was_changed(tmp_path: Path, run: Run) -> None:
    async with installation(tmp_path, lambda kit: build(kit).service) as hop:
        store, settings = hop.kit.backends.store, hop.kit.settings
        for number in range(3):
            act = Act(Deed.SIGNED_IN, "2026-11-28T01:00:00.000000Z", "p1", f"event {number}")
            await AuditRecord(store).append(act, ["o1"])
        code, said = await run(settings, "audit", "verify")
        assert code == 0
        noted = said.rpartition(" ")[2].strip()
        assert (await run(settings, "audit", "verify", "--noted", noted))[0] == 0
        second = [stored async for stored in every(store, ENTRIES, "by_number")][1]
        await store.save(ENTRIES, second, second.body | {"at": "2026-11-29T01:00:00.000000Z"})
        code, said = await run(settings, "audit", "verify")
        assert (code, said) == (1, "entry 2: it was changed. The 1 before it are as written.\n")
