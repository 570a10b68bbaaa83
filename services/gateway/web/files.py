"""The built web app. Paths of files are looked up, never joined from what a request says."""

from dataclasses import dataclass
from pathlib import Path

_MEDIA_TYPES = {
    ".bcmap": "application/octet-stream",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
_COMPRESSED = {".br", ".gz", ".map"}
A_YEAR = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"


@dataclass(frozen=True, slots=True)
class WebFile:
    path: Path
    media_type: str
    cache_control: str


class WebFiles:
    """Blocking. The folder is listed again when its index.html changed: a new build takes effect at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, WebFile] = {}
        self._built = 0.0

    def find(self, path: str) -> WebFile | None:
        """The file of a path; index.html for the app's own routes, which have no suffix. None when not built."""
        self._list()
        return self._files.get(path) or (None if "." in path.rpartition("/")[2] else self._files.get("index.html"))

    def _list(self) -> None:
        index = self._folder / "index.html"
        built = index.stat().st_mtime if index.is_file() else 0.0
        if built == self._built:
            return
        self._built = built
        paths = (path for path in self._folder.rglob("*") if path.is_file() and path.suffix not in _COMPRESSED)
        self._files = {path.relative_to(self._folder).as_posix(): _described(path, self._folder) for path in paths}


def _described(path: Path, folder: Path) -> WebFile:
    """Vite puts a hash of the content into the names below assets/."""
    hashed = path.relative_to(folder).parts[0] == "assets"
    media_type = _MEDIA_TYPES.get(path.suffix, "application/octet-stream")
    return WebFile(path, media_type, A_YEAR if hashed else ASK_AGAIN)
