"""`access.py USERS PASSWORD [SERVER CA]`: rights at Kafka as users.json names them, where Strimzi does not.

PASSWORD is the file with the administrator's. Run again it changes nothing.
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


async def main(
    users: list[dict[str, Any]], password: str, server: str = "events:9093", ca: str = "/etc/ca/ca.crt"
) -> None:
    admin = await connected(password, server, ca)
    try:
        for request in (one for user in users for one in rights(user)):
            answer = await admin._send_request(request)
            assert [code for code, _ in answer.creation_responses] == [0], answer
    finally:
        await admin.close()


async def connected(password: str, server: str, ca: str) -> AIOKafkaAdminClient:
    for _ in range(PATIENCE):
        admin = AIOKafkaAdminClient(
            bootstrap_servers=server,
            security_protocol="SASL_SSL",
            ssl_context=ssl.create_default_context(cafile=ca),
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
    users, password, *where = sys.argv[1:]
    asyncio.run(main(json.loads(Path(users).read_text())["items"], Path(password).read_text(), *where))
