"""A secretary at work over the API: what a story needs to be there before it begins, and acts that others watch."""

import secrets
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from services.gateway.people.names import person_id_of
from services.gateway.setup.commands import ROOT_ID
from tests.e2e.product import Product
from tests.e2e.waiting import until
from tests.factories.meetings import meeting_body

PAPERS = Path(__file__).parents[1] / "data" / "papers"
CHECKED = 90.0  # seconds until a small paper is checked, however busy the machine is


class Secretary:
    """Or somebody else who brings papers, by sign-in name."""

    def __init__(self, hop: Product, name: str = "thuky") -> None:
        self.hop = hop
        self._token = hop.token(name)

    def after(self, other: "Secretary") -> "Secretary":
        """What he does next waits until each service it meets has heard what the other one did last."""
        self.hop.follow(self._token, other._token)
        return self

    def get(self, path: str) -> Any:
        return self.hop.get(path, self._token)

    def send(self, method: str, path: str, body: Any = None) -> Any:
        return self.hop.send(method, path, body, self._token)

    def new_meeting(self, title: str, delegates: list[str], guests: list[str] | None = None) -> str:
        """Its id. A draft, ten days ahead; people by sign-in name."""
        body = meeting_body(title, ROOT_ID) | {"place": "Phòng họp số 1"}
        meeting = str(self.send("POST", "/api/meetings", body)["id"])
        people = [(name, "delegate") for name in delegates] + [(name, "guest") for name in guests or []]
        invited = [{"person_id": person_id_of(name), "role": role} for name, role in people]
        if invited:
            self.send("POST", f"/api/meetings/{meeting}/participants", {"people": invited})
        return meeting

    def new_item(self, meeting: str, title: str, *, guests: bool, only: list[str] | None = None) -> str:
        people = None if only is None else [person_id_of(name) for name in only]
        body = {"title": title, "kind": "discussion", "audience": {"guests": guests, "people": people}}
        return str(self.send("POST", f"/api/meetings/{meeting}/agenda-items", body)["id"])

    def call(self, meeting: str) -> None:
        self.send("POST", f"/api/meetings/{meeting}/call", {})

    def hand_out(self, meeting: str, title: str, file: str, item: str | None = None) -> str:
        """Uploaded, checked and released; the document's id. `file` is one of tests/data/papers."""
        body = {"title": title, "item_id": item, **_of(file)}
        return self._finish(self.send("POST", f"/api/meetings/{meeting}/documents", body), file)

    def replace(self, document: str, file: str) -> None:
        self._finish(self.send("POST", f"/api/documents/{document}/versions", _of(file)), file)

    def bring(self, meeting: str, title: str, file: str, item: str) -> tuple[str, str]:
        """Uploaded and checked; ids of document and version."""
        body = {"title": title, "item_id": item, **_of(file)}
        return self._uploaded(self.send("POST", f"/api/meetings/{meeting}/documents", body), file)

    def _finish(self, begun: Any, file: str) -> str:
        document, version = self._uploaded(begun, file)
        self.send("POST", f"/api/documents/{document}/release", {"version_id": version})
        return document

    def _uploaded(self, begun: Any, file: str) -> tuple[str, str]:
        document, version = str(begun["document"]["id"]), str(begun["version"]["id"])
        path = f"/api/documents/{document}/versions/{version}"
        (part,) = begun["upload"]["parts"]
        _upload(self.hop.url, part, (PAPERS / file).read_bytes())
        self.send("PUT", f"{path}/upload", {"parts": []})
        under_way = {"uploading", "checking"}
        state = until(
            lambda: self.get(path)["state"], f"{file} is not checked", lambda one: one not in under_way, CHECKED
        )
        assert state == "ready", f"{file} is {state}"
        return document, version


def _of(file: str) -> dict[str, Any]:
    return {"file_name": file, "size": (PAPERS / file).stat().st_size}


def _upload(url: str, part: dict[str, Any], content: bytes) -> None:
    """As a browser posts a form with one file."""
    mark = secrets.token_hex(16)
    body = b"".join(
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in part["fields"].items()
    )
    body += f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="paper"\r\n\r\n'.encode()
    body += content + f"\r\n--{mark}--\r\n".encode()
    request = urllib.request.Request(
        urljoin(url, part["url"]), body, {"Content-Type": f"multipart/form-data; boundary={mark}"}
    )
    urllib.request.urlopen(request, timeout=30).close()
