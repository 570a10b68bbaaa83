"""Vietnamese text as old office programs left it: UTF-8, UTF-16, Windows-1258, and TCVN3 (fonts .VnTime and the like).

TCVN3 has no mark of its own: a spreadsheet keeps it as Western letters (`NguyÔn V¨n An`). It is told from real text by
how many words are syllables that Vietnamese has.
"""

import codecs
import re
import unicodedata
from contextlib import suppress

# TCVN 5712:1993 from A1 to FF, as in the charmap TCVN5712-1 of glibc; B0 to B4 are marks that follow their letter.
_TCVN = (
    "ĂÂÊÔƠƯĐăâêôơưđẶ\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴẮẦẨẪẤỀ"
    "ặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ"
)
_FROM_TCVN = dict(zip(range(0xA1, 0x100), _TCVN, strict=True))
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SAMPLE = 4096
_ENOUGH = 0.6  # of the words that have a letter beyond ASCII; names of other peoples are not syllables

_WORD = re.compile(r"[^\W\d_]+", re.UNICODE)
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnprstvxfjwz])?"
    r"(?:uyê|uya|oai|oay|oao|oeo|uây|uôi|uyu|yêu|iêu|ươi|ươu|ai|ao|au|âu|ay|ây|eo|êu|ia|iê|iu|oa|oă|oe|oi|ôi|ơi|oo|ua|"
    r"uâ|uă|ưa|uê|ui|ưi|uô|uơ|ươ|ưu|uy|yê|[aăâeêioôơuưy])"
    r"(?:ch|ng|nh|[cmnpt])?"
)
_TONES = {0x300, 0x301, 0x303, 0x309, 0x323}


class Unreadable(Exception):
    """Not text, or in no encoding known here."""


def decode(data: bytes) -> tuple[str, str]:
    """The text, NFC, and the name of its encoding. Raises Unreadable."""
    text, name = _decoded(data)
    if "\0" in text:
        raise Unreadable
    return unicodedata.normalize("NFC", text), name


def is_tcvn(text: str) -> bool:
    """Whether Western letters stand for Vietnamese ones throughout."""
    return plausibility(text) < _ENOUGH <= plausibility(from_tcvn(text))


def from_tcvn(text: str) -> str:
    """Fonts whose name ends in H show capitals for the same codes: a word of capitals is put in capitals whole."""
    return _WORD.sub(_capitals, unicodedata.normalize("NFC", text.translate(_FROM_TCVN)))


def plausibility(text: str) -> float:
    """The share of Vietnamese syllables among the words with a letter beyond ASCII; 1 where there is none."""
    words = [word for word in set(_WORD.findall(unicodedata.normalize("NFC", text))) if not word.isascii()]
    strange = len(set(re.findall(r"[\xa1-\xbf\xd7\xf7]", text)))
    return sum(map(_is_syllable, words)) / (len(words) + strange) if words or strange else 1.0


def _decoded(data: bytes) -> tuple[str, str]:
    try:
        for mark, encoding in _BOMS:
            if data.startswith(mark):
                return data.decode(encoding), encoding.removesuffix("-sig")
        if b"\0" in data[:_SAMPLE]:
            return data.decode(_utf16_without_mark(data[:_SAMPLE])), "utf-16"
    except UnicodeDecodeError:
        raise Unreadable from None
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _of_eight_bits(data)


def _of_eight_bits(data: bytes) -> tuple[str, str]:
    """Raises Unreadable."""
    found = [(from_tcvn(data.decode("latin-1")), "tcvn3")]
    with suppress(UnicodeDecodeError):  # a byte it has no letter for
        found.append((unicodedata.normalize("NFC", data.decode("cp1258")), "windows-1258"))
    text, name = max(found, key=lambda one: plausibility(one[0]))
    if plausibility(text) < _ENOUGH:
        raise Unreadable
    return text, name


def _utf16_without_mark(sample: bytes) -> str:
    """Western letters have their zero byte second in little-endian text."""
    return "utf-16-le" if sample[1::2].count(0) >= sample[0::2].count(0) else "utf-16-be"


def _is_syllable(word: str) -> bool:
    """At most one tone; capitals first or throughout."""
    spread = unicodedata.normalize("NFD", word)
    tones = sum(ord(mark) in _TONES for mark in spread)
    bare = unicodedata.normalize("NFC", "".join(mark for mark in spread if ord(mark) not in _TONES))
    cased = word[1:].islower() or word.isupper() or len(word) == 1
    return tones <= 1 and cased and _SYLLABLE.fullmatch(bare.lower()) is not None


def _capitals(found: re.Match[str]) -> str:
    word = found[0]
    plain = [letter for letter in word if letter.isascii()]
    return word.upper() if len(plain) > 1 and all(letter.isupper() for letter in plain) else word
