"""Ingesting papers: foreign files in, checked facts and a reading copy out, every parser in a sandbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.stamps import stamp_in_name

from .paper import Ingested, Limits
from .refusal import IngestFailed, RefusalReason, Refused

if TYPE_CHECKING:
    from .ocr import ocr_available
    from .office import office_available
    from .worker import ingest

__all__ = [
    "IngestFailed",
    "Ingested",
    "Limits",
    "RefusalReason",
    "Refused",
    "ingest",
    "ocr_available",
    "office_available",
    "stamp_in_name",
]


def __getattr__(name: str) -> object:
    # The child imports this package too, and would spend more time on asyncio than on a short paper.
    if name == "ingest":
        from .worker import ingest

        return ingest
    if name == "ocr_available":
        from .ocr import ocr_available

        return ocr_available
    if name == "office_available":
        from .office import office_available

        return office_available
    raise AttributeError(name)
