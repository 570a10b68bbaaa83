"""`hop usage rebuild` counts anew what the log tells."""

from pathlib import Path

from shared.backends import open_backends
from shared.settings import Settings
from tests.factories.saying import save_events
from tests.factories.usage import Story, busy
from tests.integration.hop.conftest import Run


async def test_rebuild_makes_the_figures_and_a_second_one_changes_nothing(tmp_path: Path, run: Run) -> None:
    settings = Settings(data=tmp_path / "data")
    story = Story()
    busy(story)
    async with open_backends(settings) as backends:
        await save_events(backends.store, story.events)
    code, said = await run(settings, "usage", "rebuild")
    assert (code, said.splitlines()[-1]) == (0, "1 meetings, 1 of them put right")
    code, said = await run(settings, "usage", "rebuild")
    assert (code, said.splitlines()[-1]) == (0, "1 meetings, 0 of them put right")
