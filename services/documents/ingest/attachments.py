"""Files and comments inside a PDF: readers never get them, but a stamp on one stops the paper."""

from __future__ import annotations

from pikepdf import Dictionary, Object, Pdf, Stream, String

from shared.stamps import StampRule, is_stamped_text, stamp_in_name

from .bombs import refuse_bomb
from .refusal import refuse_stamp

_NAMES = ("/UF", "/F", "/Desc")
_TEXTS = ("/Contents", "/V")  # a comment's text, a field's value
_UNNAMED = (0, 0)


def refuse_stamped_names_tree(pdf: Pdf) -> None:
    """Look at the attachments that are no objects of their own; `refuse_stamped_attachment` is for those that are."""
    if isinstance(pdf.Root.get("/Names"), Dictionary) and "/EmbeddedFiles" in pdf.Root.Names:
        for specification in pdf.attachments.values():
            if specification.obj.objgen == _UNNAMED:
                refuse_stamped_attachment(specification.obj)


def refuse_stamped_attachment(specification: Object) -> None:
    """Raise Refused when the name, the description or the text of an attached file carries a stamp."""
    from .contents import refuse_stamped_file  # loads the readers of Office files, and few papers carry any

    names = [str(specification[key]) for key in _NAMES if isinstance(specification.get(key), String)]
    if any(stamp_in_name(name) for name in names):
        refuse_stamp(StampRule.ATTACHMENT_NAME)
    for stream in _streams(specification):
        refuse_bomb(stream, len(stream.read_raw_bytes()))
        refuse_stamped_file(stream.read_bytes(), StampRule.ATTACHMENT_TEXT)


def refuse_stamped_annotations(page: Object) -> None:
    """Look at a page's comments and fields, hidden ones too, and at files attached to a place on it."""
    for annotation in page.get("/Annots") or ():
        if not isinstance(annotation, Dictionary):
            continue
        texts = [str(annotation[key]) for key in _TEXTS if isinstance(annotation.get(key), String)]
        if any(is_stamped_text(text) for text in texts):
            refuse_stamp(StampRule.HIDDEN_TEXT)
        file = annotation.get("/FS")
        if isinstance(file, Dictionary) and file.objgen == _UNNAMED:
            refuse_stamped_attachment(file)


def _streams(specification: Object) -> list[Stream]:
    files = specification.get("/EF")
    found = [stream for _, stream in files.items()] if isinstance(files, Dictionary) else []
    unique = {stream.objgen: stream for stream in found if isinstance(stream, Stream)}
    return list(unique.values())
