"""Links to a version's files: short-lived, decided anew each time, and the record of who opened what."""

from dataclasses import dataclass
from datetime import timedelta

from services.documents.access import SeenReading
from services.documents.readings.commands import open_version
from services.documents.versions.model import Version
from services.documents.world import World
from shared.aggregates import Act
from shared.metrics import Counter, counted
from shared.objects.port import Serving
from shared.problems import NotFound
from shared.words import VersionState

# to: leader, reader
LINKS = counted(Counter("hop_documents_links", "Times links to a paper were issued.", ["to"]), "reader", "leader")

PDF, WEBP = "application/pdf", "image/webp"
_HAS_FILES = {VersionState.READY, VersionState.RELEASED, VersionState.RECALLED}


@dataclass(frozen=True, slots=True)
class Links:
    """Empty texts where there is nothing to read any more, or not for this person."""

    reading: str
    preview: str
    strips: list[str]
    original: str
    lifetime: timedelta


async def issue_links(world: World, seen: SeenReading, act: Act) -> Links:
    """Raises NotFound while there is nothing to open."""
    version = seen.opened
    original = seen.is_secretary and version.state in _HAS_FILES
    if not (version.served or original):
        raise NotFound
    await open_version(world, seen, act)
    LINKS.labels("leader" if seen.member.leads else "reader").inc()
    return Links(
        reading=_link(world, version.reading, PDF) if version.served else "",
        preview=_link(world, version.preview, WEBP) if version.served else "",
        strips=[_link(world, key, WEBP) for key in version.strips] if version.served else [],
        original=_attachment(world, version) if original else "",
        lifetime=timedelta(seconds=world.settings.link_seconds),
    )


def _link(world: World, key: str, media_type: str) -> str:
    return world.objects.link(key, Serving(media_type, lifetime=world.settings.link_seconds))


def _attachment(world: World, version: Version) -> str:
    name = world.names.read(version.file_name, version.sealed_name)
    media_type = version.media_type or "application/octet-stream"
    return world.objects.link(
        version.original, Serving(media_type, download_name=name, lifetime=world.settings.link_seconds)
    )
