"""What is printed for a meeting: in the official form, with everybody in the seat he has, and on record."""

from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from docx import Document

from shared.events import gateway
from tests.factories.facts import organisation, person
from tests.factories.installation import Installation, Person

FORMS = ("invitation", "attendance_list", "name_plates")


async def print_out(secretary: Person, meeting: dict[str, Any], form: str, **wanted: Any) -> bytes:
    response = await secretary.ask("POST", f"/api/meetings/{meeting['id']}/printed-forms", {"form": form} | wanted)
    assert response.status == 200, await response.text()
    return await response.read()


def pages(content: bytes) -> list[str]:
    with pypdfium2.PdfDocument(content) as paper:
        return [page.get_textpage().get_text_range().replace("\r\n", " ") for page in paper]


def words(content: bytes) -> str:
    paper = Document(BytesIO(content))
    return " ".join(node.text or "" for node in paper.element.body.iter() if node.tag.endswith("}t"))


async def test_invitation_has_all_parts_of_the_decrees_form(secretary: Person, meeting: dict[str, Any]) -> None:
    wording = {
        "number": "54/GM-VP",
        "place": "Phú Thọ",
        "day": "2030-12-03",
        "authority": ["TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG"],
        "signer": "Hoàng Minh Tuệ",
        "notes": "Mang theo tài liệu.",
    }
    (text,) = pages(await print_out(secretary, meeting, "invitation", **wording))
    for part in (
        "CƠ QUAN O1",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 54/GM-VP",
        "Phú Thọ, ngày 03 tháng 12 năm 2030",
        "GIẤY MỜI",
        "trân trọng kính mời:",
        "- Ông (bà) Họ tên an, Chuyên viên, Cơ quan o1;",
        "Tới dự: Phiên họp thường kỳ tháng 12.",
        "Chủ trì: Họ tên chair, Chuyên viên.",
        "Thời gian: 08 giờ 30 phút, thứ Ba, ngày 10 tháng 12 năm 2030.",
        "Địa điểm: Phòng họp số 1.",
        "Mang theo tài liệu./.",
        "Nơi nhận:",
        "CHÁNH VĂN PHÒNG",
        "Hoàng Minh Tuệ",
    ):
        assert part in text
    assert "Ông (bà) Họ tên chair" not in text


async def test_everybody_may_get_an_invitation_of_his_own(secretary: Person, meeting: dict[str, Any]) -> None:
    printed = pages(await print_out(secretary, meeting, "invitation", each=True))
    assert [next(name for name in ("an", "binh", "guest") if f"Họ tên {name}," in text) for text in printed] == [
        "an",
        "binh",
        "guest",
    ]


async def test_body_above_stands_over_the_issuer(hop: Installation, secretary: Person, meeting: dict[str, Any]) -> None:
    await hop.say(gateway.SOURCE, "organisation", "root", organisation("root", name="Ủy ban nhân dân tỉnh"))
    await hop.say(gateway.SOURCE, "organisation", "o1", organisation("o1", "root", name="Văn phòng"))
    (text,) = pages(await print_out(secretary, meeting, "invitation"))
    assert text.startswith("ỦY BAN NHÂN DÂN TỈNH VĂN PHÒNG")


async def test_substitute_stands_in_the_seat_he_has(hop: Installation, secretary: Person, meeting: Any) -> None:
    path = f"/api/meetings/{meeting['id']}"
    await secretary.send("POST", f"{path}/call", {})
    await hop.person("an").send("PUT", f"{path}/substitute", {"person_id": "outsider", "reason": "Đi công tác"})
    agreed = {"person_id": "outsider", "agreed": True}
    await hop.person("chair").send("PUT", f"{path}/participants/an/substitute/decision", agreed)
    await hop.person("binh").send("PUT", f"{path}/answer", {"answer": "declined", "reason": "Bận việc riêng"})
    await hop.settle()
    (text,) = pages(await print_out(secretary, meeting, "attendance_list"))
    assert "ĐẠI BIỂU (3)" in text
    assert "KHÁCH MỜI (1)" in text
    assert "Họ tên outsider Chuyên viên, Cơ quan o1 Dự thay Họ tên an" in text
    assert "Báo vắng" in text
    assert "Bận việc riêng" not in text
    assert len(pages(await print_out(secretary, meeting, "name_plates"))) == 4


async def test_connecting_sites_are_named_and_each_signs_a_list_of_its_own(
    secretary: Person, meeting: dict[str, Any]
) -> None:
    path = f"/api/meetings/{meeting['id']}"
    site = await secretary.send("POST", f"{path}/sites", {"organisation_id": "o1", "place": "Hội trường xã"})
    seated = {"people": [{"person_id": "an", "site_id": site["id"]}]}
    await secretary.send("POST", f"{path}/site-assignments", seated)
    (invitation,) = pages(await print_out(secretary, meeting, "invitation"))
    assert "Địa điểm: Phòng họp số 1. Các điểm cầu: - Cơ quan o1, Hội trường xã. Hình thức:" in invitation
    each = pages(await print_out(secretary, meeting, "invitation", each=True))
    there = ["Địa điểm: điểm cầu Cơ quan o1, Hội trường xã." in text for text in each]
    assert there == ["Ông (bà) Họ tên an," in text for text in each]
    main, at_site = pages(await print_out(secretary, meeting, "attendance_list"))
    assert ("Họ tên binh" in main, "Họ tên an" in main) == (True, False)
    assert "Địa điểm: điểm cầu Cơ quan o1, Hội trường xã." in at_site
    assert "Họ tên an" in at_site


@pytest.mark.parametrize("form", FORMS)
async def test_word_processors_get_the_same_words(secretary: Person, meeting: dict[str, Any], form: str) -> None:
    text = words(await print_out(secretary, meeting, form, format="docx"))
    assert "họ tên an" in text.lower()
    assert "họ tên guest" in text.lower()


async def test_each_printing_is_kept_on_record_once(hop: Installation, secretary: Person, meeting: Any) -> None:
    path = f"/api/meetings/{meeting['id']}/printed-forms"
    wanted = {"form": "invitation", "number": "7/GM-UBND", "each": True}
    for _ in range(2):
        response = await secretary.ask("POST", path, wanted, **{"Idempotency-Key": "k"})
        assert (response.status, response.content_type) == (200, "application/pdf")
    (record,) = (await secretary.get(path))["items"]
    assert (record["form"], record["pages"], record["number"]) == ("invitation", 3, "7/GM-UBND")
    assert record["printed_by"]["id"] == "secretary"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("format_", ["docx", "pdf"])
async def test_names_that_are_code_are_printed_as_names(
    hop: Installation, secretary: Person, meeting: dict[str, Any], form: str, format_: str
) -> None:
    name = "<b>=HYPERLINK(1)</para>&amp; " + "Ế" * 150
    fact = person("an")
    hostile = fact.model_copy(update={"person": fact.person.model_copy(update={"full_name": name})})
    await hop.say(gateway.SOURCE, "person", "an", hostile)
    content = await print_out(secretary, meeting, form, format=format_)
    text = words(content) if format_ == "docx" else " ".join(pages(content))
    assert "<b>=hyperlink(1)</para>&amp;" in "".join(text.lower().replace("\ufffe", "").split())


async def test_secret_words_are_not_typed_into_a_form(secretary: Person, meeting: dict[str, Any]) -> None:
    path = f"/api/meetings/{meeting['id']}/printed-forms"
    assert await secretary.problem("POST", path, {"form": "invitation", "notes": "TỐI MẬT"}) == "secret-refused"


async def test_invitation_leaves_room_for_what_is_written_by_hand_and_no_address_is_its_end(
    secretary: Person, meeting: dict[str, Any]
) -> None:
    path = f"/api/meetings/{meeting['id']}"
    etag = (await secretary.ask("GET", path)).headers["ETag"]
    await secretary.send("PATCH", path, {"video_link": "https://hop.example/phong"}, **{"If-Match": etag})
    (text,) = pages(await print_out(secretary, meeting, "invitation"))
    assert "Số: ……/GM-……" in text
    assert "https://hop.example/phong Hình thức: trực tiếp kết hợp trực tuyến./." in text
