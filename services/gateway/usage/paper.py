"""A meeting's paper ledger: the facts behind its pages, as far as the reader may know of them."""

from typing import Any, Literal

from typing_extensions import TypedDict

from services.gateway.standing import standings_to
from services.gateway.usage.drill import Known, known_meeting, leads, paper_story
from services.gateway.usage.model import add_up
from services.gateway.usage.story import Paper
from services.gateway.world import World
from shared.clock import to_text
from shared.http import Answer, Call, Found, Routes
from shared.permissions import Permission
from shared.problems import NotFound
from shared.words import Form


class LedgerPaperView(TypedDict):
    """A version that was handed out at the start. `title` is null for whoever has the meeting by list only."""

    document_id: str
    title: str | None
    released_at: str
    pages: int
    people: int
    restricted: bool


class LedgerPrintView(TypedDict):
    """`source`: print (the desk counted it), book (papers taken as one PDF) or form; then `form` says which.

    `of_paper`: it is a paper of the meeting. `title` is null for what is none, and as above; so is `reason`.
    """

    source: Literal["print", "book", "form"]
    form: Form | None
    of_paper: bool
    title: str | None
    pages: int
    copies: int
    reason: str | None
    counted_at: str


class PaperLedgerView(TypedDict):
    """`pages_entitled` would have been printed; null is not recorded. `complete`: the print desk says that is all."""

    meeting_id: str
    title: str
    day: str
    papers: list[LedgerPaperView]
    prints: list[LedgerPrintView]
    complete: bool
    pages_entitled: int | None
    pages_printed: int | None
    pages_saved: int | None


async def known_of(call: Call[World, Known]) -> Found[Any]:
    """A meeting that the caller may know of, in a body whose figures he sees. Raises NotFound."""
    known = await known_meeting(call.world, call.caller, call.path("meeting"))
    if known is None:
        raise NotFound
    return Found(known, standings_to(known.row["path"], call.caller))


routes = Routes(known_of)


@routes.get("/api/usage/meetings/{meeting}/paper", Permission.READ_USAGE, answer=PaperLedgerView)
async def read_paper_ledger(call: Call[World, Known]) -> Answer:
    """What the figures of paper are made of; restricted papers for whoever leads the meeting alone."""
    known = call.thing
    story = await paper_story(call.world, known.row["meeting_id"])
    if not leads(known.header, call.caller):
        story = story.open_part()
    figures = add_up(story.paper_lines())
    papers = story.papers()
    titles = {paper.document_id: paper.title for paper in papers}
    return Answer(
        PaperLedgerView(
            meeting_id=known.row["meeting_id"],
            title=known.header["title"],
            day=known.row["day"],
            papers=[_paper(paper, known) for paper in papers],
            prints=[_print(entry, titles, known) for entry in (*story.prints(), *story.taken())],
            complete=story.is_counted,
            pages_entitled=figures.get("pages_entitled"),
            pages_printed=figures.get("pages_printed"),
            pages_saved=figures.get("pages_saved"),
        )
    )


def _paper(paper: Paper, known: Known) -> LedgerPaperView:
    return LedgerPaperView(
        document_id=paper.document_id,
        title=paper.title if known.seated else None,
        released_at=to_text(paper.released_at),
        pages=paper.pages,
        people=len(paper.people),
        restricted=paper.restricted,
    )


def _print(entry: dict[str, Any], titles: dict[str, str], known: Known) -> LedgerPrintView:
    return LedgerPrintView(
        source=entry["source"],
        form=entry.get("form"),
        of_paper=entry["document_id"] is not None,
        title=titles.get(entry["document_id"]) if known.seated else None,
        pages=entry["pages"],
        copies=entry["copies"],
        reason=entry["reason"] if known.seated else None,
        counted_at=entry["counted_at"],
    )
