"""Kafka: one node, which is broker and controller."""

import base64
import os
import socket
import struct
import subprocess
import uuid
from collections.abc import Mapping
from pathlib import Path

from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from shared.log.kafka.connection import connection_of
from shared.settings import Settings
from tests.backends.server import INSTALLED, Server, free_ports

_METADATA = struct.pack(">ihhihi", 14, 3, 0, 1, -1, 0)  # size, call, version, correlation, no client, all topics


def kafka(folder: Path) -> tuple[Server, str]:
    """The server, not yet started, and its EVENTS_URL."""
    port, controller = free_ports(2)
    settings = folder / "server.properties"
    settings.write_text(_settings(folder, port, controller))
    java = ["java", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
    java += ["-cp", os.fspath(INSTALLED / "kafka" / "*")]
    cluster = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
    subprocess.run(
        [*java, "kafka.tools.StorageTool", "format", "-t", cluster, "-c", os.fspath(settings)],
        check=True,
        capture_output=True,
    )
    server = Server("Kafka", folder, [*java, "kafka.Kafka", os.fspath(settings)], lambda: _has_broker(port))
    return server, f"kafka://127.0.0.1:{port}"


def _settings(folder: Path, port: int, controller: int) -> str:
    settings = {
        "process.roles": "broker,controller",
        "node.id": 1,
        "controller.quorum.voters": f"1@127.0.0.1:{controller}",
        "listeners": f"PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}",
        "advertised.listeners": f"PLAINTEXT://127.0.0.1:{port}",
        "controller.listener.names": "CONTROLLER",
        "inter.broker.listener.name": "PLAINTEXT",
        "log.dirs": folder / "log",
        "auto.create.topics.enable": "false",
        "group.initial.rebalance.delay.ms": 0,
        "offsets.topic.replication.factor": 1,
        "offsets.topic.num.partitions": 4,
        "transaction.state.log.replication.factor": 1,
        "transaction.state.log.min.isr": 1,
        "share.coordinator.state.topic.replication.factor": 1,
        "share.coordinator.state.topic.min.isr": 1,
    }
    return "".join(f"{name}={value}\n" for name, value in settings.items())


def _has_broker(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), 2) as connection:
            connection.sendall(_METADATA)
            answer = connection.recv(12)
    except OSError:
        return False
    return len(answer) == 12 and struct.unpack(">iii", answer)[2] > 0


async def make_topic(settings: Settings, topic: str, partitions: int) -> None:
    """A topic as somebody else would have made it."""
    admin = AIOKafkaAdminClient(**connection_of(settings).options())
    await admin.start()
    try:
        await admin.create_topics([NewTopic(connection_of(settings).named(topic), partitions, 1)])
    finally:
        await admin.close()


async def send(settings: Settings, topic: str, key: bytes, value: bytes | None, headers: Mapping[str, bytes]) -> None:
    """Any record, also one that is no event."""
    producer = AIOKafkaProducer(**connection_of(settings).options())
    await producer.start()
    try:
        name = connection_of(settings).named(topic)
        await producer.send_and_wait(name, value, key=key, headers=list(headers.items()))
    finally:
        await producer.stop()
