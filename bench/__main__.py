"""`make bench`: measures, prints a table, writes bench/out/bench.json, and fails when a ratio does not hold.

Only ratios are judged; absolute figures belong to this machine and are printed with it. Name rows to run a part:
`python -m bench commits agenda`. PROFILE=cluster measures what runs apart.
"""

import importlib
import json
import os
import platform
import sys
from pathlib import Path

import uvloop

from bench.rows import Row

OUT = Path(__file__).parent / "out" / "bench.json"
PARTS = {
    "embedded": [
        "commits",
        "agenda",
        "rooms",
        "board",
        "imports",
        "ingest",
        "books",
        "signin",
        "growth",
        "notices",
        "search",
        "reader",
        "idle",
        "usage",
    ],
    "cluster": ["cluster_hop", "links", "relay", "papers_out", "screen", "years"],
}


def main() -> int:
    wanted = sys.argv[1:] or PARTS[os.environ.get("PROFILE", "embedded")]
    table: list[Row] = []
    for part in wanted:
        module = importlib.import_module(f"bench.{part}")
        for row in uvloop.run(module.rows()):
            print(_line(row), flush=True)
            table.append(row)
    OUT.parent.mkdir(exist_ok=True)
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    OUT.write_text(json.dumps({"machine": machine, "rows": [row.as_json() for row in table]}, indent=1))
    print(f"\nmachine: {machine}; also in {OUT.relative_to(Path.cwd())}")
    return 0 if all(row.holds for row in table) else 1


def _line(row: Row) -> str:
    bound = "" if row.bound is None else f"{'≥' if row.at_least else '≤'} {row.bound}"
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
    figures = ", ".join(f"{name} {value}" for name, value in row.figures.items())
    return f"{'ok  ' if row.holds else 'FAIL'} {row.name:<78} {ratio:>6} {bound:<7} {figures}"


if __name__ == "__main__":
    sys.exit(main())
