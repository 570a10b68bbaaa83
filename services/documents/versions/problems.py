"""What can go wrong with one version of a paper."""

from shared.problems import Conflict, Invalid, Said


class UploadOver(Conflict):
    code = "upload-over"
    title = Said("Lần tải lên này đã kết thúc", "This upload is over")
    advice = Said("Hãy tải tệp lên thành một phiên bản mới.", "Upload the file as a new version.")


class UploadIncomplete(Conflict):
    """`missing` has the numbers of the parts that have not arrived."""

    code = "upload-incomplete"
    title = Said("Tệp chưa tải lên đủ", "The file has not arrived completely")
    advice = Said("Hãy tải tiếp các phần còn thiếu.", "Upload the missing parts.")


class UploadTooLarge(Invalid):
    """`largest` in bytes."""

    code = "upload-too-large"
    title = Said("Tệp quá lớn", "The file is too large")
    advice = Said(
        "Hãy giảm dung lượng ảnh trong tệp hoặc tách thành nhiều tài liệu.",
        "Reduce the pictures in it, or split it into several papers.",
    )


class TooManyVersions(Conflict):
    code = "too-many-versions"
    title = Said("Tài liệu có quá nhiều phiên bản", "The paper has too many versions")
    advice = Said("Hãy tạo một tài liệu mới.", "Add a new paper instead.")


class NotReleasable(Conflict):
    code = "not-releasable"
    title = Said("Phiên bản này không phát hành được", "This version cannot be released")
    advice = Said(
        "Chỉ phát hành được phiên bản đã kiểm tra xong và mới hơn bản đang phát hành.",
        "Only a version that passed the check, newer than the released one, can be released.",
    )


class DeclarationDue(Conflict):
    code = "declaration-due"
    title = Said("Trang đầu không đọc được bằng máy", "Page 1 cannot be read by the machine")
    advice = Said(
        "Hãy mở trang đầu, xem có dấu mật không, rồi xác nhận trước khi phát hành.",
        "Look at page 1 for a secret stamp and declare it before you release.",
    )


class NothingToDeclare(Conflict):
    code = "nothing-to-declare"
    title = Said("Phiên bản này không cần xác nhận", "This version needs no declaration")
    advice = Said("Hãy tải lại để xem trạng thái hiện tại.", "Reload to see the present state.")


class NotCheckedAnyMore(Conflict):
    """Somebody else checks the version now, or it was cancelled: what this checker found counts for nothing."""

    code = "not-checked-any-more"
    title = Said("Phiên bản không còn chờ kiểm tra", "The version is not being checked any more")
    advice = Said("Hãy tải lại để xem trạng thái hiện tại.", "Reload to see the present state.")
