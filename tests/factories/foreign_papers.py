"""Papers made in code: honest ones in Vietnamese, and every kind of bad one. All answer the file's bytes."""

import io
import zlib
from collections.abc import Callable, Mapping, Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream
from PIL import Image

A4 = (595, 842)
SIZE = 12

Line = str | tuple[float, float, str]
"""A line of text, or one with its place: x and y from the lower left, in points."""

Change = Callable[[Pdf], None]


def pdf(*pages: Sequence[Line], change: Change | None = None, **save: object) -> bytes:
    """A PDF with these lines on its pages, readable as text; `change` spoils it before it is saved."""
    with Pdf.new() as document:
        for lines in pages:
            _add_page(document, lines)
        if change:
            change(document)
        output = io.BytesIO()
        document.save(output, **save)  # type: ignore[arg-type]
    return output.getvalue()


def _add_page(document: Pdf, lines: Sequence[Line]) -> None:
    letters = sorted({letter for line in lines for letter in (line if isinstance(line, str) else line[2])})
    codes = {letter: code for code, letter in enumerate(letters, 33)}
    page = document.add_blank_page(page_size=A4)
    page.Resources = Dictionary(Font=Dictionary(F=_font(document, codes)))
    page.Contents = document.make_stream("\n".join(_placed(lines, codes)).encode())


def _placed(lines: Sequence[Line], codes: Mapping[str, int]) -> list[str]:
    placed = []
    for number, line in enumerate(lines):
        x, y, text = (72, 770 - 20 * number, line) if isinstance(line, str) else line
        shown = "".join(f"{codes[letter]:02x}" for letter in text)
        placed.append(f"BT /F {SIZE} Tf 1 0 0 1 {x} {y} Tm <{shown}> Tj ET")
    return placed


def _font(document: Pdf, codes: Mapping[str, int]) -> pikepdf.Object:
    """A standard font whose codes mean any letter: what counts here is the text, not its look."""
    pairs = "\n".join(f"<{code:02x}> <{letter.encode('utf-16-be').hex()}>" for letter, code in codes.items())
    unicode_map = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /M def /CMapType 2 def\n"
        "1 begincodespacerange <00> <ff> endcodespacerange\n"
        f"{len(codes)} beginbfchar\n{pairs}\nendbfchar\nendcmap end end"
    )
    widths = Array([600] * 256)
    return document.make_indirect(
        Dictionary(
            Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Courier, FirstChar=0, LastChar=255, Widths=widths,
            ToUnicode=document.make_stream(unicode_map.encode()),
        )
    )  # fmt: skip


def active_pdf() -> bytes:
    """Every way a PDF has to act: scripts, launch, links out, forms, attachments, static XFA; and its author's name."""
    return pdf(["Trang một", "Tờ trình"], ["Trang hai"], change=_make_active)


def _make_active(document: Pdf) -> None:
    script = Dictionary(S=Name.JavaScript, JS="app.alert('SCRIPT')")
    launch = Dictionary(S=Name.Launch, F="calc.exe", Next=script)
    document.Root.OpenAction = launch
    document.Root.AA = Dictionary(WC=script)
    document.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array(["start", script])))
    first, second = document.pages[0].obj, document.pages[1].obj
    first.AA = Dictionary(O=script)
    first.PieceInfo = Dictionary(App=Dictionary(Private="AUTHOR"))
    out = Dictionary(S=Name.URI, URI="http://attacker.example/?who")
    inside = Dictionary(S=Name.GoTo, D=Array([second, Name.Fit]), Next=script)
    links = [_link(document, action) for action in (out, inside, launch, Dictionary(S=Name.GoToR, F="other.pdf"))]
    attached = document.make_indirect(_attachment(document, "ghi-chu.txt", "Ghi chú".encode()))
    pinned = Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=[0, 0, 9, 9], FS=attached, Contents="Tệp")
    first.Annots = Array([*links, document.make_indirect(pinned), _field(document, "ALICE", script)])
    document.Root.AcroForm = Dictionary(Fields=Array([first.Annots[-1]]), XFA=document.make_stream(STATIC_XFA))
    document.attachments["so-lieu.txt"] = b"ATTACHED"
    document.docinfo["/Author"] = "AUTHOR"
    document.Root.Metadata = document.make_stream(XMP)
    with document.open_outline() as outline:
        outline.root += [pikepdf.OutlineItem("Mở đầu", 0), pikepdf.OutlineItem("Ra ngoài", action=out)]


def _link(document: Pdf, action: Dictionary) -> pikepdf.Object:
    return document.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[72, 700, 200, 720], A=action, AA=Dictionary(E=action))
    )


def _field(document: Pdf, value: str, script: Dictionary) -> pikepdf.Object:
    """A text field that shows its value, as a viewer would."""
    look = Stream(document, f"BT /Helv 12 Tf 2 4 Td ({value}) Tj ET".encode())
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
    look.stream_dict.update(
        Dictionary(Subtype=Name.Form, BBox=[0, 0, 200, 20], Resources=Dictionary(Font=Dictionary(Helv=font)))
    )
    return document.make_indirect(
        Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T="name", V=value, F=4, Rect=[72, 600, 272, 620],
            AP=Dictionary(N=look), A=script,
        )
    )  # fmt: skip


def _attachment(document: Pdf, name: str, data: bytes) -> Dictionary:
    return Dictionary(
        Type=Name.Filespec, F=name, UF=name, EF=Dictionary(F=Stream(document, data, Type=Name.EmbeddedFile))
    )


XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>AUTHOR</dc:creator>'
    b"</rdf:Description></rdf:RDF></x:xmpmeta>"
)
STATIC_XFA = b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'><template>STATIC</template></xdp:xdp>"
DYNAMIC_XFA = (
    b"<xdp:xdp><config><acrobat><acrobat7><dynamicRender>required</dynamicRender></acrobat7></acrobat></config>"
)


def dynamic_form() -> bytes:
    def change(document: Pdf) -> None:
        packets = Array(["config", document.make_stream(DYNAMIC_XFA)])
        document.Root.AcroForm = Dictionary(Fields=Array(), XFA=packets)

    return pdf(["Please wait..."], change=change)


def pdf_with_attachment(name: str, data: bytes) -> bytes:
    def change(document: Pdf) -> None:
        document.attachments[name] = data

    return pdf(["Tờ trình"], change=change)


def pdf_titled(title: str) -> bytes:
    return pdf(["Tờ trình"], change=lambda document: document.docinfo.update({"/Title": title}))


def pdf_with_comment(text: str) -> bytes:
    def change(document: Pdf) -> None:
        note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=[0, 0, 9, 9], Contents=text, F=2)
        document.pages[0].Annots = Array([note])

    return pdf(["Tờ trình"], change=change)


def pdf_with_pinned_file(data: bytes) -> bytes:
    """A file attached to a place on the page, described nowhere else."""

    def change(document: Pdf) -> None:
        pin = Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=[0, 0, 9, 9])
        pin.FS = _attachment(document, "a.txt", data)
        document.pages[0].Annots = Array([pin])

    return pdf(["Tờ trình"], change=change)


def with_wrong_table(data: bytes) -> bytes:
    """A PDF whose end points to the wrong place, as careless tools leave it; all objects are there."""
    head, mark, _ = data.rpartition(b"startxref")
    return head + mark + b"\n7\n%%EOF\n"


def undrawn_field(value: str) -> bytes:
    """A text field whose look is left to whoever shows it."""

    def change(document: Pdf) -> None:
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        box = {"Type": Name.Annot, "Subtype": Name.Widget, "F": 4, "Rect": [72, 600, 372, 620]}
        widget = document.make_indirect(Dictionary(FT=Name.Tx, T="n", V=value, DA="/Helv 12 Tf 0 g"))
        for key, entry in box.items():
            widget[f"/{key}"] = entry
        document.pages[0].Annots = Array([widget])
        resources = Dictionary(Font=Dictionary(Helv=font))
        document.Root.AcroForm = Dictionary(Fields=Array([widget]), NeedAppearances=True, DR=resources)

    return pdf([], change=change)


def many_pages(count: int) -> bytes:
    def change(document: Pdf) -> None:
        for _ in range(count):
            document.add_blank_page(page_size=A4)

    return pdf(change=change)


def encrypted_pdf(user: str, owner: str) -> bytes:
    return pdf(["Tờ trình"], encryption=pikepdf.Encryption(user=user, owner=owner))


def content_bomb(size: int, layers: int = 1) -> bytes:
    """A page whose content inflates to `size` bytes, packed `layers` times."""

    def change(document: Pdf) -> None:
        packer, data = zlib.compressobj(1), b""
        for _ in range(size >> 20):
            data += packer.compress(b" " * (1 << 20))
        data += packer.flush()
        for _ in range(layers - 1):
            data = zlib.compress(data)
        filters = Array([Name.FlateDecode] * layers)
        document.pages[0].Contents = Stream(document, data, Filter=filters)

    return pdf([], change=change, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)


def picture_bomb(side: int) -> bytes:
    def change(document: Pdf) -> None:
        look = _picture(document, side, zlib.compress(bytes(1000)), Name.DeviceRGB)
        document.pages[0].Resources = Dictionary(XObject=Dictionary(P=look))
        document.pages[0].Contents = document.make_stream(b"600 0 0 800 0 0 cm /P Do")

    return pdf([], change=change)


def endless_pdf() -> bytes:
    """Small and well-formed, and minutes of work: a thousand pages with one picture each of 144 million pixels."""
    side = 12_000

    def change(document: Pdf) -> None:
        look = _picture(document, side, zlib.compress(bytes(side * side), 1), Name.DeviceGray)
        resources = document.make_indirect(Dictionary(XObject=Dictionary(P=look)))
        for page in document.pages:
            page.obj.Resources = resources
            page.obj.Contents = document.make_stream(b"600 0 0 800 0 0 cm /P Do")

    return pdf(*[[]] * 1000, change=change)


def _picture(document: Pdf, side: int, data: bytes, colours: Name) -> Stream:
    look = Stream(document, data, Filter=Name.FlateDecode, Type=Name.XObject, Subtype=Name.Image)
    look.Width, look.Height, look.BitsPerComponent, look.ColorSpace = side, side, 8, colours
    return look


def picture(kind: str, size: tuple[int, int] = (300, 400), mode: str = "RGB", **save: object) -> bytes:
    """A picture with a dark upper left corner; `kind` is "PNG" or "JPEG"."""
    drawn = Image.new("RGB", size, "white")
    drawn.paste(Image.new("RGB", (size[0] // 4, size[1] // 4), "black"))
    output = io.BytesIO()
    drawn.convert(mode).save(output, kind, **save)
    return output.getvalue()


def png_of_size(side: int) -> bytes:
    """A picture that says it is so wide and high, and holds next to nothing."""
    head = side.to_bytes(4, "big") * 2 + bytes([1, 0, 0, 0, 0])
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big") for name, data in chunks
    )


def turned_right() -> bytes:
    """EXIF data of a camera held so that the picture must be turned to the right."""
    data = Image.Exif()
    data[0x0112] = 6
    return data.tobytes()
