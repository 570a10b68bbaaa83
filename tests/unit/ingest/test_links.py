"""What reaches out of an Office file is told from what merely looks so."""

import pytest

from services.documents.ingest.links import is_active_field, is_active_formula, is_local_template, leads_outside


@pytest.mark.parametrize(
    "target", ["http://x.example/a.png", "file:///etc/passwd", "\\\\server\\share\\a.png", "//x/a", "/etc/a", "../a"]
)
def test_reference_beyond_the_package_leads_outside(target: str) -> None:
    assert leads_outside(target)


@pytest.mark.parametrize("target", ["", "Pictures/a.png", "./Object 1", "#Sheet1.A1", "media/image1.png"])
def test_reference_inside_the_package_stays_inside(target: str) -> None:
    assert not leads_outside(target)


@pytest.mark.parametrize(
    "target", ["file:///C:\\Users\\An\\Normal.dotm", "file:///D:/mau/cong-van.dotx", "C:\\mau.dot", "Normal.dotm"]
)
def test_template_on_its_authors_disk_is_local(target: str) -> None:
    assert is_local_template(target)


@pytest.mark.parametrize(
    "target",
    ["http://attacker.example/a.dotm", "file://server/share/a.dotm", "\\\\server\\a.dotm", "file:////server/a"],
)
def test_template_on_a_server_is_not_local(target: str) -> None:
    assert not is_local_template(target)


@pytest.mark.parametrize(
    "instruction",
    [' DDEAUTO c:\\\\cmd.exe "/c calc"', "DDE x y", ' INCLUDEPICTURE "http://x/a.png" \\d', " LINK Excel a"],
)
def test_field_that_loads_or_talks_is_active(instruction: str) -> None:
    assert is_active_field(instruction)


@pytest.mark.parametrize("instruction", [" PAGE ", ' HYPERLINK "http://x.example"', " TOC \\o ", " REF LINKED ", ""])
def test_field_of_everyday_papers_is_not(instruction: str) -> None:
    assert not is_active_field(instruction)


@pytest.mark.parametrize(
    "formula",
    ['WEBSERVICE("http://x")', "_xlfn.WEBSERVICE(A1)", "cmd|'/c calc'!A0", '_xlfn.IMAGE("http://x")', "RTD(1)"],
)
def test_formula_that_fetches_or_calls_is_active(formula: str) -> None:
    assert is_active_formula(formula)


@pytest.mark.parametrize(
    "formula", ["SUM(A1:A9)", '"a|b"&C1', 'HYPERLINK("http://x")', "Sheet1!A1*2", "MYWEBSERVICES(1)", '"WEBSERVICE(1)"']
)
def test_formula_of_everyday_sheets_is_not(formula: str) -> None:
    assert not is_active_formula(formula)
