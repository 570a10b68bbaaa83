"""Small files that would become huge ones: streams and pictures are measured before anything decodes them."""

from __future__ import annotations

import zlib

from pikepdf import Array, Name, Object

from .paper import MIB
from .refusal import RefusalReason, Refused

STREAM_LIMIT = 256 * MIB
PIXEL_LIMIT = 150_000_000  # an A0 sheet at 300 dpi has 140 million
FILTER_LIMIT = 4

_DEFLATE_RATIO = 1032  # zlib's best possible
_EXPANDING = frozenset({"/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL"})


def refuse_bomb(stream: Object, length: int) -> None:
    """Raise Refused(bomb) when this stream of a PDF would decode to more than any honest one.

    `length` is the stored size. Streams that cannot expand beyond the limit cost one comparison.
    """
    filters = _filters(stream)
    expanding = sum(name in _EXPANDING for name in filters)
    if len(filters) > FILTER_LIMIT:
        raise Refused(RefusalReason.BOMB)
    if stream.get("/Subtype") == Name.Image:
        _refuse_huge_picture(stream)
    elif expanding > 1 or (expanding == 1 and length * _DEFLATE_RATIO > STREAM_LIMIT):
        _measure(stream.read_raw_bytes(), filters)


def refuse_huge_picture_size(width: int, height: int) -> None:
    if width * height > PIXEL_LIMIT:
        raise Refused(RefusalReason.BOMB)


def inflate(data: bytes, limit: int = STREAM_LIMIT, window: int = zlib.MAX_WBITS) -> bytes:
    """Inflate, tolerating a cut end; raises Refused(bomb) beyond `limit` bytes, zlib.error for other data."""
    plain = zlib.decompressobj(window).decompress(data, limit + 1)
    if len(plain) > limit:
        raise Refused(RefusalReason.BOMB)
    return plain


def _refuse_huge_picture(stream: Object) -> None:
    width, height = stream.get("/Width"), stream.get("/Height")
    if isinstance(width, int) and isinstance(height, int):
        refuse_huge_picture_size(width, height)


def _filters(stream: Object) -> list[str]:
    value: Object | None = stream.get("/Filter")
    if isinstance(value, Array):
        return [str(name) for name in value]
    return [] if value is None else [str(value)]


def _measure(data: bytes, filters: list[str]) -> None:
    for name in filters:
        if name not in ("/FlateDecode", "/Fl"):
            return  # what other filters expand is small, or held by the memory limit
        try:
            data = inflate(data)
        except zlib.error:
            return  # a damaged stream is the reader's business, not a bomb
