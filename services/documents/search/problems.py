"""What can be wrong with a search."""

from shared.problems import Problem, Said


class SearchTooShort(Problem):
    status = 400
    code = "search-too-short"
    title = Said("Từ khóa tìm kiếm quá ngắn", "There is too little to search for")
    advice = Said(
        "Hãy nhập ít nhất hai chữ cái hoặc chữ số, ví dụ: kế hoạch, 54/KH-UBND, 29/3/2019.",
        "Type at least two letters or digits, such as: ke hoach, 54/KH-UBND, 29/3/2019.",
    )
