"""One trace from the tap to the last tablet; and nothing of it where nobody has asked for traces."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from services.meeting.app import build as build_meeting
from services.meeting.meetings import commands as meeting_commands
from services.notify.app import build as build_notify
from services.notify.deliveries.store import DELIVERIES
from shared import tracing
from shared.aggregates import Act
from shared.clock import SystemClock
from shared.settings import BadSetting, Settings
from shared.tracing import open_tracing
from tests.factories.collector import Collector, attributes, collecting, traced
from tests.factories.installation import Installation, Person, installation, until
from tests.integration.meeting.conftest import NEW
from tests.integration.notify.conftest import PEOPLE, populate
from tests.integration.notify.stream import stream

TRACE = "0af7651916cd43dd8448eb211c80319c"
TAP = "b7ad6b7169203331"
TAPPED = {"traceparent": f"00-{TRACE}-{TAP}-00"}
ANSWERED = "PATCH /api/meetings/{meeting}"
PLACE = "Hội trường tầng hai"


@pytest.fixture(autouse=True)
def nothing_is_held_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGEST_MINUTES", "0")
    monkeypatch.setenv("QUIET_HOURS", "")


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[Installation]:
    async with installation(folder, build_meeting, build_notify) as hop:
        await populate(hop)
        yield hop


async def called(hop: Installation) -> tuple[Person, str]:
    """Its secretary, and the path of a meeting an and binh are called to."""
    secretary = hop.person("secretary", ("secretary", "o1"))
    path = f"/api/meetings/{(await secretary.send('POST', '/api/meetings', NEW))['id']}"
    await secretary.send("POST", f"{path}/participants", {"people": [{"person_id": "an"}, {"person_id": "binh"}]})
    await secretary.send("POST", f"{path}/call", {}, **await tag(secretary, path))
    await hop.settle()
    return secretary, path


async def tag(person: Person, path: str) -> dict[str, str]:
    response = await person.ask("GET", path)
    await response.read()
    return {"If-Match": response.headers["ETag"]}


async def move_meeting(hop: Installation, **headers: str) -> Any:
    """A change two tablets see at once and people are written to. The answer's headers, when all that has happened."""
    secretary, path = await called(hop)
    async with stream(hop.person("an")) as one, stream(hop.person("binh")) as other:
        sent = await tag(secretary, path) | headers
        response = await secretary.ask("PATCH", path, {"place": PLACE}, **sent)
        assert response.status == 200, await response.text()
        for tablet in (one, other):
            while not any(fact["fields"].get("place") == PLACE for fact in tablet.facts):
                await tablet.read_block()
        await hop.settle()
        await until(lambda: none_waits(hop))
    return response.headers


async def none_waits(hop: Installation) -> bool:
    return not (await hop.kit.backends.store.find(DELIVERIES, "due", 1, limit=1)).items


def family(spans: list[Span]) -> dict[str, set[str]]:
    """Names of parents by name of the span."""
    names = {span.span_id: span.name for span in spans}
    found: dict[str, set[str]] = {}
    for span in spans:
        found.setdefault(span.name, set()).add(names.get(span.parent_span_id, span.parent_span_id.hex()))
    return found


async def test_one_trace_leads_from_the_tap_to_the_last_tablet(tmp_path: Path) -> None:
    async with collecting() as collector, traced(collector), running(tmp_path) as hop:
        told = await move_meeting(hop, **TAPPED)
    spans = collector.of_trace(TRACE)
    parents = family(spans)
    assert parents[ANSWERED] == {TAP}
    assert parents["change_meeting"] == {ANSWERED}
    assert parents["save meeting.meetings"] == {"change_meeting"}
    assert parents["process hop.meeting"] == {"save meeting.meetings"}
    assert parents["tell streams"] >= {"process hop.meeting"}
    assert parents["deliver mail"] == {"process hop.meeting"}
    (answered,) = [span for span in spans if span.name == ANSWERED]
    assert told["traceresponse"] == f"00-{TRACE}-{answered.span_id.hex()}-01"
    assert attributes(answered)["hop.request_id"] == told["X-Request-Id"]
    assert collector.resource["service.name"] == "hop"
    told_to_both = [one for one in spans if one.name == "tell streams" and attributes(one)["hop.streams"] == "2"]
    assert told_to_both
    assert all(one.end_time_unix_nano > answered.start_time_unix_nano for one in told_to_both)


async def test_no_span_tells_of_a_person_or_of_what_was_written(tmp_path: Path) -> None:
    async with collecting() as collector, traced(collector), running(tmp_path) as hop:
        await move_meeting(hop, **TAPPED)
        await hop.person("an").status("GET", "/api/meetings/khong-co?x=bi-mat", **TAPPED)
    assert not set(PEOPLE) & {value for span in collector.spans for value in attributes(span).values()}
    sent = (PLACE, str(NEW["title"]), str(NEW["place"]), "khong-co", "bi-mat", "tinh.example", "127.0.0.1")
    assert not [text for text in sent if text.encode() in collector.raw]
    assert b"GET /api/meetings/{meeting}" in collector.raw


async def test_what_fails_is_named_by_its_type_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_: Any) -> None:
        raise ValueError("Nguyễn Văn An")

    async with collecting() as collector, traced(collector), running(tmp_path) as hop:
        monkeypatch.setattr(meeting_commands, "create_meeting", fail)
        secretary = hop.person("secretary", ("secretary", "o1"))
        assert await secretary.status("POST", "/api/meetings", NEW, **TAPPED) == 500
    failed = {span.name: attributes(span)["error.type"] for span in collector.of_trace(TRACE)}
    assert failed == {"POST /api/meetings": "500", "create_meeting": "ValueError"}
    said = {(span.status.code, span.status.message, len(span.events)) for span in collector.of_trace(TRACE)}
    assert said == {(Status.STATUS_CODE_ERROR, "", 0)}
    assert "Nguyễn".encode() not in collector.raw


async def test_a_client_does_not_decide_what_is_recorded(tmp_path: Path) -> None:
    async with collecting() as collector, traced(collector, otel_traces_sampler_arg=0.0), running(tmp_path) as hop:
        told = await move_meeting(hop, traceparent=f"00-{TRACE}-{TAP}-01")
        assert told["traceresponse"].endswith("-00")
        assert "traceparent" not in await kept(hop)
    assert collector.spans == []


async def test_behind_the_gateway_its_decision_holds() -> None:
    async with collecting() as collector:
        async with traced(collector, otel_traces_sampler_arg=0.0):
            with tracing.begin("GET", "/x", {"traceparent": f"00-{TRACE}-{TAP}-01"}, believed=True) as recorded:
                assert tracing.carried()
        async with traced(collector):
            with tracing.begin("GET", "/x", {}, believed=True) as not_sampled:
                assert tracing.carried() is None
    assert recorded
    assert not_sampled is None
    assert [span.trace_id.hex() for span in collector.spans] == [TRACE]


async def test_fact_that_must_not_be_linked_carries_no_trace() -> None:
    now = SystemClock().now()
    async with collecting() as collector, traced(collector):
        with tracing.begin("POST", "/x", TAPPED, believed=False):
            assert Act(now, request_id="r1").traceparent == tracing.carried()
            assert Act(now, cause_id="e1").traceparent == tracing.carried()
            assert Act(now).traceparent is None


@pytest.mark.parametrize("said", ["", "00-x-y-01", f"00-{'0' * 32}-{TAP}-01", f"ff-{TRACE}-{TAP}-01", "ợ" * 300])
async def test_what_is_no_traceparent_begins_a_trace_of_its_own(tmp_path: Path, said: str) -> None:
    async with collecting() as collector, traced(collector), installation(tmp_path, build_meeting) as hop:
        assert await hop.person("an").status("GET", "/api/meetings/m1", traceparent=said) == 404
    (answered,) = [span for span in collector.spans if span.name == "GET /api/meetings/{meeting}"]
    assert not answered.parent_span_id
    assert answered.trace_id.hex() != TRACE


async def test_without_a_collector_there_is_no_trace_anywhere(tmp_path: Path) -> None:
    async with open_tracing(Settings(), "hop", "1"), running(tmp_path) as hop:
        told = await move_meeting(hop, **TAPPED)
        assert "traceresponse" not in told
        assert "traceparent" not in await kept(hop)


async def kept(hop: Installation) -> str:
    """All that lies in the store and the log."""
    with_bodies = hop.kit.backends.store._database  # type: ignore[attr-defined]

    def read(connection: Any) -> str:
        rows = connection.execute("select body from documents union all select event from log").fetchall()
        return b"".join(row[0] or b"" for row in rows).decode()

    return str(await with_bodies.read(read))


async def test_a_collector_that_is_away_holds_nothing_up(tmp_path: Path) -> None:
    nobody = Collector("http://127.0.0.1:9")
    async with traced(nobody), running(tmp_path) as hop:
        await move_meeting(hop, **TAPPED)


async def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(BadSetting, match="OTEL_EXPORTER_OTLP_ENDPOINT"):
        async with traced(Collector("collector:4318")):
            pass
