"""Templates in the store, found by the organisation that keeps them."""

from services.meeting.patterns.model import Template
from shared.aggregates import Repository
from shared.events.meeting import SOURCE
from shared.store.port import Collection, Index, Store

TEMPLATES = Collection("meeting.templates", (Index("by_organisation", ("organisation_id", "listed"), order="name"),))


def templates_in(store: Store) -> Repository[Template]:
    return Repository(store, TEMPLATES, Template, kind="template", source=SOURCE)
