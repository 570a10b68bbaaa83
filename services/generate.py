"""`python -m services.generate`: writes what is derived from the code; with --check, fails when a file is not current.

docs/openapi.json (and web/openapi.json for the web app's types), docs/asyncapi.json, docs/settings.md, docs/metrics.md,
docs/problems/*.md.
"""

import asyncio
import json
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from prometheus_client import REGISTRY
from pydantic_settings import BaseSettings

import services.demo.guard
import services.demo.settings
import services.documents.settings
import services.gateway.proxy.app
import services.gateway.settings
import services.hop.settings
import services.meeting.settings
import services.notify.settings
import shared.settings
from deploy.grafana.boards import DASHBOARDS
from services.embedded import embedded
from services.gateway.usage.figures import FIGURES
from services.gateway.usage.gauges import metric_name
from shared.app import VERSION, Service
from shared.clock import SystemClock
from shared.events.registry import FACTS, OWNERS, SOURCES
from shared.openapi import openapi
from shared.problems import Problem, all_problems, described_problems
from shared.settings import Settings

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
SETTINGS = [shared.settings, services.gateway.settings, services.meeting.settings]
SETTINGS += [services.documents.settings, services.notify.settings, services.demo.settings, services.hop.settings]


def main() -> int:
    files = asyncio.run(_files())
    if "--check" in sys.argv:
        old = [path for path, text in files.items() if not path.is_file() or path.read_text("utf-8") != text]
        for path in old:
            print(f"{path.relative_to(ROOT)} is not current: run make generate")
        return 1 if old else 0
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return 0


async def _files() -> dict[Path, str]:
    with tempfile.TemporaryDirectory() as folder:
        async with embedded(Settings(data=Path(folder) / "data"), SystemClock()) as product:
            api = _json(_api(product.services))
    files = {
        DOCS / "openapi.json": api,
        ROOT / "web" / "openapi.json": api,
        DOCS / "asyncapi.json": _json(_asyncapi()),
        DOCS / "settings.md": _settings(),
        DOCS / "metrics.md": _metrics(),
    }
    for problem in all_problems():
        files[DOCS / "problems" / f"{problem.code}.md"] = _problem(problem)
    return files


def _api(services: Sequence[Service]) -> dict[str, Any]:
    """Each operation says which service answers it; by that the gateway forwards."""
    described = openapi((route for service in services for route in service.routes), VERSION)
    for service in services:
        for route in service.routes:
            described["paths"][route.path][route.method.lower()]["x-service"] = service.name
    return described | {"x-problems": dict(sorted(described_problems().items()))}


def _json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _asyncapi() -> dict[str, Any]:
    """AsyncAPI 3: a channel per topic, a message per fact with its example."""
    messages = {
        kind: {
            "name": kind,
            "summary": " ".join((fact.__doc__ or "").split()) or fact.__name__,
            "contentType": "application/json",
            "payload": _schema(fact.model_json_schema(ref_template="#/components/schemas/{model}")),
            "examples": [{"payload": fact.example}],
        }
        for kind, fact in sorted(FACTS.items())
    }
    definitions: dict[str, Any] = {}
    for fact in FACTS.values():
        definitions |= fact.model_json_schema(ref_template="#/components/schemas/{model}").get("$defs", {})
    channels = {
        topic: {
            "address": topic,
            "messages": {
                kind: {"$ref": f"#/components/messages/{kind}"}
                for kind, fact in sorted(FACTS.items())
                if OWNERS[kind.split(".")[2]] == topic
            },
        }
        for topic in SOURCES
    }
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Hop events", "version": VERSION},
        "channels": channels,
        "components": {"messages": messages, "schemas": definitions},
    }


def _schema(schema: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in schema.items() if name not in {"$defs", "description"}}


def _settings() -> str:
    lines = ["# Settings", "", "From the environment. Made by `make generate` from the settings classes.", ""]
    for module in SETTINGS:
        for kind in _settings_classes(module):
            lines += [f"## {_service(module.__name__)}", "", "| Variable | Default | Meaning |", "|---|---|---|"]
            for name, field in kind.model_fields.items():
                default = "" if field.default in (None, "") else f"`{field.default}`"
                lines.append(f"| `{name.upper()}` | {default} | {field.description or ''} |")
            lines.append("")
    return "\n".join(lines)


def _settings_classes(module: Any) -> Iterator[type[BaseSettings]]:
    for thing in vars(module).values():
        if isinstance(thing, type) and issubclass(thing, BaseSettings) and thing.__module__ == module.__name__:
            yield thing


def _service(module: str) -> str:
    return "All services" if module == "shared.settings" else module.split(".")[1]


def _metrics() -> str:
    """Each with what it counts, where it comes from (facts, or the file that moves it), and the panels that show it."""
    lines = [
        "# Metrics",
        "",
        "Made by `make generate` from the code's metrics and the dashboards' panels.",
        "",
    ]
    lines += ["Business figures count the facts named; what no fact has told has no sample, and is never 0.", ""]
    lines += ["| Metric | Kind | Unit | Labels | Meaning | Source | Panels |", "|---|---|---|---|---|---|---|"]
    places = _places()
    for family, labels in sorted(_families(), key=lambda one: str(one[0].name)):
        figure = _FIGURES.get(family.name)
        unit = figure.unit.value if figure else _unit(family)
        source = ", ".join(fact.__name__ for fact in figure.sources) if figure else places[family.name]
        shown = ", ".join(f"`{label}`" for label in labels) or "–"
        panels = "; ".join(_panels(family.name))
        cells = [f"`{family.name}`", family.type, unit, shown, family.documentation, source, panels]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _families() -> Iterator[tuple[Any, tuple[str, ...]]]:
    """Our own metrics, those named by convention, and the process's; with their labels."""
    for collector in list(REGISTRY._collector_to_names):
        for family in collector.describe() if hasattr(collector, "describe") else ():
            labels: Any = getattr(collector, "_labelnames", None) or getattr(family, "_labelnames", ())
            if family.name.startswith(("hop_", "http_", "db_")):
                yield family, tuple(labels)


def _places() -> dict[str, str]:
    """By metric the file that declares it."""
    named = re.compile(r'"((?:hop|http|db)_[a-z_]+)"')
    files = sorted(file for folder in ("shared", "services") for file in (ROOT / folder).rglob("*.py"))
    return {name: f"`{file.relative_to(ROOT)}`" for file in files for name in named.findall(file.read_text("utf-8"))}


def _unit(family: Any) -> str:
    """By the name, as the conventions want it there; what it does not tell is a number of things."""
    words = family.name.split("_")
    return next((unit for unit in ("seconds", "bytes", "ratio", "minutes") if unit in words), "count")


def _panels(metric: str) -> list[str]:
    named = re.compile(rf"\b{metric}(_total|_bucket|_count|_sum)?\b")
    return [
        f"{board.title}: {panel.title}"
        for board in DASHBOARDS
        for panel in board.panels
        if any(named.search(query) for query in panel.queries.values())
    ]


_FIGURES = {metric_name(figure): figure for figure in FIGURES}


def _problem(problem: type[Problem]) -> str:
    return (
        f"# {problem.code}\n\nHTTP status {problem.status}.\n\n"
        f"## {problem.title.vi}\n\n{problem.advice.vi}\n\n## {problem.title.en}\n\n{problem.advice.en}\n"
    )


if __name__ == "__main__":
    sys.exit(main())
