"""What is known to break this stack, on every list and on its file: never a 500, always a clear message."""

from urllib.parse import quote

import pytest

from tests.factories import GrantFactory, PaymentFactory, approved
from tests.portal.reading import LISTS, fetched, records

pytestmark = pytest.mark.django_db

ROWS = 3
LARGE = "9" * 23
ODD_NUMBERS = [
    "abc",
    "-1",
    "1e309",
    "NaN",
    "Infinity",
    "\u0663\u0664",
    "1_000",
    "1.5.2",
    "0x10",
    "9" * 4500,
    "1,000",
    "+5",
    "½",
]
NO_CHOICES = [LARGE, "0", "-5", "10000", "cultur", "' OR 1=1--", "<script>", "\ufffd", "x" * 4500]
NO_DAYS = [
    "0001-01-01",
    "9999-12-31",
    "1989",
    "2101",
    "2023-02-30",
    "20230101",
    "2023-W01",
    "0",
    "\u0662\u0660\u0662\u0663",
]
CHOICES = {
    "grants": "sector programme instrument status organisation country year paid_year row_kind sort",
    "programmes": "sector instrument status reach sort",
    "organisations": "sector country kind role sort",
    "transactions": "sector kind instrument programme year sort",
}


@pytest.fixture(autouse=True)
def _published(publish):
    for _ in range(ROWS):
        approved(PaymentFactory(grant=GrantFactory(contracted=1000)).grant)
    publish()


def refused(client, noun, query):
    """Ask page and file, require that both refuse in the same words, and give these."""
    page = fetched(client, f"/{noun}/?{query}")
    answer = client.get(f"/{noun}.csv?{query}")
    assert (page.status, answer.status_code) == (400, 400)
    assert page.row_count == 0
    assert page.problems == answer.content.decode().splitlines() != []
    return page.problems


@pytest.mark.parametrize("noun", LISTS)
def test_rows_on_a_page_are_clamped(client, noun):
    for per_page, rows in (("100000", ROWS), ("0", 1), ("2", 2), ("999999999", ROWS)):
        assert fetched(client, f"/{noun}/?per_page={per_page}").row_count == rows


@pytest.mark.parametrize("noun", LISTS)
def test_odd_numbers_of_pages_are_refused(client, noun):
    for name, label in (("page", "Page"), ("per_page", "Rows on a page")):
        for value in ODD_NUMBERS:
            assert refused(client, noun, f"{name}={quote(value)}")[0].startswith(f"{label}: “")


@pytest.mark.parametrize("noun", LISTS)
def test_a_page_that_is_not_there_is_said_with_a_way_back(client, noun):
    for number in (0, 2, 999999999):
        page = fetched(client, f"/{noun}/?page={number}")
        assert (page.status, page.problems) == (404, [f"Page: there is no page {number}: there is only one page."])
        assert page.link(f"see all {noun}") == f"/{noun}/"


@pytest.mark.parametrize("noun", ["grants", "transactions"])
def test_amounts_are_plain_digits(client, noun):
    for value in (*ODD_NUMBERS, LARGE, "1.005"):
        assert "plain digits" in refused(client, noun, f"amount_min={quote(value)}")[0]


@pytest.mark.parametrize("noun", ["grants", "transactions"])
def test_a_range_that_holds_nothing_is_refused(client, noun):
    assert "beyond the second" in refused(client, noun, "amount_min=5&amount_max=4")[0]


@pytest.mark.parametrize(("noun", "names"), CHOICES.items())
def test_a_value_that_is_no_choice_is_refused(client, noun, names):
    for name in names.split():
        for value in NO_CHOICES:
            assert "isn't one of the choices" in refused(client, noun, f"{name}={quote(value)}")[0]


def test_days_and_years_outside_the_span_are_refused(client):
    for value in NO_DAYS:
        assert "between 1990 and 2100" in refused(client, "grants", f"running={quote(value)}")[0]
        assert "between 1990 and 2100" in refused(client, "transactions", f"date_from={quote(value)}")[0]


@pytest.mark.parametrize("noun", LISTS)
def test_control_characters_are_a_bad_request(client, noun):
    for address in ("/{}/?q=a%00b", "/{}.csv?q=a%00b", "/{}/?q=%0a", "/{}/%00/", "/{}/?%1f=1"):
        assert client.get(address.format(noun)).status_code == 400


@pytest.mark.parametrize("noun", LISTS)
def test_an_unknown_parameter_is_said_and_never_ignored(client, noun):
    assert refused(client, noun, "sectr=culture") == ["“sectr” isn't a filter of this list. Did you mean “sector”?"]
    assert "isn't a filter" in refused(client, noun, "ordering=")[0]
    assert "isn't a filter" in refused(client, noun, f"{'z' * 4500}=1&q__icontains=a")[1]


@pytest.mark.parametrize("noun", LISTS)
def test_a_parameter_given_twice_where_one_counts_is_refused(client, noun):
    for name in ("q", "sort", "page", "per_page"):
        assert "more than once" in " ".join(refused(client, noun, f"{name}=1&{name}=1"))


@pytest.mark.parametrize("noun", LISTS)
def test_what_trackers_append_is_dropped_by_a_redirect(client, noun):
    query = "utm_source=x&sector=culture&fbclid=1&sector=education&gclid=2&UTM_medium=y&msclkid=3&mc_cid=4"
    for suffix in ("/", ".csv", ".excel.csv"):
        response = client.get(f"/{noun}{suffix}?{query}")
        assert (response.status_code, response["Location"]) == (302, f"/{noun}{suffix}?sector=culture&sector=education")


@pytest.mark.parametrize("noun", LISTS)
def test_what_a_form_sends_empty_is_dropped_by_a_redirect(client, noun):
    assert client.get(f"/{noun}/?q=&sector=culture&sort=")["Location"] == f"/{noun}/?sector=culture"


@pytest.mark.parametrize("noun", LISTS)
def test_a_text_of_which_nothing_can_be_searched_is_refused(client, noun):
    for text in ("მშვიდობა", "%", "_", "***", "\u202e"):
        assert "nothing to search for" in refused(client, noun, f"q={quote(text)}")[0]


@pytest.mark.parametrize("noun", LISTS)
def test_odd_texts_find_nothing_or_something_but_never_break(client, noun):
    for text in ("%25a", "a'b\"c", "a\\", "😀 a", "%ff%fe", "a" * 200):
        query = text if text.startswith("%") else quote(text)
        page = fetched(client, f"/{noun}/?q={query}")
        assert page.status in (200, 400)
        if page.status == 200:
            assert len(records(client.get(f"/{noun}.csv?q={query}"))) == page.count
    assert refused(client, noun, f"q={'a' * 201}")


@pytest.mark.parametrize("noun", LISTS)
def test_thousands_of_parameters_are_refused(client, noun):
    assert client.get(f"/{noun}/?{'&'.join(['sector=culture'] * 6000)}").status_code == 400
