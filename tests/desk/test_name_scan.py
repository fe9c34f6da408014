"""The name scan while somebody writes: what it answers, to whom, and which fields it watches."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from funding.codelists.disclosure import Outcome
from funding.register import clearing
from tests.desk.conftest import address_of, page
from tests.factories import (
    DocumentFactory,
    GrantFactory,
    OrganisationFactory,
    PackageFactory,
    PaymentFactory,
    ProgrammeFactory,
    somebody,
)

SCAN = reverse("desk:scan")


def scan(client, **said):
    return client.post(SCAN, json.dumps(said), content_type="application/json")


def hits(client, **said):
    response = scan(client, **said)
    assert response.status_code == 200
    return response.json()["hits"]


@pytest.fixture
def protected(db):  # noqa: ARG001 -- the database
    """Hold an organisation that must not be named."""
    return OrganisationFactory(name="Вясновая раніца", cleared=False)


@pytest.mark.usefixtures("protected")
def test_a_protected_name_is_told_at_its_field_however_it_is_spelt(editor):
    found = hits(editor, title="Schools", summary="With Viasnovaja ranica, and others")
    assert found == {"summary": ["“Viasnovaja ranica” in the summary looks like the protected name “Вясновая раніца”."]}


@pytest.mark.usefixtures("protected")
def test_a_field_of_a_row_is_named_for_people(editor):
    found = hits(editor, **{"transactions-0-description": "Вясновая раніца"})
    assert "in the description looks like" in found["transactions-0-description"][0]


def test_a_name_that_may_be_said_is_no_hit(editor):
    OrganisationFactory(name="Spring Morning")
    assert hits(editor, title="Spring Morning") == {}


def test_what_was_cleared_for_a_record_is_told_of_others_only(editor, protected):
    grant = GrantFactory()
    hit = clearing.propose_cleared_hit(
        subject="grant", subject_id=grant.pk, term=protected.name, actor=somebody("proposes")
    )
    said = {"noun": "grant", "key": str(grant.pk), "title": "Вясновая раніца"}
    assert hits(editor, **said)
    clearing.decide_cleared_hit(hit, outcome=Outcome.APPROVED, actor=somebody("decides"))
    assert hits(editor, **said) == {}
    assert hits(editor, **said | {"key": str(grant.pk + 1)})
    assert hits(editor, title="Вясновая раніца")


@pytest.mark.usefixtures("protected")
@pytest.mark.parametrize("place", [{"noun": "user"}, {"noun": "grant", "key": "9" * 40}, {"noun": "", "key": ""}])
def test_a_place_that_isnt_one_changes_nothing(place, editor):
    assert hits(editor, title="Вясновая раніца", **place)


@pytest.mark.parametrize(
    "body", ["", "x", "[]", '{"a": 1}', '{"a": null}', '"text"', "\x00", "[" * 90_000, '{"a": "' + "x" * 100_000 + '"}']
)
def test_what_cant_be_read_or_is_too_long_is_refused_in_words(body, editor):
    response = editor.post(SCAN, body, content_type="application/json")
    assert response.status_code == 400
    assert "up to 100 KB of JSON" in response.json()["error"]


def test_only_those_who_write_may_ask(auditor, client):
    assert scan(auditor, title="x").status_code == 403
    assert scan(client, title="x").status_code == 302


def test_it_answers_to_posts_of_our_own_pages_alone(editor):
    assert editor.get(SCAN).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = editor.cookies
    assert scan(strict, title="x").status_code == 403


@pytest.mark.parametrize(
    ("factory", "watched", "unwatched"),
    [
        (GrantFactory, {"title", "summary", "description", "contract_number"}, {"notes", "programme_identifier"}),
        (ProgrammeFactory, {"title", "summary", "description", "reference"}, {"notes"}),
        (PackageFactory, {"title", "summary", "speaker"}, set()),
        (DocumentFactory, {"title", "address"}, set()),
        (PaymentFactory, {"description"}, {"reference"}),
    ],
)
def test_forms_watch_the_texts_that_can_become_public(factory, watched, unwatched, editor):
    record = factory(kind="factsheet") if factory is DocumentFactory else factory()
    found = page(editor.get(address_of(record)))
    assert found.xpath("//script[@type='module']/@src") == ["/static/js/name-scan.js"]
    fields = {one.get("name") for one in found.xpath("//*[@data-scan-address]//*[@data-scan]")}
    assert watched <= fields
    assert not unwatched & fields


def test_rows_of_a_grant_are_watched_too(editor):
    found = page(editor.get(address_of(PaymentFactory().grant)))
    (around,) = found.xpath("//*[@data-scan-address]")
    assert around.get("data-scan-address") == SCAN
    assert (around.get("data-scan-noun"), around.get("data-scan-key")) != ("", "")
    fields = {one.get("name") for one in around.xpath(".//*[@data-scan]")}
    assert {"transactions-0-description", "transactions-__prefix__-description"} <= fields
    assert "transactions-0-reference" not in fields
