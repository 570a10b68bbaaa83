"""One printing of a form: what was typed for it, so that the next one begins there, and how many pages it had."""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

from shared.aggregates import Aggregate
from shared.clock import Moment
from shared.events.meeting import FormPrinted
from shared.words import FileFormat, Form


class Wording(BaseModel):
    """What nobody but the secretary knows of a form.

    `number` with its symbol ("54/GM-VP"); `place` and `day` stand above the text; `authority` are the lines above the
    signer's name. `each`: an invitation for everybody, instead of one for all.
    """

    model_config = ConfigDict(frozen=True)

    number: str = ""
    place: str = ""
    day: date | None = None
    authority: tuple[str, ...] = ()
    signer: str = ""
    recipients: tuple[str, ...] = ()
    notes: str = ""
    each: bool = False


class PrintedForm(Aggregate):
    meeting_id: str
    person_id: str
    form: Form
    format: FileFormat
    wording: Wording = Field(default_factory=Wording)
    pages: int = 0
    at: Moment | None = None

    def hand_over(self, pages: int, now: datetime) -> None:
        """Counted once, however often the same request is repeated."""
        self.pages, self.at = pages, now
        fact = FormPrinted(
            printed_form_id=self.id, meeting_id=self.meeting_id, form=self.form, format=self.format, pages=pages
        )
        self.record(fact)
