"""What stands above and below a body's reports in the official form (Decree 30/2020/NĐ-CP), typed in once."""

from pydantic import BaseModel, ConfigDict, Field

from shared.aggregates import Aggregate
from shared.events.gateway import ReportFormChanged
from shared.ids import derived_id


class Letterhead(BaseModel):
    """`symbol` is what follows the number ("BC-UBND"); `authority` are the lines above the signer's name.

    `counted`: Hop counts the numbers, from `first_number` on and anew each year; else the registry's is typed in.
    """

    model_config = ConfigDict(frozen=True)

    place: str = ""
    symbol: str = ""
    counted: bool = False
    first_number: int = 1
    authority: tuple[str, ...] = ()
    signer: str = ""
    recipients: tuple[str, ...] = ()


class ReportForm(Aggregate):
    """Of one organisation; its id is the organisation's."""

    letterhead: Letterhead = Letterhead()

    def change(self, wanted: Letterhead) -> None:
        """The same again changes nothing."""
        if wanted != self.letterhead:
            self.letterhead = wanted
            self.record(
                ReportFormChanged(organisation_id=self.id, **wanted.model_dump(include={"place", "symbol", "counted"}))
            )


class ReportRegister(Aggregate):
    """The numbers a body's reports have in a year, by report: each has its own, however often it is asked for."""

    numbers: dict[str, int] = Field(default_factory=dict)

    def take(self, report_id: str, first: int) -> None:
        if report_id not in self.numbers:
            self.numbers[report_id] = max(first, max(self.numbers.values(), default=0) + 1)


def register_id(organisation_id: str, year: int) -> str:
    return derived_id("report register", organisation_id, str(year))


def written(number: int, symbol: str) -> str:
    """`08/BC-UBND`: numbers below ten are written with a zero."""
    return f"{number:02}/{symbol}"
