"""What a meeting's papers still want of its secretary, line by line; each line goes when its act is done."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from services.documents.documents.model import Document
from services.documents.preparations.model import asked_unit
from shared.words import ReviewStage, VersionState

Json = Mapping[str, Any]

_WITH_UNIT = {ReviewStage.DRAFT, ReviewStage.RETURNED}
_ON_ITS_WAY = {VersionState.CHECKING, VersionState.READY, VersionState.RELEASED}


class PaperLineKind(StrEnum):
    MISSING = "missing"  # items whose units were asked for papers
    SUBMITTED = "submitted"  # papers of units, for the secretary to look at
    REFUSED = "refused"
    UNDECLARED = "undeclared"
    UNRELEASED = "unreleased"
    UNOPENED = "unopened"  # people who have opened nothing


@dataclass(frozen=True, slots=True)
class PaperLine:
    """`about` are ids: of items for what is missing, else of papers. Of `total` people `count` opened nothing."""

    kind: PaperLineKind
    about: tuple[str, ...] = ()
    count: int = 0
    total: int = 0


def lines_of(meeting: Json, documents: Iterable[Document], unopened: int, people: int) -> list[PaperLine]:
    """Only those that want something."""
    papers = list(documents)
    refused = [one.id for one in papers if one.newest and one.newest.state is VersionState.REFUSED]
    undeclared = [one.id for one in papers if one.newest and one.newest.needs_declaration]
    waiting = [
        (PaperLineKind.MISSING, _missing(meeting, papers)),
        (PaperLineKind.SUBMITTED, [one.id for one in papers if one.waits_for_review]),
        (PaperLineKind.REFUSED, refused),
        (PaperLineKind.UNDECLARED, undeclared),
        (PaperLineKind.UNRELEASED, [one.id for one in papers if one.releasable]),
    ]
    lines = [PaperLine(kind, tuple(about), len(about)) for kind, about in waiting if about]
    if unopened:
        lines.append(PaperLine(PaperLineKind.UNOPENED, count=unopened, total=people))
    return lines


def _missing(meeting: Json, papers: list[Document]) -> list[str]:
    there = {paper.item_id for paper in papers if _is_brought(paper)}
    items = sorted(meeting["items"], key=lambda item: (item["position"], item["id"]))
    return [item["id"] for item in items if asked_unit(item) and item["id"] not in there]


def _is_brought(paper: Document) -> bool:
    """Released, or on its way there without the unit."""
    newest = paper.newest
    if paper.released:
        return True
    if newest is None or newest.state not in _ON_ITS_WAY:
        return False
    return newest.review is None or newest.review.stage not in _WITH_UNIT
