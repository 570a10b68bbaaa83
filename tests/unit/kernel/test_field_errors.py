"""What is wrong with a field is said in the caller's language, with what to do."""

import re
from typing import Annotated, Any, Literal, get_args

import pytest
from pydantic import BaseModel, Field, ValidationError
from pydantic_core.core_schema import ErrorType

from shared.clock import Moment
from shared.field_errors import _SAID, field_errors
from shared.problems import FieldError
from shared.text import Line
from shared.words import Language, Mode
from shared.zones import Zone, all_zones


class Form(BaseModel, extra="forbid"):
    title: Annotated[str, Field(min_length=2, max_length=5)] = "việc"
    place: Annotated[Line, Field(min_length=1, max_length=5)] = "hội"
    minutes: Annotated[int, Field(ge=1, le=1440)] = 10
    people: Annotated[list[str], Field(min_length=1, max_length=2)] = ["an"]
    mode: Mode = Mode.ONLINE
    word: Literal["set", "gone"] = "set"
    at: Moment | None = None
    zone: Zone = "UTC"
    flag: bool = False


def errors(language: Language, **sent: Any) -> dict[str, FieldError]:
    all_zones()
    with pytest.raises(ValidationError) as raised:
        Form.model_validate(sent)
    return {error.pointer: error for error in field_errors(raised.value, language)}


@pytest.mark.parametrize(
    ("sent", "vietnamese", "english"),
    [
        ({"title": "x"}, "ít nhất 2 ký tự", "at least 2 characters"),
        ({"title": "quá dài"}, "nhiều nhất 5 ký tự", "at most 5 characters"),
        ({"place": "\u200b \u00ad"}, "ít nhất 1 ký tự", "at least 1 characters"),
        ({"place": "quá dài"}, "nhiều nhất 5 ký tự", "at most 5 characters"),
        ({"at": "9999-12-31T23:59:59-14:00"}, "từ 1945 đến 2999", "from 1945 to 2999"),
        ({"at": "0001-01-01T00:00:00+14:00"}, "từ 1945 đến 2999", "from 1945 to 2999"),
        ({"title": 7}, "Phải là văn bản", "must be text"),
        ({"minutes": 0}, "Nhỏ nhất là 1", "The least is 1"),
        ({"minutes": 2000}, "Lớn nhất là 1440", "The most is 1440"),
        ({"minutes": "mười"}, "số nguyên", "whole number"),
        ({"people": []}, "ít nhất 1 mục", "at least 1"),
        ({"people": ["a", "b", "c"]}, "nhiều nhất 2 mục", "at most 2"),
        ({"mode": "by_post"}, "Hãy chọn: 'in_person', 'online' hoặc 'hybrid'", "'online' or 'hybrid'"),
        ({"word": "other"}, "'set' hoặc 'gone'", "'set' or 'gone'"),
        ({"at": "mai"}, "2026-11-23T08:30:00+07:00", "2026-11-23T08:30:00+07:00"),
        ({"at": "2026-11-23T08:30:00"}, "múi giờ", "time zone"),
        ({"zone": "Mars/Olympus"}, "Asia/Ho_Chi_Minh", "Asia/Ho_Chi_Minh"),
        ({"flag": "maybe"}, "có hoặc không", "yes or no"),
        ({"other": 1}, "Hãy bỏ nó đi", "Leave it out"),
    ],
)
def test_each_error_says_what_to_do_in_both_languages(sent: dict[str, Any], vietnamese: str, english: str) -> None:
    pointer = f"/{next(iter(sent))}"
    assert vietnamese in errors(Language.VIETNAMESE, **sent)[pointer].detail
    assert english in errors(Language.ENGLISH, **sent)[pointer].detail


def test_every_code_is_one_of_pydantics_and_every_gap_is_filled_by_its_rule() -> None:
    assert set(_SAID) <= set(get_args(ErrorType))
    for said in _SAID.values():
        assert set(re.findall(r"{(\w+)}", said.vi)) == set(re.findall(r"{(\w+)}", said.en))


def test_what_was_sent_is_never_repeated() -> None:
    told = errors(Language.ENGLISH, title="Kỷ luật ông A", mode="Kỷ luật", at="Kỷ luật")
    assert "Kỷ luật" not in "".join(str(error.detail) for error in told.values())
