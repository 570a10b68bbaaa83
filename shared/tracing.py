"""Traces of requests and of what follows from them, for an OpenTelemetry collector; off unless one is named.

A trace begins at a request. What follows from it carries its `traceparent` (W3C Trace Context): the request that is
sent on, the facts it saved, jobs, deliveries, entries of live feeds. What is not sampled carries nothing, and nothing
begins by itself; so whatever carries one is recorded.

Names and attributes are those of OpenTelemetry's semantic conventions, with values of closed sets: routes, kinds,
topics, groups. Never a person, an address, a path or a query; of an exception its type, for what it says is often what
somebody wrote.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from opentelemetry.context import Context
from opentelemetry.trace import (
    NonRecordingSpan,
    Span,
    SpanContext,
    SpanKind,
    StatusCode,
    TraceFlags,
    Tracer,
    get_current_span,
    set_span_in_context,
    use_span,
)
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from pydantic import Field
from structlog.typing import EventDict

from shared.ids import new_id
from shared.settings import BadSetting, Settings

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

    from shared.events.envelope import Event

Traceparent = Annotated[str | None, Field(exclude_if=lambda value: value is None)]
"""A field that costs nothing where there is no trace."""

Recording = AbstractContextManager[Span | None]

FAILURE = 500  # the status from which an answer is a fault of ours


@dataclass(frozen=True, slots=True)
class _Tracing:
    """`store` and `log` are the engines, by the names of the conventions."""

    tracer: Tracer
    ratio: float
    store: str
    log: str


NOTHING: Recording = nullcontext()
_W3C = TraceContextTextMapPropagator()

_tracing: _Tracing | None = None


@asynccontextmanager
async def open_tracing(settings: Settings, service: str, version: str) -> AsyncIterator[None]:
    """At the end, what is left is sent if the collector takes it. Raises BadSetting."""
    global _tracing
    if not settings.otel_exporter_otlp_endpoint:
        yield
        return
    provider = await asyncio.to_thread(_provider, settings, service, version)
    store, log = (url.partition(":")[0].partition("+")[0] for url in (settings.store, settings.events))
    _tracing = _Tracing(provider.get_tracer("hop", version), settings.otel_traces_sampler_arg, store, log)
    try:
        yield
    finally:
        _tracing = None
        await asyncio.to_thread(provider.shutdown)


def begin(method: str, route: str, headers: Mapping[str, str], *, believed: bool) -> Recording:
    """A request's span. Who is not `believed` may name the trace, and has no say in whether it is recorded."""
    if _tracing is None:
        return NOTHING
    told = headers.get("traceparent")
    if believed and told is None:
        return NOTHING
    parent = _context(told) if believed else _drawn(_context(told), _tracing.ratio)
    attributes = {"http.request.method": method, "http.route": route}
    return _span(f"{method} {route}", attributes, SpanKind.SERVER, parent)


def answered(span: Span | None, status: int, request_id: str) -> dict[str, str]:
    """Notes how a request ended. The headers by which its client may learn of the trace, and that there are traces."""
    if span is None:
        return {}
    span.set_attributes({"http.response.status_code": status, "hop.request_id": request_id})
    if status >= FAILURE:
        span.set_attribute("error.type", str(status))
        span.set_status(StatusCode.ERROR)
    return {"traceresponse": _written(span)}


def step(name: str, attributes: Mapping[str, str] | None = None, kind: SpanKind = SpanKind.INTERNAL) -> Recording:
    """Of the trace that is being recorded here; nothing where none is."""
    if _tracing is None or not get_current_span().is_recording():
        return NOTHING
    return _span(name, attributes or {}, kind, None)


def follow(
    traceparent: str | None, name: str, attributes: Mapping[str, str], kind: SpanKind = SpanKind.INTERNAL
) -> Recording:
    """Goes on with the trace that was carried here."""
    if _tracing is None or traceparent is None:
        return NOTHING
    return _span(name, attributes, kind, _context(traceparent))


def delivering(traceparent: str | None, channel: str, template: str) -> Recording:
    """One attempt at a message to one person."""
    named = {"messaging.operation.name": "deliver", "messaging.operation.type": "send"}
    named |= {"messaging.destination.name": channel, "hop.template": template}
    return follow(traceparent, f"deliver {channel}", named, SpanKind.CLIENT)


def telling(traceparent: str, streams: int) -> Span | None:
    """From a feed to the live streams; whoever knows when the last was written to ends it."""
    if _tracing is None:
        return None
    named: dict[str, str | int] = {
        "messaging.operation.name": "tell",
        "messaging.operation.type": "send",
        "hop.streams": streams,
    }
    return _tracing.tracer.start_span("tell streams", _context(traceparent), SpanKind.PRODUCER, named)


def asking(method: str, route: str, service: str) -> Recording:
    """Another service, for the request being recorded here."""
    named = {"http.request.method": method, "url.template": route, "server.address": service}
    return step(f"{method} {route}", named, SpanKind.CLIENT)


def saving(kind: str, collection: str, operation: str) -> Recording:
    if _tracing is None:
        return NOTHING
    named = {
        "db.system.name": _tracing.store,
        "db.collection.name": collection,
        "db.operation.name": operation,
        "hop.aggregate": kind,
    }
    return step(f"{operation} {collection}", named, SpanKind.CLIENT)


def sending(event: "Event") -> Recording:
    """From the outbox to the log, until it is acknowledged."""
    return follow(event.traceparent, f"send {event.source}", _message(event, "send"), SpanKind.PRODUCER)


def hearing(event: "Event", group: str) -> Recording:
    named = _message(event, "process") | {"messaging.consumer.group.name": group}
    return follow(event.traceparent, f"process {event.source}", named, SpanKind.CONSUMER)


def carried() -> str | None:
    """The `traceparent` of what is being recorded here."""
    if _tracing is None:
        return None
    span = get_current_span()
    return _written(span) if span.is_recording() else None


def carrying() -> dict[str, str]:
    """The same for headers and documents, which lack it where there is none."""
    traceparent = carried()
    return {} if traceparent is None else {"traceparent": traceparent}


def name_trace(logger: object, method: str, entry: EventDict) -> EventDict:
    """For logs: what is said while a trace is recorded names it."""
    if _tracing is not None and (span := get_current_span()).is_recording():
        entry["trace_id"] = f"{span.get_span_context().trace_id:032x}"
    return entry


@contextmanager
def _span(name: str, attributes: Mapping[str, str], kind: SpanKind, parent: Context | None) -> Iterator[Span]:
    assert _tracing is not None
    span = _tracing.tracer.start_span(name, parent, kind, attributes)
    with use_span(span, end_on_exit=True, record_exception=False, set_status_on_exception=False):
        try:
            yield span
        except Exception as error:
            span.set_attribute("error.type", type(error).__qualname__)
            span.set_status(StatusCode.ERROR)
            raise


def _message(event: "Event", operation: str) -> dict[str, str]:
    return {
        "messaging.system": _tracing.log if _tracing else "",
        "messaging.operation.name": operation,
        "messaging.operation.type": operation,
        "messaging.destination.name": event.source,
        "messaging.message.id": event.id,
        "cloudevents.event_type": event.type,
    }


def _context(traceparent: str | None) -> Context:
    """An empty one for what is no traceparent."""
    return _W3C.extract({"traceparent": traceparent} if traceparent else {}, Context())


def _drawn(context: Context, ratio: float) -> Context:
    """The same trace; whether it is recorded is drawn by lot, for its id was chosen by the client."""
    told = get_current_span(context).get_span_context()
    if not told.is_valid:
        return context
    flags = TraceFlags(TraceFlags.SAMPLED if random.random() < ratio else TraceFlags.DEFAULT)
    return set_span_in_context(NonRecordingSpan(SpanContext(told.trace_id, told.span_id, True, flags)), context)


def _written(span: Span) -> str:
    carrier: dict[str, str] = {}
    _W3C.inject(carrier, set_span_in_context(span))
    return carrier["traceparent"]


def _provider(settings: Settings, service: str, version: str) -> "TracerProvider":
    """Blocks. What else OpenTelemetry's environment says of exporter and resource is read by its own library."""
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased

    endpoint = settings.otel_exporter_otlp_endpoint.rstrip("/")
    if not endpoint.startswith(("http://", "https://")):
        raise BadSetting(f"OTEL_EXPORTER_OTLP_ENDPOINT={endpoint} cannot be used. Use http://HOST:4318.")
    named = {
        "service.namespace": "hop",
        "service.name": service,
        "service.version": version,
        "service.instance.id": new_id(),
    }
    sampler = ParentBased(TraceIdRatioBased(settings.otel_traces_sampler_arg))
    provider = TracerProvider(sampler, Resource.create(named), shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(f"{endpoint}/v1/traces")))
    return provider
