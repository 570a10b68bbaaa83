"""What a PDF says of itself beside its pages: checked for stamps, then dropped with the rest."""

from __future__ import annotations

import re

from pikepdf import Dictionary, Pdf, Stream, String

from shared.stamps import StampRule, stamp_in_name

from .bombs import refuse_bomb
from .refusal import refuse_stamp

_TAG = re.compile(r"<[^<>]*>")
_LONGEST_TITLE = 1000  # longer pieces of XMP are pictures and histories


def refuse_stamped_metadata(pdf: Pdf) -> None:
    """Raise Refused when the title, subject, keywords or any other entry carries a stamp as a name would."""
    if any(stamp_in_name(value) for value in [*_information(pdf), *_extensible(pdf)]):
        refuse_stamp(StampRule.METADATA)


def _information(pdf: Pdf) -> list[str]:
    info = pdf.trailer.get("/Info")
    if not isinstance(info, Dictionary):
        return []
    return [str(value) for _, value in info.items() if isinstance(value, String)]


def _extensible(pdf: Pdf) -> list[str]:
    """The texts of the XMP packet; split by tags, because no more of its XML matters."""
    packet = pdf.Root.get("/Metadata")
    if not isinstance(packet, Stream):
        return []
    refuse_bomb(packet, len(packet.read_raw_bytes()))
    return [text for text in _TAG.split(packet.read_bytes().decode("utf-8", "ignore")) if len(text) <= _LONGEST_TITLE]
