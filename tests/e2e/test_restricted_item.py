"""A guest, a delegate outside its audience and an outsider find nothing of a restricted item, anywhere."""

import json
import socket
import threading
from contextlib import suppress
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

import pytest

from tests.e2e.conftest import Mailbox, Open, Tablet, both_languages
from tests.e2e.product import Product
from tests.e2e.secretary import Secretary
from tests.e2e.waiting import until

PERSON_IN, DELEGATE, GUEST, OUTSIDER = "daibieu6", "daibieu22", "khach", "daibieu23"
STRANGERS = (DELEGATE, GUEST, OUTSIDER)
OPEN_TITLE, HIDDEN_ITEM, HIDDEN_PAPER = "Chương trình chung", "Luân chuyển Alpha", "Danh sách Omega"
MISSING = "0" * 32


class Listener(threading.Thread):
    """Keeps every byte that the live stream tells one person."""

    def __init__(self, hop: Product, name: str) -> None:
        super().__init__(daemon=True)
        connection = HTTPConnection(urlsplit(hop.url).netloc, timeout=60)
        connection.connect()
        self._socket = connection.sock
        connection.request("GET", "/api/stream", headers={"Authorization": f"Bearer {hop.token(name)}"})
        self._stream = connection.getresponse()
        assert self._stream.status == 200
        self.text = ""
        self.start()

    def run(self) -> None:
        with self._stream, self._socket, suppress(HTTPException):
            for line in self._stream:
                self.text += line.decode()

    def stop(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self.join()

    def wait_for(self, word: str) -> None:
        until(lambda: self.text, f"the stream did not tell of {word}", lambda text: word in text)


@dataclass(frozen=True, slots=True)
class Restricted:
    meeting: str
    open_item: str
    hidden_item: str
    hidden_paper: str

    @property
    def words(self) -> tuple[str, ...]:
        """What nobody outside the audience may ever be sent."""
        return (HIDDEN_ITEM, HIDDEN_PAPER, self.hidden_item, self.hidden_paper)


@pytest.fixture
def secretary(hop: Product) -> Secretary:
    return Secretary(hop)


@pytest.fixture
def restricted(secretary: Secretary) -> Restricted:
    meeting = secretary.new_meeting("Họp có mục hạn chế", [PERSON_IN, DELEGATE], [GUEST])
    open_item = secretary.new_item(meeting, OPEN_TITLE, guests=True)
    hidden_item = secretary.new_item(meeting, HIDDEN_ITEM, guests=False, only=[PERSON_IN])
    secretary.call(meeting)
    paper = secretary.hand_out(meeting, HIDDEN_PAPER, "pdflatex-4-pages.pdf", hidden_item)
    return Restricted(meeting, open_item, hidden_item, paper)


def test_stream_tells_strangers_nothing_of_a_restricted_paper(
    hop: Product, secretary: Secretary, restricted: Restricted
) -> None:
    listeners = {name: Listener(hop, name) for name in (PERSON_IN, *STRANGERS)}
    secretary.replace(restricted.hidden_paper, "multicolumn.pdf")
    body = {"title": f"{HIDDEN_ITEM} (sửa)"}
    secretary.send("PATCH", f"/api/meetings/{restricted.meeting}/agenda-items/{restricted.hidden_item}", body)
    shared = secretary.hand_out(restricted.meeting, "Tài liệu chung", "pdflatex-outline.pdf", restricted.open_item)
    elsewhere = secretary.new_meeting("Cuộc họp khác", [OUTSIDER])
    secretary.call(elsewhere)
    for name in (PERSON_IN, DELEGATE, GUEST):
        listeners[name].wait_for(shared)
    listeners[OUTSIDER].wait_for(elsewhere)
    for listener in listeners.values():
        listener.stop()
    for word in (restricted.hidden_paper, restricted.hidden_item):
        assert word in listeners[PERSON_IN].text
    for name in STRANGERS:
        assert [word for word in restricted.words if word in listeners[name].text] == []
    assert restricted.meeting not in listeners[OUTSIDER].text


@both_languages
def test_screens_show_strangers_nothing_of_a_restricted_item(restricted: Restricted, open_tablet: Open) -> None:
    reader = open_tablet(PERSON_IN)
    reader.go(f"/meetings/{restricted.meeting}")
    reader.sees(HIDDEN_ITEM)
    for name in (DELEGATE, GUEST):
        tablet = open_tablet(name)
        tablet.go(f"/meetings/{restricted.meeting}")
        tablet.sees(OPEN_TITLE)
        expect_silence(tablet, restricted)
        for path in ("/", "/inbox", "/meetings"):
            tablet.go(path)
            tablet.page.get_by_role("heading", level=1).wait_for()
            tablet.page.wait_for_load_state("load")
            expect_silence(tablet, restricted)
        tablet.go(f"/meetings/{restricted.meeting}/book/{restricted.hidden_paper}")
        tablet.sees(tablet.words("papers.noneReader"))
        expect_silence(tablet, restricted)
    outsider = open_tablet(OUTSIDER)
    for path in (f"/meetings/{restricted.meeting}", f"/meetings/{restricted.meeting}/book/{restricted.hidden_paper}"):
        outsider.go(path)
        outsider.sees(outsider.words("state.denied"))
        expect_silence(outsider, restricted)


def expect_silence(tablet: Tablet, restricted: Restricted) -> None:
    """The address of a page is the visitor's own knowledge; what the page says is not."""
    text = tablet.page.locator("body").inner_text() + tablet.page.title()
    assert [word for word in (HIDDEN_ITEM, HIDDEN_PAPER) if word in text] == []
    for word in (HIDDEN_ITEM, HIDDEN_PAPER):
        tablet.sees_nothing_of(word)


def test_answers_of_a_restricted_thing_equal_those_of_a_missing_one(hop: Product, restricted: Restricted) -> None:
    paper = restricted.hidden_paper
    version = Secretary(hop).get(f"/api/documents/{paper}")["version"]["id"]
    for name in STRANGERS:
        token = hop.token(name)
        for method, path, body in (
            ("GET", "/api/documents/{paper}", None),
            ("GET", "/api/documents/{paper}/versions/{version}", None),
            ("POST", "/api/documents/{paper}/versions/{version}/links", None),
            ("GET", "/api/documents/{paper}/versions/{version}/hits?q=a", None),
            ("GET", "/api/documents/{paper}/readings", None),
            ("PUT", "/api/documents/{paper}/bookmark", {"version_id": version, "page": 1}),
            ("POST", "/api/documents/{paper}/recall", {"reason": "Thử"}),
            ("DELETE", "/api/documents/{paper}", None),
        ):
            hidden = hop.refusal(method, path.format(paper=paper, version=version), body, token)
            missing = hop.refusal(method, path.format(paper=MISSING, version=MISSING), body, token)
            assert hidden == missing, f"{name}: {method} {path}"
            assert hidden[0] == 404
    token = hop.token(OUTSIDER)
    for part in ("", "/agenda-items", "/participants", "/documents", "/readiness"):
        hidden = hop.refusal("GET", f"/api/meetings/{restricted.meeting}{part}", None, token)
        assert hidden == hop.refusal("GET", f"/api/meetings/{MISSING}{part}", None, token)


def test_lists_and_mails_of_strangers_name_nothing_restricted(
    hop: Product, restricted: Restricted, mailbox: tuple[Mailbox, int]
) -> None:
    for name in STRANGERS:
        token = hop.token(name)
        paths = ["/api/meetings?limit=100", "/api/inbox?limit=100"]
        if name != OUTSIDER:
            mailbox[0].calendar_entry(f"{name}@phutho.example", "REQUEST", "Họp có mục hạn chế")
            parts = ("", "/agenda-items", "/documents")
            paths += [f"/api/meetings/{restricted.meeting}{part}" for part in parts]
        told = json.dumps([hop.get(path, token) for path in paths], ensure_ascii=False)
        told += "".join(text_of(mail) for mail in mailbox[0].to(f"{name}@phutho.example"))
        assert [word for word in restricted.words if word in told] == [], name


def text_of(mail: Message) -> str:
    parts = [part for part in mail.walk() if not part.is_multipart()]
    contents = [part.get_payload(decode=True) for part in parts]
    return "".join(content.decode() for content in contents if isinstance(content, bytes)) + str(mail["Subject"])
