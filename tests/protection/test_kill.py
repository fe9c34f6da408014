"""Processes that are killed at any moment leave the old state or the new one: see `kill.py`."""

import json
import os
import subprocess
import sys
from pathlib import Path

TIMES = os.environ.get("PROTECTION_KILLS", "9")
ROOT = Path(__file__).resolve().parents[2]


def test_a_killed_process_leaves_the_old_state_or_the_new_one_and_nothing_behind():
    command = [sys.executable, "-m", "tests.protection.kill", "--times", TIMES]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 -- our own words
    assert done.returncode == 0, done.stdout + done.stderr
    left = json.loads(done.stdout.splitlines()[-1])
    verbs = ("publish", "withdraw", "import_iati")
    assert sum(left[verb]["old"] + left[verb]["new"] for verb in verbs) == int(TIMES)
    assert not left["faults"]
