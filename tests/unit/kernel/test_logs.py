"""Logs tell what went wrong and where, and nothing that anybody wrote."""

import json
import subprocess
import sys

from tests.factories.processes import ROOT

SCRIPT = """
import logging, structlog
from pydantic import BaseModel
from shared.logs import set_up

class Paper(BaseModel):
    pages: int

set_up("info")
log = structlog.get_logger()
log.debug("not wanted")
log.info("paper checked", version_id="v1", pages=3, name="ổn")
try:
    try:
        Paper.model_validate({"pages": "Kỷ luật ông A"})
    except ValueError as error:
        raise ExceptionGroup("Kỷ luật ông A", [KeyError("Kỷ luật ông A")]) from error
except ExceptionGroup:
    log.exception("paper refused")
    logging.getLogger("aiohttp.server").exception("Error handling request")
logging.getLogger("aiohttp.server").info("not wanted")
"""


def test_lines_are_json_and_exceptions_say_nothing_but_their_type_and_place() -> None:
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert run.stdout == ""
    lines = [json.loads(line) for line in run.stderr.splitlines()]
    assert [line["event"] for line in lines] == ["paper checked", "paper refused", "Error handling request"]
    assert lines[0]["version_id"] == "v1"
    assert lines[0]["level"] == "info"
    assert lines[0]["timestamp"].endswith("Z")
    for line in lines[1:]:
        for expected in ("pydantic_core._pydantic_core.ValidationError", "ExceptionGroup", "KeyError", "in <module>"):
            assert expected in line["exception"]
    assert "Kỷ luật" not in run.stderr
