"""A paper of a meeting with its versions: what may happen to it, and what is told of it."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from services.documents.documents.problems import NotReleased, StillReleased
from services.documents.reviews.model import Review
from services.documents.reviews.problems import NotInReview, NotSubmittable
from services.documents.versions.model import SECRET_STAMP, Checked, Declaration, Lease, Version
from services.documents.versions.problems import (
    DeclarationDue,
    NotCheckedAnyMore,
    NotReleasable,
    TooManyVersions,
    UploadOver,
)
from shared.aggregates import Aggregate
from shared.audience import Audience
from shared.clock import Moment
from shared.events.documents import (
    DocumentAdded,
    DocumentChanged,
    DocumentFacts,
    DocumentRecalled,
    DocumentReleased,
    DocumentRemoved,
    PaperAccepted,
    PaperReturned,
    PaperSubmitted,
    VersionChecked,
    VersionRefused,
)
from shared.events.envelope import Fact
from shared.problems import Conflict, KeyReused, NotFound
from shared.words import Classification, ReviewStage, VersionState

PaperState = Literal["empty", "ready", "released", "recalled"]

MOST_VERSIONS = 100
NOBODY = Audience(people=())


class Recall(BaseModel):
    """Begun, and not finished before every served file is gone."""

    reason: str
    by: str
    at: Moment


class Names(BaseModel):
    """Readable at last: what the secret gate let pass."""

    title: str
    file_name: str


class Document(Aggregate):
    """`title` is empty until the secret gate let a first version pass; before, `sealed_title` keeps it unreadable.

    Until then nothing is told of the paper, so that no name of a refused one stands in the log for ever.
    `readers` are the index keys of those who may read a released version (shared.audience). `unit_id` is the owner
    unit that brought it; None for a secretary's own.
    """

    meeting_id: str
    item_id: str | None
    title: str = ""
    sealed_title: str = ""
    told: bool = False
    position: int
    classification: Classification
    audience: Audience | None
    readers: list[str]
    versions: list[Version] = Field(default_factory=list)
    recall: Recall | None = None
    unit_id: str | None = None

    @property
    def released(self) -> Version | None:
        """What readers see. A recall that has begun hides it at once."""
        if self.recall:
            return None
        return next((version for version in self.versions if version.state is VersionState.RELEASED), None)

    @property
    def recalled_now(self) -> list[Version]:
        """Whose files and text must be gone before a recall that has begun may be said: also of kept ones."""
        was_shown = {VersionState.RELEASED, VersionState.RECALLED}
        shown = [one for one in self.versions if one.superseded or (one.served and one.state in was_shown)]
        return shown if self.recall else []

    @property
    def newest(self) -> Version | None:
        return self.versions[-1] if self.versions else None

    @property
    def releasable(self) -> Version | None:
        """The newest that could be released now."""
        shown = self.released
        ready = (version for version in reversed(self.versions) if version.is_releasable)
        return next((version for version in ready if shown is None or version.number > shown.number), None)

    @property
    def newest_readable(self) -> Version | None:
        """What those who lead the meeting can open: checked, declared, and its files still there."""
        open_now = {VersionState.READY, VersionState.RELEASED}
        found = (one for one in reversed(self.versions) if one.served and one.state in open_now)
        return next((one for one in found if not one.needs_declaration), None)

    @property
    def state(self) -> PaperState:
        states = [version.state for version in self.versions]
        if VersionState.RELEASED in states:
            return "released"
        for state in reversed(states):
            if state is VersionState.READY:
                return "ready"
            if state is VersionState.RECALLED:
                return "recalled"
        return "empty"

    @property
    def waiting(self) -> list[Version]:
        """For their check, or in it."""
        return [version for version in self.versions if version.waits_for_check_since]

    @property
    def check_due_at(self) -> datetime | None:
        """When the first of the waiting versions may be taken."""
        return min(filter(None, (version.waits_for_check_since for version in self.versions)), default=None)

    @property
    def keys(self) -> set[str]:
        return {key for version in self.versions for key in version.keys}

    @property
    def folders(self) -> set[str]:
        """Of versions whose text may be searched or compared."""
        return {version.folder for version in self.versions if version.served or version.superseded}

    def facts_now(self) -> DocumentFacts:
        return DocumentFacts(
            id=self.id,
            meeting_id=self.meeting_id,
            item_id=self.item_id,
            title=self.title,
            position=self.position,
            classification=self.classification,
            audience=self.audience,
            readers=tuple(self.readers),
            version=self.released.facts() if self.released else None,
        )

    def version_of(self, version_id: str) -> Version:
        """Raises NotFound."""
        version = self.look_for(version_id)
        if version is None:
            raise NotFound
        return version

    def look_for(self, version_id: str) -> Version | None:
        return next((version for version in self.versions if version.id == version_id), None)

    def add_version(self, version: Version) -> None:
        """Takes the next number. The same version again changes nothing. Raises KeyReused, TooManyVersions."""
        there = self.look_for(version.id)
        if there:
            if there.fingerprint != version.fingerprint:
                raise KeyReused
            return
        if len(self.versions) >= MOST_VERSIONS:
            raise TooManyVersions
        version.number = self.versions[-1].number + 1 if self.versions else 1
        self.versions.append(version)

    def cancel_upload(self, version_id: str) -> None:
        """As if it had never begun. Raises UploadOver once it was checked."""
        version = self.version_of(version_id)
        if version.state not in {VersionState.UPLOADING, VersionState.CHECKING}:
            raise UploadOver
        self.versions.remove(version)

    def take_first(self, lease: Lease) -> Version:
        """The version that has waited longest for its check. Raises NotCheckedAnyMore when none waits."""
        if not self.waiting:
            raise NotCheckedAnyMore
        version = min(self.waiting, key=lambda version: version.waits_for_check_since or lease.until)
        version.take(lease)
        return version

    def pass_check(self, version_id: str, token: str, checked: Checked, names: Names) -> None:
        version = self.version_of(version_id)
        version.pass_check(token, checked)
        if not version.needs_declaration:
            self._pass_gate(version, names)
        self._record_checked(version)

    def refuse_checked(self, version_id: str, token: str) -> None:
        version = self.version_of(version_id)
        version.refuse_checked(token)
        self._record_refused(version)

    def declare(self, version_id: str, declaration: Declaration, names: Names) -> None:
        """Said again in the same words, it changes nothing."""
        version = self.version_of(version_id)
        if version.declaration and version.declaration.secret is declaration.secret:
            return
        version.declare(declaration)
        if declaration.secret:
            self._record_refused(version)
        else:
            self._pass_gate(version, names)
            self._record_checked(version)

    def release(self, version_id: str, now: datetime, note: str = "", *, keep_older: bool = False) -> None:
        """Takes the place of an older one, whose files are then not served any more, unless somebody keeps it.

        Raises NotReleasable, Conflict.
        """
        version, shown = self.version_of(version_id), self.released
        if version.state is VersionState.RELEASED and version is shown:
            return
        if self.recall:
            raise Conflict
        if shown and shown.number > version.number:
            raise NotReleasable
        version.release(now, note)
        if shown:
            shown.withdraw(keep=keep_older, superseded=True)
        self.record(DocumentReleased(document=self.facts_now()))

    @property
    def newest_of_unit(self) -> Version | None:
        return next((version for version in reversed(self.versions) if version.review), None)

    @property
    def waits_for_review(self) -> bool:
        newest = self.newest
        return bool(newest and newest.review and newest.review.stage is ReviewStage.SUBMITTED)

    @property
    def is_with_unit(self) -> bool:
        """All of it: nothing was submitted that was not returned."""
        with_unit = {ReviewStage.DRAFT, ReviewStage.RETURNED}
        return all(version.review and version.review.stage in with_unit for version in self.versions)

    def submit(self, version_id: str, by: str, at: datetime) -> None:
        """Raises NotFound, DeclarationDue, NotSubmittable, VersionReturned."""
        version, review = self._reviewed(version_id)
        if version.needs_declaration:
            raise DeclarationDue
        if version.state is not VersionState.READY and review.stage is ReviewStage.DRAFT:
            raise NotSubmittable
        if review.submit(by, at):
            self.record(PaperSubmitted(**self._reviewed_facts(version)))

    def accept(self, version_id: str, by: str, at: datetime) -> None:
        """Raises NotFound, NotInReview."""
        version, review = self._reviewed(version_id)
        if version.state is not VersionState.READY and review.stage is not ReviewStage.ACCEPTED:
            raise NotInReview
        if review.accept(by, at):
            self.record(PaperAccepted(**self._reviewed_facts(version)))

    def send_back(self, version_id: str, comment: str, by: str, at: datetime) -> None:
        """Raises NotFound, NotInReview: also for one that is released."""
        version, review = self._reviewed(version_id)
        if version.state is not VersionState.READY:
            raise NotInReview
        if review.send_back(comment, by, at):
            self.record(PaperReturned(**self._reviewed_facts(version), comment=comment))

    def begin_recall(self, recall: Recall) -> None:
        """Hides the paper at once. Raises NotReleased."""
        if self.recall:
            return
        if self.released is None:
            raise NotReleased
        self.recall = recall

    def finish_recall(self) -> None:
        """The served files are gone: now it may be said."""
        if self.recall is None:
            return
        doomed, reason, self.recall = self.recalled_now, self.recall.reason, None
        for version in doomed:
            version.withdraw()
        self.record(DocumentRecalled(document=self.facts_now(), reason=reason))

    def change(self, **fields: object) -> None:
        """Only what differs is recorded."""
        changed = {name: value for name, value in fields.items() if getattr(self, name) != value}
        for name, value in changed.items():
            setattr(self, name, value)
        if changed:
            self._tell(DocumentChanged(document=self.facts_now()))

    def leave(self) -> None:
        """Taken out of the meeting. Raises StillReleased."""
        if self.state == "released":
            raise StillReleased
        self._tell(DocumentRemoved(document=self.facts_now()))

    def _pass_gate(self, version: Version, names: Names) -> None:
        version.file_name, version.sealed_name = names.file_name, ""
        if not self.told:
            self.title, self.sealed_title, self.told = names.title or names.file_name, "", True
            self.record(DocumentAdded(document=self.facts_now()))

    def _record_checked(self, version: Version) -> None:
        self.record(
            VersionChecked(
                document_id=self.id,
                meeting_id=self.meeting_id,
                version=version.facts(),
                needs_declaration=version.needs_declaration,
            )
        )

    def _record_refused(self, version: Version) -> None:
        assert version.refusal is not None
        if version.refusal.reason == SECRET_STAMP and not self.told:
            self.sealed_title = ""
        self.record(
            VersionRefused(
                document_id=self.id,
                meeting_id=self.meeting_id,
                version_id=version.id,
                uploader_id=version.uploader_id,
                reason=version.refusal.reason,
                rule=version.refusal.rule,
            )
        )

    def _reviewed(self, version_id: str) -> tuple[Version, Review]:
        version = self.version_of(version_id)
        if version.review is None:
            raise NotInReview
        return version, version.review

    def _reviewed_facts(self, version: Version) -> dict[str, Any]:
        return {
            "document": self.facts_now(),
            "version_id": version.id,
            "unit_id": self.unit_id or "",
            "uploader_id": version.uploader_id,
        }

    def _tell(self, fact: Fact) -> None:
        if self.told:
            self.record(fact)
