"""A paper of 300 equal pages with pictures, some 18 MB, the same bytes of picture at each run."""

import io
import random
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image

PAGES = 300
SEED = 20261123
PICTURE = (286, 286)  # of noise, which as JPEG takes some 60 kB


def write_large_paper(path: Path) -> None:
    """Each page: a heading, forty lines of text and a picture of its own."""
    noise = random.Random(SEED)
    with Pdf.new() as paper:
        font = paper.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
        for number in range(1, PAGES + 1):
            page = paper.add_blank_page(page_size=(595, 842))
            picture = _picture(paper, noise)
            page.Resources = Dictionary(Font=Dictionary(F=font), XObject=Dictionary(P=picture))
            page.Contents = paper.make_stream(_content(number, noise))
        paper.save(path)


def _content(number: int, noise: random.Random) -> bytes:
    lines = [f"Trang {number}: " + " ".join(_word(noise) for _ in range(4))]
    lines += [" ".join(_word(noise) for _ in range(12)) for _ in range(40)]
    shown = " ".join(f"({line}) Tj T*" for line in lines)
    return f"q 260 0 0 260 167 40 cm /P Do Q BT /F 10 Tf 12 TL 50 800 Td {shown} ET".encode()


def _word(noise: random.Random) -> str:
    return "".join(noise.choices("abcdeghiklmnopqrstuvxy", k=noise.randint(2, 6)))


def _picture(paper: Pdf, noise: random.Random) -> pikepdf.Object:
    width, height = PICTURE
    encoded = io.BytesIO()
    Image.frombytes("RGB", PICTURE, noise.randbytes(width * height * 3)).save(encoded, "JPEG", quality=82)
    return pikepdf.Stream(
        paper,
        encoded.getvalue(),
        Dictionary(
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=width,
            Height=height,
            ColorSpace=Name.DeviceRGB,
            BitsPerComponent=8,
            Filter=Array([Name.DCTDecode]),
        ),
    )
