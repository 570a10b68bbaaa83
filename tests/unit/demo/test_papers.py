"""Papers that are made and papers that are kept say what they should."""

import re
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pypdfium2
import pytest
from docx import Document
from pptx import Presentation

from services.demo.budget_workbook import COMMUNES, EXPENDITURE, REVENUE, Row
from services.demo.catalogue import CATALOGUE, PAPERS
from shared.stamps import is_stamped_text, stamp_in_name

DAY = date(2026, 11, 17)


def made(key: str, folder: Path) -> Path:
    path = folder / CATALOGUE[key].file_name
    CATALOGUE[key].make(path, DAY)
    return path


@pytest.mark.parametrize("key", CATALOGUE)
def test_each_paper_is_made_under_a_title_no_gate_refuses(key: str, tmp_path: Path) -> None:
    paper = CATALOGUE[key]
    assert made(key, tmp_path).stat().st_size > 1000
    assert stamp_in_name(paper.title) is None
    assert stamp_in_name(paper.file_name) is None


@pytest.mark.parametrize("key", [key for key, paper in CATALOGUE.items() if paper.file_name.endswith(".docx")])
def test_no_placeholder_and_no_stamp_stands_in_a_report(key: str, tmp_path: Path) -> None:
    text = "\n".join(paragraph.text for paragraph in Document(str(made(key, tmp_path))).paragraphs)
    assert "$" not in text
    assert not is_stamped_text(text)


def test_same_paper_is_made_twice_alike(tmp_path: Path) -> None:
    """Apart from the hour at which it was packed."""
    first, second = tmp_path / "1.docx", tmp_path / "2.docx"
    for path in (first, second):
        CATALOGUE["economy"].make(path, DAY)
    with ZipFile(first) as one, ZipFile(second) as other:
        assert [one.read(name) for name in one.namelist()] == [other.read(name) for name in other.namelist()]


def test_kept_pdf_of_the_plan_has_the_plans_words() -> None:
    with pypdfium2.PdfDocument(PAPERS / "plan-54.pdf") as pdf:
        pages = [pdf[number].get_textpage().get_text_range() for number in range(len(pdf))]
    shown = re.sub(r"\W", "", "".join(pages))
    for line in (PAPERS / "plan-54.txt").read_text("utf-8").splitlines()[:6]:
        assert re.sub(r"\W", "", line) in shown


@pytest.mark.parametrize(("sheet", "rows"), [("Thu", REVENUE), ("Chi", EXPENDITURE), ("Xã, phường", COMMUNES)])
def test_totals_of_the_workbook_take_in_every_row(sheet: str, rows: list[Row], tmp_path: Path) -> None:
    found: Any = openpyxl.load_workbook(made("budget", tmp_path))[sheet]
    last = found.max_row
    assert found.cell(last, 2).value == "Tổng cộng"
    assert found.cell(last, 4).value == f"=SUM(D{last - len(rows)}:D{last - 1})"
    assert [found.cell(row, 4).value for row in range(last - len(rows), last)] == [row[2] for row in rows]


def test_proposal_and_workbook_name_the_same_totals() -> None:
    proposal = (PAPERS / "du-toan.txt").read_text("utf-8")
    for rows in (REVENUE, EXPENDITURE):
        total = f"{sum(row[2] for row in rows):,}".replace(",", ".")
        assert f"{total} tỷ đồng" in proposal


def test_slides_have_a_chart_of_their_own(tmp_path: Path) -> None:
    slides = Presentation(str(made("slides", tmp_path))).slides
    assert [any(shape.has_chart for shape in slide.shapes) for slide in slides] == [False, False, False, True, False]
