"""Who may import whom. Each rule is also shown a line that breaks it, so that it is known to look."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.architecture.sources import Source, sources

ADAPTERS = r"shared\.((store|log)\.(sqlite|mongo|kafka)|objects\.(files|s3)|database)"


@dataclass(frozen=True)
class Rule:
    name: str
    where: str
    """Paths it holds for; the whole path matches."""
    never: str
    """Imports (with all below them) that break it; {service} is the service the file belongs to."""
    unless: str = ""
    """Paths it does not hold for."""


RULES = [
    Rule("the kernel knows no service", where=r"shared/.*", never=r"services"),
    Rule(
        "a service knows no other service",
        where=r"services/.*",
        never=r"services\.(?!{service}\b).*",
        unless=r"services/(__main__|generate|gateway/__main__)\.py|services/(demo|hop)/.*",
    ),
    Rule("services know the ports, not what is behind them", where=r"services/.*", never=ADAPTERS),
    Rule(
        "a model is pure",
        where=r"services/.*/model(/.*)?\.py",
        never=r"aiohttp|asyncio|pymongo|minio|aiokafka|socket|subprocess|random|secrets|uuid|time"
        r"|shared\.(store|log|objects|http|app|settings|database|metrics|clock\.\w*Clock)"
        r"|services\..*\.(http|commands|store)",
    ),
    Rule("commands and stores know no web", where=r"services/.*/(commands|store)\.py", never=r"aiohttp|shared\.http"),
    Rule(
        "SQLite stays in its adapters",
        r".*",
        r"sqlite3",
        unless=r"(shared/(database|(store|log)/sqlite|store/sqlite_keeping)|tests/unit/kernel/test_(database|log_idle))\.py|bench/.*",
    ),
    Rule(
        "Mongo stays in its adapter",
        r".*",
        r"pymongo|bson",
        r"((shared/store/mongo|tests/backends|bench)/.*|tests/unit/kernel/test_mongo_(pool|errors)\.py)",
    ),
    Rule("Kafka stays in its adapter", r".*", r"aiokafka", unless=r"shared/log/kafka/.*|tests/backends/.*|bench/.*"),
    Rule("S3 stays in its adapter", r".*", r"minio", unless=r"shared/objects/s3/.*|tests/backends/.*|bench/.*"),
    Rule("the product knows no test", where=r"(shared|services)/.*", never=r"tests|bench|pytest|hypothesis"),
]

BROKEN = {
    "the kernel knows no service": ("shared/http.py", "from services.meeting.agenda import model"),
    "a service knows no other service": ("services/notify/app.py", "def f():\n    from services import meeting"),
    "services know the ports, not what is behind them": (
        "services/meeting/rooms/store.py",
        "import shared.store.sqlite",
    ),
    "a model is pure": ("services/meeting/agenda/model.py", "from shared.clock import SystemClock"),
    "commands and stores know no web": ("services/meeting/agenda/commands.py", "from aiohttp import web"),
    "SQLite stays in its adapters": ("services/gateway/app.py", "import sqlite3"),
    "Mongo stays in its adapter": ("shared/store/port.py", "from pymongo import AsyncMongoClient"),
    "Kafka stays in its adapter": ("shared/log/port.py", "import aiokafka.errors"),
    "S3 stays in its adapter": ("services/documents/app.py", "from minio import Minio"),
    "the product knows no test": ("shared/clock.py", "from tests.fakes import clock"),
}


def offences(rule: Rule, files: list[Source]) -> list[str]:
    return [
        f"{file.path} imports {name}"
        for file in files
        if re.fullmatch(rule.where, file.path) and not re.fullmatch(rule.unless, file.path)
        for name in file.imports
        if re.match(rf"({rule.never.replace('{service}', service_of(file))})(\.|$)", name)
    ]


def service_of(file: Source) -> str:
    parts = Path(file.path).parts
    return parts[1] if parts[0] == "services" and len(parts) > 2 else ""


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_nobody_imports_what_a_rule_forbids(rule: Rule) -> None:
    assert offences(rule, sources()) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_each_rule_sees_what_breaks_it(rule: Rule, tmp_path: Path) -> None:
    path, line = BROKEN[rule.name]
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_text(line)
    assert offences(rule, sources(tmp_path)) != []


def test_relative_import_is_read_as_what_it_names(tmp_path: Path) -> None:
    (tmp_path / "services/notify/inbox").mkdir(parents=True)
    (tmp_path / "services/notify/inbox/store.py").write_text("from ...meeting import agenda")
    assert list(sources(tmp_path)[0].imports) == ["services.meeting", "services.meeting.agenda"]
