"""Office files made in code: honest ones in Vietnamese, and the ways they reach out, run code or explode."""

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence

import docx
import openpyxl
import pptx

LETTERS = "Ủy ban nhân dân: ẮẰẲẴẶ ắằẳẵặ ẤẦẨẪẬ ấầẩẫậ ỄỆ ễệ ỚỜỞỠỢ ớờởỡợ ỨỪỬỮỰ ứừửữự ỲỶỸỴ ỳỷỹỵ Đđ"
"""A line with the letters that incomplete fonts lack."""

VBA = {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"}
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DOCUMENT_END = "</w:body>"
_RELATIONS_END = "</Relationships>"


def document(*lines: str, title: str = "") -> bytes:
    paper = docx.Document()
    paper.core_properties.title = title
    paper.add_heading("Kế hoạch chuyển đổi số", 1)
    for line in lines:
        paper.add_paragraph(line)
    return _saved(paper)


def spreadsheet(*rows: Sequence[object], hidden: Sequence[Sequence[object]] = ()) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if hidden:
        sheet = book.create_sheet("Phụ lục")
        sheet.sheet_state = "hidden"
        for row in hidden:
            sheet.append(row)
    return _saved(book)


def slides(*titles: str) -> bytes:
    show = pptx.Presentation()
    for title in titles:
        slide = show.slides.add_slide(show.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = LETTERS
    return _saved(show)


def open_document(*paragraphs: str, content: str = "", parts: Mapping[str, str | bytes] | None = None) -> bytes:
    """An OpenDocument text; `content` is XML put after the paragraphs."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text", zipfile.ZIP_STORED)
        package.writestr("META-INF/manifest.xml", _MANIFEST)
        body = "".join(f"<text:p>{paragraph}</text:p>" for paragraph in paragraphs) + content
        package.writestr("content.xml", _CONTENT.format(body=body))
        for name, data in (parts or {}).items():
            package.writestr(name, data)
    return output.getvalue()


def with_parts(source: bytes, parts: Mapping[str, bytes | str]) -> bytes:
    """An Office file with these parts replaced or added."""
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source)) as whole, zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as spoiled:
        for name in whole.namelist():
            if name not in parts:
                spoiled.writestr(name, whole.read(name))
        for name, data in parts.items():
            spoiled.writestr(name, data)
    return output.getvalue()


def with_change(source: bytes, part: str, old: str, new: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(source)) as whole:
        text = whole.read(part).decode()
    assert old in text
    return with_parts(source, {part: text.replace(old, new, 1)})


def document_with_xml(xml: str) -> bytes:
    """A document whose body also holds this WordprocessingML."""
    return with_change(document("Tờ trình"), "word/document.xml", _DOCUMENT_END, xml + _DOCUMENT_END)


def document_with_relation(kind: str, target: str) -> bytes:
    """A document that refers to something outside, `kind` as in officeDocument/2006/relationships."""
    relation = f'<Relationship Id="r9" Type="{_RELATION}/{kind}" Target="{target}" TargetMode="External"/>'
    return with_change(document("Tờ trình"), "word/_rels/document.xml.rels", _RELATIONS_END, relation + _RELATIONS_END)


def document_with_linked_picture(address: str) -> bytes:
    """A picture that Word and LibreOffice would load from `address`."""
    picture = _PICTURE.format(relation=_RELATION)
    whole = document_with_relation("image", address)
    return with_change(whole, "word/document.xml", _DOCUMENT_END, picture + _DOCUMENT_END)


def field(*pieces: str) -> str:
    """A Word field whose instruction is split into these runs."""
    runs = "".join(f'<w:r><w:instrText xml:space="preserve">{piece}</w:instrText></w:r>' for piece in pieces)
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    return f"<w:p>{begin}{runs}{end}</w:p>"


def zip_bomb(source: bytes, size: int) -> bytes:
    return with_parts(source, {"word/media/image1.bmp": b"\0" * size})


def overlapping_archive() -> bytes:
    """Two entries of the directory that share the same packed bytes."""
    whole = bytearray(with_parts(document("Tờ trình"), {"word/a.bin": b"a" * 100, "word/b.bin": b"b" * 100}))
    first, second = (whole.rindex(name) - 46 for name in (b"word/a.bin", b"word/b.bin"))
    whole[second + 42 : second + 46] = whole[first + 42 : first + 46]
    return bytes(whole)


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file ([MS-CFB] version 3) with these streams; "Macros/VBA/dir" is a stream in two storages."""
    folders = {path.rpartition("/")[0] for path in streams}
    storages = sorted({"/".join(f.split("/")[: n + 1]) for f in folders if f for n in range(f.count("/") + 1)})
    padded = {path: data.ljust(-(-max(len(data), 4096) // 512) * 512, b"\0") for path, data in streams.items()}
    entries, sectors, chains = ["", *storages, *padded], b"".join(padded.values()), list[int]()
    starts: dict[str, int] = {}
    for path, data in padded.items():
        starts[path] = len(chains)
        chains += [*range(len(chains) + 1, len(chains) + len(data) // 512), 0xFFFFFFFE]
    directory = b"".join(_entry(path, entries, starts, padded) for path in entries)
    directory = directory.ljust(-(-len(directory) // 512) * 512, b"\0")
    at = len(chains)
    chains += [*range(at + 1, at + len(directory) // 512), 0xFFFFFFFE]
    table = len(chains)
    count = -(-(table + 2) // 128)
    chains += [0xFFFFFFFD] * count
    fat = struct.pack(f"<{len(chains)}I", *chains).ljust(count * 512, b"\xff")
    numbers = [*range(table, table + count)] + [0xFFFFFFFF] * (109 - count)
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0,
        count, at, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)  # fmt: skip
    return head + struct.pack("<109I", *numbers) + sectors + directory + fat


def _entry(path: str, entries: list[str], starts: Mapping[str, int], streams: Mapping[str, bytes]) -> bytes:
    none = 0xFFFFFFFF
    parent, _, name = path.rpartition("/")
    siblings = [other for other in entries[1:] if other.rpartition("/")[0] == parent]
    following = siblings[siblings.index(path) + 1 :] if path else []
    children = [other for other in entries[1:] if other.rpartition("/")[0] == path]
    encoded = (name or "Root Entry").encode("utf-16-le") + b"\0\0"
    kind = 5 if not path else 2 if path in streams else 1
    links = (none, entries.index(following[0]) if following else none, entries.index(children[0]) if children else none)
    size = len(streams.get(path, b""))
    return encoded.ljust(64, b"\0") + struct.pack(
        "<HBBIII16xI16xIQ", len(encoded), kind, 1, *links, 0, starts.get(path, 0xFFFFFFFE if not path else 0), size
    )  # fmt: skip


def old_document(text: str = "Tờ trình", flags: int = 0, streams: Mapping[str, bytes] | None = None) -> bytes:
    """As much of a .doc as its inspection looks at: LibreOffice would not open it."""
    head = struct.pack("<HHHHHH", 0xA5EC, 0xC1, 0, 0, 0, flags)
    return compound({"WordDocument": head.ljust(512, b"\0") + text.encode("utf-16-le"), **(streams or {})})


def _saved(paper: object) -> bytes:
    output = io.BytesIO()
    paper.save(output)  # type: ignore[attr-defined]
    return output.getvalue()


_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
    '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)
_CONTENT = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<office:document-content office:version="1.3" xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"'
    ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
    ' xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"'
    ' xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0">'
    "<office:body><office:text>{body}</office:text></office:body></office:document-content>"
)
_PICTURE = (
    '<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
    '<wp:extent cx="1000000" cy="1000000"/><wp:docPr id="1" name="p"/>'
    '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    '<pic:nvPicPr><pic:cNvPr id="0" name="p"/><pic:cNvPicPr/></pic:nvPicPr>'
    '<pic:blipFill><a:blip r:link="r9" xmlns:r="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
    '<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="1000000" cy="1000000"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline>'
    "</w:drawing></w:r></w:p>"
)
