"""Printed forms over HTTP: asked for, and handed over in the answer."""

from datetime import date
from typing import Annotated
from urllib.parse import quote

from aiohttp import web
from pydantic import Field
from typing_extensions import TypedDict

from services.meeting.access import Seen, meeting_of
from services.meeting.printed_forms import commands
from services.meeting.printed_forms.model import PrintedForm, Wording
from services.meeting.printed_forms.store import PRINTED_FORMS
from services.meeting.world import World
from shared.clock import to_text
from shared.directory import PersonRef
from shared.http import Answer, Body, Call, Paging, Routes
from shared.permissions import Permission
from shared.text import Line, Prose
from shared.words import FileFormat, Form

routes = Routes(meeting_of)

MEDIA_TYPES = {
    FileFormat.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileFormat.PDF: "application/pdf",
}
FILE_NAMES = {
    Form.INVITATION: "giay-moi",
    Form.ATTENDANCE_LIST: "danh-sach-dai-bieu",
    Form.NAME_PLATES: "bien-ten",
}

Short = Annotated[Line, Field(max_length=200)]


class WantedForm(Body):
    """All but `form` and `format` is for the invitation. Left empty, chair and today stand in; `number` may be open."""

    form: Form
    format: FileFormat = FileFormat.PDF
    number: Annotated[Line, Field(max_length=50)] = ""
    place: Annotated[Line, Field(max_length=100)] = ""
    day: date | None = None
    authority: Annotated[list[Short], Field(max_length=4)] = Field(default_factory=list)
    signer: Short = ""
    recipients: Annotated[list[Short], Field(max_length=20)] = Field(default_factory=list)
    notes: Annotated[Prose, Field(max_length=2000)] = ""
    each: bool = False


class PrintedFormView(TypedDict):
    id: str
    form: str
    format: str
    pages: int
    printed_at: str
    printed_by: PersonRef
    number: str
    place: str
    day: str | None
    authority: list[str]
    signer: str
    recipients: list[str]
    notes: str
    each: bool


class PrintedFormList(TypedDict):
    items: list[PrintedFormView]
    next: str | None


@routes.get("/api/meetings/{meeting}/printed-forms", Permission.PRINT_FORMS, answer=PrintedFormList)
async def list_printed_forms(call: Call[World, Seen], query: Paging) -> Answer:
    """What was printed, in that order, with what was typed for it."""
    meeting_id = call.thing.stored.id
    page = await call.world.store.find(
        PRINTED_FORMS, "by_meeting", meeting_id, after=call.position(query.after), limit=query.limit
    )
    prints = [PrintedForm.load(stored) for stored in page.items]
    people = await call.world.directory.refs(one.person_id for one in prints)
    return call.listing([_view(one, people[one.person_id]) for one in prints], page)


@routes.post("/api/meetings/{meeting}/printed-forms", Permission.PRINT_FORMS, files=tuple(MEDIA_TYPES.values()))
async def print_form(call: Call[World, Seen], body: WantedForm) -> web.StreamResponse:
    """The answer is the file, in the asked format; that it was printed, and its pages, are kept on record."""
    wanted = PrintedForm(
        id=call.creation_id(),
        fingerprint=call.fingerprint(),
        meeting_id=call.thing.stored.id,
        person_id=call.caller.person_id,
        form=body.form,
        format=body.format,
        wording=Wording(**body.model_dump(exclude={"form", "format"})),
    )
    file = await commands.print_form(call.world, wanted, call.act)
    name = f"{FILE_NAMES[body.form]}.{body.format}"
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return web.Response(body=file.content, headers=headers, content_type=MEDIA_TYPES[body.format])


def _view(one: PrintedForm, person: PersonRef) -> PrintedFormView:
    wording = one.wording
    return PrintedFormView(
        id=one.id,
        form=one.form,
        format=one.format,
        pages=one.pages,
        printed_at=to_text(one.at) if one.at else "",
        printed_by=person,
        number=wording.number,
        place=wording.place,
        day=wording.day.isoformat() if wording.day else None,
        authority=list(wording.authority),
        signer=wording.signer,
        recipients=list(wording.recipients),
        notes=wording.notes,
        each=wording.each,
    )
