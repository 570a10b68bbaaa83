from services.gateway.setup.model import SetUp
from shared.aggregates import Repository
from shared.events.gateway import SOURCE
from shared.store.port import Collection, Store

SET_UPS = Collection("gateway.set_ups")


def set_ups(store: Store) -> Repository[SetUp]:
    return Repository(store, SET_UPS, SetUp, kind="set_up", source=SOURCE)
