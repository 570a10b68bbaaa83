"""Facts of people, organisations, roles and sign-in sessions. Addresses travel in `hop.contacts` only."""

from datetime import date
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

from shared.clock import Moment
from shared.events.envelope import Fact
from shared.words import Language, Measure, ReportPeriod, RoleName

SOURCE = "hop.gateway"
CONTACTS = "hop.contacts"


class LevelSince(BaseModel):
    """The level a body has from a day on: a figure of 2024 is reported at the level of 2024."""

    model_config = ConfigDict(frozen=True)

    level: str
    since: date


class QuietSpan(BaseModel):
    """Local times of each day, `HH:MM` in `zone`, the end on the next day when it is earlier; not `on`: none at all."""

    model_config = ConfigDict(frozen=True)

    on: bool
    begins: str
    ends: str
    zone: str


class HouseRules(BaseModel):
    """What a body has decided for itself and all below it; None is left to the body above, at last to the settings."""

    model_config = ConfigDict(frozen=True)

    delegates_take_books: bool | None = None
    quiet_hours: QuietSpan | None = None


class OrganisationFacts(BaseModel):
    """`path` leads from the root to the organisation itself. What ended by a merger or split names its successors."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    short_name: str
    parent_id: str | None
    path: tuple[str, ...]
    levels: tuple[LevelSince, ...]
    active: bool
    ended_on: date | None = None
    successor_ids: tuple[str, ...] = ()
    house_rules: HouseRules = HouseRules()


class Post(BaseModel):
    model_config = ConfigDict(frozen=True)

    organisation_id: str
    title: str


class PersonFacts(BaseModel):
    model_config = ConfigDict(frozen=True)

    id: str
    full_name: str
    organisation_id: str
    posts: tuple[Post, ...]
    language: Language
    active: bool


class RoleFacts(BaseModel):
    model_config = ConfigDict(frozen=True)

    role: RoleName
    organisation_id: str


_ORGANISATION: dict[str, Any] = {
    "id": "o1",
    "name": "Ủy ban nhân dân tỉnh Vĩnh Phúc",
    "short_name": "UBND tỉnh",
    "parent_id": None,
    "path": ["o1"],
    "levels": [{"level": "province", "since": "2000-01-01"}],
    "active": True,
    "house_rules": {
        "delegates_take_books": True,
        "quiet_hours": {"on": True, "begins": "21:00", "ends": "06:30", "zone": "Asia/Ho_Chi_Minh"},
    },
}
_PERSON: dict[str, Any] = {
    "id": "p1",
    "full_name": "Nguyễn Văn An",
    "organisation_id": "o1",
    "posts": [{"organisation_id": "o1", "title": "Chủ tịch"}],
    "language": "vi",
    "active": True,
}


class OrganisationCreated(Fact):
    type = "vn.hop.organisation.OrganisationCreated.v1"
    example: ClassVar[dict[str, Any]] = {"organisation": _ORGANISATION}
    organisation: OrganisationFacts


class OrganisationChanged(Fact):
    type = "vn.hop.organisation.OrganisationChanged.v1"
    example: ClassVar[dict[str, Any]] = {"organisation": _ORGANISATION}
    organisation: OrganisationFacts


class HouseRulesDecided(Fact):
    """What a body leaves to the one above it is None; how each copy of the body is now, OrganisationChanged tells."""

    type = "vn.hop.organisation.HouseRulesDecided.v1"
    example: ClassVar[dict[str, Any]] = {
        "organisation_id": "o1",
        "rules": {"delegates_take_books": True, "quiet_hours": None},
    }
    organisation_id: str
    rules: HouseRules


class Reorganised(Fact):
    """Bodies have merged or split; what became of each, and of its people, is told by facts of their own."""

    type = "vn.hop.reorganisation.Reorganised.v1"
    example: ClassVar[dict[str, Any]] = {
        "reorganisation_id": "r1",
        "kind": "merge",
        "on": "2025-07-01",
        "sources": ["o2", "o3"],
        "successors": ["o4"],
        "ended": True,
    }
    reorganisation_id: str
    kind: str
    on: date
    sources: tuple[str, ...]
    successors: tuple[str, ...]
    ended: bool


class PersonCreated(Fact):
    type = "vn.hop.person.PersonCreated.v1"
    example: ClassVar[dict[str, Any]] = {"person": _PERSON}
    person: PersonFacts


class PersonChanged(Fact):
    type = "vn.hop.person.PersonChanged.v1"
    example: ClassVar[dict[str, Any]] = {"person": _PERSON}
    person: PersonFacts


class PersonDeactivated(Fact):
    type = "vn.hop.person.PersonDeactivated.v1"
    example: ClassVar[dict[str, Any]] = {"person": _PERSON | {"active": False}}
    person: PersonFacts


class RolesChanged(Fact):
    """All roles the person holds from now on."""

    type = "vn.hop.person.RolesChanged.v1"
    example: ClassVar[dict[str, Any]] = {
        "person_id": "p1",
        "roles": [{"role": "secretary", "organisation_id": "o1"}],
    }
    person_id: str
    roles: tuple[RoleFacts, ...]


class AddressChanged(Fact):
    """Somebody is written to elsewhere from now on; where, travels in `hop.contacts`."""

    type = "vn.hop.person.AddressChanged.v1"
    example: ClassVar[dict[str, Any]] = {"person_id": "p1"}
    person_id: str


class SessionStarted(Fact):
    type = "vn.hop.session.SessionStarted.v1"
    example: ClassVar[dict[str, Any]] = {"session_id": "s1", "person_id": "p1"}
    session_id: str
    person_id: str


class SessionEnded(Fact):
    type = "vn.hop.session.SessionEnded.v1"
    example: ClassVar[dict[str, Any]] = {"session_id": "s1", "person_id": "p1"}
    session_id: str
    person_id: str


class SecondFactorSet(Fact):
    type = "vn.hop.secondfactor.SecondFactorSet.v1"
    example: ClassVar[dict[str, Any]] = {"person_id": "p1"}
    person_id: str


class SecondFactorRemoved(Fact):
    type = "vn.hop.secondfactor.SecondFactorRemoved.v1"
    example: ClassVar[dict[str, Any]] = {"person_id": "p1"}
    person_id: str


class SlipIssued(Fact):
    """A slip of paper with a code by which somebody without e-mail comes in, once."""

    type = "vn.hop.slip.SlipIssued.v1"
    example: ClassVar[dict[str, Any]] = {"person_id": "p1", "expires_at": "2026-11-30T01:00:00.000000Z"}
    person_id: str
    expires_at: Moment


class SlipUsed(Fact):
    type = "vn.hop.slip.SlipUsed.v1"
    example: ClassVar[dict[str, Any]] = {"person_id": "p1"}
    person_id: str


class PeopleImportStarted(Fact):
    """A list of people is taken in; each of them is told of by facts of his own."""

    type = "vn.hop.peopleimport.PeopleImportStarted.v1"
    example: ClassVar[dict[str, Any]] = {"import_id": "i1", "organisation_id": "o1", "rows": 148}
    import_id: str
    organisation_id: str
    rows: int


class PrintFacts(BaseModel):
    """`copies` of `pages` each, printed on request; `document_id` is null for what is no paper of the meeting in Hop.

    `person_id` counted it.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    meeting_id: str
    document_id: str | None
    pages: int
    copies: int
    reason: str
    person_id: str


_PRINT: dict[str, Any] = {
    "id": "x1",
    "meeting_id": "m1",
    "document_id": "d1",
    "pages": 12,
    "copies": 2,
    "reason": "Đại biểu lớn tuổi đề nghị bản giấy",
    "person_id": "p7",
}


class PrintCounted(Fact):
    type = "vn.hop.print.PrintCounted.v1"
    example: ClassVar[dict[str, Any]] = {"printed": _PRINT}
    printed: PrintFacts


class PrintStruck(Fact):
    """The entry was a mistake, and counts no more."""

    type = "vn.hop.print.PrintStruck.v1"
    example: ClassVar[dict[str, Any]] = {"printed": _PRINT}
    printed: PrintFacts


class PrintCountClosed(Fact):
    """All that was printed for the meeting is counted; without an entry: nothing was printed."""

    type = "vn.hop.printcount.PrintCountClosed.v1"
    example: ClassVar[dict[str, Any]] = {"meeting_id": "m1", "person_id": "p7"}
    meeting_id: str
    person_id: str


class PrintCountReopened(Fact):
    type = "vn.hop.printcount.PrintCountReopened.v1"
    example: ClassVar[dict[str, Any]] = {"meeting_id": "m1", "person_id": "p7"}
    meeting_id: str
    person_id: str


class PaperRate(BaseModel):
    """What a page costs and a sheet weighs from the first of a month on, and where that is written."""

    model_config = ConfigDict(frozen=True)

    since: date
    dong_per_page: int
    grams_per_sheet: float
    pages_per_sheet: int
    source: str


class Baseline(BaseModel):
    """How long a meeting took before: minutes on average, and where that is written."""

    model_config = ConfigDict(frozen=True)

    minutes: int
    source: str


class Target(BaseModel):
    """In hundredths, for bodies of a level, from a day to a day, both included; `until` null is without end."""

    model_config = ConfigDict(frozen=True)

    measure: Measure
    level: str
    percent: int
    since: date
    until: date | None
    source: str


class YardsticksChanged(Fact):
    """All that an organisation holds its figures against from now on."""

    type = "vn.hop.yardsticks.YardsticksChanged.v1"
    example: ClassVar[dict[str, Any]] = {
        "organisation_id": "o1",
        "paper": [
            {
                "since": "2026-01-01",
                "dong_per_page": 350,
                "grams_per_sheet": 5.0,
                "pages_per_sheet": 2,
                "source": "Quyết định số 12/QĐ-VP ngày 05/01/2026",
            }
        ],
        "baseline": {"minutes": 150, "source": "Báo cáo số 45/BC-UBND ngày 15/01/2026"},
        "targets": [
            {
                "measure": "meetings_shorter",
                "level": "province",
                "percent": 30,
                "since": "2026-01-01",
                "until": "2026-12-31",
                "source": "Kế hoạch số 54/KH-UBND",
            }
        ],
    }
    organisation_id: str
    paper: tuple[PaperRate, ...]
    baseline: Baseline | None
    targets: tuple[Target, ...]


class UsageReportMade(Fact):
    """Its numbers are frozen; `recipients` may read it wherever they work."""

    type = "vn.hop.usagereport.UsageReportMade.v1"
    example: ClassVar[dict[str, Any]] = {
        "report_id": "u1",
        "organisation_id": "o1",
        "period": "month",
        "since": "2026-10-01",
        "until": "2026-10-31",
        "recipients": ["p1"],
    }
    report_id: str
    organisation_id: str
    period: ReportPeriod
    since: date
    until: date
    recipients: tuple[str, ...]


class ReportScheduleChanged(Fact):
    """Who is sent the report of each period of this kind from now on; nobody: it is not made by itself any more."""

    type = "vn.hop.reportschedule.ReportScheduleChanged.v1"
    example: ClassVar[dict[str, Any]] = {"organisation_id": "o1", "period": "month", "recipients": ["p1"]}
    organisation_id: str
    period: ReportPeriod
    recipients: tuple[str, ...]


class ReportFormChanged(Fact):
    """How a body's reports are headed from now on; `counted`: their numbers are counted here."""

    type = "vn.hop.reportform.ReportFormChanged.v1"
    example: ClassVar[dict[str, Any]] = {
        "organisation_id": "o1",
        "place": "Phú Thọ",
        "symbol": "BC-UBND",
        "counted": False,
    }
    organisation_id: str
    place: str
    symbol: str
    counted: bool


class ReportHeadingChanged(Fact):
    """The registry's number and day of a report that was made before; its figures stay as they were."""

    type = "vn.hop.usagereport.ReportHeadingChanged.v1"
    example: ClassVar[dict[str, Any]] = {
        "report_id": "u1",
        "organisation_id": "o1",
        "number": "54/BC-UBND",
        "day": "2026-11-10",
    }
    report_id: str
    organisation_id: str
    number: str
    day: date | None


class ReceivingSystemChanged(Fact):
    """Where an organisation's indicators go from now on: a host, the codes, and for which kinds of period."""

    type = "vn.hop.receivingsystem.ReceivingSystemChanged.v1"
    example: ClassVar[dict[str, Any]] = {
        "system_id": "r1",
        "organisation_id": "o1",
        "host": "baocao.tinh.example",
        "periods": ["month"],
        "codes": ["H44.T01"],
        "active": True,
    }
    system_id: str
    organisation_id: str
    host: str
    periods: tuple[ReportPeriod, ...]
    codes: tuple[str, ...]
    active: bool


class IndicatorsAcknowledged(Fact):
    """A receiving system has taken the indicators of a period; `tries` counts all, also of earlier revisions."""

    type = "vn.hop.indicatorset.IndicatorsAcknowledged.v1"
    example: ClassVar[dict[str, Any]] = {
        "set_id": "s1",
        "system_id": "r1",
        "organisation_id": "o1",
        "period": "month",
        "since": "2026-10-01",
        "until": "2026-10-31",
        "revision": 1,
        "tries": 3,
    }
    set_id: str
    system_id: str
    organisation_id: str
    period: ReportPeriod
    since: date
    until: date
    revision: int
    tries: int


class ContactChanged(Fact):
    """Whole state of a person's addresses, for a compacted topic read by notify only."""

    type = "vn.hop.contact.ContactChanged.v1"
    example: ClassVar[dict[str, Any]] = {"person_id": "p1", "email": "an@tinh.example", "language": "vi"}
    person_id: str
    email: str | None
    language: Language


class ResetAsked(Fact):
    """A link to choose a password, to be mailed. Whoever holds `code` may use it, once, until it expires."""

    type = "vn.hop.reset.ResetAsked.v1"
    example: ClassVar[dict[str, Any]] = {
        "person_id": "p1",
        "name": "an.nguyen",
        "code": "abcd-efgh-jkmn-pqrs",
        "expires_at": "2026-11-30T01:00:00.000000Z",
    }
    person_id: str
    name: str
    code: str
    expires_at: Moment


class AddressConfirmationAsked(Fact):
    """A link by which a person shows that he reads mail at `email`, to be mailed there."""

    type = "vn.hop.addresschange.AddressConfirmationAsked.v1"
    example: ClassVar[dict[str, Any]] = {
        "person_id": "p1",
        "email": "an.nguyen@tinh.example",
        "code": "abcd-efgh-jkmn-pqrs",
        "expires_at": "2026-11-30T01:00:00.000000Z",
    }
    person_id: str
    email: str
    code: str
    expires_at: Moment
