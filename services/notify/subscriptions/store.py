"""Found by whose they are, and by endpoint: a browser that another person uses now is his no more."""

from services.notify.subscriptions.model import Subscription
from shared.aggregates import Repository
from shared.events.notify import SOURCE
from shared.ids import derived_id
from shared.store.port import Collection, Document, Index, Store

SUBSCRIPTIONS = Collection(
    "notify.subscriptions",
    (Index("by_person", ("taking_person",), order="since"), Index("by_endpoint", ("endpoint_id",))),
)


def subscriptions_in(store: Store) -> Repository[Subscription]:
    return Repository(store, SUBSCRIPTIONS, Subscription, kind="subscription", source=SOURCE, index=_index)


def endpoint_id(endpoint: str) -> str:
    return derived_id("endpoint", endpoint)


def _index(subscription: Subscription) -> Document:
    return {
        "taking_person": subscription.person_id if subscription.on else "",
        "endpoint_id": endpoint_id(subscription.endpoint) if subscription.on else "",
    }
