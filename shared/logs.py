"""Logs: one JSON object a line, a static name with data in fields; never a token, body, title, name or query string.

What an exception says is often what somebody wrote, so only its type and where it came from are kept.
"""

import logging
import sys
import traceback
from collections.abc import Iterator
from typing import TextIO, cast

import structlog
from structlog.processors import ExceptionRenderer, JSONRenderer, TimeStamper, add_log_level
from structlog.stdlib import ProcessorFormatter
from structlog.typing import ExcInfo, Processor

from shared.tracing import name_trace


class _Stderr:
    """Whatever standard error is at the moment: loggers live longer than one of its redirections."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


def set_up(level: str) -> None:
    named: list[Processor] = [add_log_level, TimeStamper(fmt="iso", utc=True), name_trace]
    written: list[Processor] = [ExceptionRenderer(_trace), JSONRenderer(ensure_ascii=False)]
    structlog.configure(
        processors=[structlog.contextvars.merge_contextvars, *named, *written],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(cast(TextIO, _Stderr())),
        cache_logger_on_first_use=True,
    )
    libraries = logging.StreamHandler(sys.stderr)
    libraries.setFormatter(
        ProcessorFormatter(foreign_pre_chain=named, processors=[ProcessorFormatter.remove_processors_meta, *written])
    )
    logging.basicConfig(level=logging.WARNING, handlers=[libraries])


def _trace(exc_info: ExcInfo) -> str:
    return "".join(_lines(exc_info[1]))


def _lines(error: BaseException) -> Iterator[str]:
    """Frames and types, causes first."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        yield from _lines(cause)
        yield "and then\n"
    yield from traceback.format_tb(error.__traceback__)
    yield f"{type(error).__module__}.{type(error).__qualname__}\n"
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield "within it\n"
            yield from _lines(inner)
