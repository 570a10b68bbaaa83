"""An organisation in the tree, with the levels it had and has."""

from collections.abc import Sequence
from datetime import date
from typing import Self

from services.gateway.organisations.levels import Level, level_in_force
from shared.aggregates import Act, Aggregate
from shared.events.gateway import (
    HouseRules,
    HouseRulesDecided,
    LevelSince,
    OrganisationChanged,
    OrganisationCreated,
    OrganisationFacts,
)
from shared.problems import Conflict, FieldError, Invalid, Said


class LevelNotInForce(Invalid):
    code = "level-not-in-force"
    title = Said("Cấp hành chính này không có vào ngày đã chọn", "This level does not exist on that day")
    advice = Said("Hãy chọn cấp khác hoặc ngày khác.", "Choose another level or another day.")


class TreeCycle(Invalid):
    code = "tree-cycle"
    title = Said(
        "Không thể đặt một cơ quan dưới chính nó", "An organisation cannot stand below itself or one of its own units"
    )
    advice = Said("Hãy chọn cơ quan cấp trên khác.", "Choose another place in the tree.")


class OtherTree(Invalid):
    code = "other-tree"
    title = Said("Chỉ chuyển được trong cùng một cây tổ chức", "An organisation moves within its own tree only")
    advice = Said("Hãy chọn cơ quan cấp trên khác.", "Choose another place in the tree.")


class OrganisationInactive(Invalid):
    code = "organisation-inactive"
    title = Said("Cơ quan này đã ngừng hoạt động", "This organisation is no longer active")
    advice = Said("Hãy chọn một cơ quan đang hoạt động.", "Choose an active organisation.")


class OrganisationInUse(Conflict):
    code = "organisation-in-use"
    title = Said("Cơ quan vẫn còn đơn vị hoặc người đang hoạt động", "It still has active units or people")
    advice = Said("Hãy chuyển hoặc ngừng hoạt động các mục đó trước.", "Move or deactivate those first.")


class MoveUnderWay(Conflict):
    code = "move-under-way"
    title = Said("Cây tổ chức đang được sắp xếp lại", "The tree is just being rearranged")
    advice = Said("Hãy thử lại sau ít giây.", "Try again in a few seconds.")


class Organisation(Aggregate):
    """`path` leads from the root to the organisation itself; where it merged or split, `successor_ids` went on."""

    name: str
    short_name: str
    parent_id: str | None
    path: tuple[str, ...]
    levels: tuple[LevelSince, ...]
    active: bool = True
    ended_on: date | None = None
    successor_ids: tuple[str, ...] = ()
    house_rules: HouseRules = HouseRules()

    @classmethod
    def create(
        cls,
        organisation_id: str,
        name: str,
        short_name: str,
        parent: "Organisation | None",
        level: LevelSince,
        known: Sequence[Level],
        fingerprint: str,
    ) -> Self:
        """A root without `parent`, else its last child. `level` holds from its own day on, which may be long past:
        figures of earlier meetings are told at it. `known` are all levels there are or were.

        Raises LevelNotInForce, OrganisationInactive.
        """
        if parent and not parent.active:
            raise OrganisationInactive(errors=(FieldError("/parent_id", "inactive"),))
        organisation = cls(
            id=organisation_id,
            fingerprint=fingerprint,
            name=name,
            short_name=short_name,
            parent_id=parent.id if parent else None,
            path=(*(parent.path if parent else ()), organisation_id),
            levels=(_checked(level, known),),
        )
        organisation.record(OrganisationCreated(organisation=organisation.facts_now()))
        return organisation

    @property
    def root_id(self) -> str:
        return self.path[0]

    def existed_in(self, days: tuple[date, date]) -> bool:
        """Whether it was there on one of the days; one that was switched off without a day is there no more."""
        return self.active or (self.ended_on is not None and self.ended_on >= days[0])

    def rename(self, name: str | None, short_name: str | None) -> None:
        self._become(name=name or self.name, short_name=short_name or self.short_name)

    def take_level(self, level: LevelSince, known: Sequence[Level]) -> None:
        """From that day on; a level of the same day is replaced. Raises LevelNotInForce."""
        others = [held for held in self.levels if held.since != level.since]
        self._become(levels=tuple(sorted([*others, _checked(level, known)], key=lambda held: held.since)))

    def decide(self, rules: HouseRules) -> None:
        if rules != self.house_rules:
            self._become(house_rules=rules)
            self.record(HouseRulesDecided(organisation_id=self.id, rules=rules))

    def set_active(self, active: bool) -> None:
        """Whoever takes up again has no successor."""
        if active != self.active:
            self._become(active=active, ended_on=None, successor_ids=())

    def end(self, on: date, successor_ids: tuple[str, ...]) -> None:
        self._become(active=False, ended_on=on, successor_ids=successor_ids)

    def check_place_below(self, parent: "Organisation") -> None:
        """Raises TreeCycle, OtherTree, OrganisationInactive."""
        if self.id in parent.path:
            raise TreeCycle(errors=(FieldError("/parent_id", "cycle"),))
        if self.root_id != parent.root_id or self.parent_id is None:
            raise OtherTree(errors=(FieldError("/parent_id", "other-tree"),))
        if not parent.active:
            raise OrganisationInactive(errors=(FieldError("/parent_id", "inactive"),))

    def stand_below(self, parent: "Organisation") -> None:
        """The same place again records nothing."""
        self._become(parent_id=parent.id, path=(*parent.path, self.id))

    def facts_now(self) -> OrganisationFacts:
        return OrganisationFacts(
            id=self.id,
            name=self.name,
            short_name=self.short_name,
            parent_id=self.parent_id,
            path=self.path,
            levels=self.levels,
            active=self.active,
            ended_on=self.ended_on,
            successor_ids=self.successor_ids,
            house_rules=self.house_rules,
        )

    def _become(self, **changes: object) -> None:
        if all(getattr(self, name) == value for name, value in changes.items()):
            return
        for name, value in changes.items():
            setattr(self, name, value)
        self.record(OrganisationChanged(organisation=self.facts_now()))


class Move(Aggregate):
    """The last move within a tree, whose id is its root's: only one goes on at a time, so that no cycle can close."""

    job_id: str = ""
    organisation_id: str = ""
    parent_id: str = ""
    actor_id: str | None = None
    request_id: str | None = None

    def go(self, job_id: str, organisation_id: str, parent_id: str, act: Act) -> None:
        self.job_id, self.organisation_id, self.parent_id = job_id, organisation_id, parent_id
        self.actor_id, self.request_id = act.actor_id, act.request_id


def _checked(level: LevelSince, known: Sequence[Level]) -> LevelSince:
    if not level_in_force(level.level, level.since, known):
        raise LevelNotInForce(errors=(FieldError("/level", "not-in-force"),))
    return level
