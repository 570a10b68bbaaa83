"""The figures counted again from the raw log, by other means than the projection: it shares no code with it.

Everything is held as the log says it, and asked meeting by meeting with plain loops.
"""

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

Json = dict[str, Any]


def recount(log: list[Json]) -> Counter[str]:
    """`log` are events as JSON, each aggregate's in order. All meetings together, whatever their day."""
    by_meeting: dict[str, list[Json]] = defaultdict(list)
    for event in log:
        data = event["data"]
        inner = next((data[name] for name in ("participation", "document", "printed") if name in data), data)
        meeting = data["meeting"]["id"] if "meeting" in data else inner.get("meeting_id") or event["partitionkey"]
        by_meeting[meeting].append(event)
    totals: Counter[str] = Counter()
    for events in by_meeting.values():
        headers = [event["data"]["meeting"] for event in events if "meeting" in event["data"]]
        if headers and headers[-1]["called_at"]:
            totals.update(_of_meeting(headers[-1], events))
    return totals


def _of_meeting(header: Json, events: list[Json]) -> Counter[str]:
    found: Counter[str] = Counter(meetings_called=1)
    papers_printed = False
    for event in events:
        if event["type"].endswith("DeliverySucceeded.v1"):
            found["deliveries.mail.succeeded"] += 1
        if event["type"].endswith("PrintCounted.v1"):
            found["pages_printed"] += event["data"]["printed"]["pages"] * event["data"]["printed"]["copies"]
        if event["type"].endswith("PrintStruck.v1"):
            found["pages_printed"] -= event["data"]["printed"]["pages"] * event["data"]["printed"]["copies"]
        if event["type"].endswith("BookPrinted.v1"):
            found["pages_printed"] += sum(paper["pages"] for paper in event["data"]["papers"])
            papers_printed = True
        if event["type"].endswith("FormPrinted.v1"):
            found["pages_printed"] += event["data"]["pages"]
    struck = {event["subject"] for event in events if event["type"].endswith("PrintStruck.v1")}
    papers_printed |= any(
        event["type"].endswith("PrintCounted.v1") and event["subject"] not in struck for event in events
    )
    counted = any(event["type"].endswith("PrintCountClosed.v1") for event in events)
    if header["state"] == "cancelled":
        found["meetings_cancelled"] = 1
        return found
    held = header["held"]
    found["meetings_held"] = int(held is not None)
    start = held["started_at"] if held else header["starts_at"]
    seats = _last(events, "participation", "person_id", lambda event: event["time"] <= start)
    present = {
        who: seat
        for who, (kind, seat) in seats.items()
        if not kind.endswith("ParticipantRemoved.v1") and (seat["substitution"] or {}).get("state") != "agreed"
    }
    found["participants_called"] = len(present)
    found["answers_in_time"] = sum(seat["reply"] != "pending" for seat in present.values())
    found["answers_by_substitute"] = sum(seat["in_place_of"] is not None for seat in present.values())
    finally_ = _last(events, "participation", "person_id", lambda event: True)
    found["participants_attended"] = sum(seat["attended"] is True for _, seat in finally_.values())
    papers = {
        paper["version"]["id"]: paper["version"]["pages"]
        for _, paper in _last(events, "document", "id", lambda event: event["time"] <= start).values()
        if paper["version"]
    }
    found["papers_handed_out"] = len(papers)
    found["pages_handed_out"] = sum(papers.values())
    found["pages_entitled"] = sum(papers.values()) * len(present)
    if counted:
        found["pages_saved"] = found["pages_entitled"] - found["pages_printed"]
    if held:
        found["meetings_with_paper"] = int(papers_printed)
        found["meetings_only_electronic"] = int(counted and not papers_printed)
    found["people_entitled"] = len(present) if papers else 0
    pages: set[tuple[str, str, int]] = set()
    openers: set[str] = set()
    used: set[tuple[str, str]] = set()
    midnight = _midnight_after(start, header["zone"])
    for event in events:
        data = event["data"]
        if data.get("version_id") in papers and event["time"] < midnight and data["person_id"] in present:
            used |= {(data["person_id"], data["device"])} if data.get("device") else set()
        if data.get("version_id") in papers and event["time"] <= start and data["person_id"] in present:
            openers.add(data["person_id"])
            pages |= {(data["version_id"], data["person_id"], page) for page in data.get("pages", [])}
    found["people_opened"], found["pages_opened"] = len(openers), len(pages)
    for _, device in used:
        found[f"devices_used.{device}"] += 1
    return found


def _midnight_after(start: str, zone: str) -> str:
    day = datetime.fromisoformat(start).astimezone(ZoneInfo(zone)).date() + timedelta(days=1)
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(ZoneInfo("UTC"))
    return midnight.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _last(events: list[Json], name: str, key: str, when: Any) -> dict[str, tuple[str, Json]]:
    """The last fact of each aggregate that holds, with its type."""
    return {
        event["data"][name][key]: (event["type"], event["data"][name])
        for event in events
        if name in event["data"] and when(event)
    }
