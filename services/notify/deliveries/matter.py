"""What a delivery tells, from what is true when it is sent, not when it was planned."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.notify.audiences.commands import is_withheld
from services.notify.audiences.duties import are_sites_parked, duty_sites
from services.notify.audiences.model import reads_document
from services.notify.audiences.preparers import prepared_meeting
from services.notify.deliveries.carrier import NotTaken
from services.notify.deliveries.model import Delivery, Reason
from services.notify.mails.model import NOTHING_DUE, Due, News
from services.notify.notices.model import (
    OF_PAPERS,
    REMINDERS,
    TO_DUTY,
    TO_LEADERS,
    TO_UNIT,
    Template,
    duty_still_true,
    occasion_of,
    paper_still_true,
    still_true,
)
from services.notify.world import World
from shared.clock import from_text
from shared.ids import participation_id
from shared.membership import Member, has_seat
from shared.store.port import Document
from shared.words import Reply, SubstitutionState


@dataclass(frozen=True, slots=True)
class Matter:
    """`told` are those that still stand, oldest first. `meeting` is as the recipient may be told of it.

    `sites` are those that somebody on duty is told of.
    """

    told: Sequence[Delivery]
    person: Document | None
    meeting: Document
    member: Member | None
    participation: Document | None
    due: Due
    sites: Sequence[Document] = ()

    @property
    def news(self) -> News:
        def papers(template: Template) -> int:
            return len({one.document_id for one in self.told if one.template is template})

        changed = dict.fromkeys(name for one in self.told for name in one.changed)
        notes = [one.note for one in self.told if one.note]
        return News(tuple(changed), papers(Template.PAPER_RELEASED), papers(Template.PAPER_RECALLED), notes)


async def weigh(world: World, delivery: Delivery, followers: Sequence[Delivery] = ()) -> Matter | None:
    """None when later facts overtook all of `delivery` and what follows it.

    Raises NotTaken for what cannot be judged yet.
    """
    await _check_trust(world, delivery)
    if delivery.template in TO_DUTY:
        return await _weigh_duty(world, delivery)
    person = await world.directory.people.get(delivery.person_id)
    member = await world.membership.member(delivery.meeting_id, delivery.person_id)
    meeting = await _meeting(world, delivery, member)
    if meeting is None or (person and not person["active"]):
        return None
    told = await _still_true(world, [delivery, *followers], meeting, member)
    if not told or delivery.occasion not in {"", occasion_of(delivery.template, meeting)}:
        return None
    participation = await world.membership.participations.get(participation_id(delivery.meeting_id, delivery.person_id))
    if delivery.template in REMINDERS and from_text(meeting["starts_at"]) <= world.clock.now():
        return None
    if delivery.template is Template.ANSWER_AWAITED and reply_in(participation) != Reply.PENDING:
        return None
    due = await _due(world, meeting, member, participation) if delivery.template in REMINDERS else NOTHING_DUE
    if delivery.template is Template.PREPARATION_DUE and due == NOTHING_DUE:
        return None
    return Matter(told, person, meeting, member, participation, due)


async def _weigh_duty(world: World, delivery: Delivery) -> Matter | None:
    """Whoever is on duty need not take part. One who was relieved is told of the site he left.

    Raises NotTaken while facts of a site are parked.
    """
    if await are_sites_parked(world, delivery.meeting_id):
        raise NotTaken(Reason.FACTS_PARKED)
    person = await world.directory.people.get(delivery.person_id)
    sites = await duty_sites(world, delivery.meeting_id, delivery.person_id)
    meeting = delivery.subject or await world.membership.meetings.get(delivery.meeting_id)
    if meeting is None or (person and not person["active"]) or not duty_still_true(delivery.template, meeting, sites):
        return None
    return Matter([delivery], person, meeting, None, None, NOTHING_DUE, meeting.get("sites_left", sites))


def reply_in(participation: Document | None) -> str:
    return str(participation["reply"]) if participation else Reply.PENDING


async def _due(world: World, meeting: Document, member: Member | None, participation: Document | None) -> Due:
    """What the reader has still to do. Who merely leads or presents was not asked for an answer."""
    if member is None:
        return NOTHING_DUE
    papers = [one for one in await world.audiences.documents_of(meeting["id"]) if one["version"]]
    mine = [one for one in papers if reads_document(member, one)]
    return Due(_owes_answer(participation), await world.audiences.unopened(member.person_id, mine))


def _owes_answer(participation: Document | None) -> bool:
    """Whoever waits for the chair's word on a substitute has answered."""
    if participation is None or not has_seat(participation) or participation["reply"] != Reply.PENDING:
        return False
    substitution = participation["substitution"]
    return not substitution or substitution["state"] != SubstitutionState.REQUESTED


async def _still_true(
    world: World, deliveries: Sequence[Delivery], meeting: Document, member: Member | None
) -> list[Delivery]:
    """Raises NotTaken while facts of a paper that one tells of are parked."""
    papers = [one.document_id for one in deliveries if one.template in OF_PAPERS]
    if papers and not {f"document/{key}" for key in papers}.isdisjoint(await world.parked()):
        raise NotTaken(Reason.FACTS_PARKED)
    documents = await world.audiences.documents.get_many(papers) if papers else {}

    def stands(one: Delivery) -> bool:
        if not still_true(one.template, meeting, one.template in TO_UNIT or member is not None):
            return False
        if one.template in TO_LEADERS and not (member and member.leads):
            return False
        if one.template not in OF_PAPERS:
            return True
        return member is not None and paper_still_true(one.template, member, documents.get(one.document_id))

    return [one for one in deliveries if stands(one)]


async def _meeting(world: World, delivery: Delivery, member: Member | None) -> Document | None:
    """As the recipient may be told of it; None when he may not be any more."""
    if delivery.template in TO_UNIT:
        return await prepared_meeting(world, delivery.meeting_id, delivery.item_id, delivery.person_id)
    return delivery.subject or (member.meeting if member else None)


async def _check_trust(world: World, delivery: Delivery) -> None:
    """Raises NotTaken while facts that decide about this delivery are parked."""
    about_person = {f"person/{delivery.person_id}", f"contact/{delivery.person_id}"}
    if await is_withheld(world, delivery.meeting_id, delivery.person_id) or about_person & await world.parked():
        raise NotTaken(Reason.FACTS_PARKED)
