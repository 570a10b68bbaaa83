"""Office packages are looked through before LibreOffice opens them, each bad one refused by its own reason."""

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from services.documents.ingest.kinds import Kind
from services.documents.ingest.packages import refuse_unsafe_package
from services.documents.ingest.refusal import RefusalReason, Refused
from tests.factories import office_papers as papers

LOCAL_TEMPLATE = "file:///C:\\Users\\An\\AppData\\Normal.dotm"
XXE = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
WIDE_XXE = XXE.replace("?>", ' encoding="UTF-16"?>', 1).encode("utf-16")
LAUGHS = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>'
OTHER_WORKBOOK = (
    '<Relationships><Relationship Id="r" TargetMode="External" Type="http://x/externalLinkPath" '
    'Target="file:///b.xlsx"/></Relationships>'
)
SCRIPT = '<script:event-listener xlink:href="vnd.sun.star.script:a.b?language=Basic"/>'


def look_through(data: bytes, kind: Kind, folder: Path) -> None:
    source = folder / "paper"
    source.write_bytes(data)
    refuse_unsafe_package(source, kind)


def document_with(parts: Mapping[str, bytes | str]) -> bytes:
    return papers.with_parts(papers.document(), parts)


def with_formula(formula: str) -> bytes:
    return papers.spreadsheet(["=1"], [f"={formula}"])


GOOD: dict[str, tuple[Kind, Callable[[], bytes]]] = {
    "document": (Kind.DOCX, lambda: papers.document("Tờ trình", papers.LETTERS)),
    "spreadsheet": (Kind.XLSX, lambda: papers.spreadsheet(["STT", "Đơn vị"], [1, "=SUM(A1:A9)"], hidden=[["Ghi chú"]])),
    "slides": (Kind.PPTX, lambda: papers.slides("Mở đầu")),
    "open document": (Kind.ODT, lambda: papers.open_document("Tờ trình")),
    "hyperlink": (Kind.DOCX, lambda: papers.document_with_relation("hyperlink", "https://vbpl.vn/")),
    "open document's hyperlink": (
        Kind.ODT,
        lambda: papers.open_document(content='<text:a xlink:href="https://a.vn">a</text:a>'),
    ),
    "local template": (Kind.DOCX, lambda: papers.document_with_relation("attachedTemplate", LOCAL_TEMPLATE)),
    "page field": (Kind.DOCX, lambda: papers.document_with_xml(papers.field(" PA", "GE "))),
    "words about secrecy": (
        Kind.DOCX,
        lambda: papers.document("BẢO MẬT THÔNG TIN", "Mật độ dân số", "gửi văn bản MẬT"),
    ),
    "embedded workbook": (
        Kind.DOCX,
        lambda: document_with({"word/embeddings/a.xlsx": papers.spreadsheet([1])}),
    ),
}

BAD: dict[str, tuple[RefusalReason, Kind, Callable[[], bytes]]] = {
    "macro project": (RefusalReason.MACROS, Kind.DOCX, lambda: papers.with_parts(papers.document(), papers.VBA)),
    "macro content type": (
        RefusalReason.MACROS,
        Kind.DOCX,
        lambda: papers.with_change(
            papers.document(),
            "[Content_Types].xml",
            "vnd.openxmlformats-officedocument.wordprocessingml.document.main",
            "vnd.ms-word.document.macroEnabled.main",
        ),
    ),
    "macro in an embedded workbook": (
        RefusalReason.MACROS,
        Kind.DOCX,
        lambda: document_with(
            {"word/embeddings/a.xlsx": papers.with_parts(papers.spreadsheet([1]), {"xl/vbaProject.bin": b"x"})}
        ),
    ),
    "excel 4 macro sheet": (
        RefusalReason.MACROS,
        Kind.XLSX,
        lambda: papers.with_parts(papers.spreadsheet([1]), {"xl/macrosheets/sheet1.xml": "<a/>"}),
    ),
    "open document's basic": (
        RefusalReason.MACROS,
        Kind.ODT,
        lambda: papers.open_document("a", parts={"Basic/Standard/Module1.xml": "<a/>"}),
    ),
    "open document's script event": (
        RefusalReason.MACROS,
        Kind.ODT,
        lambda: papers.open_document(content=SCRIPT),
    ),
    "linked picture by http": (
        RefusalReason.ACTIVE_LINKS,
        Kind.DOCX,
        lambda: papers.document_with_linked_picture("http://x.example/a.png"),
    ),
    "linked picture by file": (
        RefusalReason.ACTIVE_LINKS,
        Kind.DOCX,
        lambda: papers.document_with_linked_picture("file:///etc/passwd"),
    ),
    "linked object": (
        RefusalReason.ACTIVE_LINKS,
        Kind.DOCX,
        lambda: papers.document_with_relation("oleObject", "file:///a.xls"),
    ),
    "template on a server": (
        RefusalReason.ACTIVE_LINKS,
        Kind.DOCX,
        lambda: papers.document_with_relation("attachedTemplate", "http://x/a.dotm"),
    ),
    "dde field split into runs": (
        RefusalReason.ACTIVE_LINKS,
        Kind.DOCX,
        lambda: papers.document_with_xml(papers.field(" DD", "EAU", 'TO c:\\\\cmd "x"')),
    ),
    "dde in a simple field": (
        RefusalReason.ACTIVE_LINKS,
        Kind.DOCX,
        lambda: papers.document_with_xml('<w:p><w:fldSimple w:instr=" DDE a b "/></w:p>'),
    ),
    "webservice formula": (
        RefusalReason.ACTIVE_LINKS,
        Kind.XLSX,
        lambda: with_formula('WEBSERVICE("http://x.example")'),
    ),
    "dde formula": (RefusalReason.ACTIVE_LINKS, Kind.XLSX, lambda: with_formula("cmd|'/c calc'!A0")),
    "link to another workbook": (
        RefusalReason.ACTIVE_LINKS,
        Kind.XLSX,
        lambda: papers.with_parts(
            papers.spreadsheet([1]),
            {"xl/externalLinks/_rels/externalLink1.xml.rels": OTHER_WORKBOOK},
        ),
    ),
    "data connection": (
        RefusalReason.ACTIVE_LINKS,
        Kind.XLSX,
        lambda: papers.with_parts(papers.spreadsheet([1]), {"xl/connections.xml": "<connections/>"}),
    ),
    "open document's linked picture": (
        RefusalReason.ACTIVE_LINKS,
        Kind.ODT,
        lambda: papers.open_document(content='<draw:image xlink:href="http://x/a.png"/>'),
    ),
    "open document's linked file": (
        RefusalReason.ACTIVE_LINKS,
        Kind.ODT,
        lambda: papers.open_document(content='<draw:image xlink:href="../../etc/passwd"/>'),
    ),
    "open document's dde": (
        RefusalReason.ACTIVE_LINKS,
        Kind.ODT,
        lambda: papers.open_document(content="<text:dde-connection-decl/>"),
    ),
    "external entity": (
        RefusalReason.UNSAFE_XML,
        Kind.DOCX,
        lambda: document_with({"word/styles.xml": XXE}),
    ),
    "external entity under another name": (
        RefusalReason.UNSAFE_XML,
        Kind.DOCX,
        lambda: document_with({"word/styles.bin": XXE}),
    ),
    "external entity in utf-16": (
        RefusalReason.UNSAFE_XML,
        Kind.DOCX,
        lambda: document_with({"word/styles.xml": WIDE_XXE}),
    ),
    "entity bomb": (
        RefusalReason.UNSAFE_XML,
        Kind.ODT,
        lambda: papers.open_document("a", parts={"styles.xml": LAUGHS}),
    ),
    "dense entry": (RefusalReason.BOMB, Kind.DOCX, lambda: papers.zip_bomb(papers.document(), 64 << 20)),
    "too many entries": (
        RefusalReason.BOMB,
        Kind.DOCX,
        lambda: document_with({f"word/{n}.bin": b"" for n in range(10_001)}),
    ),
    "shared bytes": (RefusalReason.BOMB, Kind.DOCX, lambda: papers.overlapping_archive()),
    "way out of the folder": (
        RefusalReason.DAMAGED,
        Kind.DOCX,
        lambda: document_with({"../../a.xml": "<a/>"}),
    ),
    "cut off": (RefusalReason.DAMAGED, Kind.DOCX, lambda: papers.document("Tờ trình")[:-2000]),
    "broken xml": (
        RefusalReason.DAMAGED,
        Kind.DOCX,
        lambda: document_with({"word/document.xml": "<a><b></a>"}),
    ),
    "slides named document": (RefusalReason.NAME_MISMATCH, Kind.DOCX, lambda: papers.slides("a")),
    "archive of something": (
        RefusalReason.NAME_MISMATCH,
        Kind.ODT,
        lambda: papers.with_parts(papers.open_document("a"), {"mimetype": "text/x"}),
    ),
    "password of open document": (
        RefusalReason.ENCRYPTED,
        Kind.ODT,
        lambda: papers.with_change(
            papers.open_document("a"),
            "META-INF/manifest.xml",
            "</manifest:manifest>",
            "<manifest:encryption-data/></manifest:manifest>",
        ),
    ),
    "stamp in a paragraph": (RefusalReason.SECRET_STAMP, Kind.DOCX, lambda: papers.document("UBND", "TỐI MẬT")),
    "stamp on a hidden sheet": (
        RefusalReason.SECRET_STAMP,
        Kind.XLSX,
        lambda: papers.spreadsheet(["a"], hidden=[["số liệu", "MẬT"]]),
    ),
    "stamp in an embedded workbook": (
        RefusalReason.SECRET_STAMP,
        Kind.DOCX,
        lambda: document_with({"word/embeddings/a.xlsx": papers.spreadsheet(["MẬT"])}),
    ),
    "stamp as a document's title": (
        RefusalReason.SECRET_STAMP,
        Kind.DOCX,
        lambda: papers.document("Tờ trình", title="1. MẬT - Báo cáo"),
    ),
}


@pytest.mark.parametrize("case", GOOD)
def test_honest_package_passes(case: str, tmp_path: Path) -> None:
    kind, make = GOOD[case]
    look_through(make(), kind, tmp_path)


@pytest.mark.parametrize("case", BAD)
def test_bad_package_is_refused_by_its_reason(case: str, tmp_path: Path) -> None:
    reason, kind, make = BAD[case]
    with pytest.raises(Refused) as refusal:
        look_through(make(), kind, tmp_path)
    assert refusal.value.reason is reason


def test_wrong_size_in_the_directory_is_noticed(tmp_path: Path) -> None:
    data = bytearray(document_with({"word/a.bin": b"a" * 5000}))
    at = data.rindex(b"word/a.bin") - 46
    data[at + 24 : at + 28] = (50).to_bytes(4, "little")
    with pytest.raises(Refused) as refusal:
        look_through(bytes(data), Kind.DOCX, tmp_path)
    assert refusal.value.reason is RefusalReason.DAMAGED


def test_nested_archives_end_somewhere(tmp_path: Path) -> None:
    data = b"x"
    for _ in range(6):
        output = io.BytesIO()
        with zipfile.ZipFile(output, "w") as package:
            package.writestr("a.zip", data)
        data = output.getvalue()
    with pytest.raises(Refused) as refusal:
        look_through(document_with({"word/a.bin": data}), Kind.DOCX, tmp_path)
    assert refusal.value.reason is RefusalReason.BOMB
