"""Forms inside a PDF: flattened as seen, or refused when only Adobe's own reader could draw them."""

from __future__ import annotations

import re

from pikepdf import Array, Dictionary, Object, Pdf, Stream

from .bombs import refuse_bomb
from .refusal import RefusalReason, Refused

# XFA 3.3, "dynamicRender": the pages in the file are a mere notice, the form draws itself from the template.
_DYNAMIC = re.compile(rb"<(?:\w+:)?dynamicRender>\s*required\s*<")
_WESTERN = re.compile("[\\s\x20-\x7e\xa0-\xff]*")


def refuse_dynamic_form(pdf: Pdf) -> None:
    """Raise Refused(dynamic_form) for XFA that has no pages of its own; static XFA passes."""
    if bool(pdf.Root.get("/NeedsRendering")):
        raise Refused(RefusalReason.DYNAMIC_FORM)
    form = pdf.Root.get("/AcroForm")
    xfa = form.get("/XFA") if isinstance(form, Dictionary) else None
    if xfa is not None and _DYNAMIC.search(b"".join(_packets(xfa))):
        raise Refused(RefusalReason.DYNAMIC_FORM)


def flatten(pdf: Pdf) -> None:
    """Draw fields, stamps and marks into their pages, as a screen would show them.

    Raises Refused(dynamic_form) for a field that leaves its drawing to the reader in letters no standard font has: a
    name with its marks replaced would be worse than no paper.
    """
    form = pdf.Root.get("/AcroForm")
    if isinstance(form, Dictionary):
        _draw_missing_fields(pdf)
        form["/NeedAppearances"] = False
    if any("/Annots" in page.obj for page in pdf.pages):
        pdf.flatten_annotations("screen")


def _draw_missing_fields(pdf: Pdf) -> None:
    for page in pdf.pages:
        for widget in pdf.acroform.get_widget_annotations_for_page(page):
            field = pdf.acroform.get_field_for_annotation(widget)
            if _is_drawn(widget.obj) or not (field.is_text or field.is_choice) or not field.value_as_string:
                continue
            if not _WESTERN.fullmatch(field.value_as_string):
                raise Refused(RefusalReason.DYNAMIC_FORM)
            field.generate_appearance(widget)


def _is_drawn(widget: Object) -> bool:
    looks = widget.get("/AP")
    return isinstance(looks, Dictionary) and "/N" in looks


def _packets(xfa: Object) -> list[bytes]:
    streams = [part for part in (xfa if isinstance(xfa, Array) else [xfa]) if isinstance(part, Stream)]
    for stream in streams:
        refuse_bomb(stream, len(stream.read_raw_bytes()))
    return [stream.read_bytes() for stream in streams]
