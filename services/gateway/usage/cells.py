"""Sums of rows in memory: per organisation with all below it, month and year, and per level, mode and kind.

A row that changed is taken from the cells it was in and added to those it belongs to now. Every cell is a sum of rows,
so nothing can drift.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from services.gateway.usage.figures import COLUMNS, POSITION
from services.gateway.usage.withheld import Group, groups_of

Facet = tuple[str, str]  # ("level", "commune"), ("unit", organisation id), … or ALL
Setting = tuple[str, str, str]  # level, mode and kind
ALL: Facet = ("", "")
Json = dict[str, Any]


class Sums:
    """An amount per column, and how many rows knew it: without one it is not recorded."""

    __slots__ = ("amounts", "known")

    def __init__(self) -> None:
        self.amounts = [0] * len(COLUMNS)
        self.known = [0] * len(COLUMNS)

    def add(self, figures: Json, sign: int = 1) -> None:
        for name, amount in figures.items():
            place = POSITION.get(name)
            if place is not None:  # a column of another release
                self.amounts[place] += sign * amount
                self.known[place] += sign

    def merge(self, other: "Sums") -> None:
        self.amounts = [mine + theirs for mine, theirs in zip(self.amounts, other.amounts, strict=True)]
        self.known = [mine + theirs for mine, theirs in zip(self.known, other.known, strict=True)]

    def figures(self) -> dict[str, int | None]:
        """By column; None is not recorded."""
        return {column.name: self.amounts[place] if self.known[place] else None for place, column in enumerate(COLUMNS)}


Faceted = dict[Facet, Sums]


def faceted() -> Faceted:
    return defaultdict(Sums)


class Cells:
    def __init__(self) -> None:
        self.rows: dict[str, Json] = {}
        self.roots: set[str] = set()  # of trees that have, or had, a meeting
        self.settings: dict[Setting, Sums] = defaultdict(Sums)  # by level, mode and kind
        self._held: dict[tuple[tuple[str, ...], Setting], list[int]] = defaultdict(lambda: [0, 0])
        self._spans: dict[tuple[str, str], Faceted] = defaultdict(faceted)  # by organisation and month or year
        self._days: dict[str, set[str]] = defaultdict(set)  # meetings of a day
        self._months: dict[str, set[str]] = defaultdict(set)  # in which an organisation has, or had, a meeting
        self._withheld: dict[str, dict[str, Json]] = defaultdict(dict)  # rows by month and meeting
        self._told: dict[str, list[Group]] = {}  # groups of months that were closed when they were last asked for

    def put(self, row: Json) -> None:
        before = self.rows.get(row["meeting_id"])
        if before:
            self._count(before, -1)
        self.rows[row["meeting_id"]] = row
        self._count(row, 1)

    def _count(self, row: Json, sign: int) -> None:
        meeting_id, day, figures = row["meeting_id"], row["day"], row["figures"]
        for place, organisation_id in enumerate(row["path"]):
            self._months[organisation_id].add(day[:7])
            for span in (day[:4], day[:7]):
                cell = self._spans[organisation_id, span]
                for facet in facets(row, place):
                    cell[facet].add(figures, sign)
        self.roots.add(row["path"][0])
        setting = (row["level"], row["mode"], row["kind"])
        self.settings[setting].add(figures, sign)
        if figures.get("meetings_held"):
            meetings_and_minutes = self._held[tuple(row["path"]), setting]
            meetings_and_minutes[0] += sign
            meetings_and_minutes[1] += sign * figures["minutes_held"]
        (self._days[day].add if sign > 0 else self._days[day].discard)(meeting_id)
        if row.get("told_month"):  # rows of an older release have none until they are made anew
            self._told.pop(row["told_month"], None)
            month = self._withheld[row["told_month"]]
            month.update({meeting_id: row}) if sign > 0 else month.pop(meeting_id, None)

    def period(self, organisation_id: str, since: date, until: date, now: str) -> Faceted:
        """What the organisation and all below it did in these days, both included."""
        found = faceted()
        for span in spans(since, until):
            if len(span) < 10:
                for facet, sums in self._spans.get((organisation_id, span), {}).items():
                    found[facet].merge(sums)
            else:
                self._add_day(organisation_id, span, found)
        for month in months(since, until):
            self._add_withheld(organisation_id, month, now, found)
        return found

    def series(self, organisation_id: str, since: date, until: date, now: str) -> Iterator[tuple[str, Sums]]:
        """By month, or by day for two months and less."""
        if (until - since).days < 62:
            for number in range((until - since).days + 1):
                day = since + timedelta(days=number)
                found = faceted()
                self._add_day(organisation_id, day.isoformat(), found)
                yield day.isoformat(), found[ALL]
            return
        begin = since
        while begin <= until:
            end = min(_month_end(begin), until)
            yield begin.isoformat()[:7], self.period(organisation_id, begin, end, now)[ALL]
            begin = end + timedelta(days=1)

    def held(self) -> Iterator[tuple[tuple[str, ...], Setting, int, int]]:
        """By path and setting how many meetings were held, and their minutes."""
        for (path, setting), (meetings, minutes) in self._held.items():
            yield path, setting, meetings, minutes

    def of_month(self, organisation_id: str, month: str) -> Sums:
        """Without what is withheld."""
        return self._spans[organisation_id, month][ALL]

    def months_held(self, organisation_id: str) -> list[str]:
        """In which it, or a unit below it, held a meeting."""
        place = POSITION["meetings_held"]
        months = sorted(self._months.get(organisation_id, ()))
        return [month for month in months if self.of_month(organisation_id, month).amounts[place]]

    def meetings(self, organisation_id: str, since: date, until: date) -> Iterator[Json]:
        """Rows, newest day first."""
        for number in range((until - since).days + 1):
            day = (until - timedelta(days=number)).isoformat()
            for meeting_id in sorted(self._days.get(day, ())):
                row = self.rows[meeting_id]
                if organisation_id in row["path"]:
                    yield row

    def groups(self, now: str) -> Iterator[Group]:
        """Of all closed months."""
        for month in sorted(self._withheld):
            yield from self._groups(month, now)

    def _add_day(self, organisation_id: str, day: str, found: Faceted) -> None:
        for meeting_id in self._days.get(day, ()):
            row = self.rows[meeting_id]
            if organisation_id in row["path"]:
                for facet in facets(row, row["path"].index(organisation_id)):
                    found[facet].add(row["figures"])

    def _add_withheld(self, organisation_id: str, month: str, now: str, found: Faceted) -> None:
        """In totals only: by level, mode and kind a group would fall apart into less than it takes to hide one."""
        for group in self._groups(month, now):
            if organisation_id in group.path:
                place = group.path.index(organisation_id)
                for facet in (ALL, _unit(group.path, place)):
                    for figures in group.figures:
                        found[facet].add(figures)

    def _groups(self, month: str, now: str) -> list[Group]:
        """The month is closed when all its rows are, whatever their zones."""
        rows = self._withheld.get(month, {}).values()
        if month not in self._told:
            if any(row["told_at"] > now for row in rows):
                return []
            self._told[month] = groups_of(row for row in rows if row["withheld"])
        return self._told[month]


def facets(row: Json, place: int) -> Iterator[Facet]:
    yield ALL
    yield "level", row["level"]
    yield "mode", row["mode"]
    yield "kind", row["kind"]
    yield _unit(row["path"], place)


def spans(since: date, until: date) -> Iterator[str]:
    """The same days in as few years, months and days as possible."""
    day = since
    while day <= until:
        year_end, month_end = date(day.year, 12, 31), _month_end(day)
        if day == date(day.year, 1, 1) and year_end <= until:
            yield f"{day.year:04}"
            day = year_end
        elif day.day == 1 and month_end <= until:
            yield day.isoformat()[:7]
            day = month_end
        else:
            yield day.isoformat()
        day += timedelta(days=1)


def months(since: date, until: date) -> Iterator[str]:
    """Those that lie in it whole."""
    day = since if since.day == 1 else _month_end(since) + timedelta(days=1)
    while (end := _month_end(day)) <= until:
        yield day.isoformat()[:7]
        day = end + timedelta(days=1)


def _unit(path: Iterable[str], place: int) -> Facet:
    """The part of the organisation a row belongs to: a unit right below it, or itself."""
    below = list(path)[place : place + 2]
    return "unit", below[-1]


def _month_end(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
