"""Questions that tests ask of running servers."""

from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parent.parent.parent


def answers(url):
    try:
        psycopg.connect(url, dbname="postgres", connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def ask(url, question):
    with psycopg.connect(url) as connection:
        return connection.execute(question).fetchone()[0]


def postmaster(place):
    return int((place / "data" / "postmaster.pid").read_text().split()[0])
