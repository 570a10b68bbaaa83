"""A stopped installation goes into other engines whole, also when the move is broken off and run again."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from services.hop.move import Move
from services.hop.trouble import MoveDiffers, NotEmpty
from shared.backends import BadSetting, open_backends
from shared.settings import Settings
from tests.factories.commune import commune
from tests.integration.hop.conftest import Prepared, Run


@pytest.fixture
async def to(target: Settings, tmp_path: Path) -> str:
    file = tmp_path / "target.env"
    await asyncio.to_thread(file.write_text, f"# the new engines\nDATA={target.data}\n")
    return str(file)


async def test_moved_installation_goes_on(
    prepared: Prepared, settings: Settings, target: Settings, to: str, run: Run
) -> None:
    code, told = await run(settings, "move", "--to", to)
    assert (code, told.split(":")[0]) == (0, "moved and compared")
    async with commune(target, prepared.ids) as hop:
        await hop.settle()
        assert not any([await group.parked() for service in hop.product.services for group in service.reactions])
        binh = await hop.sign_in("binh")
        assert [paper["id"] for paper in (await binh.get(f"{hop.path}/documents"))["items"]] == [prepared.ids["paper"]]
        await binh.send("PUT", f"{hop.path}/answer", {"answer": "accepted"})
        await hop.settle()
    with pytest.raises(NotEmpty):
        await run(settings, "move", "--to", to)


@pytest.mark.parametrize("step", ["documents", "objects", "events", "_note", "compare"])
async def test_broken_off_move_starts_nothing_and_goes_on_when_run_again(
    settings: Settings, target: Settings, to: str, run: Run, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    done = getattr(Move, step)

    async def killed(self: Any) -> None:
        await done(self)
        if step != "_note" or self._sent:
            raise KeyboardInterrupt

    with monkeypatch.context() as breaking:
        breaking.setattr(Move, step, killed)
        with pytest.raises(KeyboardInterrupt):
            await run(settings, "move", "--to", to)
    async with open_backends(target) as backends:
        with pytest.raises(BadSetting, match="unfinished-move"):
            await backends.verify()
    assert (await run(settings, "move", "--to", to))[0] == 0
    async with open_backends(target) as backends:
        await backends.verify()


async def test_difference_is_found(
    settings: Settings, to: str, run: Run, monkeypatch: pytest.MonkeyPatch, prepared: Prepared
) -> None:
    """A source that is used meanwhile, or a file that arrives otherwise."""
    moved = Move.objects

    async def change(self: Any) -> None:
        await moved(self)
        broken = next(iter([key async for key in self.target.objects.keys("papers/")]))
        await self.target.objects.put(broken, prepared.identity, "application/pdf")

    with monkeypatch.context() as breaking:
        breaking.setattr(Move, "objects", change)
        with pytest.raises(MoveDiffers, match="papers/"):
            await run(settings, "move", "--to", to)
    async with commune(settings) as hop:
        await (await hop.sign_in("thuky")).send("PUT", "/api/me/password", _NEW)
    assert (await run(settings, "move", "--to", to))[0] == 0


_NEW = {"current": "một câu dài để nhớ", "new": "một câu dài khác để nhớ"}


async def test_move_onto_itself_is_refused(settings: Settings, tmp_path: Path, run: Run) -> None:
    await asyncio.to_thread((tmp_path / "same.env").write_text, f"DATA={settings.data}\n")
    with pytest.raises(NotEmpty, match="already"):
        await run(settings, "move", "--to", str(tmp_path / "same.env"))
