"""A service's own copy of people and organisations, fed by the gateway's facts."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from typing_extensions import TypedDict

from shared.auth import Caller
from shared.events.envelope import Event, Fact
from shared.events.gateway import (
    HouseRules,
    OrganisationChanged,
    OrganisationCreated,
    PersonChanged,
    PersonCreated,
    PersonDeactivated,
)
from shared.house_rules import decided_on
from shared.permissions import Standing
from shared.reactions import Handler, Projections
from shared.store.port import Collection, Document, Index, Store
from shared.words import RoleName

ANCESTOR = "by_ancestor"  # index of organisations: a body itself, and all below it


class OrganisationRef(TypedDict):
    id: str
    name: str


class PersonRef(TypedDict):
    """As lists show a person: name, first post and the organisation of that post."""

    id: str
    full_name: str
    post: str
    organisation_name: str


class Directory:
    """`changed` is called after a person or body changed, for what was made from their names."""

    def __init__(self, service: str, store: Store, changed: Callable[[], None] = lambda: None) -> None:
        self._changed = changed
        self.people = Projections(store, Collection(f"{service}.people"))
        self.organisations = Projections(store, Collection(f"{service}.organisations", (Index(ANCESTOR, each="path"),)))

    @property
    def projections(self) -> list[Projections]:
        return [self.people, self.organisations]

    def handlers(self) -> dict[type[Fact], Handler]:
        return {
            PersonCreated: self._person,
            PersonChanged: self._person,
            PersonDeactivated: self._person,
            OrganisationCreated: self._organisation,
            OrganisationChanged: self._organisation,
        }

    async def refs(self, person_ids: Iterable[str]) -> dict[str, PersonRef]:
        """Everybody asked for; who is unknown (not heard of yet) has an empty name."""
        wanted = list(dict.fromkeys(person_ids))
        people = await self.people.get_many(wanted)
        organisations = await self.organisations.get_many([_first_post(person)[0] for person in people.values()])
        return {person_id: _ref(person_id, people.get(person_id), organisations) for person_id in wanted}

    async def organisation_refs(self, organisation_ids: Iterable[str]) -> dict[str, OrganisationRef]:
        wanted = list(dict.fromkeys(organisation_ids))
        found = await self.organisations.get_many(wanted)
        return {key: OrganisationRef(id=key, name=found.get(key, {}).get("name", "")) for key in wanted}

    async def active_among(self, person_ids: Sequence[str]) -> list[str]:
        """Those we know who have not left, in the order given."""
        people = await self.people.get_many(person_ids)
        return [person_id for person_id in person_ids if people.get(person_id, {}).get("active")]

    async def standings(self, caller: Caller, organisation_id: str) -> frozenset[Standing]:
        """What the caller's roles make him to an organisation; nothing for one we do not know."""
        path = await self.path_of(organisation_id)
        return frozenset(standing for role, standing in _STANDING_OF.items() if caller.holds(role, path))

    async def path_of(self, organisation_id: str) -> list[str]:
        """From the root to the organisation itself; empty for one we do not know."""
        organisation = await self.organisations.get(organisation_id)
        return list(organisation["path"]) if organisation else []

    async def heirs_of(self, organisation_id: str) -> list[str]:
        """The bodies that went on where this one has ended, through all mergers and splits; none where it has not."""
        heirs, waiting, met = [], [organisation_id], set[str]()
        while waiting:
            met.add(one := waiting.pop(0))
            body = await self.organisations.get(one) or {"active": False}
            if body["active"]:
                heirs.append(one)
            else:
                waiting += [heir for heir in body.get("successor_ids", ()) if heir not in {*met, *waiting}]
        return [heir for heir in heirs if heir != organisation_id]

    async def successor_of(self, organisation_id: str) -> str:
        """The body that went on alone where this one has ended; else this one itself."""
        heirs = await self.heirs_of(organisation_id)
        return heirs[0] if len(heirs) == 1 else organisation_id

    async def path_of_person(self, person_id: str) -> list[str]:
        """Of his home; empty for one we do not know."""
        person = await self.people.get(person_id)
        return await self.path_of(person["organisation_id"]) if person else []

    async def house_rule(self, organisation_id: str, name: str) -> Any:
        """A field of HouseRules, as the nearest body on the way up has decided it; None where none has."""
        path = await self.path_of(organisation_id)
        bodies = await self.organisations.get_many(path)
        rules = {key: HouseRules.model_validate(body.get("house_rules", {})) for key, body in bodies.items()}
        decided = decided_on(path, rules, name)
        return decided.rule if decided else None

    async def _person(self, fact: PersonCreated, event: Event) -> None:
        await self.people.apply(event, lambda _: fact.person.model_dump(mode="json"))
        self._changed()

    async def _organisation(self, fact: OrganisationCreated, event: Event) -> None:
        await self.organisations.apply(event, lambda _: fact.organisation.model_dump(mode="json"))
        self._changed()


_STANDING_OF = {
    RoleName.ADMINISTRATOR: Standing.ADMINISTRATOR,
    RoleName.SECRETARY: Standing.ORGANISATION_SECRETARY,
}


def _first_post(person: Document) -> tuple[str, str]:
    """Organisation id and title."""
    if person["posts"]:
        return person["posts"][0]["organisation_id"], person["posts"][0]["title"]
    return person["organisation_id"], ""


def _ref(person_id: str, person: Document | None, organisations: Mapping[str, Document]) -> PersonRef:
    if person is None:
        return PersonRef(id=person_id, full_name="", post="", organisation_name="")
    organisation_id, title = _first_post(person)
    name = organisations.get(organisation_id, {}).get("name", "")
    return PersonRef(id=person_id, full_name=person["full_name"], post=title, organisation_name=name)
