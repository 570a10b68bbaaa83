"""Plain text: its encoding found out, and set as a document that LibreOffice can turn into pages."""

from __future__ import annotations

import codecs
import re
import unicodedata
from xml.sax.saxutils import escape

from .refusal import RefusalReason, Refused

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_BINARY = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x9f\ufffe\uffff]")
_BLANKS = re.compile(r" {2,}|^ ", re.MULTILINE)
_SAMPLE = 4096

_DOCUMENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text"
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0">
<office:styles><style:default-style style:family="paragraph"><style:text-properties style:font-name="Liberation Serif"
 fo:font-family="Liberation Serif" fo:font-size="13pt" fo:language="vi" fo:country="VN"/></style:default-style>
</office:styles><office:automatic-styles><style:page-layout style:name="A4"><style:page-layout-properties
 fo:page-width="21cm" fo:page-height="29.7cm" fo:margin-top="2cm" fo:margin-bottom="2cm" fo:margin-left="3cm"
 fo:margin-right="1.5cm"/></style:page-layout></office:automatic-styles><office:master-styles>
<style:master-page style:name="Standard" style:page-layout-name="A4"/></office:master-styles>
<office:body><office:text>{paragraphs}</office:text></office:body></office:document>
"""


def decode(data: bytes) -> str:
    """The text of UTF-8, UTF-16 and Windows-1258 files, NFC; raises Refused(name_mismatch) for anything binary."""
    text = _decoded(data)
    if _BINARY.search(text):
        raise Refused(RefusalReason.NAME_MISMATCH)
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def as_document(text: str) -> str:
    """Flat OpenDocument, A4 with the margins of Decree 30/2020, one paragraph per line, blanks and tabs kept."""
    lines = text.replace("\f", "\n").replace("\v", "\n").replace("\x1b", "").split("\n")
    return _DOCUMENT.format(paragraphs="".join(f"<text:p>{_marked_up(line)}</text:p>" for line in lines))


def _marked_up(line: str) -> str:
    blanks = _BLANKS.sub(lambda run: f'<text:s text:c="{len(run[0])}"/>', escape(line))
    return blanks.replace("\t", "<text:tab/>")


def _decoded(data: bytes) -> str:
    try:
        for mark, encoding in _BOMS:
            if data.startswith(mark):
                return data.decode(encoding)
        if b"\0" in data[:_SAMPLE]:
            return data.decode(_utf16_without_mark(data[:_SAMPLE]))
    except UnicodeDecodeError:
        raise Refused(RefusalReason.NAME_MISMATCH) from None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _windows(data)


def _utf16_without_mark(sample: bytes) -> str:
    """Western letters have their zero byte second in little-endian text."""
    return "utf-16-le" if sample[1::2].count(0) >= sample[0::2].count(0) else "utf-16-be"


def _windows(data: bytes) -> str:
    try:
        return data.decode("cp1258")
    except UnicodeDecodeError:
        raise Refused(RefusalReason.NAME_MISMATCH) from None
