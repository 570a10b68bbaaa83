from services.gateway.contacts.model import Contact
from shared.aggregates import Repository
from shared.events.gateway import CONTACTS as TOPIC
from shared.store.port import Collection, Document, Index, Store

CONTACTS = Collection("gateway.contacts", (Index("by_email", ("email_key",)),))


def contacts(store: Store) -> Repository[Contact]:
    return Repository(store, CONTACTS, Contact, kind="contact", source=TOPIC, index=_index)


def email_key(email: str | None) -> str:
    """Case says nothing in an address that people type."""
    return (email or "").lower()


def _index(contact: Contact) -> Document:
    return {"email_key": email_key(contact.email)}
