from services.gateway.people.model import Creation, Person
from services.gateway.people.names import search_keys, sort_name
from shared.aggregates import Repository
from shared.events.gateway import SOURCE
from shared.store.port import Collection, Document, Index, Store

PEOPLE = Collection(
    "gateway.people",
    (
        Index("by_root", ("root_id",), order="sort_name"),
        Index("by_home", ("organisation_id", "state"), order="sort_name"),
        Index("by_organisation", each="organisation_ids"),
        Index("by_words", each="words"),
    ),
)
CREATIONS = Collection("gateway.creations")


def creations(store: Store) -> Repository[Creation]:
    return Repository(store, CREATIONS, Creation, kind="creation", source=SOURCE)


def people(store: Store) -> Repository[Person]:
    return Repository(store, PEOPLE, Person, kind="person", source=SOURCE, index=_index)


async def lives_in(people: Repository[Person], organisation_id: str) -> bool:
    """Whether the organisation is the home of anybody active."""
    page = await people.store.find(PEOPLE, "by_home", organisation_id, "active", limit=1)
    return bool(page.items)


def _index(person: Person) -> Document:
    return {
        "sort_name": sort_name(person.full_name),
        "state": "active" if person.active else "inactive",
        "organisation_ids": sorted({person.organisation_id, *(post.organisation_id for post in person.posts)}),
        "words": search_keys(person.root_id, person.full_name),
    }
