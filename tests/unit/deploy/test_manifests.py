"""What must hold in every overlay, whatever cluster it goes to."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from services.documents.checking.queue import WAITING
from services.embedded import embedded
from shared.clock import SystemClock
from shared.events.gateway import CONTACTS
from shared.events.registry import SOURCES
from shared.objects.serving import SAFE_HEADERS
from shared.settings import Settings
from tests.backends.kubernetes.manifests import (
    OVERLAYS,
    ROOT,
    Resource,
    containers,
    kafka_users,
    pods,
    resources,
    secrets,
)

SERVICES = {"gateway", "meeting", "documents", "notify"}
OUR_PODS = SERVICES | {"papers", "usage"}
DIGEST = re.compile(r"@sha256:[0-9a-f]{64}$")


def every() -> Iterator[tuple[str, Resource, Resource]]:
    """A label, the pod and the container."""
    for overlay in OVERLAYS:
        for name, pod in pods(overlay):
            for container in containers(pod):
                yield f"{overlay} {name}/{container['name']}", pod, container


def test_no_container_is_without_limits() -> None:
    for label, _, container in every():
        asked = container.get("resources", {})
        assert {"cpu", "memory"} <= set(asked.get("limits", {})) & set(asked.get("requests", {})), label


def test_every_container_is_closed() -> None:
    for label, pod, container in every():
        assert pod["automountServiceAccountToken"] is False, label
        assert pod["enableServiceLinks"] is False, label
        assert pod["securityContext"]["runAsNonRoot"] is True, label
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}, label
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }, label
        assert not {"hostNetwork", "hostPID", "hostIPC"} & set(pod), label
        assert not [volume for volume in pod.get("volumes", []) if "hostPath" in volume], label


def test_whatever_serves_is_asked_whether_it_lives_and_is_ready() -> None:
    for overlay in OVERLAYS:
        for name, pod in pods(overlay):
            if name in OUR_PODS | {"hop"}:
                (container,) = pod["containers"]
                assert container["livenessProbe"]["httpGet"]["path"] == "/livez", name
                assert container["readinessProbe"]["httpGet"]["path"] == "/readyz", name


@pytest.mark.parametrize("overlay", ["overlays/dev", "overlays/province"])
def test_no_service_holds_a_secret_of_another(overlay: str) -> None:
    """All share what makes cursors opaque: one service reads what another made (docs/operations.md)."""
    readers = defaultdict(set)
    for name, pod in pods(overlay):
        if name in OUR_PODS:
            for secret in secrets(pod, pod["containers"][0]):
                readers[secret].add(name)
    assert readers.pop("hop-cursors") == OUR_PODS
    assert {secret: sorted(names) for secret, names in readers.items() if len(names) > 1} == {}
    assert readers["gateway-tokens"] == {"gateway"}
    assert {secret for secret in readers if secret.endswith("-objects")} == {"documents-objects", "papers-objects"}


@pytest.mark.parametrize("overlay", ["overlays/dev", "overlays/province"])
def test_migration_of_a_service_sees_its_store_alone(overlay: str) -> None:
    prepare = dict(pods(overlay))["prepare"]
    for container in containers(prepare):
        own = {f"{container['name']}-store", "prepare-events"}
        assert secrets(prepare, container) - own == (
            {"documents-objects"} if container["name"] == "documents" else set()
        )


def test_province_runs_images_by_digest() -> None:
    for overlay in ("overlays/province", "overlays/commune"):
        images = {container["image"] for _, pod in pods(overlay) for container in containers(pod)}
        assert images
        assert [image for image in images if not DIGEST.search(image)] == []


def test_nothing_speaks_but_by_a_named_edge() -> None:
    for overlay in ("overlays/dev", "overlays/commune", "overlays/province"):
        closed = [
            one for one in resources(overlay) if one["kind"] == "NetworkPolicy" and one["spec"]["podSelector"] == {}
        ]
        assert {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]} in [one["spec"] for one in closed], overlay


def test_prometheus_and_nobody_else_reaches_the_metrics() -> None:
    """But for KEDA, which asks documents for the papers that wait."""
    monitoring = [{"namespaceSelector": {"matchLabels": {"hop.role": "monitoring"}}}]
    scaling = [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "keda"}}}]
    for overlay in ("overlays/dev", "overlays/commune", "overlays/province"):
        found = resources(overlay)
        (port,) = {one["data"]["METRICS_PORT"] for one in found if "METRICS_PORT" in one.get("data", {})}
        serving = [(name, pod) for name, pod in pods(overlay) if name in OUR_PODS | {"hop"}]
        assert serving
        for name, pod in serving:
            ports = {one["name"]: str(one["containerPort"]) for one in pod["containers"][0]["ports"]}
            assert ports["metrics"] == port, name
            labels = {"app.kubernetes.io/name": name, "app.kubernetes.io/part-of": "hop"}
            edges = [edge for edge in ingress(found, labels) if {"port": "metrics"} in edge["ports"]]
            assert [edge["from"] for edge in edges] == [monitoring, *([scaling] if name == "documents" else [])], name


def ingress(found: list[Resource], labels: dict[str, str]) -> list[Resource]:
    """The edges by which this pod is reached."""
    policies = [one["spec"] for one in found if one["kind"] == "NetworkPolicy"]
    return [edge for one in policies if matches(one["podSelector"], labels) for edge in one.get("ingress", [])]


def egress(overlay: str, labels: dict[str, str]) -> set[str]:
    """Names of the policies that let this pod out."""
    return {
        one["metadata"]["name"]
        for one in resources(overlay)
        if one["kind"] == "NetworkPolicy" and one["spec"].get("egress") and matches(one["spec"]["podSelector"], labels)
    }


def matches(selector: Resource, labels: dict[str, str]) -> bool:
    wanted = selector.get("matchLabels", {}).items()
    listed = selector.get("matchExpressions", [])
    return all(labels.get(key) == value for key, value in wanted) and all(
        one["operator"] == "In" and labels.get(one["key"]) in one["values"] for one in listed
    )


def test_papers_are_opened_where_only_log_store_and_objects_can_be_reached() -> None:
    labels = {"app.kubernetes.io/name": "papers", "app.kubernetes.io/part-of": "hop"}
    for overlay in ("overlays/dev", "overlays/province"):
        assert egress(overlay, labels) == {"names", "services-to-store-and-log", "papers-to-objects"}


def test_papers_are_served_with_the_headers_that_the_file_adapter_sends() -> None:
    """Signed links cannot carry them. One differs: the store has a host of its own."""
    there = resources("overlays/province")
    [route] = [one for one in there if (one["kind"], one["metadata"]["name"]) == ("HTTPRoute", "objects")]
    [rule] = route["spec"]["rules"]
    [changed] = [one["responseHeaderModifier"] for one in rule["filters"]]
    added = {header["name"]: header["value"] for header in changed["set"]}
    assert added == SAFE_HEADERS | {"Cross-Origin-Resource-Policy": "cross-origin"}


def test_only_keda_scales_and_every_service_may_lose_one_pod() -> None:
    found = resources("overlays/province")
    kinds = defaultdict(set)
    for one in found:
        kinds[one["kind"]].add(one["metadata"]["name"])
    assert kinds["ScaledObject"] == kinds["PodDisruptionBudget"] == OUR_PODS
    assert "HorizontalPodAutoscaler" not in kinds
    for name, pod in pods("overlays/province"):
        if name in OUR_PODS:
            assert len(pod["topologySpreadConstraints"]) == 2, name


def test_keda_asks_kafka_as_a_user_with_name_and_password() -> None:
    there = list(resources("overlays/province"))
    [asking] = [one for one in there if one["kind"] == "TriggerAuthentication"]
    given = {
        one["parameter"]: one for part in ("secretTargetRef", "configMapTargetRef") for one in asking["spec"][part]
    }
    assert {"username", "password", "ca"} <= given.keys()
    [named] = [one for one in there if one["metadata"]["name"] == given["username"]["name"]]
    user = named["data"][given["username"]["key"]]
    assert user in {one["metadata"]["name"] for one in there if one["kind"] == "KafkaUser"}


def test_paper_workers_scale_with_the_papers_that_wait() -> None:
    """By a number that the documents service tells on a port that KEDA reaches."""
    there = list(resources("overlays/province"))
    named = {(one["kind"], one["metadata"]["name"]): one for one in there}
    [asked] = [
        trigger["metadata"]
        for trigger in named["ScaledObject", "papers"]["spec"]["triggers"]
        if trigger["type"] == "metrics-api"
    ]
    service = named["Service", "documents"]
    address = urlsplit(asked["url"])
    assert address.hostname == f"documents.{service['metadata']['namespace']}.svc"
    assert {"name": "metrics", "port": address.port, "targetPort": "metrics"} in service["spec"]["ports"]
    assert (address.path, asked["format"]) == ("/metrics", "prometheus")
    assert [asked["valueLocation"]] == [metric.name for metric in WAITING.collect()]


def test_engines_of_operators_are_as_closed_as_their_namespace_asks() -> None:
    """Pod Security "restricted": refused otherwise, and the operators' resources say nothing of it."""
    there: dict[str, Any] = {one["kind"]: one.get("spec") for one in resources("overlays/province")}
    kafka, store = there["Kafka"], there["MongoDBCommunity"]["statefulSet"]["spec"]["template"]["spec"]
    users = kafka["entityOperator"]["template"]
    pods_ = [kafka["kafka"]["template"]["pod"], users["pod"], store]
    assert all(one["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"} for one in pods_)
    closed = [kafka["kafka"]["template"]["kafkaContainer"], users["userOperatorContainer"]]
    for one in (*closed, *store["containers"], *store["initContainers"]):
        context = one["securityContext"]
        assert (context["allowPrivilegeEscalation"], context["capabilities"]) == (False, {"drop": ["ALL"]}), one


def test_published_ports_of_compose_are_on_a_network_that_leads_out() -> None:
    """Of a container whose networks are all internal no port is published (moby#36174)."""
    described = yaml.safe_load((ROOT / "deploy/compose.yml").read_text("utf-8"))
    closed = {name for name, network in described["networks"].items() if network and network.get("internal")}
    for name, service in described["services"].items():
        assert not service.get("ports") or set(service["networks"]) - closed, name


def test_kafka_users_may_what_the_services_do() -> None:
    """Each writes the topics of its source, reads what it listens to, and verifies that all topics are there."""
    users = {user["metadata"]["name"].removesuffix("-events"): user for user in kafka_users()}
    assert set(users) == OUR_PODS | {"prepare", "scaling"}
    writers = defaultdict(set)
    for name, user in users.items():
        acls = user["spec"]["authorization"]["acls"]
        topics = {acl["resource"]["name"]: acl["operations"] for acl in acls if acl["resource"]["type"] == "topic"}
        for topic, operations in topics.items():
            assert "All" not in operations
            if "Write" in operations:
                writers[topic].add(name)
        if name in OUR_PODS:
            assert set(topics) == set(SOURCES)
            assert all({"Describe", "DescribeConfigs"} <= set(operations) for operations in topics.values())
            assert ("Read" in topics[CONTACTS]) == (name == "notify")
    assert writers == {
        "hop.gateway": {"gateway"},
        CONTACTS: {"gateway"},
        "hop.meeting": {"meeting"},
        "hop.documents": {"documents", "papers"},
        "hop.notify": {"notify"},
    }


async def test_groups_are_allowed_and_watched_as_the_code_names_them(tmp_path: Path) -> None:
    """A red test here: another group or topic. Give it to its KafkaUser, and to KEDA in deploy/k8s/base."""
    async with embedded(Settings(data=tmp_path / "data"), SystemClock()) as product:
        reactions = [one for service in product.services for one in service.reactions]
    heard: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for one in reactions:
        holder = "usage" if one.group == "gateway.figures" else one.group.partition(".")[0]
        heard[holder][one.group] = one.topics
    users = {user["metadata"]["name"].removesuffix("-events"): user for user in kafka_users()}
    scaled = {one["metadata"]["name"]: one for one in resources("overlays/province") if one["kind"] == "ScaledObject"}
    for name, groups in heard.items():
        acls = [acl for acl in users[name]["spec"]["authorization"]["acls"] if "Read" in acl["operations"]]
        read = {acl["resource"]["name"] for acl in acls if acl["resource"]["type"] == "topic"}
        assert read == {topic for topics in groups.values() for topic in topics}, name
        allowed = [acl["resource"]["name"] for acl in acls if acl["resource"]["type"] == "group"]
        assert all(any(group.startswith(one) for one in allowed) for group in groups), name
        triggers = [one["metadata"] for one in scaled[name]["spec"]["triggers"] if one["type"] == "kafka"]
        assert {one["consumerGroup"] for one in triggers} == set(groups), name
