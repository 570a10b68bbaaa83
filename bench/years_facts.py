"""Years of facts in a Kafka log, and what a service has made of them: filled by bare libraries, for it takes a while.

Each meeting has FACTS of them: it is created and changed, and its delegates are invited and answer again and again.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import orjson
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from bench.bare import bare_client
from services.documents.app import NAME
from shared.events.meeting import SOURCE, InvitationAnswered, MeetingChanged, MeetingCreated, ParticipantAdded
from shared.ids import derived_id, new_id, participation_id
from shared.log.kafka.connection import connection_of
from shared.log.kafka.topics import PARTITIONS
from shared.marks import marks_of
from shared.settings import Settings
from tests.factories.facts import meeting_facts, participation_facts

CHANGES = 100  # of the meeting
DELEGATES, ANSWERS = 16, 25
FACTS = CHANGES + DELEGATES * ANSWERS
BATCH = 5000  # documents
TIME = "2026-11-23T05:00:00.000000Z"


class Subject(NamedTuple):
    """All its facts have the same `value`; `first` and `later` are types, `collection` is where its copy lies."""

    name: str
    value: bytes
    first: str
    later: str
    facts: int
    collection: str


def subjects(meeting: str) -> Iterator[Subject]:
    header = orjson.dumps({"meeting": meeting_facts(meeting).model_dump(mode="json"), "changed": ["place"]})
    yield Subject(f"meeting/{meeting}", header, MeetingCreated.type, MeetingChanged.type, CHANGES, "meetings_heard")
    for number in range(DELEGATES):
        person = f"delegate-{number}"
        value = orjson.dumps({"participation": participation_facts(person, meeting_id=meeting).model_dump(mode="json")})
        name = f"participation/{participation_id(meeting, person)}"
        yield Subject(name, value, ParticipantAdded.type, InvitationAnswered.type, ANSWERS, "participations_heard")


def copy_of(subject: Subject) -> dict[str, Any]:
    """As the service keeps it, by the last fact."""
    body: dict[str, Any] = next(iter(orjson.loads(subject.value).values()))
    more: dict[str, Any] = (
        {"items": [], "asked_units": []} if subject.collection == "meetings_heard" else {"removed": False}
    )
    return body | more | {"_heard": subject.facts}


async def fill(settings: Settings, facts: int, groups: Sequence[str]) -> None:
    """Log, copies, and for each group that it has heard all of it."""
    meetings = [f"meeting-{number:06}" for number in range(facts // FACTS)]
    await _tell(settings, meetings)
    await _remember(settings, groups)
    async with bare_client(settings) as client:
        database = client.get_default_database()
        for begin in range(0, len(meetings), BATCH // (DELEGATES + 1)):
            some = [one for meeting in meetings[begin : begin + BATCH // (DELEGATES + 1)] for one in subjects(meeting)]
            for collection in ("meetings_heard", "participations_heard"):
                copies = [(one.name.partition("/")[2], copy_of(one)) for one in some if one.collection == collection]
                await database[f"{NAME}.{collection}"].insert_many([document(*copy) for copy in copies])
            for group in groups:
                marks = [(derived_id(group, one.name), {"sequence": one.facts, "parked": False}) for one in some]
                await database[marks_of(NAME).name].insert_many([document(*mark) for mark in marks])


def document(document_id: str, body: dict[str, Any]) -> dict[str, Any]:
    return {"_id": document_id, "live": 1, "version": 1, "sequence": 0, "body": body, "saves": []}


async def _tell(settings: Settings, meetings: Sequence[str]) -> None:
    connection = connection_of(settings)
    topic = connection.named(SOURCE)
    producer = AIOKafkaProducer(**connection.options(), enable_idempotence=True, acks="all", max_batch_size=1 << 18)
    await producer.start()
    try:
        for meeting in meetings:
            for subject in subjects(meeting):
                for sequence in range(1, subject.facts + 1):
                    headers = _headers(subject, meeting, sequence)
                    await producer.send(topic, subject.value, key=meeting.encode(), headers=headers)
        await producer.flush()
    finally:
        await producer.stop()


def _headers(subject: Subject, meeting: str, sequence: int) -> list[tuple[str, bytes]]:
    return [
        ("ce_id", new_id().encode()),
        ("ce_source", SOURCE.encode()),
        ("ce_type", (subject.first if sequence == 1 else subject.later).encode()),
        ("ce_subject", subject.name.encode()),
        ("ce_partitionkey", meeting.encode()),
        ("ce_specversion", b"1.0"),
        ("ce_time", TIME.encode()),
        ("ce_sequence", b"%d" % sequence),
        ("content-type", b"application/json"),
    ]


async def _remember(settings: Settings, groups: Sequence[str]) -> None:
    connection = connection_of(settings)
    partitions = [TopicPartition(connection.named(SOURCE), number) for number in range(PARTITIONS)]
    for group in groups:
        consumer = AIOKafkaConsumer(**connection.options(), group_id=connection.named(group), enable_auto_commit=False)
        await consumer.start()
        try:
            consumer.assign(partitions)
            await consumer.commit(await consumer.end_offsets(partitions))
        finally:
            await consumer.stop()
