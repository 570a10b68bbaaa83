"""Facts as other services would say them, short."""

from shared.events.gateway import OrganisationCreated, OrganisationFacts, PersonCreated, PersonFacts, Post
from shared.words import Language


def organisation(organisation_id: str = "o1", *above: str, name: str = "") -> OrganisationCreated:
    return OrganisationCreated(
        organisation=OrganisationFacts(
            id=organisation_id,
            name=name or f"Cơ quan {organisation_id}",
            short_name=organisation_id,
            parent_id=above[-1] if above else None,
            path=(*above, organisation_id),
            levels=(),
            active=True,
        )
    )


def person(person_id: str, organisation_id: str = "o1", *, active: bool = True) -> PersonCreated:
    return PersonCreated(
        person=PersonFacts(
            id=person_id,
            full_name=f"Họ tên {person_id}",
            organisation_id=organisation_id,
            posts=(Post(organisation_id=organisation_id, title="Chuyên viên"),),
            language=Language.VIETNAMESE,
            active=active,
        )
    )
