"""How many queries each address may ask: committed, so that one more is a decision."""

import pytest

from funding.codelists.sectors import Sector
from tests.factories import GrantFactory, PaymentFactory, approved
from tests.portal.pooling import OF_ALL, SEAL, pooled, withheld

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_pools")]

LIST = 6  # which release, its row, choices, sums, rows, counts
FILTERED = LIST + 1  # what is left out
TEXT = FILTERED + 1  # where a text leaves out too: the rows that it finds
FILE = 5  # release, choices, its own time limit, the release of its state, COPY
CEILINGS = {
    "/grants/": LIST,
    "/grants/?sector=culture&sector=education&year=2023&status=2&running=2023&amount_min=1&country=LT&q=grant": TEXT,
    "/grants/?page=2&per_page=5&sort=title": LIST,
    "/grants/?sectr=1": 3,
    "/programmes/": LIST,
    "/programmes/?sector=culture&status=2": FILTERED,
    "/organisations/": LIST,
    "/organisations/?role=4&sector=culture&country=LT": FILTERED,
    "/transactions/": LIST,
    "/transactions/?sector=culture&amount_min=1&kind=3": FILTERED,
    "/grants.csv": FILE,
    "/grants.excel.csv?sector=culture": FILE,
    "/programmes.csv": FILE,
    "/organisations.csv": FILE,
    "/transactions.csv": FILE,
}


@pytest.mark.parametrize(("address", "ceiling"), CEILINGS.items())
def test_an_address_asks_no_more_than_its_ceiling(client, publish, address, ceiling, django_assert_max_num_queries):
    withheld()
    pooled(*OF_ALL)
    for _ in range(7):
        approved(
            PaymentFactory(grant=GrantFactory(status="2", sectors={Sector.CULTURE: 50, Sector.EDUCATION: 50})).grant
        )
    publish(seal=SEAL)
    with django_assert_max_num_queries(ceiling):
        response = client.get(address)
        b"".join(response)
    assert response.status_code == (400 if "sectr" in address else 200)
