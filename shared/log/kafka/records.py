"""Events as Kafka records: CloudEvents 1.0 in binary mode, keyed by `partitionkey`."""

import orjson

from shared.clock import to_text
from shared.events.envelope import Event

Headers = list[tuple[str, bytes]]

_PREFIX = "ce_"
_REQUIRED = ("id", "source", "type", "subject", "partitionkey")
_OPTIONAL = ("actor", "correlationid", "causationid", "traceparent")


class NotAnEvent(ValueError):
    """The record is none of ours: a header is missing, or the value is no JSON object."""


def headers_of(event: Event) -> Headers:
    attributes = {name: getattr(event, name) for name in (*_REQUIRED, *_OPTIONAL)}
    attributes |= {"specversion": "1.0", "time": to_text(event.time), "sequence": str(event.sequence)}
    attributes |= {"recordedtime": to_text(event.recordedtime)} if event.recordedtime else {}
    headers = [(_PREFIX + name, value.encode()) for name, value in attributes.items() if value is not None]
    return [*headers, ("content-type", b"application/json")]


def value_of(event: Event) -> bytes:
    return orjson.dumps(event.data)


def type_of(headers: Headers) -> str:
    """Empty for what is no event."""
    return next((text.decode(errors="replace") for name, text in headers if name == "ce_type"), "")


def event_of(headers: Headers, value: bytes | None) -> Event:
    """Raises NotAnEvent."""
    try:
        attributes = {name.removeprefix(_PREFIX): text.decode() for name, text in headers if name.startswith(_PREFIX)}
        return Event.model_validate(attributes | {"data": orjson.loads(value or b"")})
    except ValueError as error:
        raise NotAnEvent(str(error)) from error
