"""What a caller is to a meeting's papers, found once per request and checked where links are made."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from services.documents.documents.model import Document
from services.documents.documents.readers import admits
from services.documents.keepsakes.store import Kept
from services.documents.versions.model import Version
from services.documents.world import World
from shared.http import Call, Found
from shared.membership import Member
from shared.permissions import Standing
from shared.problems import NotFound


@dataclass(frozen=True, slots=True)
class Seen:
    """A paper as one member of its meeting may see it. `kept` is what a replaced delegate has of it, and only that."""

    document: Document
    member: Member
    kept: Kept | None = None

    @property
    def is_secretary(self) -> bool:
        return Standing.SECRETARY in self.member.standings

    @property
    def version(self) -> Version | None:
        """The one this member is shown: leaders the newest, readers what is released, or was when they left."""
        if self.kept:
            version = self.document.look_for(self.kept.version_id)
            return version if version and version.served and not self.document.recall else None
        return self.document.newest if self.member.leads else self.document.released

    def readable(self, version_id: str) -> Version:
        """Raises NotFound for what this member may not open."""
        version = self.document.version_of(version_id)
        if not self.member.leads and version is not self.version:
            raise NotFound
        return version


@dataclass(frozen=True, slots=True)
class SeenVersion(Seen):
    opened: Version = field(kw_only=True)


async def meeting_of(call: Call[World, Member]) -> Found[Member]:
    """Resolver of every route below /api/meetings/{meeting}. Raises NotFound, RightsUncertain."""
    member = await _member(call.world, call.path("meeting"), call.caller.person_id)
    return Found(member, member.standings)


async def document_of(call: Call[World, Seen]) -> Found[Seen]:
    """Resolver of every route below /api/documents/{document}. Raises NotFound, RightsUncertain."""
    seen = await see(call.world, call.path("document"), call.caller.person_id)
    return Found(seen, seen.member.standings)


async def version_of(call: Call[World, SeenVersion]) -> Found[SeenVersion]:
    """Resolver of what readers do with one version. Raises NotFound, RightsUncertain."""
    seen = await see(call.world, call.path("document"), call.caller.person_id)
    version = seen.readable(call.path("version"))
    return Found(SeenVersion(seen.document, seen.member, seen.kept, opened=version), seen.member.standings)


async def see(world: World, document_id: str, person_id: str) -> Seen:
    document = await world.documents.get(document_id)
    member = await _member(world, document.meeting_id, person_id)
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


async def _member(world: World, meeting_id: str, person_id: str) -> Member:
    member = await world.membership.member(meeting_id, person_id)
    member = member or await world.membership.replaced_member(meeting_id, person_id)
    if member is None:
        raise NotFound
    await world.trust.check(meeting_id, person_id)
    return member


def may_read(document: Document, member: Member) -> bool:
    """Asked of the newest we know of meeting and person, whatever an index says."""
    if member.leads:
        return True
    return document.released is not None and _admits(document, member)


def _admits(document: Document, member: Member) -> bool:
    return admits(document.audience, document.item_id, member)
