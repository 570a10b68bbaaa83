"""One version of a paper: from the first uploaded byte to its recall (domain, section 2)."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from services.documents.reviews.model import Review
from services.documents.reviews.problems import NotAccepted
from services.documents.versions.problems import (
    DeclarationDue,
    NotCheckedAnyMore,
    NothingToDeclare,
    NotReleasable,
)
from shared.clock import Moment
from shared.events.documents import VersionFacts
from shared.tracing import Traceparent
from shared.words import ReviewStage, VersionState

SECRET_STAMP = "secret_stamp"
SECRET_RULE = "declared"  # the rule told when not a machine but the secretary saw the stamp
MOST_ATTEMPTS = 3  # a paper that took the process down this often is refused


class Lease(BaseModel):
    """Who checks the version now: only the newest token's holder may say what came of it."""

    token: str
    until: Moment


class Refusal(BaseModel):
    reason: str
    rule: str = ""


class Declaration(BaseModel):
    """What a person said of a version whose page 1 no machine could read."""

    secret: bool
    by: str
    at: Moment


class Checked(BaseModel):
    """What checking found, and the folder its files lie in. `thumbnails` counts strips, `reading_size` bytes."""

    model_config = ConfigDict(frozen=True)

    folder: str
    media_type: str
    sha256: str
    size: int
    pages: int
    needs_declaration: bool
    reading_size: int
    thumbnails: int


class Version(BaseModel):
    """`file_name` is empty until the secret gate let the paper pass; before, `sealed_name` keeps it unreadable.

    `incoming` is the key the upload reaches, empty when nothing is there any more; `folder` holds what checking wrote,
    and `served` tells whether the files for readers are still in it. A `superseded` one was released until a newer took
    its place: its text stays, to be compared with. `note` is what the secretary says of the version. `review` is of
    one that an owner unit brought. `request_id` and `traceparent` are of the request that ended the upload: what the
    check finds is told as its consequence.
    """

    id: str
    number: int
    uploader_id: str
    fingerprint: str = ""
    state: VersionState = VersionState.UPLOADING
    file_name: str = ""
    sealed_name: str
    size: int
    created_at: Moment
    incoming: str
    upload_token: str = ""
    due_at: Moment | None = None  # when it may be checked
    request_id: str | None = None
    traceparent: Traceparent = None
    lease: Lease | None = None
    attempts: int = 0
    media_type: str | None = None
    sha256: str | None = None
    pages: int | None = None
    folder: str = ""
    served: bool = False
    superseded: bool = False
    note: str = ""
    reading_size: int = 0
    thumbnails: int = 0
    needs_declaration: bool = False
    declaration: Declaration | None = None
    refusal: Refusal | None = None
    released_at: Moment | None = None
    review: Review | None = None

    def facts(self) -> VersionFacts:
        return VersionFacts.model_validate(self.model_dump(include=set(VersionFacts.model_fields)))

    @property
    def original(self) -> str:
        return f"papers/{self.folder}/original"

    @property
    def reading(self) -> str:
        return f"papers/{self.folder}/reading"

    @property
    def preview(self) -> str:
        return f"papers/{self.folder}/preview"

    @property
    def strips(self) -> list[str]:
        return [f"papers/{self.folder}/thumbnails-{number}" for number in range(self.thumbnails)]

    @property
    def served_keys(self) -> list[str]:
        return [self.reading, self.preview, *self.strips] if self.served else []

    @property
    def keys(self) -> list[str]:
        """Every object that is there because of this version."""
        incoming = [self.incoming] if self.incoming else []
        return [*incoming, *([self.original] if self.folder else []), *self.served_keys]

    @property
    def waits_for_check_since(self) -> datetime | None:
        if self.state is not VersionState.CHECKING:
            return None
        return self.lease.until if self.lease else self.due_at

    @property
    def is_releasable(self) -> bool:
        return self.state is VersionState.READY and not self.needs_declaration and self.is_accepted

    @property
    def is_accepted(self) -> bool:
        """Or a secretary's own, for which he answers himself."""
        return self.review is None or self.review.stage is ReviewStage.ACCEPTED

    def arrive(self, now: datetime, request_id: str | None = None, traceparent: str | None = None) -> None:
        """All bytes are there. Said again, it changes nothing, however far the version has come since."""
        if self.state is VersionState.UPLOADING:
            self.state, self.due_at = VersionState.CHECKING, now
            self.request_id, self.traceparent = request_id, traceparent

    def take(self, lease: Lease) -> None:
        self.lease = lease
        self.attempts += 1

    def hold(self, lease: Lease) -> None:
        self._check_holder(lease.token)
        self.lease = lease

    def postpone(self, token: str, until: datetime) -> None:
        """The machine was at fault, not the paper: the attempt does not count."""
        self._check_holder(token)
        self.lease, self.due_at, self.attempts = None, until, self.attempts - 1

    def pass_check(self, token: str, checked: Checked) -> None:
        self._check_holder(token)
        for name in Checked.model_fields.keys() & Version.model_fields.keys():
            setattr(self, name, getattr(checked, name))
        self.state, self.served = VersionState.READY, True
        self.lease, self.due_at, self.incoming, self.upload_token = None, None, "", ""

    def condemn(self, token: str, refusal: Refusal) -> None:
        """The verdict, which is carried out by whoever holds the version next, should this process end here."""
        self._check_holder(token)
        self.refusal = refusal

    def refuse_checked(self, token: str) -> None:
        """What came in is removed already."""
        self._check_holder(token)
        assert self.refusal is not None
        self._refuse(self.refusal)

    def declare(self, declaration: Declaration) -> None:
        """Declared secret, it is refused. Raises NothingToDeclare."""
        if self.state is not VersionState.READY or not self.needs_declaration:
            raise NothingToDeclare
        self.declaration, self.needs_declaration = declaration, False
        if declaration.secret:
            self._refuse(Refusal(reason=SECRET_STAMP, rule=SECRET_RULE))

    def release(self, now: datetime, note: str) -> None:
        if self.needs_declaration:
            raise DeclarationDue
        if self.state is not VersionState.READY:
            raise NotReleasable
        if not self.is_accepted:
            raise NotAccepted
        self.state, self.released_at, self.note = VersionState.RELEASED, now, note

    def withdraw(self, *, keep: bool = False, superseded: bool = False) -> None:
        """Nobody reads it any more, but for those who `keep` it; the original stays, for the secretary."""
        self.state, self.served, self.superseded = VersionState.RECALLED, keep, superseded

    def _refuse(self, refusal: Refusal) -> None:
        self.state, self.refusal = VersionState.REFUSED, refusal
        self.lease, self.due_at, self.incoming, self.upload_token = None, None, "", ""
        self.folder, self.served = "", False
        if refusal.reason == SECRET_STAMP:
            self.file_name = self.sealed_name = ""
            self.sha256 = self.media_type = None

    def _check_holder(self, token: str) -> None:
        if self.state is not VersionState.CHECKING or self.lease is None or self.lease.token != token:
            raise NotCheckedAnyMore
