"""One trace over processes and Kafka: from the tap at the gateway to the tablets that notify writes to."""

import asyncio
from pathlib import Path

import aiohttp
import pytest

from tests.backends.cluster import cluster
from tests.factories.collector import Collector, collecting
from tests.factories.installation import until
from tests.factories.tablet import following, soon
from tests.faults.office import set_up

pytestmark = pytest.mark.timeout(400)

TRACE, TAP = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
TAPPED = {"traceparent": f"00-{TRACE}-{TAP}-00"}
ADDED = "POST /api/meetings/{meeting}/agenda-items"

SAVED = "meeting: save meeting.meetings"
WHOLE = {
    f"the tap → gateway: {ADDED}",
    f"gateway: {ADDED} → gateway: handle",
    f"gateway: handle → gateway: {ADDED}",
    f"gateway: {ADDED} → meeting: {ADDED}",
    f"{SAVED} → meeting: send hop.meeting",
    f"{SAVED} → documents: process hop.meeting",
    f"{SAVED} → notify: process hop.meeting",
    "notify: process hop.meeting → notify: tell streams",
}


def ways(collector: Collector) -> set[str]:
    """Of each span what led to it: service and name of both."""
    spans = {span.span_id: span for span in collector.of_trace(TRACE)}
    named = {one: f"{collector.senders[one]}: {span.name}" for one, span in spans.items()}
    return {f"{named.get(span.parent_span_id, 'the tap')} → {named[one]}" for one, span in spans.items()}


async def test_one_trace_leads_over_four_processes_and_the_log(tmp_path: Path) -> None:
    async with collecting() as collector, aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as client:
        more = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.address, "ARGON2_TIME": "1", "ARGON2_MEMORY": "8192"}
        running = cluster(tmp_path, more=more)
        hop = await asyncio.to_thread(running.__enter__)
        try:
            office = await set_up(hop, client)
            secretary, delegate = await office.of("thuky"), await office.of("daibieu1")
            meeting = await office.call_meeting(secretary, "Họp được theo dấu")
            await delegate.until_invited(meeting)
            async with following(delegate) as stream:
                secretary.door = secretary.door | TAPPED
                body = {"title": "Nội dung được theo dấu", "kind": "information"}
                item = await secretary.send("POST", f"/api/meetings/{meeting}/agenda-items", body)
                await soon(lambda: item["id"] in [fact["id"] for fact in stream.facts], "it was never heard")

            async def is_whole() -> bool:
                return ways(collector) >= WHOLE

            await until(is_whole, 60)
        except AssertionError as error:
            raise AssertionError(f"{error}: {sorted(ways(collector))}") from error
        finally:
            await asyncio.to_thread(running.__exit__, None, None, None)
