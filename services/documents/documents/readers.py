"""Who reads a released paper: those whom its own audience and its agenda item's both admit (domain, rule 6).

Said twice, once for an index and once for one person; a test holds the two together. Presenters belong to their item
whatever its audience; the paper's own audience still binds them. While the item is unknown, nobody reads.
"""

from shared.audience import EVERY_DELEGATE, Audience, Part, reader_keys
from shared.membership import Member
from shared.store.port import Document as Json


def readers_of(audience: Audience | None, item_id: str | None, meeting: Json) -> list[str]:
    """Index keys, see shared.audience."""
    own = () if audience is None else (audience,)
    if item_id is None:
        return reader_keys(own or (EVERY_DELEGATE,))
    item = item_in(meeting, item_id)
    if item is None:
        return []
    presenters = [key for key in reader_keys(own, item["presenter_ids"]) if key.startswith(Part.PRESENTER)]
    return reader_keys((*own, Audience.model_validate(item["audience"]))) + presenters


def admits(audience: Audience | None, item_id: str | None, member: Member) -> bool:
    if member.part is None:
        return False
    item = item_in(member.meeting, item_id) if item_id else None
    if item_id and item is None:
        return False
    if member.part is Part.PRESENTER:
        presents = item is not None and member.person_id in item["presenter_ids"]
        return presents and (audience is None or audience.admits(member.part, member.person_id))
    above = Audience.model_validate(item["audience"]) if item else (audience or EVERY_DELEGATE)
    return all(one.admits(member.part, member.person_id) for one in (above, audience) if one)


def item_in(meeting: Json, item_id: str) -> Json | None:
    return next((item for item in meeting["items"] if item["id"] == item_id), None)
