"""`make dashboards`: writes the dashboards and the PrometheusRule; with --check, fails when one is not current."""

import sys

from deploy.grafana.dashboards import files as dashboard_files
from deploy.prometheus.rules import files as rule_files


def main() -> int:
    files = dashboard_files() | rule_files()
    if "--check" in sys.argv:
        old = [path for path, text in files.items() if not path.is_file() or path.read_text("utf-8") != text]
        for path in old:
            print(f"{path} is not current: run make dashboards")
        return 1 if old else 0
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
