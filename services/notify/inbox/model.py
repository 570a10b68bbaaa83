"""An entry in somebody's inbox. It keeps ids only: what it says is read, and permitted, when it is shown."""

from typing import Any

from services.notify.audiences.model import Json
from services.notify.notices.model import LEAVING, OF_PAPERS, TO_LEADERS, Template, paper_still_true
from shared.aggregates import Aggregate
from shared.clock import Moment
from shared.events.notify import DeliverySucceeded
from shared.membership import Member
from shared.words import Channel


class InboxEntry(Aggregate):
    """`fact_id` is the event it came with, `about_id` the person it tells of.

    `item_id` is what people of its owner unit are told of, `site_id` the connecting site that it tells of. `subject`
    is the meeting as one who is out of it last knew it. `note` is the secretary's word to all who were invited, or why
    a room was refused. `report` names a report of use: {report_id, organisation_id, period, since, until}; such an
    entry has no meeting. `room_id` is of a booking, which then is the `subject`.
    """

    at: Moment
    recorded_at: Moment | None = None
    fact_id: str
    person_id: str
    kind: Template
    meeting_id: str
    document_id: str = ""
    about_id: str | None = None
    item_id: str = ""
    report: dict[str, Any] | None = None
    site_id: str = ""
    room_id: str = ""
    note: str = ""
    subject: dict[str, Any] | None = None
    read: bool = False

    def arrive(self) -> None:
        self.record(
            DeliverySucceeded(
                delivery_id=self.id,
                person_id=self.person_id,
                channel=Channel.INBOX,
                template=self.kind,
                attempts=1,
                document_id=self.document_id or None,
                fact_at=self.recorded_at or self.at,
            )
        )

    def mark_read(self) -> None:
        self.read = True


def is_shown(entry: InboxEntry, member: Member | None, document: Json | None) -> bool:
    """Whether its object's audience still admits the reader. `member` is what he is to the meeting now."""
    if entry.kind in LEAVING or entry.kind is Template.USAGE_REPORT:
        return True
    if member is None:
        return False
    if entry.kind in OF_PAPERS:
        return paper_still_true(entry.kind, member, document)
    return member.leads or entry.kind not in TO_LEADERS
