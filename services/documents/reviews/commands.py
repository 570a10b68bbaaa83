"""What owner unit and secretary do with a paper before it is released."""

from services.documents.documents.commands import check_open
from services.documents.documents.model import Document
from services.documents.world import World
from shared.aggregates import Act
from shared.membership import Member
from shared.secrecy import check_secrecy
from shared.words import Classification


async def submit_version(world: World, document: Document, member: Member, version_id: str, act: Act) -> Document:
    """Again, it changes nothing. Raises PapersClosed, NotSubmittable, DeclarationDue, VersionReturned, NotFound."""
    check_open(member.meeting)
    by = act.actor_id or ""
    return await world.documents.change(document.id, lambda one: one.submit(version_id, by, act.at), act)


async def accept_version(world: World, document: Document, member: Member, version_id: str, act: Act) -> Document:
    """Raises PapersClosed, NotInReview, NotFound."""
    check_open(member.meeting)
    by = act.actor_id or ""
    return await world.documents.change(document.id, lambda one: one.accept(version_id, by, act.at), act)


async def return_version(
    world: World, document: Document, member: Member, version_id: str, comment: str, act: Act
) -> Document:
    """Raises PapersClosed, SecretRefused, NotInReview, NotFound."""
    check_open(member.meeting)
    check_secrecy(Classification.NONE, comment, about=version_id, allowed=world.secrets_allowed)
    by = act.actor_id or ""
    return await world.documents.change(document.id, lambda one: one.send_back(version_id, comment, by, act.at), act)
