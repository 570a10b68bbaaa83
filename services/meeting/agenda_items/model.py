"""The agenda: a tree of items, kept inside its meeting."""

from collections.abc import Sequence

from pydantic import BaseModel

from shared.audience import EVERY_DELEGATE, Audience
from shared.clock import Moment
from shared.events.meeting import AgendaItemFacts
from shared.positions import GAP, place_after
from shared.problems import Conflict, Invalid, NotFound, Said
from shared.words import ItemKind

MOST_ITEMS = 500
DEEPEST = 4


class AgendaItem(BaseModel):
    """`position` sorts siblings, see shared.positions."""

    id: str
    meeting_id: str
    parent_id: str | None = None
    position: int = 0
    title: str
    kind: ItemKind
    planned_minutes: int | None = None
    owner_organisation_id: str | None = None
    presenter_ids: list[str] = []
    audience: Audience = EVERY_DELEGATE
    papers_asked_at: Moment | None = None
    papers_note: str = ""

    def facts(self) -> AgendaItemFacts:
        return AgendaItemFacts(**self.model_dump())


class AgendaTooLong(Invalid):
    code = "agenda-too-long"
    title = Said("Chương trình có quá nhiều nội dung", "The agenda has too many items")
    advice = Said(f"Một cuộc họp có tối đa {MOST_ITEMS} nội dung.", f"A meeting has at most {MOST_ITEMS} items.")


class AgendaTooDeep(Invalid):
    code = "agenda-too-deep"
    title = Said("Chương trình có quá nhiều cấp", "The agenda has too many levels")
    advice = Said(f"Nội dung lồng nhau tối đa {DEEPEST} cấp.", f"Items nest at most {DEEPEST} levels.")


class ItemInsideItself(Invalid):
    code = "item-inside-itself"
    title = Said("Không thể đặt nội dung vào bên trong chính nó", "An item cannot be placed inside itself")
    advice = Said("Hãy chọn vị trí khác.", "Choose another place.")


class ItemHasChildren(Conflict):
    code = "item-has-children"
    title = Said("Nội dung còn các mục con", "The item still has items below it")
    advice = Said("Hãy chuyển hoặc xóa các mục con trước.", "Move or remove the items below it first.")


class Agenda:
    """The rules of the tree over a meeting's list of items; changes that list in place."""

    def __init__(self, items: list[AgendaItem]) -> None:
        self._items = items

    def get(self, item_id: str) -> AgendaItem:
        """Raises NotFound."""
        for item in self._items:
            if item.id == item_id:
                return item
        raise NotFound

    def add(self, item: AgendaItem, after_id: str | None) -> list[AgendaItem]:
        """Gives all items that changed: the new one, and siblings when their gaps were used up."""
        if len(self._items) >= MOST_ITEMS:
            raise AgendaTooLong
        self._check_depth(item, item.parent_id)
        changed = self._place(item, item.parent_id, after_id)
        self._items.append(item)
        return changed

    def move(self, item_id: str, parent_id: str | None, after_id: str | None) -> list[AgendaItem]:
        """Gives all items that changed. Raises NotFound, ItemInsideItself, AgendaTooDeep."""
        item = self.get(item_id)
        if parent_id is not None and item_id in self._ancestry(parent_id):
            raise ItemInsideItself
        self._check_depth(item, parent_id)
        return self._place(item, parent_id, after_id)

    def narrow(self, item: AgendaItem) -> list[AgendaItem]:
        """No item is wider than the one it stands in. Gives those below `item` (and itself) that became narrower."""
        above = self.get(item.parent_id).audience if item.parent_id else None
        audience = item.audience.within(above) if above else item.audience
        narrowed = [item] if audience != item.audience else []
        item.audience = audience
        children = [child for child in self._items if child.parent_id == item.id]
        return narrowed + [found for child in children for found in self.narrow(child)]

    def admit(self, item_ids: Sequence[str], person_id: str) -> list[AgendaItem]:
        """Adds somebody to audiences of restricted items, from the top down: never below one that keeps him out.

        Gives those that changed.
        """
        wanted = [item for item in self._items if item.id in item_ids and item.audience.restricted]
        admitted = []
        for item in sorted(wanted, key=lambda item: len(self._ancestry(item.id))):
            before = item.audience
            item.audience = before.with_person(person_id)
            self.narrow(item)
            if item.audience != before:
                admitted.append(item)
        return admitted

    def dismiss(self, item_ids: Sequence[str], person_id: str) -> list[AgendaItem]:
        """Takes somebody out of them again. Gives those that changed."""
        dismissed = [item for item in self._items if item.id in item_ids and person_id in (item.audience.people or ())]
        for item in dismissed:
            item.audience = item.audience.without_person(person_id)
        return dismissed

    def remove(self, item_id: str) -> AgendaItem:
        """Raises NotFound, ItemHasChildren."""
        item = self.get(item_id)
        if any(child.parent_id == item_id for child in self._items):
            raise ItemHasChildren
        self._items.remove(item)
        return item

    def last_of(self, parent_id: str | None) -> str | None:
        siblings = self._siblings(parent_id)
        return siblings[-1].id if siblings else None

    def _siblings(self, parent_id: str | None) -> list[AgendaItem]:
        children = (item for item in self._items if item.parent_id == parent_id)
        return sorted(children, key=lambda item: item.position)

    def _place(self, item: AgendaItem, parent_id: str | None, after_id: str | None) -> list[AgendaItem]:
        siblings = [sibling for sibling in self._siblings(parent_id) if sibling.id != item.id]
        try:
            position = place_after([(sibling.id, sibling.position) for sibling in siblings], after_id)
        except KeyError:
            raise NotFound from None
        item.parent_id = parent_id
        if position is not None:
            item.position = position
            return [item]
        index = [sibling.id for sibling in siblings].index(after_id or "") + 1 if after_id else 0
        return _spread([*siblings[:index], item, *siblings[index:]])

    def _check_depth(self, item: AgendaItem, parent_id: str | None) -> None:
        above = len(self._ancestry(parent_id)) if parent_id is not None else 0
        if above + self._height(item) > DEEPEST:
            raise AgendaTooDeep

    def _height(self, item: AgendaItem) -> int:
        children = [child for child in self._items if child.parent_id == item.id]
        return 1 + max((self._height(child) for child in children), default=0)

    def _ancestry(self, item_id: str) -> list[str]:
        """The item itself and everything above it. Raises NotFound."""
        chain: list[str] = []
        above: str | None = item_id
        while above is not None:
            chain.append(above)
            above = self.get(above).parent_id
        return chain


def _spread(items: Sequence[AgendaItem]) -> list[AgendaItem]:
    for number, item in enumerate(items, 1):
        item.position = number * GAP
    return list(items)
