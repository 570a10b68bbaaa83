"""Which route belongs to which service: read from the product's own description, so that there is one table.

`make generate` writes it from the services' routes; the gateway publishes it at /openapi.json.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from shared.http import Handler, Route
from shared.permissions import Permission
from shared.settings import BadSetting

PRODUCT = Path(__file__).parents[3] / "docs" / "openapi.json"

Description = dict[str, Any]


def read_description() -> Description:
    """Blocks. Raises BadSetting."""
    try:
        described: Description = json.loads(PRODUCT.read_text("utf-8"))
    except OSError as error:
        raise BadSetting(f"{PRODUCT} is missing: the gateway forwards by it.") from error
    return described


def routes_of(description: Description, service: str, handler: Handler) -> Iterator[Route]:
    """The service's routes, with their permissions and limits, all answered by `handler`."""
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            if operation["x-service"] == service:
                yield _route(method.upper(), path, operation, handler)


def _route(method: str, path: str, operation: Description, handler: Handler) -> Route:
    status, answer = next((name, one) for name, one in operation["responses"].items() if name != "default")
    return Route(
        method=method,
        path=path,
        handler=handler,
        permission=Permission(operation["x-permission"]),
        resolve=None,
        body=None,
        query=None,
        answer=None,
        status=int(status),
        largest_body=operation["x-largest-body"],
        media_type=next(iter(answer.get("content", {})), "application/json"),
    )
