"""The plugin that gives every test run a server of its own: run as a user runs it, in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tracker.servers import ROOT, answers

TELLING = """
import os, sys

from django.conf import settings

def test_tell():
    assert settings.DATABASES["default"]["NAME"] == os.environ["DATABASE_URL"]
    with open(os.environ["TOLD"], "a") as told:
        told.write(os.environ["DATABASE_URL"] + "\\n")

def test_tell_again():
    test_tell()
"""
SETTINGS = """
import os

DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": os.environ["DATABASE_URL"]}}
SECRET_KEY = os.environ["TRACKER_SECRET_KEY"]
"""
CONFIGURATION = """
[pytest]
addopts = -p tests.postgres_plugin
"""
WAITING = """
import os, sys

def test_wait():
    print(os.environ["DATABASE_URL"], file=sys.__stdout__, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def run(tmp_path):
    """Start pytest on one file of tests, with a DATABASE_URL that nobody may use."""
    started = []

    def start(tests, *options, **variables):
        file = tmp_path / "test_inner.py"
        file.write_text(tests)
        (tmp_path / "settings_of_a_run.py").write_text(SETTINGS)
        (tmp_path / "pytest.ini").write_text(CONFIGURATION)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "TEST_"))}
        kept |= {"DATABASE_URL": "postgresql://real.example/data", "TOLD": str(tmp_path / "told"), **variables}
        kept |= {"PYTHONPATH": str(tmp_path), "DJANGO_SETTINGS_MODULE": "settings_of_a_run"}
        command = [sys.executable, "-m", "pytest", "-q", "-c", tmp_path / "pytest.ini", *options, file]
        process = subprocess.Popen(  # noqa: S603 -- our own words
            command, cwd=ROOT, env=kept, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def told(tmp_path):
    return (tmp_path / "told").read_text().splitlines()


def folder_of(pid):
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    lines = [Path(f"/proc/{child}/cmdline").read_text().split("\0") for child in listed]
    return Path(next(line[2] for line in lines if line[0].endswith("postgres"))).parent


@pytest.mark.parametrize("workers", [0, 2])
def test_one_server_serves_the_whole_run_and_is_gone_afterwards(run, tmp_path, workers):
    done = run(TELLING, f"-n{workers}", "--dist=load")
    assert "2 passed" in done.communicate(timeout=60)[0]
    first, second = told(tmp_path)
    assert first == second
    assert "@127.0.0.1:" in first
    assert not answers(first)


def test_another_server_can_be_named(run, tmp_path):
    named = "postgresql://named.example/tests"
    assert "2 passed" in run(TELLING, "-n0", TEST_DATABASE_URL=named).communicate(timeout=60)[0]
    assert set(told(tmp_path)) == {named}


def test_the_next_run_removes_what_a_killed_one_left(run):
    killed = run(WAITING, "-n0", "--capture=no")
    url = killed.stdout.readline().strip()
    left = folder_of(killed.pid)
    killed.kill()
    killed.communicate()
    assert left.exists()
    assert "2 passed" in run(TELLING, "-n0").communicate(timeout=60)[0]
    assert not left.exists()
    assert not answers(url)


def test_a_run_leaves_the_server_of_another_run_alone(run):
    other = run(WAITING, "-n0", "--capture=no")
    url = other.stdout.readline().strip()
    assert "2 passed" in run(TELLING, "-n0").communicate(timeout=60)[0]
    assert answers(url)
    assert "1 passed" in other.communicate(timeout=60)[0]
    assert not answers(url)
