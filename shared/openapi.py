"""/openapi.json, made from the routes: what they parse, what they answer, who may call them."""

import re
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from shared.http import Route
from shared.permissions import Permission, Standing, allows

_REFERENCE = "#/components/schemas/{model}"
_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "request_id"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "request_id": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "detail"],
                "properties": {name: {"type": "string"} for name in ("pointer", "code", "detail")},
            },
        },
    },
}


def openapi(routes: Iterable[Route], version: str) -> dict[str, Any]:
    routes = list(routes)
    schemas, bodies, answers = _schemas(routes)
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        body = bodies[route.body] if route.body else None
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, body, answers)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Hop", "version": version, "description": "Meetings of public bodies without paper."},
        "paths": paths,
        "components": {
            "schemas": {"Problem": _PROBLEM, **schemas},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
    }


def _schemas(routes: list[Route]) -> tuple[dict[str, Any], dict[Any, Any], dict[str, Any]]:
    """Definitions, and references to them by body and by route: bodies of one name are told apart by module."""
    bodies: list[type[BaseModel]] = list(dict.fromkeys(route.body for route in routes if route.body))
    parsed, definitions = models_json_schema([(body, "validation") for body in bodies], ref_template=_REFERENCE)
    adapters: list[tuple[str, JsonSchemaMode, TypeAdapter[Any]]] = [
        (route.name, "serialization", TypeAdapter(route.answer)) for route in routes if route.answer is not None
    ]
    references, answered = TypeAdapter.json_schemas(adapters, ref_template=_REFERENCE)
    ours, theirs = answered.get("$defs", {}), definitions.get("$defs", {})
    if unlike := sorted(name for name in ours.keys() & theirs.keys() if ours[name] != theirs[name]):
        raise ValueError(f"two schemas have one name: {', '.join(unlike)}")
    schemas = {**theirs, **ours}
    by_body = {body: schema for (body, _), schema in parsed.items()}
    return schemas, by_body, {name: schema for (name, _), schema in references.items()}


def _operation(route: Route, body: Any, answers: dict[str, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": route.handler.__name__,
        "tags": [_tag(route.path)],
        "x-permission": route.permission.value,
        "x-largest-body": route.largest_body,
        "parameters": [*_path_parameters(route), *_query_parameters(route), *_header_parameters(route)],
        "responses": _responses(route, answers.get(route.name)),
    }
    if route.handler.__doc__:
        operation["description"] = " ".join(route.handler.__doc__.split())
    if not allows(route.permission, frozenset({Standing.ANYBODY})):
        operation["security"] = [{"token": []}]
    if body is not None:
        content = {"application/json": {"schema": body}}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _tag(path: str) -> str:
    return path.split("/")[2] if path.startswith("/api/") else "service"


def _path_parameters(route: Route) -> list[dict[str, Any]]:
    names = re.findall(r"{(\w+)}", route.path)
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]


def _query_parameters(route: Route) -> list[dict[str, Any]]:
    if route.query is None:
        return []
    schema = route.query.model_json_schema(ref_template=_REFERENCE)
    required = schema.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": _inlined(one, schema.get("$defs", {}))}
        for name, one in schema["properties"].items()
    ]


def _inlined(schema: dict[str, Any], definitions: dict[str, Any]) -> Any:
    if isinstance(schema, dict):
        if reference := schema.get("$ref"):
            return definitions[reference.rpartition("/")[2]]
        return {name: _inlined(inner, definitions) for name, inner in schema.items()}
    if isinstance(schema, list):
        return [_inlined(inner, definitions) for inner in schema]
    return schema


def _header_parameters(route: Route) -> list[dict[str, Any]]:
    names = ["Hop-After"]
    if route.method == "POST" and route.permission is not Permission.SIGN_IN:
        names.append("Idempotency-Key")
    if route.method in {"PATCH", "PUT"}:
        names.append("If-Match")
    return [{"name": name, "in": "header", "required": False, "schema": {"type": "string"}} for name in names]


def _responses(route: Route, answer: Any) -> dict[str, Any]:
    problem = {
        "description": "A problem",
        "content": {"application/problem+json": {"schema": {"$ref": _REFERENCE.format(model="Problem")}}},
    }
    if route.files:
        files: dict[str, Any] = {media_type.partition(";")[0]: {} for media_type in route.files}
        return {str(route.status): {"description": "The file", "content": files}, "default": problem}
    if answer is None:
        return {str(204 if route.status == 200 else route.status): {"description": "Done"}, "default": problem}
    content = {route.media_type: {"schema": answer}}
    return {str(route.status): {"description": "The answer", "content": content}, "default": problem}
