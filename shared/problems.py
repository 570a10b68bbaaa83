"""Errors as named things (RFC 9457). A kind fixes the HTTP status; nouns subclass kinds beside their model.

Every problem says in both languages what happened (`title`) and what to do next (`advice`); the pages
under docs/problems/ are made from these classes.
"""

from collections.abc import Iterator
from typing import Any, ClassVar, NamedTuple

from shared.words import Language


class Said(NamedTuple):
    vi: str
    en: str

    def to(self, language: Language) -> str:
        return self.vi if language is Language.VIETNAMESE else self.en


class FieldError(NamedTuple):
    """One wrong field: RFC 6901 pointer into the body, a code, and words for it, if the problem's own do not say it."""

    pointer: str
    code: str
    detail: Said | str = ""

    def to(self, language: Language) -> dict[str, str]:
        detail = self.detail.to(language) if isinstance(self.detail, Said) else self.detail
        return {"pointer": self.pointer, "code": self.code, "detail": detail}


class Problem(Exception):
    """`code` is the last part of the type URL. `fields` become members of the answer: never names or titles."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "unexpected"
    title: ClassVar[Said] = Said("Có lỗi ngoài dự kiến", "Something unexpected went wrong")
    advice: ClassVar[Said] = Said(
        "Hãy thử lại; nếu vẫn lỗi, báo mã yêu cầu cho quản trị viên.",
        "Try again; if it persists, give the request number to your administrator.",
    )

    def __init__(self, *, errors: tuple[FieldError, ...] = (), retry_after: int | None = None, **fields: Any) -> None:
        super().__init__(self.code)
        self.errors = errors
        self.retry_after = retry_after  # seconds
        self.fields = fields

    def render(self, language: Language, request_id: str) -> dict[str, Any]:
        answer = {
            "type": f"/problems/{self.code}",
            "title": self.title.to(language),
            "status": self.status,
            "detail": self.advice.to(language),
            "request_id": request_id,
            **self.fields,
        }
        if self.errors:
            answer["errors"] = [error.to(language) for error in self.errors]
        return answer


def all_problems(kind: type[Problem] = Problem) -> Iterator[type[Problem]]:
    """Every problem class that has been imported, parents first."""
    yield kind
    for child in kind.__subclasses__():
        yield from all_problems(child)


def described_problems() -> dict[str, Any]:
    """By code what /problems/<code> says, of every problem class that has been imported."""
    return {
        kind.code: {"status": kind.status, "title": kind.title._asdict(), "advice": kind.advice._asdict()}
        for kind in all_problems()
    }


class Invalid(Problem):
    status = 422
    code = "invalid"
    title = Said("Thông tin gửi lên chưa hợp lệ", "What was sent is not valid")
    advice = Said("Hãy sửa các mục được đánh dấu rồi gửi lại.", "Correct the marked fields and send again.")


class Malformed(Problem):
    status = 400
    code = "malformed"
    title = Said("Không đọc được yêu cầu", "The request cannot be read")
    advice = Said(
        "Hãy tải lại trang; nếu gọi từ phần mềm khác, xem /openapi.json.",
        "Reload the page; if another program sent this, see /openapi.json.",
    )


class Unauthenticated(Problem):
    status = 401
    code = "unauthenticated"
    title = Said("Phiên đăng nhập không còn hiệu lực", "You are not signed in")
    advice = Said("Hãy đăng nhập lại.", "Sign in again.")


class AccountStepDue(Problem):
    status = 403
    code = "account-step-due"
    title = Said("Tài khoản cần hoàn tất một bước bảo vệ", "The account waits for a step of yours")
    advice = Said(
        "Hãy mở Hop và làm bước được yêu cầu: đặt mật khẩu của riêng Ông/Bà, hoặc bật xác thực hai lớp.",
        "Open Hop and do what it asks for: set a password of your own, or a second factor.",
    )


class NotFound(Problem):
    """Also the answer to whoever may not know that the thing exists."""

    status = 404
    code = "not-found"
    title = Said("Không tìm thấy", "Not found")
    advice = Said(
        "Nội dung này không có, đã bị gỡ, hoặc không dành cho Ông/Bà. Hãy quay về trang chủ.",
        "This does not exist, was taken away, or is not meant for you. Go back to the start page.",
    )


class MethodNotAllowed(Problem):
    status = 405
    code = "method-not-allowed"
    title = Said("Địa chỉ này không nhận thao tác như vậy", "This address does not take that method")
    advice = Said(
        "Xem các phương thức trong tiêu đề Allow và trong /openapi.json.",
        "See the header Allow and /openapi.json for those it takes.",
    )


class Conflict(Problem):
    status = 409
    code = "conflict"
    title = Said("Nội dung vừa được người khác thay đổi", "Somebody else has just changed this")
    advice = Said("Hãy xem bản mới nhất rồi làm lại.", "Look at the newest state and do it again.")


class Stale(Problem):
    status = 412
    code = "stale"
    title = Said("Ông/Bà đang sửa một bản cũ", "You are editing an old state")
    advice = Said(
        "Nội dung đã thay đổi sau khi Ông/Bà mở. Hãy tải lại rồi sửa trên bản mới.",
        "It changed after you opened it. Reload and edit the newest state.",
    )


class PreconditionMissing(Problem):
    status = 428
    code = "precondition-missing"
    title = Said("Thiếu dấu phiên bản", "The state being changed is not named")
    advice = Said(
        "Gửi kèm tiêu đề If-Match với ETag của bản đang sửa.",
        "Send If-Match with the ETag of what is being changed.",
    )


class TooMany(Problem):
    status = 429
    code = "too-many"
    title = Said("Thao tác quá nhiều lần", "Too many attempts")
    advice = Said("Hãy đợi một lát rồi thử lại.", "Wait a moment and try again.")


class TooLarge(Problem):
    status = 413
    code = "too-large"
    title = Said("Nội dung gửi lên quá lớn", "What was sent is too large")
    advice = Said("Hãy giảm dung lượng rồi gửi lại.", "Make it smaller and send again.")


class Unavailable(Problem):
    """Something the answer needs is away for the moment; trying again is right."""

    status = 503
    code = "unavailable"
    title = Said("Hệ thống đang bận", "The service is busy")
    advice = Said("Hãy thử lại sau ít giây.", "Try again in a few seconds.")

    def __init__(self, *, retry_after: int = 2, **fields: Any) -> None:
        super().__init__(retry_after=retry_after, **fields)


class NoRoom(Problem):
    status = 507
    code = "no-room"
    title = Said("Không còn chỗ lưu", "There is no room left to store it")
    advice = Said(
        "Hãy báo quản trị viên dọn hoặc thêm dung lượng, rồi gửi lại.",
        "Ask your administrator to make room, then send it again.",
    )


class KeyReused(Invalid):
    code = "idempotency-key-reused"
    title = Said("Mã chống gửi trùng đã dùng cho nội dung khác", "This Idempotency-Key was used for something else")
    advice = Said("Hãy gửi lại với một mã mới.", "Send it again with a new key.")
