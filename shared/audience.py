"""Who may read an agenda item or a document (domain, rule 6)."""

from collections.abc import Iterable
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class Part(StrEnum):
    """In which capacity a person reads."""

    DELEGATE = "delegate"
    GUEST = "guest"
    PRESENTER = "presenter"


class Audience(BaseModel):
    """`people` given: only they, whatever their part. Otherwise all delegates, and the guests when `guests` is set.

    Secretary and chair of the meeting are above audiences; presenters belong to their item.
    """

    model_config = ConfigDict(frozen=True)

    guests: bool = False
    people: tuple[str, ...] | None = Field(default=None, max_length=2000)

    @property
    def restricted(self) -> bool:
        return self.people is not None

    def admits(self, part: Part, person_id: str) -> bool:
        if self.people is not None:
            return person_id in self.people
        return part is not Part.GUEST or self.guests


EVERY_DELEGATE = Audience()


def reader_keys(audiences: Iterable[Audience], presenters: Iterable[str] = ()) -> list[str]:
    """Index keys of those whom *all* the audiences admit, so that a store can filter before it counts or limits.

    A reader looks things up under `<part>` and `<part>:<person>`, see `keys_of`.
    """
    audiences = tuple(audiences)
    named = [set(audience.people) for audience in audiences if audience.people is not None]
    keys = [
        f"{Part.PRESENTER}:{person}"
        for person in sorted(set(presenters))
        if all(audience.admits(Part.PRESENTER, person) for audience in audiences)
    ]
    guests = all(audience.guests for audience in audiences if audience.people is None)
    parts = [Part.DELEGATE, *([Part.GUEST] if guests else [])]
    if not named:
        return [*parts, *keys]
    people = sorted(set.intersection(*named))
    return [f"{part}:{person}" for part in parts for person in people] + keys


def keys_of(part: Part, person_id: str) -> tuple[str, str]:
    """The keys under which a person in this part finds what he may read."""
    return part.value, f"{part}:{person_id}"
