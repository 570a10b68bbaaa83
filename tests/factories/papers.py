"""Papers as small as a test needs, in any alphabet and without a font file."""

from io import BytesIO
from typing import Any

import pikepdf

_CMAP = """/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CMapName /Paper def /CMapType 2 def
1 begincodespacerange <01> <ff> endcodespacerange
{count} beginbfchar
{pairs}
endbfchar
endcmap CMapName currentdict /CMap defineresource pop end end"""


def pdf(*pages: str, password: str = "", outline: tuple[str, ...] = ()) -> bytes:
    """A page for each text, line by line; empty text, empty page. `outline` has a heading for each of the first pages.

    Viewers draw Helvetica letters; what they read as text is the real letters, as a font's ToUnicode table says.
    """
    with pikepdf.new() as document:
        letters = {letter: code for code, letter in enumerate(sorted({*"".join(pages)} - {"\n"}), 1)}
        font = _font(document, letters)
        for text in pages:
            page = document.add_blank_page(page_size=(595, 842))
            page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
            page.Contents = document.make_stream(_content(text, letters))
        with document.open_outline() as tree:
            tree.root.extend(pikepdf.OutlineItem(title, number) for number, title in enumerate(outline))
        target = BytesIO()
        document.save(target, encryption=pikepdf.Encryption(owner=password, user=password) if password else False)
        return target.getvalue()


def _font(document: pikepdf.Pdf, letters: dict[str, int]) -> Any:
    pairs = "\n".join(f"<{code:02x}> <{letter.encode('utf-16-be').hex()}>" for letter, code in letters.items())
    table = document.make_stream(_CMAP.format(count=len(letters), pairs=pairs).encode())
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica, ToUnicode=table
    )
    return document.make_indirect(font)


def _content(text: str, letters: dict[str, int]) -> bytes:
    lines = [
        f"BT /F 14 Tf 72 {780 - 24 * number} Td <{bytes(letters[letter] for letter in line).hex()}> Tj ET"
        for number, line in enumerate(text.splitlines())
    ]
    return "\n".join(lines).encode()
