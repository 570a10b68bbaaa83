from services.gateway.passwords.model import Password
from shared.aggregates import Repository
from shared.events.gateway import SOURCE
from shared.store.port import Collection, Store

PASSWORDS = Collection("gateway.passwords")


def passwords(store: Store) -> Repository[Password]:
    return Repository(store, PASSWORDS, Password, kind="password", source=SOURCE)
