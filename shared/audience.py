"""Who may read an agenda item or a document (domain, rule 6)."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator


class Part(StrEnum):
    """In which capacity a person reads."""

    DELEGATE = "delegate"
    GUEST = "guest"
    PRESENTER = "presenter"


PersonId = Annotated[str, StringConstraints(pattern=r"^[!-~]{1,64}$")]  # no store keeps a NUL


class Audience(BaseModel):
    """All delegates, and the guests when `guests` is set; of these only `people`, when given.

    Naming people without saying anything of guests includes the guests among them. Secretary and chair of the
    meeting are above audiences; presenters belong to their item.
    """

    model_config = ConfigDict(frozen=True)

    guests: bool = False
    people: tuple[PersonId, ...] | None = Field(default=None, max_length=2000)

    @model_validator(mode="before")
    @classmethod
    def _named_guests_count(cls, value: Any) -> Any:
        if isinstance(value, dict) and value.get("people") is not None:
            return {"guests": True} | value
        return value

    @property
    def restricted(self) -> bool:
        return self.people is not None

    def admits(self, part: Part, person_id: str) -> bool:
        if part is Part.GUEST and not self.guests:
            return False
        return self.people is None or person_id in self.people

    def with_person(self, person_id: str) -> "Audience":
        """Of a restricted audience; one that names nobody admits whoever has the part, and stays."""
        if self.people is None or person_id in self.people:
            return self
        return Audience(guests=self.guests, people=(*self.people, person_id))

    def without_person(self, person_id: str) -> "Audience":
        if self.people is None:
            return self
        return Audience(guests=self.guests, people=tuple(person for person in self.people if person != person_id))

    def within(self, other: "Audience") -> "Audience":
        """Those whom both admit."""
        guests = self.guests and other.guests
        if self.people is None or other.people is None:
            return Audience(guests=guests, people=other.people if self.people is None else self.people)
        return Audience(guests=guests, people=tuple(person for person in self.people if person in other.people))


EVERY_DELEGATE = Audience()


def reader_keys(audience: Audience, presenters: Iterable[str] = ()) -> list[str]:
    """Index keys of those whom the audience admits, so that a store can filter before it counts or limits.

    A reader looks things up under `<part>` and `<part>:<person>`, see `keys_of`.
    """
    parts = [Part.DELEGATE, *([Part.GUEST] if audience.guests else [])]
    named = None if audience.people is None else dict.fromkeys(audience.people)
    keys = parts if named is None else [f"{part}:{person}" for part in parts for person in named]
    presenting = [person for person in dict.fromkeys(presenters) if audience.admits(Part.PRESENTER, person)]
    return [*keys, *(f"{Part.PRESENTER}:{person}" for person in presenting)]


def keys_of(part: Part, person_id: str) -> tuple[str, str]:
    """The keys under which a person in this part finds what he may read."""
    return part.value, f"{part}:{person_id}"
