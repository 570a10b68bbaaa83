"""Who reads a released paper: those whom its own audience and its agenda item's both admit (domain, rule 6).

Said twice, once for an index and once for one person; a test holds the two together. Presenters belong to their item
whatever its audience; the paper's own audience still binds them. While the item is unknown, nobody reads.
"""

from shared.audience import EVERY_DELEGATE, Audience, Part, reader_keys
from shared.membership import Member, may_read_item
from shared.store.port import Document as Json


def readers_of(audience: Audience | None, item_id: str | None, meeting: Json) -> list[str]:
    """Index keys, see shared.audience."""
    if item_id is None:
        return reader_keys(audience or EVERY_DELEGATE)
    item = item_in(meeting, item_id)
    if item is None:
        return []
    above = Audience.model_validate(item["audience"])
    presenters = [person for person in item["presenter_ids"] if _admits_presenter(audience, person)]
    return [
        *reader_keys(above.within(audience) if audience else above),
        *(f"{Part.PRESENTER}:{person}" for person in presenters),
    ]


def admits(audience: Audience | None, item_id: str | None, member: Member) -> bool:
    if item_id is None:
        own = audience or EVERY_DELEGATE
        return member.part in (Part.DELEGATE, Part.GUEST) and own.admits(member.part, member.person_id)
    item = item_in(member.meeting, item_id)
    if item is None or not may_read_item(item, member.part, member.person_id):
        return False
    if member.part is Part.PRESENTER:
        return _admits_presenter(audience, member.person_id)
    return audience is None or (member.part is not None and audience.admits(member.part, member.person_id))


def _admits_presenter(audience: Audience | None, person_id: str) -> bool:
    return audience is None or audience.admits(Part.PRESENTER, person_id)


def item_in(meeting: Json, item_id: str) -> Json | None:
    return next((item for item in meeting["items"] if item["id"] == item_id), None)
