"""Why a list, or a row of it, is not taken."""

from typing import Final

from shared.problems import Conflict, Invalid, Said


class ColumnsUnknown(Invalid):
    code = "columns-unknown"
    title = Said("Không tìm thấy dòng tiêu đề của danh sách", "No row of headings was found")
    advice = Said(
        "Bảng cần một dòng tiêu đề trong 30 dòng đầu, có cột Họ và tên và cột Tên đăng nhập hoặc Thư điện tử. "
        "Các cột Cơ quan, Chức vụ, Điện thoại có thể có hoặc không.",
        "The table needs a row of headings among its first 30, with the columns Full name and Sign-in name or E-mail. "
        "Organisation, Post and Telephone may be there.",
    )


class RowsStillBad(Conflict):
    code = "rows-still-bad"
    title = Said("Còn dòng chưa sửa", "Some rows are still wrong")
    advice = Said(
        "Hãy sửa các dòng được đánh dấu, hoặc chọn nhập không kèm các dòng đó.",
        "Correct the marked rows, or import without them.",
    )


class ImportBegun(Conflict):
    code = "import-begun"
    title = Said("Danh sách này đã được nhập", "This list is being imported already")
    advice = Said(
        "Để sửa thêm, hãy chọn lại tệp: nhập lần nữa chỉ thay đổi những gì khác.",
        "To correct more, choose the file again: importing it once more changes only what differs.",
    )


ROW_ERRORS: Final[dict[str, Said]] = {
    "missing-name": Said("Chưa có họ tên. Hãy nhập họ và tên.", "The name is missing. Enter the full name."),
    "missing-handle": Said(
        "Cần tên đăng nhập hoặc thư điện tử.", "Enter a sign-in name or an e-mail address: one of them is needed."
    ),
    "bad-handle": Said(
        "Tên đăng nhập chỉ gồm chữ thường không dấu, số và . _ @ -, từ 2 đến 64 ký tự.",
        "A sign-in name has 2 to 64 of these: small letters without marks, digits, . _ @ -",
    ),
    "bad-email": Said("Địa chỉ thư chưa đúng, ví dụ an@tinh.gov.vn.", "Not an e-mail address, such as an@tinh.gov.vn."),
    "bad-phone": Said("Số điện thoại chưa đúng, ví dụ 0912 345 678.", "Not a telephone number, such as 0912 345 678."),
    "unit-unknown": Said(
        "Không có cơ quan nào tên như vậy trong phạm vi Ông/Bà quản trị. Hãy chọn trong danh sách.",
        "You administer no organisation of this name. Choose one from the list.",
    ),
    "unit-ambiguous": Said(
        "Có nhiều cơ quan cùng tên này. Hãy chọn trong danh sách.",
        "Several organisations have this name. Choose one from the list.",
    ),
    "formula": Said(
        "Ô này là công thức chưa có kết quả. Hãy nhập giá trị.",
        "The cell holds a formula without a result. Enter the value.",
    ),
    "too-long": Said("Dài quá 300 ký tự. Hãy rút ngắn.", "Longer than 300 characters. Shorten it."),
    "duplicate": Said(
        "Trùng với dòng {row}. Hãy bỏ dòng này, hoặc đổi tên đăng nhập.",
        "The same as row {row}. Leave this row out, or change the sign-in name.",
    ),
    "taken": Said(
        "Tên đăng nhập này của người mà Ông/Bà không quản trị. Hãy đổi tên khác.",
        "This sign-in name belongs to somebody you do not administer. Choose another.",
    ),
    "inactive": Said(
        "Tài khoản này đã ngừng hoạt động. Hãy kích hoạt lại trước, hoặc bỏ dòng này.",
        "This account is not active. Activate it first, or leave the row out.",
    ),
    "failed": Said(
        "Chưa nhập được dòng này. Hãy chọn lại tệp và nhập lần nữa.",
        "This row was not taken. Choose the file again and import once more.",
    ),
}
