"""A list of people on its way into the directory: rows that are judged, corrected, and then taken in by a job."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pydantic import BaseModel, Field

from services.gateway.contacts.model import Contact, check_email, check_phone
from services.gateway.imports.columns import Column, Header
from services.gateway.imports.problems import ImportBegun
from services.gateway.people.model import Person
from services.gateway.people.names import is_sign_in_name, person_id_of, sign_in_name
from shared.aggregates import Aggregate
from shared.clock import Moment
from shared.events.gateway import PeopleImportStarted, Post
from shared.problems import Invalid
from shared.text import fold

ROWS_IN_CHUNK = 25
LONGEST = 300  # characters


class RowOutcome(StrEnum):
    """What taking a row in does, or did."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    BAD = "bad"
    LEFT_OUT = "left_out"


class RowError(BaseModel):
    """`code` is one of ROW_ERRORS; `row` the number of another row it speaks of."""

    column: Column
    code: str
    row: int = 0


class ImportRow(BaseModel):
    """`number` is the row's in the spreadsheet; `values` hold what was there, or was typed in its place."""

    number: int
    values: dict[Column, str]
    formulas: tuple[Column, ...] = ()
    outcome: RowOutcome = RowOutcome.BAD
    errors: tuple[RowError, ...] = ()
    changes: tuple[Column, ...] = ()
    organisation_id: str = ""
    person_id: str = ""

    @property
    def handle(self) -> str:
        """What he signs in with: his address where the list has no name for him."""
        return sign_in_name(self.values.get(Column.NAME) or self.values.get(Column.EMAIL, ""))

    def refuse(self, *errors: RowError) -> None:
        self.outcome, self.errors, self.changes = RowOutcome.BAD, errors, ()

    def become(self, outcome: RowOutcome, changes: tuple[Column, ...] = ()) -> None:
        self.outcome, self.errors, self.changes = outcome, (), changes


class Chunk(Aggregate):
    """Some rows of an import, kept together."""

    import_id: str
    rows: list[ImportRow]

    def row(self, number: int) -> ImportRow | None:
        return next((row for row in self.rows if row.number == number), None)


class PeopleImport(Aggregate):
    """`organisation_id` is the home of those whose row names none. Only who made it sees it."""

    made_by: str
    made_at: Moment
    root_id: str
    organisation_id: str
    file_name: str
    encoding: str
    sheet: str
    header_row: int
    columns: dict[Column, str]
    ignored: tuple[str, ...]
    rows: int
    chunks: int
    begun: bool = False
    expected: dict[RowOutcome, int] = Field(default_factory=dict)

    def begin(self, expected: dict[RowOutcome, int]) -> None:
        """`expected` is what the preview promised. Begun again changes nothing."""
        if not self.begun:
            self.begun, self.expected = True, expected
            self.record(PeopleImportStarted(import_id=self.id, organisation_id=self.organisation_id, rows=self.rows))

    def check_open(self) -> None:
        """Raises ImportBegun."""
        if self.begun:
            raise ImportBegun


@dataclass(frozen=True, slots=True)
class Directory:
    """What rows are judged by.

    `units` are ids by folded name and by id, of active units the officer administers; `closed` are people he may not
    change; `owners` is the number of the first row with a handle.
    """

    home: str
    root_id: str
    units: Mapping[str, tuple[str, ...]]
    people: Mapping[str, Person]
    contacts: Mapping[str, Contact]
    closed: frozenset[str] = frozenset()
    owners: Mapping[str, int] = field(default_factory=dict)


def judge(row: ImportRow, directory: Directory) -> None:
    """Sets the row's outcome, errors and changes. A row that was left out stays so."""
    if row.outcome is RowOutcome.LEFT_OUT:
        return
    errors = [*_errors_of_values(row), *_errors_of_unit(row, directory)]
    row.person_id = person_id_of(row.handle)
    if not errors:
        errors += _errors_of_person(row, directory)
    if errors:
        row.refuse(*errors)
        return
    person = directory.people.get(row.person_id)
    if person is None:
        row.become(RowOutcome.NEW)
        return
    changes = _changes(row, person, directory.contacts.get(person.id))
    row.become(RowOutcome.CHANGED if changes else RowOutcome.UNCHANGED, changes)


def posts_of(row: ImportRow, person: Person | None) -> tuple[Post, ...]:
    """The row's post takes the place of the one in the same organisation; others stay, and all do where it has none."""
    held = person.posts if person else ()
    title = row.values.get(Column.POST)
    if not title:
        return held
    home = row.organisation_id
    return (Post(organisation_id=home, title=title), *(post for post in held if post.organisation_id != home))


def email_of(row: ImportRow) -> str | None:
    return row.values.get(Column.EMAIL)


def phone_of(row: ImportRow) -> str | None:
    """Spreadsheets take the leading zero from a number: numbers here have ten digits and begin with it."""
    typed = row.values.get(Column.PHONE)
    return f"0{typed}" if typed and len(typed) == 9 and typed.isdecimal() else typed


def folded_unit(name: str) -> str:
    return " ".join(fold(name).split())


def _errors_of_values(row: ImportRow) -> list[RowError]:
    values = row.values
    errors = [RowError(column=column, code="formula") for column in row.formulas]
    errors += [RowError(column=column, code="too-long") for column, text in values.items() if len(text) > LONGEST]
    errors += [RowError(column=column, code="formula") for column, text in values.items() if text.startswith("=")]
    if Column.FULL_NAME not in values and Column.FULL_NAME not in row.formulas:
        errors.append(RowError(column=Column.FULL_NAME, code="missing-name"))
    errors += _errors_of_addresses(row)
    if not row.handle:
        errors.append(RowError(column=Column.NAME, code="missing-handle"))
    elif not is_sign_in_name(row.handle) and not any(error.column is Column.EMAIL for error in errors):
        errors.append(RowError(column=Column.NAME, code="bad-handle"))
    return list({(error.column): error for error in reversed(errors)}.values())[::-1]


def _errors_of_addresses(row: ImportRow) -> list[RowError]:
    errors = []
    for column, check, address in (
        (Column.EMAIL, check_email, email_of(row)),
        (Column.PHONE, check_phone, phone_of(row)),
    ):
        try:
            check(address)
        except Invalid:
            errors.append(RowError(column=column, code=f"bad-{column}"))
    return errors


def _errors_of_unit(row: ImportRow, directory: Directory) -> list[RowError]:
    """And finds the unit. One that the row does not name is the import's own, or where the person is already."""
    said = row.values.get(Column.ORGANISATION)
    if not said:
        person = directory.people.get(person_id_of(row.handle))
        row.organisation_id = person.organisation_id if person else directory.home
        return []
    found = directory.units.get(said) or directory.units.get(folded_unit(said), ())
    if len(found) == 1:
        row.organisation_id = found[0]
        return []
    return [RowError(column=Column.ORGANISATION, code="unit-ambiguous" if found else "unit-unknown")]


def _errors_of_person(row: ImportRow, directory: Directory) -> list[RowError]:
    first = directory.owners.get(row.handle, row.number)
    if first != row.number:
        return [RowError(column=Column.NAME, code="duplicate", row=first)]
    person = directory.people.get(row.person_id)
    if person is None:
        return []
    if person.root_id != directory.root_id or person.id in directory.closed:
        return [RowError(column=Column.NAME, code="taken")]
    return [] if person.active else [RowError(column=Column.NAME, code="inactive")]


def _changes(row: ImportRow, person: Person, contact: Contact | None) -> tuple[Column, ...]:
    """An empty cell changes nothing."""
    email, phone = email_of(row), phone_of(row)
    differs = {
        Column.FULL_NAME: row.values[Column.FULL_NAME] != person.full_name,
        Column.ORGANISATION: row.organisation_id != person.organisation_id,
        Column.POST: set(posts_of(row, person)) != set(person.posts),
        Column.EMAIL: bool(email) and (contact is None or contact.email != email),
        Column.PHONE: bool(phone) and (contact is None or contact.phone != phone),
    }
    return tuple(column for column, differ in differs.items() if differ)


def rows_of(header: Header, rows: list[tuple[int, list[str | bool | None]]]) -> list[ImportRow]:
    """What follows the header; rows without a name, an address and a sign-in name are headings or sums."""
    found = []
    for number, cells in rows:
        if number <= header.number:
            continue
        values, formulas = header.values(cells)
        if formulas or values.keys() & {Column.FULL_NAME, Column.NAME, Column.EMAIL}:
            found.append(ImportRow(number=number, values=values, formulas=formulas))
    return found
