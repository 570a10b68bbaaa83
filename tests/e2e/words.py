"""The web app's own words, so that a story finds a button by what stands on it, in either language."""

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

Words = Callable[..., str]
FOLDER = Path(__file__).parents[2] / "web" / "src" / "words"


@cache
def _catalogue(language: str) -> dict[str, Any]:
    """The object literal of `vi.ts` or `en.ts`, read as JSON."""
    source = (FOLDER / f"{language}.ts").read_text("utf-8")
    literal = source[source.index("{", source.index("=")) : source.rindex("}") + 1]
    strings: list[str] = []

    def keep(match: re.Match[str]) -> str:
        strings.append(match[1] if match[1] is not None else match[2])
        return f"\0{len(strings) - 1}\0"

    bare = re.sub(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"", keep, literal)
    quoted = re.sub(r"([{,]\s*)([A-Za-z_]\w*)\s*:", r'\1"\2":', bare)
    closed = re.sub(r",(\s*})", r"\1", quoted)
    whole = re.sub(r"\0(\d+)\0", lambda match: json.dumps(strings[int(match[1])].replace("\\'", "'")), closed)
    found: dict[str, Any] = json.loads(whole)
    return found


def words_of(language: str) -> Words:
    def say(key: str, **values: object) -> str:
        """`key` as in the catalogue (`meeting.openBook`). Raises KeyError."""
        found: Any = _catalogue(language)
        for part in key.split("."):
            found = found[part]
        return re.sub(r"{{(\w+)}}", lambda match: str(values[match[1]]), str(found))

    return say
