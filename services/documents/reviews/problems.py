"""What can go wrong between an owner unit that submits and the secretary who looks at it."""

from shared.problems import Conflict, Invalid, Said


class NotSubmittable(Conflict):
    code = "not-submittable"
    title = Said("Chưa trình được tài liệu này", "This paper cannot be submitted yet")
    advice = Said(
        "Hãy đợi kiểm tra xong, hoặc tải phiên bản khác lên nếu tệp bị từ chối.",
        "Wait until it is checked, or upload another version if it was refused.",
    )


class VersionReturned(Conflict):
    code = "version-returned"
    title = Said("Thư ký đã trả lại phiên bản này", "The secretary returned this version")
    advice = Said(
        "Hãy sửa theo ý kiến của thư ký, tải phiên bản mới lên rồi trình lại.",
        "Change what the secretary asks for, upload a new version and submit that.",
    )


class NotInReview(Conflict):
    code = "not-in-review"
    title = Said("Phiên bản này không chờ thư ký xem", "This version does not wait for the secretary")
    advice = Said(
        "Tài liệu đã phát hành thì thu hồi; phiên bản chưa trình thì đợi đơn vị trình. Hãy tải lại để xem hiện trạng.",
        "Recall a paper that is released; wait for the unit to submit a draft. Reload to see how things stand.",
    )


class NotAccepted(Conflict):
    code = "not-accepted"
    title = Said("Tài liệu của đơn vị chưa được tiếp nhận", "The unit's paper is not accepted yet")
    advice = Said(
        "Chỉ phát hành tài liệu do đơn vị trình sau khi đã tiếp nhận.",
        "Accept what the unit submitted before you release it.",
    )


class Submitted(Conflict):
    code = "submitted"
    title = Said("Tài liệu đã trình thư ký", "The paper was submitted to the secretary")
    advice = Said(
        "Hãy liên hệ thư ký để trả lại hoặc xóa.",
        "Ask the secretary to return it, or to remove it.",
    )


class AudienceNotTheirs(Invalid):
    code = "audience-not-theirs"
    title = Said("Đơn vị không chọn người đọc", "A unit does not choose who reads")
    advice = Said(
        "Thư ký quyết định ai được đọc; hãy báo thư ký nếu cần hạn chế.",
        "The secretary decides who reads; tell the secretary if it should be restricted.",
    )
