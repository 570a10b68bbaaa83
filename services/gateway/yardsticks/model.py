"""What an organisation holds its figures against: a baseline, targets, and what paper costs and weighs.

Each names its source, so that no number stands on the page that nobody can check. Whoever has set none of a kind is
held against what the next organisation above has set.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from shared.aggregates import Aggregate
from shared.events.gateway import Baseline, PaperRate, Target, YardsticksChanged
from shared.problems import Invalid, Said
from shared.words import Measure


class RateInsideMonth(Invalid):
    """A month's withheld figures are told whole or not at all, so nothing may divide a month."""

    code = "rate-inside-month"
    title = Said("Đơn giá giấy phải áp dụng từ ngày đầu tháng", "A rate of paper begins with a month")
    advice = Said(
        "Hãy chọn ngày 01 của tháng; mỗi tháng một đơn giá.",
        "Choose the first of a month, and one rate for each month.",
    )


class TargetsOverlap(Invalid):
    code = "targets-overlap"
    title = Said("Hai mục tiêu cùng cấp trùng thời gian", "Two targets of one level hold at the same time")
    advice = Said(
        "Hãy sửa ngày bắt đầu, ngày kết thúc để mỗi ngày chỉ có một mục tiêu.",
        "Change their days so that one holds on each day.",
    )


class Yardsticks(Aggregate):
    """Of one organisation; its id is the organisation's."""

    paper: tuple[PaperRate, ...] = ()
    baseline: Baseline | None = None
    targets: tuple[Target, ...] = ()

    def change(self, paper: Sequence[PaperRate], baseline: Baseline | None, targets: Sequence[Target]) -> None:
        """The same again changes nothing. Raises RateInsideMonth, TargetsOverlap."""
        rates = tuple(sorted(paper, key=lambda rate: rate.since))
        wanted = tuple(sorted(targets, key=lambda target: (target.measure, target.level, target.since)))
        check_rates(rates)
        check_targets(wanted)
        if (rates, baseline, wanted) == (self.paper, self.baseline, self.targets):
            return
        self.paper, self.baseline, self.targets = rates, baseline, wanted
        self.record(YardsticksChanged(organisation_id=self.id, paper=rates, baseline=baseline, targets=wanted))


def check_rates(rates: Sequence[PaperRate]) -> None:
    """`rates` by day. Raises RateInsideMonth."""
    if any(rate.since.day != 1 for rate in rates) or any(one.since == other.since for one, other in pairwise(rates)):
        raise RateInsideMonth


def check_targets(targets: Sequence[Target]) -> None:
    """`targets` by measure, level and day. Raises TargetsOverlap, also for one that ends before it begins."""
    for target in targets:
        if target.until is not None and target.until < target.since:
            raise TargetsOverlap
    for one, other in pairwise(targets):
        same = (one.measure, one.level) == (other.measure, other.level)
        if same and (one.until is None or other.since <= one.until):
            raise TargetsOverlap


@dataclass(frozen=True, slots=True)
class Held:
    """What an organisation is held against, and by whom that was set; None where nobody has."""

    paper: tuple[PaperRate, ...] = ()
    paper_of: str | None = None
    baseline: Baseline | None = None
    baseline_of: str | None = None
    targets: tuple[Target, ...] = ()
    targets_of: str | None = None


def held_against(path: Sequence[str], own: Mapping[str, Yardsticks]) -> Held:
    """`own` by organisation; the nearest on the path that has set a kind decides it."""
    upwards = [own[one] for one in reversed(path) if one in own]
    paper = next((one for one in upwards if one.paper), None)
    baseline = next((one for one in upwards if one.baseline), None)
    targets = next((one for one in upwards if one.targets), None)
    return Held(
        paper=paper.paper if paper else (),
        paper_of=paper.id if paper else None,
        baseline=baseline.baseline if baseline else None,
        baseline_of=baseline.id if baseline else None,
        targets=targets.targets if targets else (),
        targets_of=targets.id if targets else None,
    )


def targets_on(targets: Sequence[Target], day: date) -> list[Target]:
    return [one for one in targets if one.since <= day and (one.until is None or day <= one.until)]


def target_of(targets: Sequence[Target], measure: Measure, level: str, day: date) -> Target | None:
    return next((one for one in targets_on(targets, day) if (one.measure, one.level) == (measure, level)), None)
