"""Gives the users at Kafka the rights that the KafkaUser resources of the province name; there Strimzi does it.

They are read as JSON, one resource a file, from the folder that is named.
"""

import asyncio
import json
import ssl
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError
from aiokafka.protocol.admin import CreateAclsRequest

KINDS = {"topic": 2, "group": 3}
OPERATIONS = {"Read": 3, "Write": 4, "Create": 5, "Describe": 8, "DescribeConfigs": 10}
PATTERNS = {"literal": 3, "prefix": 4}
ALLOW = 3
PATIENCE = 120  # seconds, asked once in each


async def main(users: list[dict[str, Any]], password: str) -> None:
    admin = await connected(password)
    try:
        for request in (one for user in users for one in rights(user)):
            answer = await admin._send_request(request)
            assert [code for code, _ in answer.creation_responses] == [0], answer
    finally:
        await admin.close()


async def connected(password: str) -> AIOKafkaAdminClient:
    for _ in range(PATIENCE):
        admin = AIOKafkaAdminClient(
            bootstrap_servers="events:9093",
            security_protocol="SASL_SSL",
            ssl_context=ssl.create_default_context(cafile="/etc/ca/ca.crt"),
            sasl_mechanism="SCRAM-SHA-512",
            sasl_plain_username="administrator",
            sasl_plain_password=password,
        )
        try:
            await admin.start()
            return admin
        except (KafkaError, OSError):
            await admin.close()
            await asyncio.sleep(1)
    raise SystemExit("Kafka does not answer")


def rights(user: dict[str, Any]) -> Iterator[CreateAclsRequest]:
    name = f"User:{user['metadata']['name']}"
    for acl in user["spec"]["authorization"]["acls"]:
        resource = acl["resource"]
        kind, pattern = KINDS[resource["type"]], PATTERNS[resource.get("patternType", "literal")]
        for operation in acl["operations"]:
            yield CreateAclsRequest(kind, resource["name"], pattern, name, "*", OPERATIONS[operation], ALLOW)


if __name__ == "__main__":
    files = sorted(Path(sys.argv[1]).glob("*.json"))
    asyncio.run(main([json.loads(file.read_text()) for file in files], Path(sys.argv[2]).read_text()))
