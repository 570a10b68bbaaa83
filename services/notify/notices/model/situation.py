"""What a notice is decided from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from services.notify.audiences.model import Json
from shared.membership import Member


@dataclass(frozen=True, slots=True)
class Situation:
    """A fact, and what is true after it. `meeting` is None for facts of none, or of one not heard of yet.

    `document` and `item` are notify's copies of what the fact speaks of. `standings` are of those who lead or present,
    now and before; `header_before` has the meeting's own fields before the fact. `members` has everybody in the
    meeting, and is empty for audiences that do not need it. `preparers` bring papers for the owner unit that the fact
    concerns. `sites` are all of the meeting, for facts of it or of a `site`; `people_at_site` take part at that one.
    """

    fact: Any
    meeting: Json | None = None
    document: Json | None = None
    item: Json | None = None
    standings: Mapping[str, Sequence[str]] = field(default_factory=dict)
    standings_before: Mapping[str, Sequence[str]] = field(default_factory=dict)
    header_before: Json = field(default_factory=dict)
    members: Mapping[str, Member] = field(default_factory=dict)
    preparers: Sequence[str] = ()
    sites: Sequence[Json] = ()
    site: Json | None = None
    people_at_site: Sequence[str] = ()
    room: Json | None = None

    @property
    def state(self) -> str:
        return str(self.meeting["state"]) if self.meeting else ""


Condition = Callable[[Situation], bool]
Audience = Callable[[Situation], Sequence[str]]
