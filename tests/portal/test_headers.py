"""What every public answer carries, and what it never sets."""

import pytest

from tests.factories import GrantFactory, approved

pytestmark = pytest.mark.django_db
PAGES = [
    "/",
    "/sectors/",
    "/grants/",
    "/programmes/",
    "/organisations/",
    "/transactions/",
    "/data/",
    "/protection/",
    "/robots.txt",
]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
)


@pytest.fixture(autouse=True)
def _published(publish):
    approved(GrantFactory())
    publish()


@pytest.mark.parametrize("address", [*PAGES, "/nothing/"])
def test_the_content_security_policy_is_this_and_no_more(client, address):
    assert client.get(address)["Content-Security-Policy"] == POLICY


@pytest.mark.parametrize("address", [*PAGES, "/nothing/"])
def test_other_headers_that_keep_a_reader_safe(client, address):
    answer = client.get(address)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer.has_header("Permissions-Policy")


@pytest.mark.parametrize("address", [*PAGES, "/nothing/"])
def test_no_public_answer_sets_a_cookie_or_depends_on_one(client, address):
    answer = client.get(address)
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")


@pytest.mark.parametrize("address", PAGES)
def test_pages_are_cached_for_five_minutes_and_then_asked_for_again(client, address):
    directives = set(client.get(address)["Cache-Control"].split(", "))
    assert directives == {"public", "max-age=300", "must-revalidate"}


@pytest.mark.parametrize("address", PAGES)
def test_an_unchanged_page_is_304(client, address):
    tag = client.get(address)["ETag"]
    assert client.get(address, headers={"if-none-match": tag}).status_code == 304


@pytest.mark.parametrize("address", ["/", "/grants/", "/grants.csv"])
def test_an_answer_to_head_has_the_headers_of_get_and_no_body(client, address):
    got, asked = client.get(address), client.head(address)
    of_the_body = {"ETag", "Content-Length"}
    assert got.getvalue()
    assert asked.getvalue() == b""
    assert {name: asked[name] for name in asked.headers.keys() - of_the_body} == {
        name: got[name] for name in got.headers.keys() - of_the_body
    }


def test_head_tells_the_length_of_a_page(client):
    assert client.head("/about/")["Content-Length"] == client.get("/about/")["Content-Length"]
