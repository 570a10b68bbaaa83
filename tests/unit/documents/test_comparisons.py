"""What changed between two versions of a paper, word by word."""

from hypothesis import given
from hypothesis import strategies as some

from services.documents.comparisons.model import Change, Piece, Side, compare

texts = some.lists(some.text(alphabet="ab c.;1", max_size=30), max_size=5)


def numbered(pages: list[str]) -> list[tuple[int, str]]:
    return list(enumerate(pages, 1))


def test_changed_words_are_marked_on_both_sides() -> None:
    older = numbered(["Mở đầu. Tổng thu ngân sách đạt 90% dự toán. Kết thúc."])
    newer = numbered(["Mở đầu. Tổng thu ngân sách đạt 95% dự toán năm. Kết thúc."])
    (change,) = compare(older, newer)
    assert change.older == Side(
        1, [Piece("Tổng thu ngân sách đạt", False), Piece("90%", True), Piece("dự", False), Piece("toán.", True)]
    )
    assert change.newer
    assert [piece.text for piece in change.newer.pieces if piece.changed] == ["95%", "toán năm."]


def test_what_is_added_or_taken_out_stands_on_one_side() -> None:
    one, two = numbered(["Một. Hai."]), numbered(["Một.", "Hai. Ba bốn."])
    assert compare(one, two) == [Change(None, Side(2, [Piece("Ba bốn.", True)]))]
    assert compare(two, one) == [Change(Side(2, [Piece("Ba bốn.", True)]), None)]


def test_a_text_that_only_flows_otherwise_has_not_changed() -> None:
    older = numbered(["Tổng thu ngân sách năm", "2 đạt 90%. Hết."])
    newer = numbered(["Tổng thu  ngân sách", "2 năm đạt 90%.", "3 Hết."])
    assert compare(older, newer) == []


def test_one_change_in_a_thousand_pages_is_found() -> None:
    pages = [f"Câu {page} thứ {line} của tài liệu. " * 1 for page in range(1000) for line in range(12)]
    book = numbered([" ".join(pages[at : at + 12]) for at in range(0, len(pages), 12)])
    changed = [(page, text.replace("Câu 500 thứ 3", "Đoạn 500 thứ ba")) for page, text in book]
    (change,) = compare(book, changed)
    assert change.newer
    assert change.newer.page == 501


def test_two_texts_that_share_nothing_end_soon() -> None:
    (change,) = compare([(1, "a " * 40_000)], [(1, "b " * 40_000)])
    assert change.older
    assert change.newer


@given(texts, texts)
def test_changes_lead_from_one_text_to_the_other(older: list[str], newer: list[str]) -> None:
    changes = compare(numbered(older), numbered(newer))
    words = " ".join(newer).split()
    for change in changes:
        if change.newer:
            assert set(" ".join(piece.text for piece in change.newer.pieces).split()) <= set(words)
    assert compare(numbered(newer), numbered(newer)) == []


def test_the_changed_words_of_a_block_rebuild_it() -> None:
    (change,) = compare([(1, "một hai ba")], [(1, "một bốn ba")])
    assert change.older
    assert change.newer
    assert " ".join(piece.text for piece in change.older.pieces) == "một hai ba"
    assert [piece.text for piece in change.newer.pieces if not piece.changed] == ["một", "ba"]
