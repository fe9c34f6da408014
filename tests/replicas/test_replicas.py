"""What readers and staff may rely on when the portal reads replicas."""

from http.client import IncompleteRead

import pytest

from tests.replicas import asking, servers
from tests.replicas.staff import ROWS

# Servers listen on ports of their own.
pytestmark = pytest.mark.enable_socket

# Many, since a page is drawn once in a release.
PAGES = ["/", "/transactions/", "/about/", *(f"/grants/?page={number}" for number in range(1, 100))]
FILE = "/grants.csv?q=lengthy"
ENOUGH = 40  # answers, so that each thread of the portal has asked


@pytest.fixture
def killed(installation):
    """Give what kills a standby; it is started again when the test is over."""
    gone = []

    def kill(standby):
        servers.kill(standby)
        gone.append(standby)

    yield kill
    for standby in gone:
        servers.restart(standby)
        servers.wait_until(lambda standby=standby: installation.is_read(standby), "a standby that came back")


def test_every_page_is_answered_while_a_standby_is_killed(installation, killed):
    standby, _ = installation.standbys
    with asking.Load(installation.port, PAGES) as load:
        servers.wait_until(lambda: len(load.answers) > ENOUGH and servers.readers(standby), "load on the standby")
        killed(standby)
        before = len(load.answers)
        servers.wait_until(lambda: len(load.answers) > before + ENOUGH, "answers of the other one")
    assert {answer for _, answer in load.answers} == {200}


def test_a_file_breaks_visibly_when_its_standby_is_killed(installation, killed):
    with asking.begun_download(installation.port, FILE) as answer:
        assert answer.status == 200
        servers.wait_until(lambda: any(map(servers.sends_a_file, installation.standbys)), "a file on its way")
        killed(next(filter(servers.sends_a_file, installation.standbys)))
        with pytest.raises((IncompleteRead, ConnectionError)):
            answer.read()


def test_a_file_is_whole_when_nobody_is_killed(installation):
    with asking.begun_download(installation.port, FILE) as answer:
        assert answer.read().count(b"\n") > ROWS


def test_a_withdrawal_is_confirmed_once_no_replica_shows_it(installation):
    assert installation.status_of("Applied by all") == 200
    confirmed = installation.begin_to_withdraw("Applied by all")
    assert confirmed()
    assert {installation.status_of("Applied by all") for _ in range(ENOUGH)} == {404}


@pytest.mark.parametrize(("happens", "title"), [(servers.paused, "Paused"), (servers.cut_off, "Cut off")])
def test_a_replica_that_is_behind_never_shows_what_is_confirmed_as_withdrawn(installation, happens, title):
    standby, _ = installation.standbys
    servers.wait_until(lambda: installation.is_read(standby), "the portal's interest in the standby")
    with happens(standby):
        confirmed = installation.begin_to_withdraw(title)
        servers.wait_until(lambda: installation.status_of(title) == 404, "the other standby")
        assert confirmed()
        assert {installation.status_of(title) for _ in range(ENOUGH)} == {404}
        assert servers.ask(standby, servers.SHOWN, title, database="tracker") == 1
    servers.wait_until(
        lambda: not servers.ask(standby, servers.SHOWN, title, database="tracker"), "the standby's return"
    )
