"""A spreadsheet with 37 wrong rows is corrected in place and taken in; a list that was taken away changes nothing."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from services.gateway.people.names import person_id_of
from tests.e2e.conftest import PORTRAIT, Open, Tablet, both_languages
from tests.e2e.product import Product
from tests.e2e.test_accessibility import breaches
from tests.factories.lists import HEADINGS, person, xlsx

GOOD, BAD = 63, 37
UNIT = "Sở Công Thương"  # no other story counts its people


def _rows(prefix: str) -> list[list[object]]:
    """Every wrong row lacks the @ of its address."""
    good = [person(n, f"Nguyễn Thị Đúng {n}", f"{prefix}.dung{n}", unit=UNIT) for n in range(1, GOOD + 1)]
    bad = [
        person(n, f"Trần Văn Nhầm {n}", f"{prefix}.nham{n}", email=f"{prefix}.nham{n} tinh.example")
        for n in range(GOOD + 1, GOOD + BAD + 1)
    ]
    return [["DANH SÁCH CÁN BỘ"], ["Ngày 27 tháng 11 năm 2026"], HEADINGS, *good, *bad]


@pytest.fixture
def spreadsheet(tmp_path: Path, language: str) -> Path:
    file = tmp_path / "danh-sach.xlsx"
    file.write_bytes(xlsx(_rows(language)))
    return file


def _choose(tablet: Tablet, file: Path) -> None:
    tablet.go("/administration/people")
    tablet.page.get_by_role("link", name=tablet.words("imports.open")).click()
    with tablet.page.expect_file_chooser() as chooser:
        tablet.press(tablet.words("imports.choose"))
    chooser.value.set_files(file)


@both_languages
def test_spreadsheet_with_37_bad_rows_is_corrected_in_place(
    hop: Product, open_tablet: Open, spreadsheet: Path, language: str
) -> None:
    tablet = open_tablet("quantri", PORTRAIT)
    page, words = tablet.page, tablet.words
    _choose(tablet, spreadsheet)
    expect(page.get_by_role("heading", name=words("imports.badTitle"))).to_be_visible()
    forms = page.get_by_role("form")
    expect(forms).to_have_count(BAD)
    assert breaches(page) == []
    for left in range(BAD, 1, -1):
        wrong = page.get_by_role("form", name=words("imports.rowNumber", row=GOOD + BAD + 3 - left + 1), exact=True)
        address = wrong.get_by_label(words("administration.email"))
        address.fill(address.input_value().replace(" ", "@"))
        wrong.locator("button[type=submit]").click()
        expect(forms).to_have_count(left - 1)
    last = GOOD + BAD + 3
    tablet.press(words("imports.leaveOut", row=last))
    tablet.sees(words("imports.allGood"))
    assert breaches(page) == []
    tablet.press(words("imports.run", count=GOOD + BAD - 1))
    tablet.sees(words("imports.done"))
    assert breaches(page) == []
    administrator = hop.token("quantri")
    corrected = hop.get(f"/api/people/{person_id_of(f'{language}.nham{GOOD + 1}')}", administrator)
    assert corrected["email"] == f"{language}.nham{GOOD + 1}@tinh.example"
    assert (
        hop.refusal("GET", f"/api/people/{person_id_of(f'{language}.nham{GOOD + BAD}')}", token=administrator)[0] == 404
    )
    tablet.press(words("imports.slips", count=GOOD + BAD - 1))
    expect(page.get_by_role("dialog").get_by_role("listitem")).to_have_count(GOOD + BAD - 1)


def test_list_taken_away_is_there_already_when_it_comes_back(open_tablet: Open, tmp_path: Path) -> None:
    tablet = open_tablet("quantri")
    tablet.go("/administration/people")
    tablet.press(tablet.words("imports.take"))
    with tablet.page.expect_download() as download:
        tablet.page.get_by_role("menuitem", name=tablet.words("imports.takeXlsx")).click()
    file = tmp_path / "list.xlsx"
    download.value.save_as(file)
    _choose(tablet, file)
    tablet.sees(tablet.words("imports.nothing"))
