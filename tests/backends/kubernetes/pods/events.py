"""Kafka as a pod: one node, TLS, a user for each service (SCRAM); what each may do is given by access.py."""

import base64
import os
import subprocess
import uuid
from pathlib import Path

DATA = Path("/data")
PASSWORDS = Path("/etc/passwords")
ADMINISTRATOR = "administrator"
HOST = "events"
SETTINGS = Path("/tmp/server.properties")
JAVA = ["/usr/bin/java", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", "/opt/kafka/*"]


def main() -> None:
    passwords = {path.name: path.read_text() for path in PASSWORDS.iterdir() if not path.name.startswith(".")}
    SETTINGS.write_text("".join(f"{name}={value}\n" for name, value in settings(passwords[ADMINISTRATOR]).items()))
    if not (DATA / "log/meta.properties").exists():
        # Halved, so that its text never begins with a dash, which is read as an option.
        cluster = base64.urlsafe_b64encode(uuid.UUID(int=uuid.uuid4().int >> 1).bytes).decode().rstrip("=")
        command = [*JAVA, "kafka.tools.StorageTool", "format", "-t", cluster, "-c", str(SETTINGS)]
        for user, password in passwords.items():
            name = user if user == ADMINISTRATOR else f"{user}-events"
            command += ["--add-scram", f"SCRAM-SHA-512=[name={name},password={password}]"]
        subprocess.run(command, check=True)
    os.execv(JAVA[0], [*JAVA, "kafka.Kafka", str(SETTINGS)])


def settings(password: str) -> dict[str, object]:
    login = f'required username={ADMINISTRATOR} password="{password}"'  # without quotes 12ab is the number 12
    scram = f"org.apache.kafka.common.security.scram.ScramLoginModule {login};"
    plain = f'org.apache.kafka.common.security.plain.PlainLoginModule {login} user_{ADMINISTRATOR}="{password}";'
    return {
        "process.roles": "broker,controller",
        "node.id": 1,
        "controller.quorum.voters": "1@127.0.0.1:9090",
        "listeners": "SASL_SSL://0.0.0.0:9093,CONTROLLER://127.0.0.1:9090",
        "advertised.listeners": f"SASL_SSL://{HOST}:9093",
        "listener.security.protocol.map": "SASL_SSL:SASL_SSL,CONTROLLER:SASL_PLAINTEXT",
        "inter.broker.listener.name": "SASL_SSL",
        "sasl.mechanism.inter.broker.protocol": "SCRAM-SHA-512",
        "listener.name.sasl_ssl.sasl.enabled.mechanisms": "SCRAM-SHA-512",
        "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config": scram,
        "controller.listener.names": "CONTROLLER",
        # The quorum starts before it could look users up in itself.
        "sasl.mechanism.controller.protocol": "PLAIN",
        "listener.name.controller.sasl.enabled.mechanisms": "PLAIN",
        "listener.name.controller.plain.sasl.jaas.config": plain,
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": "/etc/tls/tls.pem",
        "ssl.truststore.type": "PEM",
        "ssl.truststore.location": "/etc/ca/ca.crt",
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users": f"User:{ADMINISTRATOR}",
        "log.dirs": DATA / "log",
        "auto.create.topics.enable": "false",
        "group.initial.rebalance.delay.ms": 0,
        "offsets.topic.replication.factor": 1,
        "offsets.topic.num.partitions": 4,
        "transaction.state.log.replication.factor": 1,
        "transaction.state.log.min.isr": 1,
        "share.coordinator.state.topic.replication.factor": 1,
        "share.coordinator.state.topic.min.isr": 1,
    }


if __name__ == "__main__":
    main()
