from services.gateway.roles.model import RootAdministrators
from shared.aggregates import Repository
from shared.events.gateway import SOURCE
from shared.store.port import Collection, Store

ROOT_ADMINISTRATORS = Collection("gateway.root_administrators")


def root_administrators(store: Store) -> Repository[RootAdministrators]:
    return Repository(store, ROOT_ADMINISTRATORS, RootAdministrators, kind="root_administrators", source=SOURCE)
