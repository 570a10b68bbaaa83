"""Reads Python sources without importing them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = ("shared", "services", "tests", "bench")


@dataclass(frozen=True)
class Source:
    root: Path
    path: str
    """Relative to the root, with forward slashes."""

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse((self.root / self.path).read_text(), self.path)

    @cached_property
    def imports(self) -> tuple[str, ...]:
        """Dotted names, also from inside functions; `from a.b import c` gives a.b and a.b.c."""
        return tuple(self._imports())

    def _imports(self) -> Iterator[str]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (name.name for name in node.names)
            elif isinstance(node, ast.ImportFrom):
                module = ".".join(filter(None, [self._package(node.level), node.module]))
                yield module
                yield from (f"{module}.{name.name}" for name in node.names)

    def calls(self) -> Iterator[str]:
        """What is called, as written: `datetime.now`."""
        return (ast.unparse(node.func) for node in ast.walk(self.tree) if isinstance(node, ast.Call))

    def _package(self, level: int) -> str:
        return ".".join(Path(self.path).parts[:-level]) if level else ""


@cache
def sources(root: Path = ROOT) -> list[Source]:
    files = (file for folder in FOLDERS for file in (root / folder).rglob("*.py"))
    return [Source(root, file.relative_to(root).as_posix()) for file in sorted(files)]
