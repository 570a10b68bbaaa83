"""What every integration test starts from."""

import pytest

from shared.logs import set_up


@pytest.fixture(scope="session", autouse=True)
def logs_are_written_as_in_production() -> None:
    set_up("info")
