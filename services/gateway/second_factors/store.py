from services.gateway.second_factors.model import SecondFactor
from shared.aggregates import Repository
from shared.events.gateway import SOURCE
from shared.store.port import Collection, Store

SECOND_FACTORS = Collection("gateway.second_factors")


def second_factors(store: Store) -> Repository[SecondFactor]:
    return Repository(store, SECOND_FACTORS, SecondFactor, kind="secondfactor", source=SOURCE)
