"""One XML part of an Office package, read once: its texts, and what in it would act."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from .links import is_active_field, is_active_formula, is_local_template, leads_outside, runs_script
from .refusal import RefusalReason, Refused

# Elements whose text is one line of what a person reads, in WordprocessingML, DrawingML, SpreadsheetML and ODF.
_BLOCKS = frozenset(
    {"p", "h", "si", "is", "v", "text"}
    | {f"{pages}{place}" for pages in ("odd", "even", "first") for place in ("Header", "Footer")}
)
_NAMES = frozenset({"title", "subject", "keywords", "keyword", "description", "category", "contentStatus", "lpwstr"})
_LINE_ENDS = frozenset({"tab", "br", "cr", "line-break"})
_FORMULAS = frozenset({"f", "formula", "formula1", "formula2", "definedName"})
_ALWAYS_ACTIVE = frozenset({"ddeLink", "oleLink", "dde-connection", "dde-connection-decl", "dde-source"})
_CLICKED = frozenset({"a", "event-listener", "target-frame"})  # followed by a person, never by itself
_TEMPLATE_RELATION = "/attachedTemplate"
_CLICKED_RELATION = "/hyperlink"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_VML = "{urn:schemas-microsoft-com:vml}"


@dataclass
class Part:
    """`texts` are lines of the paper, `names` its title, keywords and sheets, which are worded as names are."""

    texts: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    active: set[RefusalReason] = field(default_factory=set)


def read_part(data: bytes, allow_doctype: bool = False) -> Part:
    """Parse an XML part. Raises Refused(unsafe_xml) for a DTD or entities, ParseError when it is no XML.

    `allow_doctype`: the manifest of older OpenDocument names its DTD without declaring anything.
    """
    part = Part()
    try:
        for _, element in iterparse(io.BytesIO(data), events=("end",), forbid_dtd=not allow_doctype):
            _read_element(element, part)
    except DefusedXmlException:
        raise Refused(RefusalReason.UNSAFE_XML) from None
    return part


def is_xml(data: bytes) -> bool:
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<"))
    return wide or data[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def _read_element(element: Element, part: Part) -> None:
    name = element.tag.rpartition("}")[2]
    if name in _ALWAYS_ACTIVE:
        part.active.add(RefusalReason.ACTIVE_LINKS)
    if element.attrib:
        _read_attributes(name, element, part)
    if name in _FORMULAS and is_active_formula("".join(element.itertext())):
        part.active.add(RefusalReason.ACTIVE_LINKS)
    if name in _NAMES:
        part.names.append(element.text or "")
    elif name in _BLOCKS:
        part.texts.append("".join(_visible(element)))
        if name == "p" and any(is_active_field(instruction) for instruction in _instructions(element)):
            part.active.add(RefusalReason.ACTIVE_LINKS)
        element.clear()
    elif name == "row":
        element.clear()


def _read_attributes(name: str, element: Element, part: Part) -> None:
    if name == "Relationship" and element.get("TargetMode") == "External":
        if not _is_harmless_relation(element.get("Type", ""), element.get("Target", "")):
            part.active.add(RefusalReason.ACTIVE_LINKS)
    elif name == "sheet":
        part.names.append(element.get("name", ""))
    _read_links(name, element, part)
    for key, value in element.attrib.items():
        kind = key.rpartition("}")[2]
        if (kind == "instr" and is_active_field(value)) or (kind == "formula" and is_active_formula(value)):
            part.active.add(RefusalReason.ACTIVE_LINKS)


def _read_links(name: str, element: Element, part: Part) -> None:
    target = element.get(_XLINK)
    if target is not None:
        if runs_script(target):
            part.active.add(RefusalReason.MACROS)
        elif leads_outside(target) and name not in _CLICKED and not (name == "template" and is_local_template(target)):
            part.active.add(RefusalReason.ACTIVE_LINKS)
    if element.tag.startswith(_VML) and leads_outside(element.get("src", "")):
        part.active.add(RefusalReason.ACTIVE_LINKS)


def _is_harmless_relation(kind: str, target: str) -> bool:
    return kind.endswith(_CLICKED_RELATION) or (kind.endswith(_TEMPLATE_RELATION) and is_local_template(target))


def _visible(block: Element) -> Iterator[str]:
    for element in block.iter():
        name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        if name in _LINE_ENDS:
            yield "\n"
        elif name == "s":
            yield " "
        if element.text and name != "instrText":
            yield element.text
        if element.tail and element is not block:
            yield element.tail


def _instructions(paragraph: Element) -> Iterator[str]:
    """The instruction of each field in a paragraph, joined from the runs that Word splits it into."""
    waiting: list[str] = []
    for element in paragraph.iter():
        name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        if name == "fldChar":
            yield from waiting
            waiting = []
        elif name == "instrText" and element.text:
            waiting = ["".join([*waiting, element.text])]
    yield from waiting
