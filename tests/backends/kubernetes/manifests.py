"""The overlays as Kubernetes would get them, rendered by kubectl's own Kustomize."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[3]
KUBECTL = Path(sys.prefix) / "bin/kubectl"
OVERLAYS = ("door", "overlays/dev", "overlays/commune", "overlays/province")
MONITORING = "monitoring"  # of whoever has the Prometheus operator
USERS = ROOT / "deploy/k8s/backends/events/users.json"

Resource = dict[str, Any]


@cache
def rendered(overlay: str) -> str:
    """Below deploy/k8s. Raises CalledProcessError."""
    command = [os.fspath(KUBECTL), "kustomize", os.fspath(ROOT / "deploy/k8s" / overlay)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def resources(overlay: str) -> list[Resource]:
    return list(yaml.safe_load_all(rendered(overlay)))


def pods(overlay: str) -> Iterator[tuple[str, Resource]]:
    """Name and pod specification of whatever makes pods."""
    for resource in resources(overlay):
        if resource["kind"] in {"Deployment", "StatefulSet", "Job", "DaemonSet", "CronJob"}:
            yield resource["metadata"]["name"], resource["spec"]["template"]["spec"]


def containers(pod: Resource) -> list[Resource]:
    return [*pod.get("initContainers", []), *pod["containers"]]


def secrets(pod: Resource, container: Resource) -> set[str]:
    """Names of the Secrets that this container can read."""
    sources = [one.get("valueFrom", {}).get("secretKeyRef") for one in container.get("env", [])]
    sources += [one.get("secretRef") for one in container.get("envFrom", [])]
    mounted = {one["name"] for one in container.get("volumeMounts", [])}
    volumes = [one for one in pod.get("volumes", []) if one["name"] in mounted]
    names = {one["secret"]["secretName"] for one in volumes if "secret" in one}
    projected = [source for one in volumes for source in one.get("projected", {}).get("sources", [])]
    return {one["name"] for one in sources if one} | names | {one["secret"]["name"] for one in projected}


def kafka_users() -> list[Resource]:
    return list(json.loads(USERS.read_text("utf-8"))["items"])
