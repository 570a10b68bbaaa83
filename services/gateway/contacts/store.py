from services.gateway.contacts.model import Contact
from shared.aggregates import Repository
from shared.events.gateway import CONTACTS as TOPIC
from shared.store.port import Collection, Store

CONTACTS = Collection("gateway.contacts")


def contacts(store: Store) -> Repository[Contact]:
    return Repository(store, CONTACTS, Contact, kind="contact", source=TOPIC)
