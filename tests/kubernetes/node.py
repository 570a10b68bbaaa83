"""The node and what runs on it, by kubectl."""

import json
import os
import subprocess

from tests.backends.kubernetes.manifests import KUBECTL, ROOT, USERS, Resource, resources

ADDRESS = "10.98.0.1"
PATIENCE = 600  # seconds; the machine may be busy
DEPLOYMENTS = ("gateway", "usage", "meeting", "documents", "papers", "notify")


class Node:
    def bring_up(self) -> None:
        """Again it changes nothing. Returns once everything is ready."""
        self.kubectl("apply", "-f", str(ROOT / "deploy/k8s/overlays/dev/namespace.yaml"))
        subprocess.run([ROOT / "deploy/k8s/secrets", "hop", "--log"], check=True, env=self._environment())
        users = {USERS.name: USERS.read_text("utf-8")}
        access = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "events-access"}, "data": users}
        self.kubectl("-n", "hop", "apply", "-f", "-", given=json.dumps(access))
        # Services would wait for it too, ended and started again with ever longer pauses.
        self._apply([one for one in resources("overlays/dev") if one["kind"] != "Deployment"])
        self.kubectl("-n", "hop", "wait", "--for=condition=Complete", "job/prepare", f"--timeout={PATIENCE}s")
        self._apply(resources("overlays/dev"))
        for name in DEPLOYMENTS:
            self.rolled_out(name)

    def _apply(self, some: list[Resource]) -> None:
        listed = json.dumps({"apiVersion": "v1", "kind": "List", "items": some})
        self.kubectl("apply", "--server-side", "--validate=strict", "-f", "-", given=listed)

    def rolled_out(self, name: str) -> None:
        self.kubectl("-n", "hop", "rollout", "status", f"deployment/{name}", f"--timeout={PATIENCE}s")

    def restart(self, *names: str) -> None:
        """One after the other, as an update does."""
        for name in names:
            self.kubectl("-n", "hop", "rollout", "restart", f"deployment/{name}")
            self.rolled_out(name)

    def pods(self, name: str) -> set[str]:
        """Without those that are on their way out."""
        listed = self.kubectl("-n", "hop", "get", "pods", "-l", f"app.kubernetes.io/name={name}", "-o", "json")
        found = [one["metadata"] for one in json.loads(listed)["items"]]
        return {f"pod/{one['name']}" for one in found if "deletionTimestamp" not in one}

    def kill(self, pod: str) -> None:
        self.kubectl("-n", "hop", "delete", pod, "--grace-period=0", "--force", "--wait=false")

    def logs(self, name: str) -> str:
        return self.kubectl("-n", "hop", "logs", "-l", f"app.kubernetes.io/name={name}", "--tail=-1")

    def run(self, name: str, program: str) -> str:
        """What this Python program prints, in a pod of the service, with the service's own environment."""
        pod = sorted(self.pods(name))[0]
        return self.kubectl("-n", "hop", "exec", pod, "--", "/opt/hop/.venv/bin/python", "-c", program)

    def authority(self) -> str:
        found = json.loads(self.kubectl("-n", "hop", "get", "configmap", "engines-ca", "-o", "json"))
        return str(found["data"]["ca.crt"])

    def kubectl(self, *words: str, given: str = "") -> str:
        """Its output; what it says of a failure is in the test's."""
        command = [os.fspath(KUBECTL), *words]
        answer = subprocess.run(command, input=given, capture_output=True, text=True, check=False)
        assert answer.returncode == 0, f"kubectl {' '.join(words)}: {answer.stderr}\n{self._state()}"
        return answer.stdout

    def _state(self) -> str:
        asked = [os.fspath(KUBECTL), "-n", "hop", "get", "pods"]
        return subprocess.run(asked, capture_output=True, text=True, check=False).stdout

    def _environment(self) -> dict[str, str]:
        return os.environ | {"KUBECTL": str(KUBECTL)}
