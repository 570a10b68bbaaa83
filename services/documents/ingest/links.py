"""What in an Office file would reach out of it when opened: links that load, fields and formulas that fetch or run."""

from __future__ import annotations

import re

_SCHEME = re.compile(r"^[a-z][a-z0-9+.\-]*:", re.IGNORECASE)
_LOCAL_FILE = re.compile(r"^(?:file:/{2,3})?[a-z]:[\\/]|^(?:file://)?/(?!/)|^[^\\/:]+$", re.IGNORECASE)
_SCRIPT = re.compile(r"^\s*(?:vnd\.sun\.star\.script|macro|script|javascript|vbscript|service|\.uno):", re.IGNORECASE)
_FIELD = re.compile(r"^\W*(?:DDE|DDEAUTO|INCLUDE|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|DATABASE|RD)\b", re.IGNORECASE)
_STRING = re.compile(r'"[^"]*"')
_FUNCTION = re.compile(
    r"(?<![\w.])(?:(?:_xlfn|com\.microsoft|com\.sun\.star\.sheet\.addin)\.[\w.]*)?"
    r"(?:WEBSERVICE|IMAGE|RTD|CALL|REGISTER|REGISTER\.ID|EXEC|DDE|SQL\.REQUEST)\s*\(",
    re.IGNORECASE,
)
_DDE = re.compile(r"[\w.']\s*\|\s*[\w.']")


def leads_outside(target: str) -> bool:
    """True when a reference inside a package names something beyond the package."""
    path = target.strip().replace("\\", "/")
    return bool(_SCHEME.match(path)) or path.startswith("/") or ".." in path.split("/")


def is_local_template(target: str) -> bool:
    """A template on its author's own disk ("file:///C:/…/Normal.dotm"): Word writes it everywhere, nothing loads it.

    A template on a share or a server is another matter: Word does load that.
    """
    return bool(_LOCAL_FILE.match(target.strip()))


def runs_script(target: str) -> bool:
    return bool(_SCRIPT.match(target))


def is_active_field(instruction: str) -> bool:
    """Word fields that load another file or talk to another program (ECMA-376 part 1, 17.16.5)."""
    return bool(_FIELD.match(instruction))


def is_active_formula(formula: str) -> bool:
    """Spreadsheet formulas that fetch, or call other programs: WEBSERVICE(…), cmd|'/c calc'!A0."""
    bare = _STRING.sub('""', formula)
    return bool(_FUNCTION.search(bare) or _DDE.search(bare))
