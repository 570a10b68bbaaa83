"""LibreOffice by itself, with no sandbox around it: its own settings already fetch and run nothing."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pikepdf
import pytest

from services.documents.ingest.kinds import Kind
from services.documents.ingest.office import convert, office_program
from tests.factories import foreign_papers as papers
from tests.factories import office_papers

RED = papers.picture("PNG", (64, 64))


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """A server's address, and the paths it was asked for."""
    paths: list[str] = []

    class Picture(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(RED)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Picture) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", paths
        server.shutdown()
        thread.join()


def converted(data: bytes, kind: Kind, folder: Path) -> pikepdf.Pdf:
    source = folder / f"paper.{kind}"
    source.write_bytes(data)
    program = office_program()
    assert program
    return pikepdf.Pdf.open(convert(source, kind, program, folder))


def pictures(document: pikepdf.Pdf) -> int:
    return sum(thing.get("/Subtype") == "/Image" for thing in document.objects if isinstance(thing, pikepdf.Stream))


def test_linked_picture_is_not_fetched(asked: tuple[str, list[str]], tmp_path: Path) -> None:
    address, paths = asked
    with converted(office_papers.document_with_linked_picture(f"{address}/a.png"), Kind.DOCX, tmp_path) as document:
        assert pictures(document) == 0
    assert paths == []


def test_linked_file_is_not_embedded(tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(RED)
    data = office_papers.document_with_linked_picture((tmp_path / "secret.png").as_uri())
    with converted(data, Kind.DOCX, tmp_path) as document:
        assert pictures(document) == 0


def test_open_documents_linked_picture_is_not_fetched(asked: tuple[str, list[str]], tmp_path: Path) -> None:
    address, paths = asked
    frame = (
        '<text:p><draw:frame svg:width="2cm" svg:height="2cm" text:anchor-type="paragraph">'
        f'<draw:image xlink:href="{address}/a.png" xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/>'
        "</draw:frame></text:p>"
    )
    with converted(office_papers.open_document("a", content=frame), Kind.ODT, tmp_path) as document:
        assert pictures(document) == 0
    assert paths == []


def test_webservice_formula_asks_nobody(asked: tuple[str, list[str]], tmp_path: Path) -> None:
    address, paths = asked
    converted(office_papers.spreadsheet([f'=_xlfn.WEBSERVICE("{address}/a")']), Kind.XLSX, tmp_path).close()
    assert paths == []
