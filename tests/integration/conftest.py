"""What every integration test starts from."""

import pytest

from tests.factories.logs import set_up_logs


@pytest.fixture(scope="session", autouse=True)
def logs_are_written_as_in_production() -> None:
    set_up_logs()
