"""A collector of traces: takes OTLP over HTTP as OpenTelemetry's own does."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from shared.app import VERSION
from shared.settings import Settings
from shared.tracing import open_tracing


@dataclass(slots=True)
class Collector:
    """`resource` is what the last request said of its sender; `senders` are services by the spans' ids."""

    address: str = ""
    resource: dict[str, str] = field(default_factory=dict)
    spans: list[Span] = field(default_factory=list)
    senders: dict[bytes, str] = field(default_factory=dict)
    raw: bytes = b""

    def of_trace(self, trace_id: str) -> list[Span]:
        return [span for span in self.spans if span.trace_id.hex() == trace_id]

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.raw += body
        for sender in ExportTraceServiceRequest.FromString(body).resource_spans:
            self.resource = attributes(sender.resource)
            told = [span for scope in sender.scope_spans for span in scope.spans]
            self.spans += told
            self.senders |= {span.span_id: self.resource["service.name"] for span in told}
        answer = ExportTraceServiceResponse().SerializeToString()
        return web.Response(body=answer, content_type="application/x-protobuf")


def attributes(thing: Any) -> dict[str, str]:
    return {one.key: one.value.string_value or str(one.value.int_value) for one in thing.attributes}


@asynccontextmanager
async def collecting() -> AsyncIterator[Collector]:
    collector, app = Collector(), web.Application()
    app.router.add_post("/v1/traces", collector.take)
    async with TestServer(app) as server:
        collector.address = str(server.make_url("")).rstrip("/")
        yield collector


@asynccontextmanager
async def traced(collector: Collector, **settings: Any) -> AsyncIterator[None]:
    """What was recorded has arrived when the block has ended."""
    named = Settings(otel_exporter_otlp_endpoint=collector.address, **settings)
    async with open_tracing(named, "hop", VERSION):
        yield
