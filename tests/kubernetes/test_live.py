"""What operators rely on: the product works across pods, survives restarts and kills, and keeps its edges."""

import asyncio
from pathlib import Path

import pytest

from services.gateway.people.names import person_id_of
from tests.factories.meetings import meeting_body
from tests.factories.tablet import PASSWORD, Tablet, following, set_up_code, soon
from tests.kubernetes.node import DEPLOYMENTS, Node

ROOT = {"name": "Ủy ban nhân dân tỉnh", "short_name": "UBND tỉnh", "level": "province", "since": "2000-01-01"}
PAPER = Path(__file__).parents[1] / "data/papers"
PEOPLE = {"thuky": "Lê Thị Thư", "chutri": "Nguyễn Văn Chủ", "daibieu": "Trần Văn Đại"}


async def office(node: Node, tablet: Tablet) -> dict[str, Tablet]:
    """Set up by the first test that needs it: an administrator, a secretary, a chair and a delegate, signed in."""
    signed_in = {name: tablet.another() for name in ("quantri", *PEOPLE)}
    administrator = signed_in["quantri"]
    if (await administrator.get("/api/setup"))["needed"]:
        await set_up(node, signed_in)
    else:
        for name, one in signed_in.items():
            await one.sign_in(name, PASSWORD)
    return signed_in


async def set_up(node: Node, tablets: dict[str, Tablet]) -> None:
    administrator = tablets["quantri"]
    code = await set_up_code(lambda: node.logs("gateway"))
    first = {"name": "quantri", "full_name": "Trần Thị Quản", "title": "Quản trị viên", "password": PASSWORD}
    answer = await administrator.send("POST", "/api/setup", {"code": code, "organisation": ROOT, "person": first})
    administrator.token = answer["access_token"]
    root = answer["person"]["organisation"]["id"]
    for name, full_name in PEOPLE.items():
        body = {"name": name, "full_name": full_name, "organisation_id": root}
        made = await administrator.send("POST", "/api/people", body)
        if name == "thuky":
            role = {"role": "secretary", "organisation_id": root}
            await administrator.send("POST", f"/api/people/{made['id']}/roles", role)
        await tablets[name].sign_in(name, made["password"])


async def call_meeting(secretary: Tablet, title: str) -> str:
    """Its id; the delegate takes part."""
    root = (await secretary.get("/api/me"))["organisation"]["id"]
    meeting = str((await secretary.post_when_known("/api/meetings", meeting_body(title, root)))["id"])
    invited = [{"person_id": person_id_of("daibieu"), "role": "delegate"}]
    await secretary.post_when_known(f"/api/meetings/{meeting}/participants", {"people": invited})
    await secretary.send("POST", f"/api/meetings/{meeting}/call", {})
    return meeting


async def test_paper_reaches_a_delegate_across_pods(node: Node, tablet: Tablet) -> None:
    people = await office(node, tablet)
    meeting = await call_meeting(people["thuky"], "Họp thường kỳ tháng 12")
    files = await asyncio.to_thread(lambda: sorted(PAPER.glob("*.docx")) + sorted(PAPER.glob("*.pdf")))
    content = await asyncio.to_thread(files[0].read_bytes)
    document = await people["thuky"].hand_out(meeting, files[0].name, content)
    delegate = people["daibieu"]
    await delegate.until_invited(meeting)
    papers = f"/api/meetings/{meeting}/documents"
    listed = await delegate.until(papers, lambda answer: document in [one["id"] for one in answer["items"]])
    version = next(one for one in listed["items"] if one["id"] == document)["version"]["id"]
    links = await delegate.send("POST", f"/api/documents/{document}/versions/{version}/links")
    async with tablet.client.get(links["reading"]["url"], headers={"Range": "bytes=0-4"}) as response:
        assert response.status == 206
        assert await response.read() == b"%PDF-"


async def test_rolling_restart_loses_no_stream(node: Node, tablet: Tablet) -> None:
    """Every service but the engines is replaced while a delegate listens and the secretary goes on working."""
    people = await office(node, tablet)
    secretary = people["thuky"]
    meeting = await call_meeting(secretary, "Họp giữa lúc nâng cấp")
    await people["daibieu"].until_invited(meeting)
    async with following(people["daibieu"]) as stream:
        restart = asyncio.create_task(asyncio.to_thread(node.restart, *DEPLOYMENTS))
        added: list[str] = []
        while not restart.done():
            body = {"title": f"Nội dung {len(added) + 1}", "kind": "information"}
            added.append((await secretary.send("POST", f"/api/meetings/{meeting}/agenda-items", body))["id"])
            await asyncio.sleep(1)
        await restart

        def heard() -> list[str]:
            return [one["id"] for one in stream.facts if one["kind"] == "agenda_item"]

        await soon(lambda: set(added) <= set(heard()), f"{len(added)} added, heard {len(set(heard()))}")
        assert stream.connections > 1, "no stream was ended: nothing was tried"
        assert len(heard()) == len(set(heard())), "a fact was repeated"


@pytest.mark.parametrize("service", ["meeting", "documents", "papers"])
async def test_killed_pod_comes_back(node: Node, tablet: Tablet, service: str) -> None:
    people = await office(node, tablet)
    before = await asyncio.to_thread(node.pods, service)
    killed = sorted(before)[0]
    await asyncio.to_thread(node.kill, killed)
    assert (await people["thuky"].get("/api/meetings"))["items"] is not None
    await asyncio.to_thread(node.rolled_out, service)
    after = await asyncio.to_thread(node.pods, service)
    assert killed not in after
    assert len(after) == len(before)


# No NetworkPolicy is enforced on this node: what refuses here are the engines themselves.
FOREIGN_DATABASE = """
import os, pymongo
url = os.environ["STORE_URL"].replace("/meeting?", "/gateway?") + "&authSource=meeting"
client = pymongo.MongoClient(url, username=os.environ["STORE_USER"], password=os.environ["STORE_PASSWORD"],
                             tls=True, tlsCAFile=os.environ["ENGINES_CA"])
print(client["meeting"].list_collection_names()[:1])
try:
    print("read", client["gateway"]["gateway.people"].find_one())
except pymongo.errors.OperationFailure as error:
    print("refused", error.code)
"""

FOREIGN_TOPIC = """
import asyncio, aiokafka
from shared.log.kafka.connection import connection_of
from shared.settings import Settings
async def main():
    producer = aiokafka.AIOKafkaProducer(**connection_of(Settings()).options())
    await producer.start()
    try:
        for topic in ("hop.gateway", "hop.contacts", "hop.documents"):
            try:
                await producer.send_and_wait(topic, b"forged", headers=[])
                print(topic, "written")
            except aiokafka.errors.TopicAuthorizationFailedError:
                print(topic, "refused")
    finally:
        await producer.stop()
asyncio.run(main())
"""

FOREIGN_OBJECTS = """
import os, ssl, urllib.request, urllib.error
context = ssl.create_default_context(cafile=os.environ["ENGINES_CA"])
try:
    print(urllib.request.urlopen(os.environ["OBJECTS_SERVER"] + "/hop-papers/", context=context).status)
except urllib.error.HTTPError as error:
    print("refused", error.code, sorted(name for name in os.environ if name.startswith("OBJECTS_")))
"""


async def test_service_cannot_read_the_database_of_another(node: Node) -> None:
    said = await asyncio.to_thread(node.run, "meeting", FOREIGN_DATABASE)
    assert said.splitlines()[-1] == "refused 13"
    assert said.startswith("['")


async def test_service_cannot_say_what_is_anothers_to_say(node: Node) -> None:
    said = await asyncio.to_thread(node.run, "meeting", FOREIGN_TOPIC)
    assert said.splitlines() == ["hop.gateway refused", "hop.contacts refused", "hop.documents refused"]


async def test_service_without_papers_has_no_key_to_them(node: Node) -> None:
    said = await asyncio.to_thread(node.run, "meeting", FOREIGN_OBJECTS)
    assert said.strip() == "refused 403 ['OBJECTS_PUBLIC_URL', 'OBJECTS_SERVER']"
