"""Plain text is read in the encodings Vietnamese offices write, and nothing binary passes for it."""

import unicodedata
from xml.etree.ElementTree import fromstring

import pytest

from services.documents.ingest.plain_text import as_document, decode
from services.documents.ingest.refusal import RefusalReason, Refused
from tests.factories.office_papers import LETTERS

TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def windows_1258(text: str) -> bytes:
    """As Windows writes it: letters with their shape, the tone as a letter of its own."""
    letters = []
    for letter in unicodedata.normalize("NFC", text):
        marks = unicodedata.normalize("NFD", letter)
        shape = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in TONES))
        letters += [shape, *(mark for mark in marks if mark in TONES)]
    return "".join(letters).encode("cp1258")


@pytest.mark.parametrize(
    "data",
    [
        LETTERS.encode(),
        LETTERS.encode("utf-8-sig"),
        LETTERS.encode("utf-16"),
        LETTERS.encode("utf-16-le"),
        LETTERS.encode("utf-16-be"),
        windows_1258(LETTERS),
        unicodedata.normalize("NFD", LETTERS).encode(),
    ],
)
def test_every_encoding_gives_the_same_letters(data: bytes) -> None:
    assert decode(data) == LETTERS


@pytest.mark.parametrize("data", [b"MZ\x90\0\x03\0\0\0", bytes(range(256)), b"a\0b\0\0\xd8", b"\x1f\x8b\x08abc"])
def test_binary_file_is_no_text(data: bytes) -> None:
    with pytest.raises(Refused) as refusal:
        decode(data)
    assert refusal.value.reason is RefusalReason.NAME_MISMATCH


def test_line_ends_of_every_system_are_one() -> None:
    assert decode(b"a\r\nb\rc\n") == "a\nb\nc\n"


def test_document_keeps_lines_blanks_tabs_and_markup_as_text() -> None:
    document = fromstring(as_document("  <b> & \tx\ny   z"))
    first, second = document.iter(f"{TEXT}p")
    assert [element.tag.removeprefix(TEXT) for element in first] == ["s", "tab"]
    assert first[0].get(f"{TEXT}c") == "2"
    assert first[0].tail == "<b> & "
    assert (second.text, second[0].get(f"{TEXT}c"), second[0].tail) == ("y", "3", "z")
