"""Who takes part, over HTTP."""

from typing import Annotated, Any, Literal

from pydantic import Field
from typing_extensions import TypedDict

from services.meeting.access import Seen, meeting_of
from services.meeting.participants import commands
from services.meeting.world import World
from shared.http import Answer, Body, Call, Paging, Routes
from shared.permissions import Permission
from shared.problems import NotFound
from shared.store.port import Document
from shared.text import Prose
from shared.views import ParticipantView, participant_view, people_in
from shared.words import ParticipantRole, Reply

routes = Routes(meeting_of)
WAIT_FOR_JOB = 5.0  # seconds


class Invitee(Body):
    person_id: str
    role: ParticipantRole = ParticipantRole.DELEGATE


class Invitees(Body):
    people: Annotated[list[Invitee], Field(min_length=1, max_length=5000)]


class NewRole(Body):
    role: ParticipantRole


class MyAnswer(Body):
    """Declining needs a reason."""

    answer: Literal[Reply.ACCEPTED, Reply.DECLINED]
    reason: Annotated[Prose, Field(max_length=1000)] | None = None


class RefusedRow(TypedDict):
    row: int
    code: str


class JobView(TypedDict):
    """Rows are numbered from 0; `refused` names those that could not be done, and why."""

    id: str
    state: Literal["running", "done"]
    total: int
    done: int
    refused: list[RefusedRow]


class ParticipantList(TypedDict):
    items: list[ParticipantView]
    next: str | None


@routes.get("/api/meetings/{meeting}/participants", Permission.READ_PARTICIPANTS, answer=ParticipantList)
async def list_participants(call: Call[World, Seen], query: Paging) -> Answer:
    page = await call.world.store.find(
        call.world.participations.collection,
        "by_meeting",
        call.thing.stored.id,
        after=call.position(query.after),
        limit=query.limit,
    )
    rows = [stored.body for stored in page.items if not stored.body["removed"]]
    people = await call.world.directory.refs(person for row in rows for person in people_in(row))
    leads, own_id = call.thing.leads, call.caller.person_id
    views = [participant_view(row, people, leads=leads or row["person_id"] == own_id) for row in rows]
    return call.listing(views, page)


@routes.post(
    "/api/meetings/{meeting}/participants",
    Permission.PREPARE_MEETING,
    answer=JobView,
    status=202,
    largest_body=2 << 20,
)
async def add_participants(call: Call[World, Seen], body: Invitees) -> Answer:
    """A job; the answer shows it finished when that takes less than five seconds.

    Who takes part already stays as he is, and his row is refused as `already-takes-part`.
    """
    rows = [invitee.model_dump(mode="json") for invitee in body.people]
    job = await commands.add_people(
        call.world, call.creation_id(), call.thing.stored.id, rows, call.act, call.fingerprint()
    )
    return await job_answer(call, job)


async def job_answer(call: Call[World, Seen], job: Document) -> Answer:
    """Finished when that takes less than five seconds."""
    finished = await call.world.jobs.finished(job["id"], WAIT_FOR_JOB)
    location = f"/api/meetings/{call.thing.stored.id}/participant-jobs/{job['id']}"
    return Answer(job_view(finished or job), 202, {"Location": location})


@routes.get("/api/meetings/{meeting}/participant-jobs/{job}", Permission.PREPARE_MEETING, answer=JobView)
async def read_participant_job(call: Call[World, Seen]) -> Answer:
    job = await call.world.jobs.get(call.path("job"))
    if job is None or job["about"] != {"meeting_id": call.thing.stored.id}:
        raise NotFound
    return Answer(job_view(job))


@routes.patch("/api/meetings/{meeting}/participants/{person}", Permission.PREPARE_MEETING, answer=ParticipantView)
async def change_participant(call: Call[World, Seen], body: NewRole) -> Answer:
    await commands.change_role(call.world, call.thing.stored.id, call.path("person"), body.role, call.act)
    return await participant_answer(call, call.path("person"))


@routes.delete("/api/meetings/{meeting}/participants/{person}", Permission.PREPARE_MEETING)
async def remove_participant(call: Call[World, Seen]) -> Answer:
    await commands.remove_participant(call.world, call.thing.stored.id, call.path("person"), call.act)
    return Answer()


@routes.put("/api/meetings/{meeting}/answer", Permission.ANSWER_INVITATION, answer=ParticipantView)
async def answer_invitation(call: Call[World, Seen], body: MyAnswer) -> Answer:
    """The caller's own answer; it may be changed until the meeting is over."""
    person_id = call.caller.person_id
    await commands.answer_invitation(
        call.world, call.thing.stored.id, person_id, Reply(body.answer), body.reason, call.act
    )
    return await participant_answer(call, person_id)


@routes.put("/api/meetings/{meeting}/participants/{person}/answer", Permission.RECORD_ANSWER, answer=ParticipantView)
async def record_answer(call: Call[World, Seen], body: MyAnswer) -> Answer:
    """The answer of somebody who telephoned; who entered it stays on record, and the person is told."""
    person_id = call.path("person")
    await commands.answer_invitation(
        call.world, call.thing.stored.id, person_id, Reply(body.answer), body.reason, call.act
    )
    return await participant_answer(call, person_id)


async def participant_answer(call: Call[World, Any], person_id: str) -> Answer:
    """The participant as the caller, who leads or is that person, now sees him."""
    participation = await commands.get_participation(call.world, call.thing.stored.id, person_id)
    row = participation.model_dump(mode="json")
    people = await call.world.directory.refs(people_in(row))
    leads = call.thing.leads or person_id == call.caller.person_id
    return Answer(participant_view(row, people, leads=leads))


def job_view(job: Document) -> JobView:
    return JobView(id=job["id"], state=job["state"], total=len(job["rows"]), done=job["done"], refused=job["refused"])
