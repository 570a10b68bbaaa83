"""What the print desk counts: paper that was printed for a meeting on request, and whether the count is complete.

Paper is measured, not assumed zero (domain, rule 7): without a complete count nothing is said to have been saved.
"""

from shared.aggregates import Aggregate
from shared.clock import Moment
from shared.events.gateway import PrintCountClosed, PrintCounted, PrintCountReopened, PrintFacts, PrintStruck
from shared.problems import Invalid, Said

MOST_PAGES = 1_000_000  # in one entry: a thousand pages for each of a thousand people


class PrintBeyondReason(Invalid):
    code = "print-beyond-reason"
    title = Said("Số trang in một lần lớn bất thường", "This is more paper than one print can be")
    advice = Said(
        "Hãy kiểm tra số trang và số bản; một lần ghi nhận nhiều nhất 1.000.000 trang.",
        "Check pages and copies; one entry holds 1,000,000 pages at most.",
    )


class PrintBeyondPaper(Invalid):
    code = "print-beyond-paper"
    title = Said("Tài liệu không có nhiều trang như vậy", "The paper does not have so many pages")
    advice = Said("Hãy nhập số trang của một bản đã in.", "Enter how many pages of it one copy has.")


class PrintedPaperUnknown(Invalid):
    """Also for a paper that whoever counts may not know of."""

    code = "printed-paper-unknown"
    title = Said("Cuộc họp không có tài liệu này", "The meeting has no such paper")
    advice = Said("Hãy chọn lại tài liệu trong danh sách.", "Choose a paper from the list again.")


class Print(Aggregate):
    """One entry: `copies` of `pages` each. `document_id` None: something that is no paper of the meeting in Hop."""

    meeting_id: str
    document_id: str | None = None
    pages: int
    copies: int
    reason: str
    person_id: str
    counted_at: Moment
    struck: bool = False

    @property
    def total(self) -> int:
        return self.pages * self.copies

    def facts_now(self) -> PrintFacts:
        return PrintFacts(**self.model_dump(exclude={"fingerprint", "counted_at", "struck"}))

    def count(self) -> None:
        """Raises PrintBeyondReason."""
        if self.total > MOST_PAGES:
            raise PrintBeyondReason
        self.record(PrintCounted(printed=self.facts_now()))

    def strike(self) -> None:
        """It was a mistake. Said again changes nothing."""
        if not self.struck:
            self.struck = True
            self.record(PrintStruck(printed=self.facts_now()))


class PrintCount(Aggregate):
    """Whether all that was printed for a meeting is entered; its id is the meeting's."""

    complete: bool = False
    person_id: str = ""
    changed_at: Moment | None = None

    def close(self, person_id: str, now: Moment) -> None:
        if not self.complete:
            self.complete, self.person_id, self.changed_at = True, person_id, now
            self.record(PrintCountClosed(meeting_id=self.id, person_id=person_id))

    def reopen(self, person_id: str, now: Moment) -> None:
        if self.complete:
            self.complete, self.person_id, self.changed_at = False, person_id, now
            self.record(PrintCountReopened(meeting_id=self.id, person_id=person_id))
