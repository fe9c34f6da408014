"""Work on another connection to the same database."""

from threading import Thread

from django.db import connection


def elsewhere(work):
    """Do some work on another connection, and wait for it."""

    def on_its_own_connection():
        try:
            work()
        finally:
            connection.close()

    thread = Thread(target=on_its_own_connection)
    thread.start()
    thread.join()
