"""Why a paper was refused, in words: what happened, and what its uploader can do about it."""

from typing import NamedTuple

from shared.problems import Said


class Reason(NamedTuple):
    title: Said
    advice: Said


_CONVERT = Said(
    "Hãy lưu lại tài liệu thành PDF rồi tải lên.",
    "Save the paper as PDF and upload that.",
)

REASONS: dict[str, Reason] = {
    "empty": Reason(
        Said("Tệp rỗng", "The file is empty"),
        Said("Hãy kiểm tra tệp trên máy rồi tải lại.", "Check the file on your computer and upload it again."),
    ),
    "unsupported_type": Reason(
        Said("Không nhận loại tệp này", "This kind of file is not accepted"),
        Said(
            "Nhận PDF, DOCX, DOC, XLSX, PPTX, ODT, PNG, JPEG và TXT.",
            "PDF, DOCX, DOC, XLSX, PPTX, ODT, PNG, JPEG and TXT are.",
        ),
    ),
    "name_mismatch": Reason(
        Said("Nội dung tệp không đúng với đuôi tên", "The file is not what its name says"),
        Said("Hãy kiểm tra lại tệp, đặt đúng đuôi tên.", "Check the file and give it the right extension."),
    ),
    "encrypted": Reason(
        Said("Tệp có mật khẩu", "The file is protected by a password"),
        Said("Hãy bỏ mật khẩu rồi tải lại.", "Remove the password and upload it again."),
    ),
    "damaged": Reason(
        Said("Tệp hỏng, không mở được", "The file is damaged and does not open"),
        Said("Hãy mở thử trên máy, lưu lại rồi tải lên.", "Open it on your computer, save it again and upload that."),
    ),
    "no_pages": Reason(
        Said("Tệp không có trang nào", "The file has no pages"),
        Said("Hãy kiểm tra lại tệp rồi tải lên.", "Check the file and upload it again."),
    ),
    "too_many_pages": Reason(
        Said("Tài liệu có quá nhiều trang", "The paper has too many pages"),
        Said("Hãy tách thành nhiều tài liệu.", "Split it into several papers."),
    ),
    "too_large": Reason(
        Said("Tài liệu quá lớn", "The paper is too large"),
        Said("Hãy giảm dung lượng ảnh hoặc tách tài liệu.", "Reduce its pictures, or split it."),
    ),
    "bomb": Reason(
        Said("Tệp nở ra quá lớn khi mở", "The file grows beyond all measure when opened"),
        _CONVERT,
    ),
    "dynamic_form": Reason(
        Said("Tệp là biểu mẫu động (XFA)", "The file is a dynamic form (XFA)"),
        Said("Hãy in biểu mẫu ra PDF rồi tải lên.", "Print the form to a PDF and upload that."),
    ),
    "portfolio": Reason(
        Said("Tệp là một bộ nhiều tài liệu (PDF portfolio)", "The file is a collection of papers (PDF portfolio)"),
        Said("Hãy tải lên từng tài liệu.", "Upload its papers one by one."),
    ),
    "macros": Reason(Said("Tệp có chứa macro", "The file contains macros"), _CONVERT),
    "active_links": Reason(
        Said("Tệp lấy nội dung từ nơi khác khi mở", "The file fetches content from elsewhere when opened"),
        Said("Hãy bỏ các liên kết ngoài hoặc lưu thành PDF.", "Remove outside links, or save it as PDF."),
    ),
    "unsafe_xml": Reason(
        Said("Tệp có cấu trúc không an toàn", "The file is built in an unsafe way"),
        _CONVERT,
    ),
    "secret_stamp": Reason(
        Said("Tài liệu có dấu chỉ độ mật", "The paper carries a secret stamp"),
        Said(
            "Tệp đã được xóa khỏi hệ thống. Hãy phát tài liệu mật theo quy định bảo vệ bí mật nhà nước.",
            "The file was removed. Hand classified papers out by the secrecy rules.",
        ),
    ),
    "office_unavailable": Reason(
        Said("Máy chủ chưa chuyển đổi được tệp văn phòng", "This server cannot convert Office files yet"),
        Said(
            "Quản trị viên cần cài các gói Debian libreoffice-writer-nogui, libreoffice-calc-nogui và "
            "libreoffice-impress-nogui; trước mắt hãy lưu thành PDF rồi tải lên.",
            "Your administrator installs the Debian packages libreoffice-writer-nogui, libreoffice-calc-nogui and "
            "libreoffice-impress-nogui; until then upload the paper as PDF.",
        ),
    ),
    "timeout": Reason(Said("Kiểm tra tệp mất quá nhiều thời gian", "Checking the file took too long"), _CONVERT),
    "out_of_memory": Reason(Said("Tệp cần quá nhiều bộ nhớ để mở", "Opening the file takes too much memory"), _CONVERT),
    "lost": Reason(
        Said("Không còn thấy tệp đã tải lên", "The uploaded file is not there any more"),
        Said("Hãy tải lên lại.", "Upload it again."),
    ),
    "gave_up": Reason(Said("Không kiểm tra được tệp", "The file could not be checked"), _CONVERT),
}
