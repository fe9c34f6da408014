"""The waiting room's page: what waits and what for, what was sealed; for who decides and for auditors alone."""

from decimal import Decimal

import pytest
from django.test import override_settings
from django.urls import reverse
from django.utils.timezone import localdate

from funding.codelists.disclosure import Level
from funding.periods import Quarter
from funding.publication import publisher
from funding.publication.waiting_room import quarters_to_seal
from funding.register.models import Grant, Sealing
from tests.desk.conftest import page
from tests.factories import GrantFactory, OrganisationFactory, approved, somebody

ROOM = reverse("desk:waiting_room")
SECRET = Decimal("37.91")


@pytest.fixture(autouse=True)
def _parameters():
    with override_settings(POOL_COUNT=5, POOL_PERCENT=SECRET):
        yield


def pooled(count=1, **options):
    return [approved(GrantFactory(programme=None, **options), level=Level.POOLED) for _ in range(count)]


def latest():
    return str(Quarter.of(localdate()).previous)


def publish(**options):
    publisher.publish(actor=somebody("decides"), **options)


def waiting(client):
    table = page(client.get(ROOM)).xpath("//section[h2[starts-with(., 'Waiting')]]//tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row.xpath("./*")] for row in table]


def test_a_waiting_grant_stands_with_its_recipient_and_what_it_waits_for(desk):
    (grant,) = pooled(implementer=OrganisationFactory(name="Rada", cleared=False))
    publish()
    ((title, sector, year, amount, recipient, reasons),) = waiting(desk)
    assert (title, sector, year, amount) == (grant.title, "Culture", "2023", "EUR 100,000.00")
    assert recipient == "Rada"
    assert (
        reasons == "Too few grants in its sector and year: 1 of 5. Too few recipients in its sector and year: 1 of 5."
    )
    where = reverse("admin:register_grant_change", args=[grant.pk])
    assert page(desk.get(ROOM)).xpath("//a[@href=$to]", to=where)


def test_those_of_one_group_stand_under_one_name(desk):
    holding = OrganisationFactory(name="Holding")
    pooled(implementer=OrganisationFactory(name="Member", holding=holding))
    publish()
    assert waiting(desk)[0][4] == "Holding"


def test_what_would_be_sealed_waits_for_nothing(desk):
    pooled(5)
    publish()
    assert {row[5] for row in waiting(desk)} == {"Nothing: it would be sealed."}
    assert f"{quarters_to_seal(today=localdate())[-1]} can be sealed now" in page(desk.get(ROOM)).text_content()


def test_what_was_public_once_is_marked(desk):
    grant = approved(GrantFactory(programme=None))
    publish()
    Grant.objects.filter(pk=grant.pk).update(level=Level.NOT_PUBLISHED, approval=None)
    approved(Grant.objects.get(pk=grant.pk), level=Level.POOLED)
    publish()
    assert "public by itself once" in waiting(desk)[0][0]


def test_a_sealed_pool_shows_its_members_and_a_correction_waits(desk):
    grants = pooled(5)
    publish(seal=latest())
    Grant.objects.filter(pk=grants[0].pk).update(contracted=Decimal("120000.00"))
    approved(Grant.objects.get(pk=grants[0].pk), level=Level.POOLED)
    publish()
    shown = page(desk.get(ROOM))
    assert " ".join(shown.xpath("string(//summary)").split()) == (
        f"Culture, 2023 5 grants, EUR 500,000.00, sealed {latest()}"
    )
    members = shown.xpath("//details//tbody/tr")
    assert {row.xpath("string(./th)") for row in members} == {grant.title for grant in grants}
    assert {row.xpath("string(./td[2])") for row in members} == {"in the pool"}
    ((title, _, _, amount, _, _),) = waiting(desk)
    assert "change of an amount sealed before" in title
    assert amount == "EUR 20,000.00"


def test_what_comes_in_with_the_next_release_is_counted(desk):
    pooled(2)
    assert "2 more grants were approved to be pooled and join" in " ".join(page(desk.get(ROOM)).text_content().split())


def test_the_next_quarter_is_named_where_none_can_be_sealed(desk):
    Sealing.objects.create(quarter=latest(), actor=somebody("seals"))
    now = Quarter.of(localdate())
    said = " ".join(page(desk.get(ROOM)).text_content().split())
    assert f"The next quarter that can be sealed is {now}, after" in said


def test_the_percentage_is_nowhere_in_the_page(desk):
    pooled(4)
    pooled(implementer=OrganisationFactory(), contracted=Decimal(10_000_000))
    publish()
    response = desk.get(ROOM)
    assert "too large for the others to hide it" in response.content.decode()
    for spelling in ("37.91", "37,91", "0.3791"):
        assert spelling not in response.content.decode()


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"POOL_PERCENT": None}, "TRACKER_POOL_PERCENT isn't set"),
        ({"POOL_PERCENT": -SECRET}, "between 0 and 100"),
        ({"POOL_COUNT": 2}, "at least 3 grants"),
    ],
)
def test_parameters_that_cant_be_are_said_in_words(parameters, words, desk):
    pooled(1)
    publish()
    with override_settings(**parameters):
        response = desk.get(ROOM)
    assert words in page(response).xpath("string(//p[@class='desk-warning'])")
    assert "37.91" not in response.content.decode()
    assert page(response).xpath("//section[1]//tbody/tr")


def test_auditors_read_it_and_editors_dont(auditor, editor):
    pooled(1)
    publish()
    assert len(waiting(auditor)) == 1
    assert not page(auditor.get(ROOM)).xpath("//a[contains(@href, 'publish')]")
    assert editor.get(ROOM).status_code == 403
    start = reverse("admin:index")
    assert page(auditor.get(start)).xpath("//a[@href=$to]", to=ROOM)
    assert not page(editor.get(start)).xpath("//a[@href=$to]", to=ROOM)


def test_it_asks_the_database_as_often_for_many_items_as_for_few(desk, django_assert_max_num_queries):
    pooled(7)
    publish()
    with django_assert_max_num_queries(20):
        desk.get(ROOM)
