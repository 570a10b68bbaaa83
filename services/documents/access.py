"""What a caller is to a meeting's papers, found once per request and checked where links are made."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from services.documents.documents.model import Document
from services.documents.documents.problems import ItemUnknown
from services.documents.documents.readers import admits, item_in
from services.documents.keepsakes.store import Kept
from services.documents.preparations.model import asked_unit, units_asked
from services.documents.preparations.store import own_units, prepares_anywhere
from services.documents.readings.model import Reading, reading_id
from services.documents.trust import RightsUncertain
from services.documents.versions.model import Version
from services.documents.world import World
from shared.auth import Caller
from shared.http import Call, Found
from shared.membership import Member
from shared.permissions import Standing
from shared.problems import FieldError, NotFound
from shared.store.port import Document as Json


@dataclass(frozen=True, slots=True)
class Seen:
    """A paper as one member of its meeting may see it. `kept` is what a replaced delegate has of it, and only that.

    `prepares`: he brings it for its owner unit, and sees all versions of the unit's.
    """

    document: Document
    member: Member
    kept: Kept | None = None
    prepares: bool = False

    @property
    def standings(self) -> frozenset[Standing]:
        return self.member.standings | ({Standing.PREPARER} if self.prepares else frozenset())

    def of(self, document: Document) -> "Seen":
        """The same for the paper as it is now."""
        return Seen(document, self.member, self.kept, self.prepares)

    @property
    def is_secretary(self) -> bool:
        return Standing.SECRETARY in self.member.standings

    @property
    def version(self) -> Version | None:
        """The one this member is shown: leaders the newest, readers what is released, or was when they left."""
        if self.kept:
            version = self.document.look_for(self.kept.version_id)
            return version if version and version.served and not self.document.recall else None
        if self.member.leads:
            return self.document.newest
        if self.is_stranger:
            return self.document.newest_of_unit
        return self.document.released

    @property
    def read_now(self) -> Version | None:
        """The one this member opens: leaders an older one while the newest is on its way, or when it was refused."""
        return self.document.newest_readable if self.member.leads else self.version

    @property
    def is_stranger(self) -> bool:
        """He knows of it what his unit brought, and nothing else."""
        return self.prepares and not may_read(self.document, self.member)

    def readable(self, version_id: str) -> Version:
        """Raises NotFound for what this member may not open."""
        version = self.document.version_of(version_id)
        of_unit = self.prepares and version.review is not None
        if not (self.member.leads or of_unit or version is self.version):
            raise NotFound
        return version


@dataclass(frozen=True, slots=True)
class Bringing:
    """Who adds papers to a meeting; `units` are those he prepares for that were asked for some."""

    member: Member
    units: set[str]

    def unit_for(self, item_id: str | None) -> str | None:
        """The unit for which he brings a paper of this item; none for a secretary. Raises ItemUnknown."""
        if Standing.SECRETARY in self.member.standings:
            return None
        item = item_in(self.member.meeting, item_id) if item_id else None
        unit = asked_unit(item) if item else None
        if unit not in self.units:
            raise ItemUnknown(errors=(FieldError("/item_id", "unknown"),))
        return unit


@dataclass(frozen=True, slots=True)
class SeenVersion(Seen):
    opened: Version = field(kw_only=True)


@dataclass(frozen=True, slots=True)
class SeenReading(SeenVersion):
    """With what is on record of the caller's reading of that version, if anything is."""

    reading: Reading | None = field(kw_only=True)


async def meeting_of(call: Call[World, Member]) -> Found[Member]:
    """Resolver of every route below /api/meetings/{meeting}. Raises NotFound, RightsUncertain."""
    member = await _member(call.world, call.path("meeting"), call.caller.person_id)
    return Found(member, member.standings)


async def document_of(call: Call[World, Seen]) -> Found[Seen]:
    """Resolver of every route below /api/documents/{document}. Raises NotFound, RightsUncertain."""
    seen = await see(call.world, call.path("document"), call.caller)
    return Found(seen, seen.standings)


async def bringing_to(call: Call[World, Bringing]) -> Found[Bringing]:
    """Resolver of what adds a paper to a meeting. Raises NotFound, RightsUncertain."""
    world, meeting_id = call.world, call.path("meeting")
    member, certain = await _known_member(world, meeting_id, call.caller.person_id)
    meeting = member.meeting if member else await world.membership.meetings.get(meeting_id)
    units = await own_units(world, call.caller, units_asked(meeting)) if meeting and "chair_id" in meeting else set()
    if meeting is None or not (member or units):
        raise NotFound
    _require(certain)
    member = member or _preparer(meeting, call.caller)
    return Found(Bringing(member, units), member.standings | ({Standing.PREPARER} if units else frozenset()))


async def version_of(call: Call[World, SeenVersion]) -> Found[SeenVersion]:
    """Resolver of what readers do with one version. Raises NotFound, RightsUncertain."""
    seen = await see(call.world, call.path("document"), call.caller)
    version = seen.readable(call.path("version"))
    return Found(SeenVersion(seen.document, seen.member, seen.kept, seen.prepares, opened=version), seen.standings)


async def reading_of(call: Call[World, SeenReading]) -> Found[SeenReading]:
    """The same, for whoever opens it: all of it is asked for together. Raises NotFound, RightsUncertain."""
    mine = reading_id(call.caller.person_id, call.path("version"))
    seen, reading = await asyncio.gather(
        see(call.world, call.path("document"), call.caller), call.world.readings.look_up(mine)
    )
    version = seen.readable(call.path("version"))
    found = SeenReading(seen.document, seen.member, seen.kept, seen.prepares, opened=version, reading=reading)
    return Found(found, seen.standings)


async def see(world: World, document_id: str, caller: Caller) -> Seen:
    document, (member, certain) = await _paper(world, document_id, caller.person_id)
    meeting = await _prepared_meeting(world, document, caller)
    if member is None and meeting is None:
        raise NotFound
    _require(certain)
    if meeting is not None:
        return Seen(document, member or _preparer(meeting, caller), prepares=True)
    assert member is not None
    found = await see_all(world, [document], member)
    if not found:
        raise NotFound
    return found[0]


async def see_all(world: World, documents: Sequence[Document], member: Member) -> list[Seen]:
    """Those the member may read, in the order given."""
    if Standing.REPLACED not in member.standings:
        return [Seen(document, member) for document in documents if may_read(document, member)]
    kept = await world.keepsakes.of(member.meeting["id"], member.person_id)
    seen = [Seen(document, member, kept[document.id]) for document in documents if document.id in kept]
    return [one for one in seen if one.version and _admits(one.document, member)]


async def _paper(world: World, document_id: str, person_id: str) -> tuple[Document, tuple[Member | None, bool]]:
    """And what the person is to its meeting, which it never leaves: one seen before is asked for with that at once."""
    meeting_id = world.meetings_of_papers.get(document_id)
    if meeting_id is not None:
        return await asyncio.gather(world.documents.get(document_id), _known_member(world, meeting_id, person_id))
    document = await world.documents.get(document_id)
    world.meetings_of_papers[document_id] = document.meeting_id
    return document, await _known_member(world, document.meeting_id, person_id)


async def _member(world: World, meeting_id: str, person_id: str) -> Member:
    member, certain = await _known_member(world, meeting_id, person_id)
    if member is None:
        raise NotFound
    _require(certain)
    return member


async def _known_member(world: World, meeting_id: str, person_id: str) -> tuple[Member | None, bool]:
    """And whether that is certain, asked for together; who is nothing to the meeting must not learn that it is not."""
    member, certain = await asyncio.gather(
        world.membership.member(meeting_id, person_id), world.trust.is_certain(meeting_id, person_id)
    )
    return member or await world.membership.replaced_member(meeting_id, person_id), certain


def _require(certain: bool) -> None:
    if not certain:
        raise RightsUncertain(retry_after=30)


async def _prepared_meeting(world: World, document: Document, caller: Caller) -> Json | None:
    """The paper's meeting, if the caller brings it for the unit that was asked for it and still owns its item."""
    if document.unit_id is None or not prepares_anywhere(caller):
        return None
    meeting = await world.membership.meetings.get(document.meeting_id)
    item = item_in(meeting, document.item_id) if meeting and document.item_id else None
    if item is None or asked_unit(item) != document.unit_id:
        return None
    return meeting if await own_units(world, caller, {document.unit_id}) else None


def _preparer(meeting: Json, caller: Caller) -> Member:
    """Of one who is nothing else to the meeting."""
    return Member(caller.person_id, meeting, frozenset(), None)


def may_read(document: Document, member: Member) -> bool:
    """Asked of the newest we know of meeting and person, whatever an index says."""
    if member.leads:
        return True
    return document.released is not None and _admits(document, member)


def _admits(document: Document, member: Member) -> bool:
    return admits(document.audience, document.item_id, member)
