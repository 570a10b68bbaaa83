"""Ingesting papers: foreign files in, checked facts and a reading copy out, every parser in a sandbox."""

from .office import office_available
from .paper import Ingested, Limits
from .refusal import IngestFailed, RefusalReason, Refused
from .stamps import stamp_in_name
from .worker import ingest

__all__ = [
    "IngestFailed",
    "Ingested",
    "Limits",
    "RefusalReason",
    "Refused",
    "ingest",
    "office_available",
    "stamp_in_name",
]
