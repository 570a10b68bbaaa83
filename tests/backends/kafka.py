"""Kafka: one node, which is broker and controller, over TLS, with accounts (SCRAM) and rights (ACLs)."""

import base64
import os
import socket
import ssl
import subprocess
import uuid
from collections.abc import Mapping
from pathlib import Path

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import GroupAuthorizationFailedError, TopicAuthorizationFailedError
from aiokafka.protocol.admin import CreateAclsRequest

from shared.events.registry import SOURCES
from shared.log.kafka.connection import connection_of
from shared.settings import Settings
from tests.backends.accounts import ADMINISTRATOR, SERVICES, Accounts, reads, writes
from tests.backends.authority import Authority
from tests.backends.server import INSTALLED, Server, free_ports

_TOPIC, _GROUP = 2, 3
_READ, _WRITE, _DESCRIBE, _DESCRIBE_CONFIGS = 3, 4, 8, 10
_LITERAL, _PREFIXED = 3, 4
_ALLOW = 3


def kafka(folder: Path, authority: Authority, accounts: Accounts, door: int = 0) -> tuple[Server, str]:
    """The server, not yet started, and its EVENTS_URL. `door` is the port it tells its clients, if not its own."""
    port, controller = free_ports(2)
    settings = folder / "server.properties"
    password = accounts.passwords[ADMINISTRATOR]
    settings.write_text(_settings(folder, port, door or port, controller, authority, password))
    java = ["java", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
    java += ["-cp", os.fspath(INSTALLED / "kafka" / "*")]
    # Halved, so that its text never begins with a dash, which is read as an option.
    cluster = base64.urlsafe_b64encode(uuid.UUID(int=uuid.uuid4().int >> 1).bytes).decode().rstrip("=")
    command = [*java, "kafka.tools.StorageTool", "format", "-t", cluster, "-c", os.fspath(settings)]
    for name, password in accounts.passwords.items():
        command += ["--add-scram", f"SCRAM-SHA-512=[name={name},password={password}]"]
    subprocess.run(command, check=True, capture_output=True)
    server = Server("Kafka", folder, [*java, "kafka.Kafka", os.fspath(settings)], lambda: listens(port))
    return server, f"kafka+tls://127.0.0.1:{port}"


def _settings(folder: Path, port: int, door: int, controller: int, authority: Authority, password: str) -> str:
    # Quoted: a value that begins like a number is not read whole.
    login = 'org.apache.kafka.common.security.{kind} required username={name} password="{password}"'
    scram = login.format(kind="scram.ScramLoginModule", name=ADMINISTRATOR, password=password)
    plain = login.format(kind="plain.PlainLoginModule", name=ADMINISTRATOR, password=password)
    settings = {
        "process.roles": "broker,controller",
        "node.id": 1,
        "controller.quorum.voters": f"1@127.0.0.1:{controller}",
        "listeners": f"SASL_SSL://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}",
        "advertised.listeners": f"SASL_SSL://127.0.0.1:{door}",
        "listener.security.protocol.map": "SASL_SSL:SASL_SSL,CONTROLLER:SASL_PLAINTEXT",
        "inter.broker.listener.name": "SASL_SSL",
        "sasl.mechanism.inter.broker.protocol": "SCRAM-SHA-512",
        "listener.name.sasl_ssl.sasl.enabled.mechanisms": "SCRAM-SHA-512",
        "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config": f"{scram};",
        "controller.listener.names": "CONTROLLER",
        # The quorum starts before it could look accounts up in itself.
        "sasl.mechanism.controller.protocol": "PLAIN",
        "listener.name.controller.sasl.enabled.mechanisms": "PLAIN",
        "listener.name.controller.plain.sasl.jaas.config": f'{plain} user_{ADMINISTRATOR}="{password}";',
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": authority.both,
        "ssl.truststore.type": "PEM",
        "ssl.truststore.location": authority.ca,
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users": f"User:{ADMINISTRATOR}",
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


def listens(port: int) -> bool:
    """Whether it greets: it does so once the broker has taken up its work."""
    nobody_checked = ssl.create_default_context()
    nobody_checked.check_hostname, nobody_checked.verify_mode = False, ssl.CERT_NONE
    try:
        with (
            socket.create_connection(("127.0.0.1", port), 2) as connection,
            nobody_checked.wrap_socket(connection) as greeted,
        ):
            return greeted.version() is not None
    except OSError:
        return False


async def give_rights(settings: Settings, *, looks: bool = True) -> None:
    """Each service writes its own topics, hears all but the addresses of people, and keeps its own groups.

    `looks`: at what topics are set to, too.
    """
    connection = connection_of(settings)
    admin = AIOKafkaAdminClient(**connection.options())
    await admin.start()
    try:
        for service in SERVICES:
            rights = [(_TOPIC, topic, _LITERAL, _DESCRIBE) for topic in SOURCES]
            rights += [(_TOPIC, topic, _LITERAL, _READ) for topic in reads(service)]
            rights += [(_TOPIC, topic, _LITERAL, _WRITE) for topic in writes(service)]
            rights += [(_GROUP, f"{service}.", _PREFIXED, _READ)]
            rights += [(_TOPIC, "hop.", _PREFIXED, _DESCRIBE_CONFIGS)] if looks else []
            for kind, name, pattern, operation in rights:
                request = CreateAclsRequest(
                    kind, connection.named(name), pattern, f"User:{service}", "*", operation, _ALLOW
                )
                answer = await admin._send_request(request)
                assert [code for code, _ in answer.creation_responses] == [0], answer
    finally:
        await admin.close()


async def make_topic(settings: Settings, topic: str, partitions: int) -> None:
    """A topic as somebody else would have made it."""
    admin = AIOKafkaAdminClient(**connection_of(settings).options())
    await admin.start()
    try:
        await admin.create_topics([NewTopic(connection_of(settings).named(topic), partitions, 1)])
    finally:
        await admin.close()


async def settings_of(settings: Settings, topic: str) -> dict[str, str]:
    """What the broker says that it does with the topic, its own defaults included."""
    admin = AIOKafkaAdminClient(**connection_of(settings).options())
    await admin.start()
    try:
        asked = ConfigResource(ConfigResourceType.TOPIC, connection_of(settings).named(topic))
        [answer] = await admin.describe_configs([asked])
    finally:
        await admin.close()
    [(_, _, _, _, entries)] = answer.resources
    return {entry[0]: entry[1] for entry in entries}


async def set_topic(settings: Settings, topic: str, options: Mapping[str, str]) -> None:
    """As somebody would who saves room. What is not named becomes the broker's default."""
    admin = AIOKafkaAdminClient(**connection_of(settings).options())
    await admin.start()
    try:
        changed = ConfigResource(ConfigResourceType.TOPIC, connection_of(settings).named(topic), options)
        await admin.alter_configs([changed])
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


async def everything(settings: Settings) -> list[bytes]:
    """Every record of every topic, Kafka's own too: key, value and headers."""
    partitions = await _partitions(settings)
    reader = AIOKafkaConsumer(**connection_of(settings).options(), auto_offset_reset="earliest")
    await reader.start()
    try:
        reader.assign(partitions)
        ends, found = await reader.end_offsets(partitions), list[bytes]()
        while [one for one in partitions if await reader.position(one) < ends[one]]:
            for records in (await reader.getmany(timeout_ms=500)).values():
                for record in records:
                    parts = [record.key, record.value, *(value for _, value in record.headers)]
                    found.append(b"\n".join(part or b"" for part in parts))
        return found
    finally:
        await reader.stop()


async def _partitions(settings: Settings) -> list[TopicPartition]:
    admin = AIOKafkaAdminClient(**connection_of(settings).options())
    await admin.start()
    try:
        topics = await admin.describe_topics(await admin.list_topics())
    finally:
        await admin.close()
    return [TopicPartition(one["topic"], part["partition"]) for one in topics for part in one["partitions"]]


async def may_write(settings: Settings, topic: str) -> bool:
    """A record that is no event, so that nobody takes it for one."""
    try:
        await send(settings, topic, b"k", b"", {})
    except TopicAuthorizationFailedError:
        return False
    return True


async def may_read(settings: Settings, topic: str, group: str) -> bool:
    connection = connection_of(settings)
    reader = AIOKafkaConsumer(
        connection.named(topic), **connection.options(), group_id=connection.named(group), enable_auto_commit=False
    )
    try:
        await reader.start()
        while not reader.assignment() or any(reader.highwater(one) is None for one in reader.assignment()):
            await reader.getmany(timeout_ms=100)  # raises once it is refused; what is allowed has a highwater
    except (TopicAuthorizationFailedError, GroupAuthorizationFailedError):
        return False
    finally:
        await reader.stop()
    return True
