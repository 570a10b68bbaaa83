"""What can go wrong with a paper as a whole."""

from shared.problems import Conflict, Invalid, Said


class PapersClosed(Conflict):
    code = "papers-closed"
    title = Said("Cuộc họp không nhận thêm tài liệu", "The meeting takes no more papers")
    advice = Said(
        "Cuộc họp đã kết thúc hoặc đã hủy; chỉ còn xem và thu hồi được tài liệu.",
        "It is over or cancelled; papers can only be read and recalled.",
    )


class ItemUnknown(Invalid):
    code = "item-unknown"
    title = Said("Không có nội dung này trong chương trình", "The agenda has no such item")
    advice = Said("Hãy tải lại chương trình rồi chọn lại.", "Reload the agenda and choose again.")


class NeighbourUnknown(Invalid):
    code = "neighbour-unknown"
    title = Said("Không có tài liệu đứng trước đó", "The paper to be placed after is not here")
    advice = Said("Hãy tải lại danh sách rồi sắp xếp lại.", "Reload the list and order it again.")


class StillReleased(Conflict):
    code = "still-released"
    title = Said("Tài liệu đang được phát hành", "The paper is released")
    advice = Said("Hãy thu hồi trước khi xóa.", "Recall it before you remove it.")


class NotReleased(Conflict):
    code = "not-released"
    title = Said("Tài liệu chưa được phát hành", "The paper is not released")
    advice = Said("Chỉ thu hồi được tài liệu đang phát hành.", "Only a released paper can be recalled.")


class NameUnusable(Invalid):
    code = "name-unusable"
    title = Said("Tên không dùng được", "The name cannot be used")
    advice = Said("Hãy đặt tên có ít nhất một chữ hoặc số.", "Give a name with at least one letter or digit.")
