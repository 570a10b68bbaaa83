"""Forms inside a PDF: flattened as seen, or refused when only Adobe's own reader could draw them."""

from __future__ import annotations

import re

from pikepdf import Array, Dictionary, Object, Pdf, Stream

from .bombs import refuse_bomb
from .refusal import RefusalReason, Refused

# XFA 3.3, "dynamicRender": the pages in the file are a mere notice, the form draws itself from the template.
_DYNAMIC = re.compile(rb"<(?:\w+:)?dynamicRender>\s*required\s*<")


def refuse_dynamic_form(pdf: Pdf) -> None:
    """Raise Refused(dynamic_form) for XFA that has no pages of its own; static XFA passes."""
    if bool(pdf.Root.get("/NeedsRendering")):
        raise Refused(RefusalReason.DYNAMIC_FORM)
    form = pdf.Root.get("/AcroForm")
    xfa = form.get("/XFA") if isinstance(form, Dictionary) else None
    if xfa is not None and _DYNAMIC.search(b"".join(_packets(xfa))):
        raise Refused(RefusalReason.DYNAMIC_FORM)


def flatten(pdf: Pdf) -> None:
    """Draw fields, stamps and marks into their pages, as a screen would show them."""
    form = pdf.Root.get("/AcroForm")
    if isinstance(form, Dictionary) and bool(form.get("/NeedAppearances")):
        pdf.generate_appearance_streams()
    if any("/Annots" in page.obj for page in pdf.pages):
        pdf.flatten_annotations("screen")


def _packets(xfa: Object) -> list[bytes]:
    streams = [part for part in (xfa if isinstance(xfa, Array) else [xfa]) if isinstance(part, Stream)]
    for stream in streams:
        refuse_bomb(stream, len(stream.read_raw_bytes()))
    return [stream.read_bytes() for stream in streams]
