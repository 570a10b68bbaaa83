"""What may be wrong with a substitute. The proposal itself is part of the delegate's participation."""

from shared.problems import Conflict, Invalid, Said


class SubstituteOfSubstitute(Conflict):
    code = "substitute-of-substitute"
    title = Said("Người dự thay không cử tiếp người khác", "A substitute sends no substitute")
    advice = Said(
        "Hãy báo vắng; thư ký sẽ trao đổi với người được thay.",
        "Decline instead; the secretary will speak to the delegate.",
    )


class SubstituteDecided(Conflict):
    code = "substitute-decided"
    title = Said("Đề nghị dự thay này đã được quyết định hoặc đã thay đổi", "This proposal was decided or has changed")
    advice = Said("Hãy xem trạng thái hiện tại của đề nghị.", "Look at the proposal as it stands now.")


class SeatTaken(Conflict):
    code = "seat-taken"
    title = Said("Người dự thay đã nhận vị trí này", "A substitute has taken this seat")
    advice = Said(
        "Muốn dự lại, thư ký bỏ người dự thay khỏi thành phần.",
        "To come back, have the secretary take the substitute out.",
    )


class ItemNotTheirs(Invalid):
    code = "item-not-theirs"
    title = Said("Có nội dung không dành cho đại biểu được thay", "An item was not for the delegate who is replaced")
    advice = Said(
        "Chỉ chọn những nội dung hạn chế mà đại biểu được xem.",
        "Tick only restricted items that the delegate could read.",
    )
