"""Pictures as papers: one page that fits A4, the picture's own pixels without loss and without camera data."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
from pikepdf import Dictionary, Name, Pdf, Stream
from PIL import Image, ImageOps, UnidentifiedImageError

from .bombs import PIXEL_LIMIT
from .kinds import Kind
from .refusal import RefusalReason, Refused

_A4 = (595.28, 841.89)
_ORIENTATION = 0x0112
_COLOURS = {"1": (Name.DeviceGray, 1, 1), "L": (Name.DeviceGray, 1, 8), "RGB": (Name.DeviceRGB, 3, 8)}
_QUALITY = 92


def write_scan(source: Path, kind: Kind, target: Path) -> None:
    """Set the picture on one page; raises Refused(damaged) or Refused(bomb)."""
    Image.MAX_IMAGE_PIXELS = PIXEL_LIMIT // 2  # Pillow refuses at twice this
    try:
        with Image.open(source, formats=[kind.upper()]) as picture:
            picture.load()
            _write_page(picture, source, kind, target)
    except Image.DecompressionBombError:
        raise Refused(RefusalReason.BOMB) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # the machine's trouble, not the picture's
        raise Refused(RefusalReason.DAMAGED) from None


def _write_page(picture: Image.Image, source: Path, kind: Kind, target: Path) -> None:
    upright = picture.getexif().get(_ORIENTATION, 1) == 1
    with Pdf.new() as pdf:
        if kind is Kind.JPEG and upright and picture.mode in ("L", "RGB"):
            stream = _jpeg_stream(pdf, picture, _without_camera_data(source.read_bytes()))
        elif kind is Kind.JPEG:
            stream = _jpeg_stream(pdf, *_recoded(picture))
        else:
            stream = _png_stream(pdf, _flat(ImageOps.exif_transpose(picture)))
        _place(pdf, stream)
        pdf.save(target)


def _place(pdf: Pdf, stream: Stream) -> None:
    pixels = (int(stream.Width), int(stream.Height))
    frame = _A4 if pixels[0] <= pixels[1] else _A4[::-1]
    scale = min(frame[0] / pixels[0], frame[1] / pixels[1])
    width, height = (round(side * scale, 2) for side in pixels)
    page = pdf.add_blank_page(page_size=(width, height))
    page.Resources = Dictionary(XObject=Dictionary(Scan=stream))
    page.Contents = pdf.make_stream(f"{width} 0 0 {height} 0 0 cm /Scan Do".encode())


def _jpeg_stream(pdf: Pdf, picture: Image.Image, data: bytes) -> Stream:
    colour, _, bits = _COLOURS[picture.mode]
    return _image_stream(pdf, picture, data, Filter=Name.DCTDecode, ColorSpace=colour, BitsPerComponent=bits)


def _png_stream(pdf: Pdf, picture: Image.Image) -> Stream:
    """PDF reads the rows of a PNG as they are (ISO 32000-1, 7.4.4.4), so its packed data are taken over whole."""
    colour, components, bits = _COLOURS[picture.mode]
    packed = io.BytesIO()
    picture.save(packed, "PNG")
    rows = Dictionary(Predictor=15, Colors=components, BitsPerComponent=bits, Columns=picture.width)
    look = {"ColorSpace": colour, "BitsPerComponent": bits, "DecodeParms": rows}
    return _image_stream(pdf, picture, _png_rows(packed.getvalue()), Filter=Name.FlateDecode, **look)


def _image_stream(pdf: Pdf, picture: Image.Image, data: bytes, **look: object) -> Stream:
    look |= {"Type": Name.XObject, "Subtype": Name.Image, "Width": picture.width, "Height": picture.height}
    return pikepdf.Stream(pdf, data, **look)


def _flat(picture: Image.Image) -> Image.Image:
    """Black and white, grey or RGB; what is transparent lies on white paper."""
    if picture.mode in _COLOURS and "transparency" not in picture.info:
        return picture
    if picture.mode.startswith("I"):
        return picture.point(lambda value: value / 256).convert("L")
    layer = picture.convert("RGBA")
    paper = Image.new("RGBA", picture.size, "white")
    return Image.alpha_composite(paper, layer).convert("RGB")


def _recoded(picture: Image.Image) -> tuple[Image.Image, bytes]:
    turned = ImageOps.exif_transpose(picture).convert("L" if picture.mode == "L" else "RGB")
    packed = io.BytesIO()
    turned.save(packed, "JPEG", quality=_QUALITY)
    return turned, packed.getvalue()


def _png_rows(data: bytes) -> bytes:
    rows, at = bytearray(), 8
    while at + 8 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        if data[at + 4 : at + 8] == b"IDAT":
            rows += data[at + 8 : at + 8 + length]
        at += 12 + length
    return bytes(rows)


def _without_camera_data(data: bytes) -> bytes:
    """Drop comments and application segments (EXIF, XMP, place) but JFIF's and Adobe's, which tell the colours."""
    kept, at = bytearray(data[:2]), 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != 0xDA:
        if data[at + 1] == 0xFF:
            at += 1
            continue
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        marker = data[at + 1]
        if not (marker == 0xFE or (0xE1 <= marker <= 0xEF and marker != 0xEE)):
            kept += data[at:end]
        at = end
    return bytes(kept + data[at:])
