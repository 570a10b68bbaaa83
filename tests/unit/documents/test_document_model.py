"""What may happen to a paper, and what is told of it, whatever the order."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from services.documents.documents.model import Document, Names, Recall
from services.documents.documents.problems import NotReleased, StillReleased
from services.documents.versions.model import Checked, Declaration, Lease, Refusal, Version
from services.documents.versions.problems import (
    DeclarationDue,
    NotCheckedAnyMore,
    NothingToDeclare,
    UploadOver,
)
from shared.events.documents import DocumentAdded, DocumentRecalled, DocumentReleased, VersionChecked, VersionRefused
from shared.problems import Conflict, KeyReused, NotFound, Problem
from shared.words import Classification, VersionState

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
NAMES = Names(title="Báo cáo", file_name="bao-cao.pdf")


def document() -> Document:
    return Document(
        id="d1",
        meeting_id="m1",
        item_id=None,
        sealed_title="sealed",
        position=1,
        classification=Classification.NONE,
        audience=None,
        readers=["delegate"],
    )


def version(version_id: str = "v1", fingerprint: str = "") -> Version:
    return Version(
        id=version_id,
        number=1,
        uploader_id="p2",
        fingerprint=fingerprint,
        sealed_name="sealed",
        size=10,
        created_at=NOW,
        incoming=f"incoming/{version_id}",
    )


def checked(folder: str = "f1", *, needs_declaration: bool = False) -> Checked:
    return Checked(
        folder=folder,
        media_type="application/pdf",
        sha256="0" * 64,
        size=10,
        pages=2,
        needs_declaration=needs_declaration,
        reading_size=9,
        thumbnails=1,
    )


def lease(token: str = "t1") -> Lease:
    return Lease(token=token, until=NOW + timedelta(seconds=30))


def passed(*, needs_declaration: bool = False) -> Document:
    paper = document()
    paper.add_version(version())
    paper.version_of("v1").arrive(NOW)
    paper.take_first(lease())
    paper.pass_check("v1", "t1", checked(needs_declaration=needs_declaration), NAMES)
    return paper


def told(paper: Document) -> list[str]:
    return [type(fact).__name__ for fact in paper.facts]


def test_nothing_is_told_before_a_version_passed() -> None:
    paper = document()
    paper.add_version(version())
    paper.change(item_id="i1")
    paper.leave()
    assert told(paper) == []
    assert told(passed()) == ["DocumentAdded", "VersionChecked"]


def test_name_is_not_told_before_the_declaration() -> None:
    paper = passed(needs_declaration=True)
    [waiting] = paper.facts
    assert isinstance(waiting, VersionChecked)
    assert (waiting.needs_declaration, waiting.version.file_name) == (True, "")
    with pytest.raises(DeclarationDue):
        paper.release("v1", NOW)
    paper.declare("v1", Declaration(secret=False, by="p2", at=NOW), NAMES)
    assert told(paper)[1:] == ["DocumentAdded", "VersionChecked"]
    paper.declare("v1", Declaration(secret=False, by="p2", at=NOW), NAMES)
    assert len(paper.facts) == 3


def test_declared_secret_keeps_no_name() -> None:
    paper = passed(needs_declaration=True)
    paper.declare("v1", Declaration(secret=True, by="p2", at=NOW), NAMES)
    assert (paper.title, paper.sealed_title, paper.versions[0].sealed_name) == ("", "", "")
    assert paper.keys == set()
    with pytest.raises(NothingToDeclare):
        paper.declare("v1", Declaration(secret=False, by="p2", at=NOW), NAMES)


def test_only_the_newest_lease_counts() -> None:
    paper = document()
    paper.add_version(version())
    with pytest.raises(NotCheckedAnyMore):
        paper.take_first(lease())
    paper.version_of("v1").arrive(NOW)
    paper.take_first(lease("t1"))
    paper.take_first(lease("t2"))
    with pytest.raises(NotCheckedAnyMore):
        paper.pass_check("v1", "t1", checked(), NAMES)
    with pytest.raises(NotCheckedAnyMore):
        paper.version_of("v1").condemn("t1", Refusal(reason="empty"))
    paper.pass_check("v1", "t2", checked(), NAMES)
    assert paper.state == "ready"


def test_version_that_waited_longest_is_checked_first() -> None:
    paper = document()
    for number, minutes in enumerate((5, 1, 3)):
        paper.add_version(version(f"v{number}"))
        paper.version_of(f"v{number}").arrive(NOW + timedelta(minutes=minutes))
    assert paper.take_first(lease()).id == "v1"
    assert paper.check_due_at == NOW + timedelta(seconds=30)


def test_postponed_check_does_not_count_as_an_attempt() -> None:
    paper = document()
    paper.add_version(version())
    paper.version_of("v1").arrive(NOW)
    taken = paper.take_first(lease())
    taken.postpone("t1", NOW + timedelta(minutes=1))
    assert (taken.attempts, paper.check_due_at) == (0, NOW + timedelta(minutes=1))


def test_same_version_again_is_one_and_another_under_its_name_is_refused() -> None:
    paper = document()
    paper.add_version(version(fingerprint="a"))
    paper.add_version(version(fingerprint="a"))
    assert len(paper.versions) == 1
    with pytest.raises(KeyReused):
        paper.add_version(version(fingerprint="b"))


def test_recall_hides_at_once_and_is_said_at_the_end() -> None:
    paper = passed()
    paper.release("v1", NOW)
    paper.begin_recall(Recall(reason="Sai", by="p2", at=NOW))
    assert paper.released is None
    assert not any(isinstance(fact, DocumentRecalled) for fact in paper.facts)
    with pytest.raises(Conflict):
        paper.release("v1", NOW)
    paper.finish_recall()
    paper.finish_recall()
    assert told(paper)[-2:] == ["DocumentReleased", "DocumentRecalled"]
    assert paper.keys == {"papers/f1/original"}
    with pytest.raises(NotReleased):
        paper.begin_recall(Recall(reason="Sai", by="p2", at=NOW))


def test_upload_whose_answer_was_lost_is_finished_again_after_its_check() -> None:
    paper = passed()
    before = paper.version_of("v1").model_dump()
    paper.version_of("v1").arrive(NOW)
    assert paper.version_of("v1").model_dump() == before


class Papers(RuleBasedStateMachine):
    """Anything may be tried at any moment; the model takes it or refuses it."""

    def __init__(self) -> None:
        super().__init__()
        self.paper = document()
        self.made = 0

    numbers = st.integers(min_value=1, max_value=4)

    @rule()
    def add(self) -> None:
        self.made += 1
        self.paper.add_version(version(f"v{self.made}"))

    @rule(number=numbers)
    def arrive(self, number: int) -> None:
        with suppress(NotFound):
            self.paper.version_of(f"v{number}").arrive(NOW)

    @rule(number=numbers, needs_declaration=st.booleans())
    def pass_check(self, number: int, needs_declaration: bool) -> None:
        self._try(NotCheckedAnyMore, lambda: self.paper.take_first(lease()))
        found = checked(f"f{number}", needs_declaration=needs_declaration)
        self._try(NotCheckedAnyMore, lambda: self.paper.pass_check(f"v{number}", "t1", found, NAMES))

    @rule(number=numbers, reason=st.sampled_from(["empty", "secret_stamp"]))
    def refuse(self, number: int, reason: str) -> None:
        self._try(NotCheckedAnyMore, lambda: self.paper.take_first(lease()))
        verdict = Refusal(reason=reason)
        self._try(NotCheckedAnyMore, lambda: self.paper.version_of(f"v{number}").condemn("t1", verdict))
        if (found := self.paper.look_for(f"v{number}")) and found.refusal:
            self._try(NotCheckedAnyMore, lambda: self.paper.refuse_checked(f"v{number}", "t1"))

    @rule(number=numbers, secret=st.booleans())
    def declare(self, number: int, secret: bool) -> None:
        said = Declaration(secret=secret, by="p2", at=NOW)
        self._try(NothingToDeclare, lambda: self.paper.declare(f"v{number}", said, NAMES))

    @rule(number=numbers)
    def release(self, number: int) -> None:
        self._try(Conflict, lambda: self.paper.release(f"v{number}", NOW))

    @rule()
    def begin_recall(self) -> None:
        self._try(NotReleased, lambda: self.paper.begin_recall(Recall(reason="Sai", by="p2", at=NOW)))

    @rule()
    def finish_recall(self) -> None:
        self.paper.finish_recall()

    @rule(number=numbers)
    def cancel(self, number: int) -> None:
        self._try(UploadOver, lambda: self.paper.cancel_upload(f"v{number}"))

    @invariant()
    def at_most_one_version_is_released(self) -> None:
        assert [one.state for one in self.paper.versions].count(VersionState.RELEASED) <= 1

    @invariant()
    def released_paper_passed_the_gate(self) -> None:
        for one in self.paper.versions:
            if one.state is VersionState.RELEASED:
                assert one.served
                assert one.file_name
                assert not one.needs_declaration
                assert not (one.declaration and one.declaration.secret)

    @invariant()
    def refused_and_unfinished_versions_have_no_files(self) -> None:
        for one in self.paper.versions:
            if one.state in {VersionState.UPLOADING, VersionState.CHECKING, VersionState.REFUSED}:
                assert not one.served
                assert not one.folder

    @invariant()
    def names_are_told_of_nothing_that_may_be_secret(self) -> None:
        for one in self.paper.versions:
            if one.needs_declaration or one.state in {VersionState.UPLOADING, VersionState.CHECKING}:
                assert one.file_name == ""
            if one.refusal and one.state is VersionState.REFUSED and one.refusal.reason == "secret_stamp":
                assert one.file_name == one.sealed_name == ""

    @invariant()
    def facts_follow_from_each_other(self) -> None:
        released = 0
        for number, fact in enumerate(self.paper.facts):
            assert isinstance(fact, DocumentAdded) <= (DocumentAdded not in map(type, self.paper.facts[:number]))
            released += isinstance(fact, DocumentReleased)
            if isinstance(fact, DocumentRecalled):
                assert released
            if isinstance(fact, VersionRefused):
                assert self.paper.version_of(fact.version_id).state is VersionState.REFUSED

    @invariant()
    def numbers_are_in_order(self) -> None:
        numbers = [one.number for one in self.paper.versions]
        assert numbers == sorted(set(numbers))

    def _try(self, refusal: type[Problem], act: Callable[[], Any]) -> None:
        with suppress(NotFound, refusal):
            act()


TestPapers = Papers.TestCase
TestPapers.settings = settings(max_examples=60, stateful_step_count=30)


def test_released_paper_stays_in_its_meeting() -> None:
    paper = passed()
    paper.release("v1", NOW)
    with pytest.raises(StillReleased):
        paper.leave()
