from services.gateway.sessions.model import Session
from shared.aggregates import Repository
from shared.clock import to_text
from shared.events.gateway import SOURCE
from shared.store.port import Collection, Document, Index, Store

SESSIONS = Collection(
    "gateway.sessions",
    (Index("by_person", ("person_id",), order="started_at"), Index("by_expiry", order="expires_at")),
)


def sessions(store: Store) -> Repository[Session]:
    """A session that ended is removed."""
    return Repository(store, SESSIONS, Session, kind="session", source=SOURCE, key=_person, index=_index)


def _person(session: Session) -> str:
    return session.person_id


def _index(session: Session) -> Document:
    return {"started_at": to_text(session.started_at), "expires_at": to_text(session.expires_at)}
