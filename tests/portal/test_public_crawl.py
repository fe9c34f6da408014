"""The whole public site, crawled after a real file was imported and its Belarusian part approved."""

from collections import Counter
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client

from funding.codelists.grants import Scope
from funding.publication import publisher
from funding.register.imports.loader import import_file
from funding.register.models import Grant, Organisation, Programme, Transaction
from tests.factories import PublisherFactory, approved, cleared
from tests.portal.crawling import crawl

FILES = Path(__file__).resolve().parents[3] / "shared" / "data" / "iati"
EASTERN_PARTNERSHIP = FILES / "ec-eastern-partnership-2021-06.xml"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not EASTERN_PARTNERSHIP.exists(), reason="needs the Commission's file in ../shared/data/iati"),
]


@pytest.fixture(scope="module")
def in_scope(django_db_setup, django_db_blocker):  # noqa: ARG001 -- the database must be there first
    """Import the file, approve what is for Belarus alone, publish, and crawl once for all tests of this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        import_file(EASTERN_PARTNERSHIP)
        _publish_what_is_for_belarus_alone(PublisherFactory())
        yield crawl(Client())
        transaction.set_rollback(True)


def _publish_what_is_for_belarus_alone(actor):
    cleared(Organisation.objects.all())
    for model in (Programme, Grant):
        for record in model.objects.filter(belarus_share=100):
            record.scope = Scope.IN
            record.save()
            approved(record, actor=actor)
    publisher.publish(actor=actor)


def text_of(answers):
    return b"\n".join(answer.body for answer in answers.values()).decode().casefold()


def test_every_link_leads_somewhere_and_nothing_breaks(in_scope):
    statuses = Counter(answer.status_code for answer in in_scope.values())
    broken = [address for address, answer in in_scope.items() if answer.status_code != 200]
    assert not broken, statuses
    assert len(in_scope) > 20


def test_those_in_scope_stand_in_the_tables_with_their_sources(in_scope):
    text = text_of(in_scope)
    for identifier in ("XI-IATI-EC_NEAR-2018/41525/0", "XI-IATI-EC_NEAR-2020/42952/3", "XI-IATI-EC_NEAR-2020/420-368"):
        assert identifier.casefold() in text


def test_nothing_of_what_is_not_in_scope_appears_anywhere(in_scope):
    text = text_of(in_scope)
    foreign = [*Programme.objects.exclude(scope=Scope.IN), *Grant.objects.exclude(scope=Scope.IN)]
    named = [reference.identifier for record in foreign for reference in record.source_references.all()]
    leaked = [words for words in [*(record.title for record in foreign), *named] if words.casefold() in text]
    assert len(foreign) == 201
    assert not leaked


def test_no_organisation_of_other_grants_appears(in_scope):
    text = text_of(in_scope)
    shown = set(Organisation.objects.filter(grants__scope=Scope.IN).values_list("name", flat=True))
    others = [one.name for one in Organisation.objects.exclude(name__in=shown)]
    assert others
    assert not [name for name in others if name.casefold() in text]


def test_only_the_payments_of_grants_in_scope_are_counted(in_scope):
    paid = Transaction.objects.filter(kind__in=["3", "4"], grant__scope=Scope.IN)
    rows = in_scope["/transactions.csv"].body.decode().splitlines()
    own = Transaction.objects.filter(grant__scope=Scope.IN) | Transaction.objects.filter(programme__scope=Scope.IN)
    assert len(rows) - 1 == own.count()
    assert paid.count() == 1
