"""Why two versions cannot be compared."""

from shared.problems import Conflict, Said


class NothingToCompare(Conflict):
    code = "nothing-to-compare"
    title = Said("Không có bản trước để so sánh", "There is no earlier version to compare with")
    advice = Said(
        "Chỉ so sánh được với bản đã phát hành trước đó và chưa bị thu hồi.",
        "A version can be compared with one that was released before it and not recalled.",
    )
