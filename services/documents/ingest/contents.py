"""The texts of any file this program can read, searched for stamps: attachments and embedded files."""

from __future__ import annotations

import io
from collections.abc import Iterator
from xml.etree.ElementTree import ParseError

from shared.stamps import StampRule, is_stamped_text

from .archives import is_zip, opened_archive
from .compound import is_compound, texts_of_compound
from .parts import is_xml, read_part
from .plain_text import decode
from .refusal import RefusalReason, Refused, refuse_stamp

DEEPEST = 3

_SEARCH_ENDS = frozenset({RefusalReason.BOMB, RefusalReason.SECRET_STAMP})


def refuse_stamped_file(data: bytes, rule: StampRule, depth: int = 0) -> None:
    """Raise Refused(secret_stamp) when a file carries a stamp, Refused(bomb) when it explodes. Unread kinds pass."""
    try:
        for text in _texts(data, depth):
            if is_stamped_text(text):
                refuse_stamp(rule)
    except ParseError:
        return
    except Refused as refusal:
        if refusal.reason in _SEARCH_ENDS:
            raise


def _texts(data: bytes, depth: int) -> Iterator[str]:
    if depth > DEEPEST:
        raise Refused(RefusalReason.BOMB)
    if b"%PDF-" in data[:1024]:
        from .text import texts_of_pdf  # loads PDFium

        yield from texts_of_pdf(data)
    elif is_zip(data):
        with opened_archive(io.BytesIO(data)) as archive:
            for name in archive.names:
                yield from _texts(archive.read(name), depth + 1)
    elif is_compound(data):
        yield from texts_of_compound(data)
    elif is_xml(data):
        yield from read_part(data).texts
    else:
        yield decode(data)
