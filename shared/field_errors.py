"""What is wrong with a field, and what to do about it, in the caller's language.

The codes are pydantic's; `{…}` is filled from the rule that was broken, never from what was sent. What a rule of ours
raises beside them is a FieldProblem.
"""

from typing import Any

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from shared.problems import FieldError, Said
from shared.words import Language

_ANYTHING_ELSE = Said("Giá trị chưa hợp lệ. Hãy nhập lại.", "This value is not valid. Enter it again.")
_MISSING = Said("Chưa có thông tin. Hãy nhập mục này.", "This is missing. Fill it in.")
_TEXT = Said("Phải là văn bản. Hãy nhập lại.", "This must be text. Enter it again.")
_NUMBER = Said("Phải là số. Hãy nhập một số.", "This must be a number. Enter a number.")
_WHOLE = Said("Phải là số nguyên. Hãy nhập một số nguyên.", "This must be a whole number. Enter a whole number.")
_YES_OR_NO = Said("Phải là có hoặc không. Hãy chọn lại.", "This must be yes or no (true or false). Choose again.")
_LIST = Said("Phải là một danh sách. Hãy gửi lại.", "This must be a list. Send a list.")
_GROUP = Said("Phải là một nhóm thông tin (đối tượng JSON).", "This must be a group of fields (a JSON object).")
_DAY = Said("Ngày chưa đúng. Hãy nhập dạng 2026-11-23.", "This is not a date. Enter it as 2026-11-23.")
_MOMENT = Said(
    "Thời điểm chưa đúng. Hãy nhập dạng 2026-11-23T08:30:00+07:00.",
    "This is not a point in time. Enter it as 2026-11-23T08:30:00+07:00.",
)
_ZONE = Said("Thiếu múi giờ. Hãy thêm múi giờ, ví dụ +07:00.", "The time zone is missing. Add it, such as +07:00.")
_CHOICE = Said("Không có trong các lựa chọn. Hãy chọn: {expected}.", "This is none of the choices. Use {expected}.")

_SAID: dict[str, Said] = {
    "missing": _MISSING,
    "none_required": Said("Mục này phải để trống. Hãy xoá giá trị.", "This must be empty. Remove the value."),
    "extra_forbidden": Said("Không có mục này. Hãy bỏ nó đi.", "There is no such field. Leave it out."),
    "string_type": _TEXT,
    "string_unicode": _TEXT,
    "string_too_short": Said(
        "Quá ngắn. Hãy nhập ít nhất {min_length} ký tự.", "Too short. Enter at least {min_length} characters."
    ),
    "string_too_long": Said(
        "Quá dài. Hãy rút xuống còn nhiều nhất {max_length} ký tự.",
        "Too long. Shorten it to at most {max_length} characters.",
    ),
    "string_pattern_mismatch": Said(
        "Chưa đúng dạng {pattern}. Hãy nhập lại.", "This does not have the form {pattern}. Enter it again."
    ),
    "too_short": Said("Quá ít. Hãy chọn ít nhất {min_length} mục.", "Too few. Give at least {min_length}."),
    "too_long": Said("Quá nhiều. Hãy để nhiều nhất {max_length} mục.", "Too many. Give at most {max_length}."),
    "greater_than": Said("Phải lớn hơn {gt}. Hãy nhập lại.", "This must be more than {gt}. Enter it again."),
    "greater_than_equal": Said("Nhỏ nhất là {ge}. Hãy nhập lại.", "The least is {ge}. Enter it again."),
    "less_than": Said("Phải nhỏ hơn {lt}. Hãy nhập lại.", "This must be less than {lt}. Enter it again."),
    "less_than_equal": Said("Lớn nhất là {le}. Hãy nhập lại.", "The most is {le}. Enter it again."),
    "finite_number": _NUMBER,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_parsing_size": _WHOLE,
    "int_from_float": _WHOLE,
    "bool_type": _YES_OR_NO,
    "bool_parsing": _YES_OR_NO,
    "enum": _CHOICE,
    "literal_error": _CHOICE,
    "list_type": _LIST,
    "tuple_type": _LIST,
    "set_type": _LIST,
    "frozen_set_type": _LIST,
    "dict_type": _GROUP,
    "model_type": _GROUP,
    "model_attributes_type": _GROUP,
    "date_type": _DAY,
    "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
    "datetime_type": _MOMENT,
    "datetime_parsing": _MOMENT,
    "datetime_from_date_parsing": _MOMENT,
    "datetime_object_invalid": _MOMENT,
    "timezone_aware": _ZONE,
}


# A length that is checked after a validator of ours is that of a `Value` to pydantic; with us it is text.
_OF_TEXT = {"too_short": "string_too_short", "too_long": "string_too_long"}


class FieldProblem(PydanticCustomError):
    """What a validator of ours raises: pydantic hands both languages on to `field_errors`."""

    def __new__(cls, code: str, said: Said) -> "FieldProblem":
        return super().__new__(cls, code, said.en, {"said": said})


def field_errors(error: ValidationError, language: Language) -> tuple[FieldError, ...]:
    return tuple(
        FieldError(_pointer(one["loc"]), _code(one), _words(_code(one), one.get("ctx", {}), language))
        for one in error.errors(include_url=False, include_input=False)
    )


def _code(error: Any) -> str:
    code = str(error["type"])
    return _OF_TEXT.get(code, code) if error.get("ctx", {}).get("field_type") == "Value" else code


def _words(code: str, rule: dict[str, Any], language: Language) -> str:
    own = rule.get("said")
    if isinstance(own, Said):
        return own.to(language)
    if language is Language.VIETNAMESE and "expected" in rule:
        rule = rule | {"expected": rule["expected"].replace(" or ", " hoặc ")}
    said = _SAID.get(code, _ANYTHING_ELSE).to(language)
    try:
        return said.format_map(rule)
    except KeyError:  # another version of pydantic, with other names
        return _ANYTHING_ELSE.to(language)


def _pointer(place: tuple[int | str, ...]) -> str:
    """RFC 6901; the whole body is the empty pointer."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in place)
