"""What the gateway's commands work with."""

from dataclasses import dataclass

from services.gateway.address_changes.model import AddressChange
from services.gateway.attempts.commands import Attempts
from services.gateway.audit.store import AuditRecord
from services.gateway.chairs.store import Chairs
from services.gateway.contacts.model import Contact
from services.gateway.imports.model import Chunk, PeopleImport
from services.gateway.organisations.model import Move, Organisation
from services.gateway.passwords.hashing import Hasher
from services.gateway.passwords.model import Password
from services.gateway.people.model import Creation, Person
from services.gateway.prints.model import Print, PrintCount
from services.gateway.receiving_systems.receiving import Receiving
from services.gateway.reorganisations.model import Reorganisation
from services.gateway.report_forms.model import ReportForm, ReportRegister
from services.gateway.reports.model import ReportSchedule, UsageReport
from services.gateway.resets.model import Reset
from services.gateway.roles.model import RootAdministrators
from services.gateway.second_factors.model import SecondFactor
from services.gateway.sessions.check import SessionCheck
from services.gateway.sessions.cookies import CookieJar
from services.gateway.sessions.model import Session
from services.gateway.settings import GatewaySettings
from services.gateway.setup.model import SetUp
from services.gateway.slips.model import Slip
from services.gateway.spreadsheets.room import SpreadsheetRoom
from services.gateway.tokens.commands import LocalKeys
from services.gateway.usage.app import Usage
from services.gateway.yardsticks.model import Yardsticks
from shared.addresses import Addresses
from shared.aggregates import Repository
from shared.clock import Clock
from shared.jobs import Jobs


@dataclass(slots=True)
class World:
    """`key` is the installation's secret, from which one-time passwords and refresh tokens follow.

    `public` is the address people use.
    """

    settings: GatewaySettings
    public: str
    secrets_allowed: bool
    clock: Clock
    key: bytes
    keys: LocalKeys
    hasher: Hasher
    attempts: Attempts
    check: SessionCheck
    cookies: CookieJar
    addresses: Addresses
    people: Repository[Person]
    creations: Repository[Creation]
    contacts: Repository[Contact]
    passwords: Repository[Password]
    chairs: Chairs
    second_factors: Repository[SecondFactor]
    sessions: Repository[Session]
    organisations: Repository[Organisation]
    moves: Repository[Move]
    reorganisations: Repository[Reorganisation]
    root_administrators: Repository[RootAdministrators]
    set_ups: Repository[SetUp]
    slips: Repository[Slip]
    resets: Repository[Reset]
    address_changes: Repository[AddressChange]
    imports: Repository[PeopleImport]
    import_chunks: Repository[Chunk]
    spreadsheets: SpreadsheetRoom
    prints: Repository[Print]
    print_counts: Repository[PrintCount]
    yardsticks: Repository[Yardsticks]
    report_forms: Repository[ReportForm]
    report_registers: Repository[ReportRegister]
    usage_reports: Repository[UsageReport]
    report_schedules: Repository[ReportSchedule]
    receiving: Receiving
    usage: Usage
    audit: AuditRecord
    jobs: Jobs
