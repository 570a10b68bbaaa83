import hmac

from services.gateway.attempts.model import Failures, Lane
from shared.aggregates import Repository
from shared.events.gateway import SOURCE
from shared.store.port import Collection, Store

ATTEMPTS = Collection("gateway.attempts")


def attempts(store: Store) -> Repository[Failures]:
    return Repository(store, ATTEMPTS, Failures, kind="attempts", source=SOURCE)


def bucket_id(key: bytes, lane: Lane) -> str:
    """One of a million buckets of its kind: made-up names cannot fill the store, no name or address stands in it,
    and without the key nobody finds one that falls into another's."""
    digest = hmac.digest(key, f"attempts {lane.kind} {lane.key}".encode(), "sha256").hex()
    return f"{lane.kind}-{digest[:5]}"
