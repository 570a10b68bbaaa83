"""Tests that run on real engines only are seen by few; what they build on must not go away unnoticed."""

import os
import subprocess
import sys

from tests.architecture.sources import ROOT

PLACES = ("tests/contract", "tests/engines", "tests/faults")


def test_each_test_of_the_cluster_finds_its_fixtures() -> None:
    command = [sys.executable, "-m", "pytest", "-qq", "--setup-plan", *PLACES]
    planned = subprocess.run(command, cwd=ROOT, env=os.environ | {"PROFILE": "cluster"}, capture_output=True, text=True)
    assert planned.returncode == 0, planned.stdout[-4000:] + planned.stderr
