"""Every event class is a contract: named as agreed, with an example that is one of it."""

import re
from typing import Any, get_args

import orjson
import pytest
from pydantic import BaseModel, ValidationError

from shared.events.envelope import LARGEST_EVENT, EventTooLarge, Fact, decode, encode
from shared.events.gateway import CONTACTS
from shared.events.registry import FACTS, OWNERS, SOURCES, fact_of
from tests.factories.events import NOON, event

TYPE = re.compile(r"vn\.hop\.([a-z]+)\.([A-Z][A-Za-z]+)\.v1")

facts = pytest.mark.parametrize("fact", FACTS.values(), ids=lambda fact: fact.__name__)


def subclasses(kind: type[Fact]) -> list[type[Fact]]:
    return [one for child in kind.__subclasses__() for one in [child, *subclasses(child)]]


def test_every_fact_of_the_product_is_registered_once() -> None:
    defined = [one for one in subclasses(Fact) if one.__module__.startswith("shared.")]
    known = [kind for kind, fact in FACTS.items() if fact.__module__.startswith("shared.")]
    assert sorted(one.type for one in defined) == sorted(known)
    assert len(FACTS) > 25


@facts
def test_type_names_aggregate_class_and_version(fact: type[Fact]) -> None:
    named = TYPE.fullmatch(fact.type)
    assert named
    assert named[2] == fact.__name__


@facts
def test_example_is_a_fact_and_comes_back_from_the_log(fact: type[Fact]) -> None:
    said = fact.model_validate(fact.example)
    source = next(name for name, module in SOURCES.items() if module.__name__ == fact.__module__)
    one = event("a/1", 1, type=fact.type, source=source, data=said.model_dump(mode="json"))
    assert decode(encode(one)) == one
    assert fact_of(decode(encode(one))) == said


@facts
def test_example_names_every_field_and_no_other(fact: type[Fact]) -> None:
    assert unknown(fact, fact.example) == []
    assert fact.model_validate(fact.example).model_dump(mode="json").keys() == fact.example.keys()


def unknown(model: type[BaseModel], data: dict[str, Any]) -> list[str]:
    """Names in the data, however deep, that the model has no field for."""
    found = [name for name in data if name not in model.model_fields]
    for name, field in model.model_fields.items():
        inner = [one for one in (field.annotation, *get_args(field.annotation)) if is_model(one)]
        if inner and isinstance(data.get(name), dict):
            found += unknown(inner[0], data[name])
    return found


def is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


@facts
def test_fact_is_frozen_and_ignores_what_a_newer_version_adds(fact: type[Fact]) -> None:
    said = fact.model_validate(fact.example | {"field_of_tomorrow": 1})
    assert said == fact.model_validate(fact.example)
    with pytest.raises(ValidationError):
        setattr(said, next(iter(fact.model_fields)), None)


@facts
def test_no_fact_carries_an_address_but_the_contacts(fact: type[Fact]) -> None:
    if OWNERS[fact.type.split(".")[2]] != CONTACTS:
        assert not re.search(r'"(e?mail|phone|address|password)[a-z_]*":', orjson.dumps(fact.example).decode())


def test_fact_of_an_unknown_type_is_none() -> None:
    assert fact_of(event("a/1", 1, type="vn.hop.meeting.MeetingTeleported.v1")) is None


def test_event_has_the_attributes_of_cloudevents_and_its_time_six_decimals() -> None:
    written = orjson.loads(encode(event("meeting/m1", 3, time=NOON)))
    assert written["time"] == "2026-11-23T05:00:00.000000Z"
    assert set(written) == {
        "id", "source", "type", "time", "subject", "partitionkey", "sequence",
        "actor", "correlationid", "causationid", "data",
    }  # fmt: skip
    assert event("meeting/m1", 3).aggregate_id == "m1"


def test_unlinked_fact_stays_unlinked() -> None:
    written = orjson.loads(encode(event("ballot/b1", 1)))
    assert (written["actor"], written["correlationid"], written["causationid"]) == (None, None, None)


def test_event_over_the_bound_is_refused() -> None:
    with pytest.raises(EventTooLarge):
        encode(event("a/1", 1, data={"a": "x" * LARGEST_EVENT}))


def test_envelope_needs_a_zone_for_its_time() -> None:
    with pytest.raises(ValidationError):
        event("a/1", 1, time=NOON.replace(tzinfo=None))
