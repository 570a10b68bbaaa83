"""Bodies that merge or split on a day: people and units go on, the old body stays as it was, with its successors."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from services.gateway.organisations.model import Organisation, OrganisationInactive, OtherTree, TreeCycle
from shared.aggregates import Aggregate
from shared.clock import Moment
from shared.events.gateway import Reorganised
from shared.problems import Conflict, FieldError, Invalid, Said


class PeopleElsewhere(Invalid):
    code = "people-elsewhere"
    title = Said("Có người không thuộc cơ quan được tách", "Some of these people are not of the body that splits")
    advice = Said("Hãy chọn lại trong danh sách cán bộ của cơ quan đó.", "Choose them from the people of that body.")


class ReorganisationBegun(Conflict):
    code = "reorganisation-begun"
    title = Said("Việc sắp xếp này đã được thực hiện", "This reorganisation has been carried out")
    advice = Said("Muốn đổi lại, hãy lập một việc sắp xếp mới.", "To change it back, make another one.")


class ReorganisationKind(StrEnum):
    MERGE = "merge"
    SPLIT = "split"


class ReorganisationState(StrEnum):
    """REFUSED: what it needs was no longer there on its day."""

    PLANNED = "planned"
    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class NewBody(BaseModel):
    """One that begins on the day. `people` are those of a split who go there."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    short_name: str
    level: str
    people: tuple[str, ...] = ()


class Reorganisation(Aggregate):
    """`sources` go into `into`, which is there already or the first of `bodies`; these begin below `parent_id`.

    `ends`: the sources end; in a split, whoever was not chosen goes to the first new body then, and stays otherwise.
    """

    kind: ReorganisationKind
    on: date
    root_id: str
    sources: tuple[str, ...]
    into: str
    bodies: tuple[NewBody, ...] = ()
    parent_id: str = ""
    ends: bool = True
    carry_roles: bool = True
    made_by: str
    made_at: Moment
    state: ReorganisationState = ReorganisationState.PLANNED
    refused_for: str = ""

    @property
    def successors(self) -> tuple[str, ...]:
        return tuple(body.id for body in self.bodies) if self.kind is ReorganisationKind.SPLIT else (self.into,)

    def destination_of(self, person_id: str) -> str | None:
        """None: he stays."""
        chosen = next((body.id for body in self.bodies if person_id in body.people), None)
        return chosen or (self.into if self.ends else None)

    def begin(self) -> None:
        """Begun again changes nothing. Raises ReorganisationBegun when it was withdrawn or refused."""
        if self.state in {ReorganisationState.WITHDRAWN, ReorganisationState.REFUSED}:
            raise ReorganisationBegun
        if self.state is ReorganisationState.PLANNED:
            self.state = ReorganisationState.RUNNING

    def withdraw(self) -> None:
        """Raises ReorganisationBegun."""
        if self.state not in {ReorganisationState.PLANNED, ReorganisationState.WITHDRAWN}:
            raise ReorganisationBegun
        self.state = ReorganisationState.WITHDRAWN

    def refuse(self, code: str) -> None:
        self.state, self.refused_for = ReorganisationState.REFUSED, code

    def finish(self) -> None:
        """Finished again records nothing."""
        if self.state is not ReorganisationState.DONE:
            self.state = ReorganisationState.DONE
            self.record(
                Reorganised(
                    reorganisation_id=self.id,
                    kind=self.kind.value,
                    on=self.on,
                    sources=self.sources,
                    successors=self.successors,
                    ended=self.ends,
                )
            )


def check(sources: Sequence[Organisation], below: Organisation) -> None:
    """`below` is the body they merge into, or the one that new bodies stand under.

    Raises OrganisationInactive, OtherTree, TreeCycle.
    """
    for source in sources:
        if not source.active:
            raise OrganisationInactive(errors=(FieldError("/sources", "inactive"),))
        if source.parent_id is None or source.root_id != below.root_id:
            raise OtherTree(errors=(FieldError("/sources", "other-tree"),))
        if source.id in below.path or any(source.id in other.path[:-1] for other in sources):
            raise TreeCycle(errors=(FieldError("/sources", "cycle"),))
    if not below.active:
        raise OrganisationInactive(errors=(FieldError("/into", "inactive"),))
