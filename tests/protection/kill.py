"""Kill publication, withdrawal and import at random moments, and look at what is left: old or new, never between.

`python -m tests.protection.kill --times 50` makes a database of its own on the server that DATABASE_URL names, or on
an embedded one where it names none, and prints what was found.
"""

import argparse
import json
import os
import secrets
import sys
import tempfile
from collections import Counter
from pathlib import Path
from random import Random

from tests.protection.killing import Killer, Left
from tests.protection.own_server import own_database

_ENVIRONMENT = {"TRACKER_FACE": "both", "TRACKER_SECRET_KEY": "only-for-tests", "TRACKER_POOL_PERCENT": "10"}


def main():
    """Kill so many times and say how often the old and how often the new state was left."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6), help="repeats the same moments")
    options = parser.parse_args()
    os.environ.update({"DJANGO_SETTINGS_MODULE": "tracker.settings"} | _ENVIRONMENT)
    print(f"seed {options.seed}", flush=True)  # noqa: T201 -- this is a program
    with own_database() as database, tempfile.TemporaryDirectory() as folder:
        left = kill_often(Killer(database, Path(folder)), options.times, Random(options.seed))  # noqa: S311 -- moments
    print(json.dumps(left), flush=True)  # noqa: T201 -- this is a program
    return 0 if not left["faults"] else 1


def kill_often(killer, times, random):
    """Kill each verb in turn; give {verb: {left: count}}, and `faults` in words."""
    verbs = killer.prepare()
    counts = {verb: Counter() for verb in verbs}
    faults = []
    for number in range(times):
        verb = verbs[number % len(verbs)]
        found = killer.kill(verb, random.random())
        counts[verb][found.state] += 1
        faults += [f"{verb}, kill {number}: {fault}" for fault in found.faults]
    return {"faults": faults, "milliseconds": killer.milliseconds()} | {
        verb: {state: counts[verb][state] for state in (Left.OLD, Left.NEW, Left.BETWEEN)} for verb in verbs
    }


if __name__ == "__main__":
    sys.exit(main())
