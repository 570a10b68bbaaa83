"""What the door makes of what was sent, and of what a handler gives or raises."""

import asyncio
import gzip
import json
import zlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestServer

from tests.factories.installation import Installation, Person, installation
from tests.unit.kernel.notes import LARGEST, build


@pytest.fixture
async def hop(tmp_path: Path) -> AsyncIterator[Installation]:
    async with installation(tmp_path, build) as running:
        yield running


@pytest.fixture
def an(hop: Installation) -> Person:
    return hop.person("an")


async def write(person: Person, title: str = "Việc", **headers: str) -> dict[str, Any]:
    written: dict[str, Any] = await person.send("POST", "/api/notes", {"title": title}, **headers)
    return written


async def raw(hop: Installation, *pieces: bytes, until: bytes = b"\r\n\r\n") -> tuple[int, bytes]:
    """Status and what comes back for bytes as they are, to the end of the headers or of the connection."""
    server = hop.client.server
    assert isinstance(server, TestServer)
    reader, writer = await asyncio.open_connection(server.host, server.port)
    writer.write(b"".join(pieces))
    answer = await asyncio.wait_for(reader.readuntil(until) if until else reader.read(), 10)
    writer.close()
    await writer.wait_closed()
    return int(answer.split()[1]), answer


def head(method: str, path: str, token: str, *lines: bytes) -> bytes:
    first = f"{method} {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n"
    return first.encode() + b"".join(line + b"\r\n" for line in lines) + b"\r\n"


async def test_answer_has_a_tag_and_is_for_the_caller_alone(an: Person) -> None:
    note = await write(an)
    response = await an.ask("GET", f"/api/notes/{note['id']}")
    assert await response.json() == {"id": note["id"], "title": "Việc"}
    assert response.headers["ETag"].startswith('"')
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert response.headers["X-Request-Id"]


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [(b"gzip, deflate, br", b"gzip"), (b"br;q=1.0, GZIP;q=0.5", b"gzip"), (b"gzip;q=0, br", b""), (b"identity", b"")],
)
async def test_long_answer_is_packed_for_whoever_takes_it(
    hop: Installation, an: Person, accepted: bytes, coding: bytes
) -> None:
    titles = [f"Việc {number:02} " + "dài " * 10 for number in range(20)]
    for title in titles:
        await write(an, title)
    asked = head("GET", "/api/notes", an.token, b"Accept-Encoding: " + accepted)
    status, answer = await raw(hop, asked, until=b"")
    top, _, body = answer.partition(b"\r\n\r\n")
    assert (status, b"Vary: Accept-Encoding" in top) == (200, True)
    assert (b"Content-Encoding: gzip" in top) == bool(coding)
    read = json.loads(gzip.decompress(body) if coding else body)
    assert [note["title"] for note in read["items"]] == [title.strip() for title in titles]
    assert len(body) < 1200 or not coding


async def test_short_answer_is_not_worth_packing(hop: Installation, an: Person) -> None:
    path = f"/api/notes/{(await write(an))['id']}"
    _, answer = await raw(hop, head("GET", path, an.token, b"Accept-Encoding: gzip"), until=b"")
    assert b"Content-Encoding" not in answer


@pytest.mark.parametrize("form", ["{tag}", "W/{tag}", '"other", {tag}', "*"])
async def test_unchanged_answer_is_not_sent_again(an: Person, form: str) -> None:
    path = f"/api/notes/{(await write(an))['id']}"
    tag = (await an.ask("GET", path)).headers["ETag"]
    response = await an.ask("GET", path, **{"If-None-Match": form.format(tag=tag)})
    assert (response.status, await response.read(), response.headers["ETag"]) == (304, b"", tag)
    changed = await an.ask("GET", path, **{"If-None-Match": '"other"'})
    assert changed.status == 200


async def test_change_needs_the_tag_of_what_it_changes(an: Person) -> None:
    path = f"/api/notes/{(await write(an))['id']}"
    assert await an.problem("PATCH", path, {"title": "Mới"}) == "precondition-missing"
    tag = (await an.ask("GET", path)).headers["ETag"]
    changed = await an.ask("PATCH", path, {"title": "Mới"}, **{"If-Match": tag})
    assert await changed.json() == {"id": path.rpartition("/")[2], "title": "Mới"}
    again = await an.ask("PATCH", path, {"title": "Khác"}, **{"If-Match": tag})
    assert (again.status, (await again.json())["type"]) == (412, "/problems/stale")
    assert (await an.ask("PATCH", path, {"title": "Khác"}, **{"If-Match": changed.headers["ETag"]})).status == 200


async def test_repeated_creation_is_the_same_one(hop: Installation, an: Person) -> None:
    first = await an.ask("POST", "/api/notes", {"title": "Việc"}, **{"Idempotency-Key": "k1"})
    again = await an.ask("POST", "/api/notes", {"title": "Việc"}, **{"Idempotency-Key": "k1"})
    assert (again.status, await again.json()) == (201, await first.json())
    assert again.headers["Hop-Seen"] == first.headers["Hop-Seen"], "the first answer may have been lost"
    assert await an.problem("POST", "/api/notes", {"title": "Khác"}, **{"Idempotency-Key": "k1"}) == (
        "idempotency-key-reused"
    )
    theirs = await hop.person("binh").send("POST", "/api/notes", {"title": "Khác"}, **{"Idempotency-Key": "k1"})
    assert theirs["id"] != (await first.json())["id"]
    assert len((await an.get("/api/notes"))["items"]) == 1


async def test_pages_lead_on_by_themselves(an: Person) -> None:
    for number in range(5):
        await write(an, str(number))
    path, titles = "/api/notes?limit=2", []
    while path:
        page = await an.get(path)
        titles += [note["title"] for note in page["items"]]
        path = page["next"]
    assert titles == ["0", "1", "2", "3", "4"]


async def test_cursor_that_is_not_ours_is_malformed(an: Person) -> None:
    for _ in range(2):
        await write(an)
    following = (await an.get("/api/notes?limit=1"))["next"]
    for forged in ("after=x", following.partition("?")[2][:-1] + "?", f"after={an.seen}", "after=%ff"):
        assert await an.problem("GET", f"/api/notes?limit=1&{forged}") == "malformed"


async def test_denied_looks_exactly_like_missing(hop: Installation, an: Person) -> None:
    note, binh = await write(an), hop.person("binh")
    for method, body in (("GET", None), ("PATCH", {"title": "x"}), ("PATCH", {"nonsense": 1}), ("DELETE", None)):
        answers = []
        for note_id in (note["id"], "0" * 32):
            response = await binh.ask(method, f"/api/notes/{note_id}", body, **{"If-Match": '"x"'})
            headers = {name.lower(): value for name, value in response.headers.items() if name != "Date"}
            problem = await response.json()
            assert problem.pop("request_id") == headers.pop("x-request-id")
            answers.append((response.status, headers, problem))
        assert answers[0] == answers[1]
    assert (await an.get(f"/api/notes/{note['id']}"))["title"] == "Việc"


async def test_problem_speaks_the_callers_language(hop: Installation) -> None:
    for person, expected in ((hop.person("an"), "Không tìm thấy"), (english(hop), "Not found")):
        response = await person.ask("GET", "/api/notes/x")
        problem = await response.json()
        assert (response.status, response.content_type) == (404, "application/problem+json")
        assert (problem["title"], problem["type"], problem["status"]) == (expected, "/problems/not-found", 404)
        assert problem["detail"]
    for accepted, expected in (("en-GB,en;q=0.9", "You are not signed in"), ("fr", "Phiên đăng nhập")):
        response = await hop.client.get("/api/notes", headers={"Accept-Language": accepted})
        assert (await response.json())["title"].startswith(expected)


def english(hop: Installation) -> Person:
    return Person(hop.client, hop.key.token("an", lang="en"))


@pytest.mark.parametrize(
    "body", [b"{", b"", b"nonsense", b'{"title": "\xff"}', b'{"title": "\\ud800"}', b"[" * 1500, b"NaN", b'{"a":1}{']
)
async def test_malformed_json_is_said_to_be(hop: Installation, an: Person, body: bytes) -> None:
    headers = {"Authorization": f"Bearer {an.token}", "Content-Type": "application/json"}
    response = await hop.client.post("/api/notes", data=body, headers=headers)
    expected = (422, "/problems/invalid") if body == b"" else (400, "/problems/malformed")
    assert (response.status, (await response.json())["type"]) == expected


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({}, {"/title": "missing"}),
        ({"title": ""}, {"/title": "string_too_short"}),
        ({"title": 1, "pages": "x"}, {"/title": "string_type", "/pages": "int_parsing"}),
        ({"title": "x", "a/b~c": 1}, {"/a~1b~0c": "extra_forbidden"}),
        ([], {"": "model_type"}),
        (None, {"": "model_type"}),
        ("x", {"": "model_type"}),
    ],
)
async def test_wrong_fields_are_pointed_at(an: Person, body: Any, pointers: dict[str, str]) -> None:
    response = await an.ask("POST", "/api/notes", body) if body is not None else await send_null(an)
    problem = await response.json()
    assert (response.status, problem["type"]) == (422, "/problems/invalid")
    assert {error["pointer"]: error["code"] for error in problem["errors"]} == pointers


async def send_null(person: Person) -> Any:
    headers = {"Authorization": f"Bearer {person.token}"}
    return await person.client.post("/api/notes", data=b"null", headers=headers)


async def test_wrong_query_is_pointed_at(an: Person) -> None:
    response = await an.ask("GET", "/api/notes?limit=0&colour=red")
    problem = await response.json()
    assert response.status == 422
    assert {error["pointer"] for error in problem["errors"]} == {"/limit", "/colour"}


async def test_number_no_store_can_keep_is_invalid(an: Person) -> None:
    for pages in ("1" + "0" * 30, "1e999"):
        headers = {"Authorization": f"Bearer {an.token}"}
        body = b'{"title": "x", "pages": %s}' % pages.encode()
        assert (await an.client.post("/api/notes", data=body, headers=headers)).status in {400, 422}


async def test_body_too_large_is_refused_with_its_bound(hop: Installation, an: Person) -> None:
    response = await an.ask("POST", "/api/notes", {"title": "x" * LARGEST})
    problem = await response.json()
    assert (response.status, problem["type"], problem["largest"]) == (413, "/problems/too-large", LARGEST)


async def test_chunked_body_too_large_is_refused_before_its_end(hop: Installation, an: Person) -> None:
    chunk = b"400\r\n" + b"x" * 1024 + b"\r\n"
    status, _ = await raw(hop, head("POST", "/api/notes", an.token, b"Transfer-Encoding: chunked"), chunk * 3)
    assert status == 413


async def test_compressed_body_counts_as_what_it_becomes(hop: Installation, an: Person) -> None:
    body = zlib.compress(json.dumps({"title": "x" * 1_000_000}).encode())
    assert len(body) < LARGEST
    lines = (b"Content-Encoding: deflate", b"Content-Length: %d" % len(body))
    status, _ = await raw(hop, head("POST", "/api/notes", an.token, *lines), body)
    assert status == 413


async def test_broken_chunks_and_encodings_are_malformed(hop: Installation, an: Person) -> None:
    for lines, body in (
        ((b"Transfer-Encoding: chunked",), b"zz\r\nnonsense\r\n"),
        ((b"Content-Encoding: deflate", b"Content-Length: 5"), b"abcde"),
        ((b"Content-Encoding: gzip", b"Content-Length: 5"), b"abcde"),
    ):
        status, answer = await raw(hop, head("POST", "/api/notes", an.token, *lines), body)
        assert status == 400, answer


async def test_bytes_that_are_no_text_find_nothing_and_break_nothing(hop: Installation, an: Person) -> None:
    assert (await raw(hop, head("GET", "/api/notes/%ED%A0%80", an.token)))[0] == 404
    assert (await raw(hop, head("GET", "/api/notes/%00", an.token)))[0] == 404
    assert (await raw(hop, head("GET", "/api/notes/x", an.token).replace(b"/x ", b"/\xff ")))[0] in {400, 404}
    assert (await raw(hop, head("GET", "/api/notes?after=x", an.token).replace(b"=x ", b"=\xff ")))[0] == 400
    assert (await raw(hop, head("GET", "/api/notes", an.token, b"Hop-After: \xff")))[0] == 400
    assert (await raw(hop, head("GET", "/api/notes", an.token, b"Accept-Language: \xff")))[0] == 200
    assert (await raw(hop, head("GET", "/api/notes", an.token).replace(b"Bearer ", b"Bearer \xff")))[0] == 401
    body = b'{"title": "x"}'
    lines = (b"Idempotency-Key: \xff", b"Content-Length: %d" % len(body))
    assert (await raw(hop, head("POST", "/api/notes", an.token, *lines), body))[0] == 400


async def test_mistake_of_ours_tells_nothing_and_logs_nothing_anybody_wrote(
    hop: Installation, an: Person, logged: list[str]
) -> None:
    response = await an.ask("GET", "/api/failure?title=bí+mật+riêng")
    problem = await response.json()
    assert (response.status, problem["type"]) == (500, "/problems/unexpected")
    line = "".join(logged)
    assert "request failed" in line
    assert problem["request_id"] in line
    for private in (an.token, "title=", "Bearer"):
        assert private not in line
        assert private not in str(problem)


async def test_refused_requests_leave_nothing_of_theirs_in_the_log(
    hop: Installation, an: Person, logged: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    await an.ask("POST", "/api/notes", {"title": 5, "note": "Kỷ luật"})
    await an.ask("GET", "/api/notes?after=Kỷ+luật")
    await hop.client.get("/api/notes", headers={"Authorization": "Bearer forged"})
    assert logged == []
    assert caplog.text == ""


async def test_stream_that_breaks_is_cut_off_and_not_ended_by_a_second_answer(hop: Installation) -> None:
    _, answer = await raw(hop, b"GET /api/broken-stream HTTP/1.1\r\nHost: a\r\n\r\n", until=b"")
    assert b"first" in answer
    assert answer.count(b"HTTP/1.1") == 1
    assert not answer.endswith(b"0\r\n\r\n"), "the reader must not take it for the whole"


async def test_client_that_leaves_is_no_error_and_its_write_is_whole(
    hop: Installation, an: Person, logged: list[str]
) -> None:
    server = hop.client.server
    assert isinstance(server, TestServer)
    _, writer = await asyncio.open_connection(server.host, server.port)
    writer.write(head("POST", "/api/notes", an.token, b"Content-Length: 100") + b'{"title"')
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    assert (await an.get("/api/notes"))["items"] == []
    assert logged == []
