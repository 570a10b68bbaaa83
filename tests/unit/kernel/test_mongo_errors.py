"""Which failures of MongoDB may pass."""

from pymongo.errors import BulkWriteError

from shared.store.mongo.errors import is_passing

DISK_FULL, SHUTTING_DOWN, INVALID = 14031, 91, 121


def failed(*codes: int) -> BulkWriteError:
    written = [{"index": number, "code": code, "errmsg": ""} for number, code in enumerate(codes)]
    return BulkWriteError({"writeErrors": written[1:], "writeConcernErrors": written[:1]})


def test_many_writes_are_tried_again_when_each_failed_for_a_reason_that_may_pass() -> None:
    assert is_passing(failed(SHUTTING_DOWN, DISK_FULL, DISK_FULL))


def test_many_writes_are_not_tried_again_when_one_can_never_be_made() -> None:
    assert not is_passing(failed(SHUTTING_DOWN, INVALID, DISK_FULL))
