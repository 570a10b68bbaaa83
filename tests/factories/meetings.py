"""What a secretary sends to make a meeting in a running product."""

from datetime import UTC, datetime, timedelta
from typing import Any

from services.gateway.people.names import person_id_of


def meeting_body(title: str, organisation_id: str) -> dict[str, Any]:
    """Of a draft ten days ahead, two hours from nine in Vietnam, led by the person who signs in as `chutri`.

    Never on a weekend, whatever day it is: a series from there would have no day at all.
    """
    starts = (datetime.now(UTC) + timedelta(days=10)).replace(hour=2, minute=0, second=0, microsecond=0)
    starts += timedelta(days=7 - starts.weekday() if starts.weekday() > 4 else 0)
    return {
        "organisation_id": organisation_id,
        "title": title,
        "kind": "professional",
        "mode": "in_person",
        "chair_id": person_id_of("chutri"),
        "starts_at": starts.isoformat().replace("+00:00", "Z"),
        "ends_at": (starts + timedelta(hours=2)).isoformat().replace("+00:00", "Z"),
    }
