"""The document made from the routes is a valid one, and says what the routes do."""

import json
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from pydantic import BaseModel
from typing_extensions import TypedDict

from shared.http import Answer, Body, Call, Routes
from shared.openapi import openapi
from shared.permissions import Permission
from tests.factories.processes import ROOT
from tests.unit.kernel.notes import own, routes


class Place(BaseModel):
    room: str


class Draft(Body):
    place: Place
    places: tuple[Place, ...] = ()


class DraftView(TypedDict):
    place: Place | None


def same_name() -> type[Body]:
    class Draft(Body):
        title: str

    return Draft


def faults(document: dict[str, Any]) -> list[str]:
    return [str(error) for error in OpenAPIV31SpecValidator(document).iter_errors()]


@pytest.fixture
def document() -> dict[str, Any]:
    return openapi([*routes, *own], "1.0")


def test_document_is_valid(document: dict[str, Any]) -> None:
    assert faults(document) == []
    assert document["info"]["version"] == "1.0"


def test_document_of_the_whole_product_is_valid() -> None:
    assert faults(json.loads((ROOT / "docs/openapi.json").read_text())) == []


def test_validator_sees_a_fault(document: dict[str, Any]) -> None:
    document["paths"]["/api/notes"]["get"]["parameters"].append({"name": "x", "in": "nowhere"})
    assert faults(document) != []


def test_operation_tells_what_is_sent_answered_and_needed(document: dict[str, Any]) -> None:
    writing, reading = document["paths"]["/api/notes"]["post"], document["paths"]["/api/notes/{note}"]["get"]
    assert writing["requestBody"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/NewNote"}
    assert writing["responses"]["201"]["content"]["application/json"]["schema"]["$ref"].endswith("/NoteView")
    assert {one["name"] for one in writing["parameters"]} == {"Hop-After", "Idempotency-Key"}
    assert [one["name"] for one in reading["parameters"] if one["in"] == "path"] == ["note"]
    assert writing["security"] == [{"token": []}]
    assert "security" not in document["paths"]["/api/hello"]["get"]
    assert writing["x-permission"] == "list_meetings"
    assert document["paths"]["/api/notes"]["get"]["description"] == "Own notes by title."
    assert set(document["paths"]["/api/notes/{note}"]["delete"]["responses"]) == {"204", "default"}


def test_file_is_documented_by_the_types_it_may_have() -> None:
    some = Routes()

    @some.get("/api/list", Permission.SIGN_IN, files=("application/pdf", "text/csv; charset=utf-8"))
    async def take(call: Call[Any, Any]) -> Answer:
        return Answer()

    document = openapi(some, "1.0")
    assert faults(document) == []
    responses = document["paths"]["/api/list"]["get"]["responses"]
    assert set(responses) == {"200", "default"}
    assert set(responses["200"]["content"]) == {"application/pdf", "text/csv"}


def test_query_has_its_bounds(document: dict[str, Any]) -> None:
    parameters = {one["name"]: one for one in document["paths"]["/api/notes"]["get"]["parameters"]}
    assert (parameters["limit"]["schema"]["minimum"], parameters["limit"]["schema"]["maximum"]) == (1, 200)
    assert not parameters["after"]["required"]


def test_change_promises_no_defaults(document: dict[str, Any]) -> None:
    schema = document["components"]["schemas"]["NoteChange"]
    assert "default" not in schema["properties"]["title"]
    assert "required" not in schema


def test_bodies_and_answers_of_one_name_are_told_apart() -> None:
    some = Routes()
    other = same_name()

    @some.post("/api/a", Permission.SIGN_IN, answer=DraftView)
    async def first(call: Call[Any, Any], body: Draft) -> Answer:
        return Answer()

    async def second(call: Call[Any, Any], body: Body) -> Answer:
        return Answer()

    second.__annotations__["body"] = other
    some.post("/api/b", Permission.SIGN_IN, answer=DraftView)(second)
    document = openapi(some, "1.0")
    assert faults(document) == []
    schemas = document["components"]["schemas"]

    def body_of(path: str) -> Any:
        reference = document["paths"][path]["post"]["requestBody"]["content"]["application/json"]["schema"]["$ref"]
        return schemas[reference.rpartition("/")[2]]

    assert set(body_of("/api/a")["properties"]) == {"place", "places"}
    assert set(body_of("/api/b")["properties"]) == {"title"}
