"""The figures: one table, fact → figure. A figure is a row, not code.

A row counts lines of one of the views that `model.py` makes of a meeting: it adds `amount` (a field, or 1) for each
line in which every field of `where` has the named value, and 0 for each other line in which these fields are known.
Where no line knows, the figure is not recorded; that is never 0.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from shared.events.documents import BookPrinted, DocumentRecalled, DocumentReleased, SittingEnded, VersionOpened
from shared.events.envelope import Fact
from shared.events.gateway import PrintCountClosed, PrintCounted, PrintCountReopened, PrintStruck
from shared.events.meeting import (
    AttendanceRecorded,
    FormPrinted,
    InvitationAnswered,
    MeetingCalled,
    MeetingCancelled,
    MeetingHeld,
    ParticipantAdded,
    SubstituteAgreed,
)
from shared.events.notify import DeliveryFailed, DeliverySucceeded
from shared.problems import Said
from shared.words import Channel, DeviceKind


class Unit(StrEnum):
    MEETINGS = "meetings"
    PEOPLE = "people"
    PAPERS = "papers"
    PAGES = "pages"
    MINUTES = "minutes"
    DELIVERIES = "deliveries"
    SECONDS = "seconds"


class View(StrEnum):
    """What a line stands for: the meeting, somebody called to it, a paper handed out at its start, somebody entitled
    to at least one of these papers, a reading of one of them, a kind of device that one of its readers used or did not
    use, a delivery, what the print desk counted for it."""

    MEETING = "meeting"
    PARTICIPANT = "participant"
    PAPER = "paper"
    READER = "reader"
    READING = "reading"
    DEVICE = "device"
    DELIVERY = "delivery"
    PRINTED = "printed"


@dataclass(frozen=True, slots=True)
class Figure:
    """`split` names the fields that become labels, with all their values; `view` None: no fact tells it yet."""

    name: str
    unit: Unit
    view: View | None
    said: Said
    sources: tuple[type[Fact], ...] = ()
    where: Mapping[str, Any] = field(default_factory=dict)
    amount: str | None = None
    split: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


_CHANNELS = tuple(channel.value for channel in Channel)
_HANDED_OUT = (DocumentReleased, DocumentRecalled)
_PAPERS_PRINTED = (PrintCounted, PrintStruck, PrintCountClosed, PrintCountReopened, BookPrinted)
_PRINTED = (*_PAPERS_PRINTED, FormPrinted)
_ENTITLED = (DocumentReleased, DocumentRecalled, ParticipantAdded)

FIGURES: Final[tuple[Figure, ...]] = (
    Figure(
        "meetings_called",
        Unit.MEETINGS,
        View.MEETING,
        Said("Cuộc họp đã triệu tập", "Meetings called."),
        (MeetingCalled,),
        {"called": True},
    ),
    Figure(
        "meetings_held",
        Unit.MEETINGS,
        View.MEETING,
        Said("Cuộc họp đã tổ chức", "Meetings recorded as held."),
        (MeetingHeld,),
        {"held": True},
    ),
    Figure(
        "meetings_cancelled",
        Unit.MEETINGS,
        View.MEETING,
        Said("Cuộc họp đã hủy", "Meetings cancelled after they were called."),
        (MeetingCancelled,),
        {"cancelled": True},
    ),
    Figure(
        "meetings_only_electronic",
        Unit.MEETINGS,
        View.PRINTED,
        Said(
            "Cuộc họp chỉ dùng tài liệu điện tử",
            "Meetings held with electronic papers only: no paper printed, by a complete count.",
        ),
        _PAPERS_PRINTED,
        {"held": True, "only_electronic": True},
    ),
    Figure(
        "meetings_with_paper",
        Unit.MEETINGS,
        View.PRINTED,
        Said("Cuộc họp có in tài liệu", "Meetings held for which papers were printed; forms are none."),
        _PAPERS_PRINTED,
        {"held": True, "only_electronic": False},
    ),
    Figure(
        "meetings_with_video",
        Unit.MEETINGS,
        None,
        Said("Cuộc họp có truyền hình trực tuyến", "Meetings in which the video room was used."),
    ),
    Figure(
        "invitations_late",
        Unit.MEETINGS,
        View.MEETING,
        Said("Giấy mời gửi muộn", "Meetings called later than the legal clock allows, without urgency."),
        (MeetingCalled,),
        {"invitation_late": True},
    ),
    Figure(
        "papers_late",
        Unit.MEETINGS,
        View.MEETING,
        Said("Tài liệu gửi muộn", "Meetings whose last paper came later than the legal clock allows, without urgency."),
        (DocumentReleased,),
        {"papers_late": True},
    ),
    Figure(
        "minutes_planned",
        Unit.MINUTES,
        View.MEETING,
        Said("Số phút dự kiến", "Minutes planned of the meetings held."),
        (MeetingHeld,),
        amount="minutes_planned",
    ),
    Figure(
        "minutes_held",
        Unit.MINUTES,
        View.MEETING,
        Said("Số phút họp thực tế", "Minutes the meetings held really took."),
        (MeetingHeld,),
        amount="minutes_held",
    ),
    Figure(
        "participants_called",
        Unit.PEOPLE,
        View.PARTICIPANT,
        Said("Lượt người được mời", "People called, once for each meeting."),
        (ParticipantAdded, MeetingCalled),
        {"called": True},
    ),
    Figure(
        "answers_in_time",
        Unit.PEOPLE,
        View.PARTICIPANT,
        Said("Trả lời đúng hạn", "Invitations answered before the start."),
        (InvitationAnswered,),
        {"answered_in_time": True},
    ),
    Figure(
        "answers_by_substitute",
        Unit.PEOPLE,
        View.PARTICIPANT,
        Said("Người dự thay", "Seats taken by a substitute."),
        (SubstituteAgreed, ParticipantAdded),
        {"by_substitute": True},
    ),
    Figure(
        "participants_attended",
        Unit.PEOPLE,
        View.PARTICIPANT,
        Said("Lượt người dự họp", "People recorded as having been there."),
        (AttendanceRecorded,),
        {"attended": True},
    ),
    Figure(
        "papers_handed_out",
        Unit.PAPERS,
        View.PAPER,
        Said("Tài liệu đã phát", "Papers handed out at the start."),
        _HANDED_OUT,
    ),
    Figure(
        "pages_handed_out",
        Unit.PAGES,
        View.PAPER,
        Said("Số trang đã phát", "Pages of the papers handed out at the start."),
        _HANDED_OUT,
        amount="pages",
    ),
    Figure(
        "pages_entitled",
        Unit.PAGES,
        View.PAPER,
        Said("Số trang sẽ phải in", "Pages handed out × people entitled to them: what would have been printed."),
        _ENTITLED,
        amount="pages_entitled",
    ),
    Figure(
        "pages_printed",
        Unit.PAGES,
        View.PRINTED,
        Said("Số trang đã in", "Pages the print desk counted, of papers taken as a book, and of printed forms."),
        _PRINTED,
        amount="pages",
    ),
    Figure(
        "pages_saved",
        Unit.PAGES,
        View.PRINTED,
        Said(
            "Số trang không phải in",
            "Pages that would have been printed, less those that were, of meetings whose count is complete.",
        ),
        (*_ENTITLED, *_PRINTED),
        amount="pages_saved",
    ),
    Figure(
        "people_entitled",
        Unit.PEOPLE,
        View.READER,
        Said("Lượt người có tài liệu", "People entitled to a paper at the start, once for each meeting."),
        _ENTITLED,
    ),
    Figure(
        "people_opened",
        Unit.PEOPLE,
        View.READER,
        Said("Lượt người đã mở tài liệu trước giờ họp", "Of these, who had opened one before the start."),
        (VersionOpened,),
        {"opened": True},
    ),
    Figure(
        "pages_opened",
        Unit.PAGES,
        View.READING,
        Said("Số trang đã mở trước giờ họp", "Pages seen before the start, once for each reader."),
        (SittingEnded,),
        amount="pages",
    ),
    Figure(
        "deliveries",
        Unit.DELIVERIES,
        View.DELIVERY,
        Said("Thông báo gửi đi", "Messages delivered or given up."),
        (DeliverySucceeded, DeliveryFailed),
        split={"channel": _CHANNELS, "outcome": ("succeeded", "failed")},
    ),
    Figure(
        "delivery_seconds",
        Unit.SECONDS,
        View.DELIVERY,
        Said("Thời gian gửi thông báo", "Seconds from the facts to the deliveries that succeeded, added up."),
        (DeliverySucceeded,),
        {"outcome": "succeeded"},
        amount="seconds",
        split={"channel": _CHANNELS},
    ),
    Figure(
        "devices_used",
        Unit.PEOPLE,
        View.DEVICE,
        Said(
            "Lượt người đọc tài liệu, theo loại thiết bị",
            "People who read a paper by the end of the meeting's day, once for each kind of device.",
        ),
        (SittingEnded,),
        {"used": True},
        split={"device": tuple(kind.value for kind in DeviceKind)},
    ),
)


@dataclass(frozen=True, slots=True)
class Column:
    """A figure, or one of its splits: `name` is `figure` or `figure.value.value`."""

    name: str
    figure: Figure
    labels: tuple[str, ...] = ()


def _columns() -> list[Column]:
    columns = []
    for figure in FIGURES:
        combinations: list[tuple[str, ...]] = [()]
        for values in figure.split.values():
            combinations = [(*before, value) for before in combinations for value in values]
        columns += [Column(".".join((figure.name, *labels)), figure, labels) for labels in combinations]
    return columns


COLUMNS: Final[tuple[Column, ...]] = tuple(_columns())
POSITION: Final[Mapping[str, int]] = {column.name: place for place, column in enumerate(COLUMNS)}
