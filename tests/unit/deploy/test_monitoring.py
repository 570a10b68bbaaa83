"""What watches the product finds it: ports, names and dashboards are those of the deployments."""

from pathlib import Path
from typing import Any

import yaml

from deploy.grafana.boards import DASHBOARDS
from tests.backends.kubernetes.manifests import MONITORING, ROOT, pods, resources

DEPLOY = ROOT / "deploy"


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


def test_prometheus_of_compose_asks_every_process_of_the_product() -> None:
    services = read(DEPLOY / "compose.yml")["services"]
    begun = {name: one for name, one in services.items() if str(one.get("command", [""])[0]).startswith("services.")}
    ours = {name: one for name, one in begun.items() if one["command"][0] != "services.prepare"}
    asked = read(DEPLOY / "prometheus/prometheus.yml")["scrape_configs"]
    assert {one["job_name"]: one["static_configs"][0]["targets"] for one in asked} == {
        f"hop-{name}": [f"{name}:{one['environment']['METRICS_PORT']}"] for name, one in ours.items()
    }
    assert {name for name, _ in pods("overlays/province")} >= ours.keys() >= {"usage", "papers"}


def test_grafana_of_compose_finds_its_source_and_its_dashboards() -> None:
    grafana = read(DEPLOY / "compose.yml")["services"]["grafana"]
    mounted = dict(volume.removesuffix(":ro").split(":") for volume in grafana["volumes"])
    folders = {inside: DEPLOY / outside for outside, inside in mounted.items()}
    (provider,) = read(folders["/etc/grafana/provisioning"] / "dashboards/hop.yaml")["providers"]
    boards = folders[provider["options"]["path"]]
    assert {path.stem for path in boards.iterdir()} == {board.uid for board in DASHBOARDS}
    (source,) = read(folders["/etc/grafana/provisioning"] / "datasources/prometheus.yaml")["datasources"]
    assert source["url"] == "http://prometheus:9090"


def test_every_dashboard_goes_to_kubernetes() -> None:
    (boards,) = [one for one in resources(MONITORING) if one["kind"] == "ConfigMap"]
    assert boards["metadata"]["labels"]["grafana_dashboard"] == "1"
    assert boards["data"].keys() == {f"{board.uid}.json" for board in DASHBOARDS}
