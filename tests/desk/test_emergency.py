"""The emergency page finds everything that shows somebody, and two clicks take it out of the public."""

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from funding.codelists.disclosure import Level
from funding.codelists.iati import OrganisationRole
from funding.desk import emergency
from funding.desk.finding import find
from funding.publication import models as published
from funding.publication import publisher
from funding.register.models import (
    Document,
    Envelope,
    EnvelopePart,
    Grant,
    GrantRole,
    Organisation,
    PublicationRun,
    PublicIdentity,
)
from tests.desk.conftest import messages_on, page
from tests.factories import (
    DocumentFactory,
    EventFactory,
    GrantFactory,
    OrganisationFactory,
    PackageFactory,
    PaymentFactory,
    ProgrammeFactory,
    SourceFactory,
    approved,
    somebody,
)

EMERGENCY = reverse("desk:emergency")
pytestmark = pytest.mark.django_db


def publish():
    publisher.publish(actor=somebody("decides"))


def lone(**options):
    return GrantFactory(programme=None, **options)


def found(query):
    """Give what a query finds, by record, with where."""
    return {hit.record: hit.where for hit in find(query).hits}


def changed(grant, **values):
    """Approve a grant anew with other values, and publish."""
    Grant.objects.filter(pk=grant.pk).update(**values)
    approved(Grant.objects.get(pk=grant.pk))
    publish()


@pytest.mark.parametrize("query", ["Kulturny fond", "культурны фонд", "Культурный", "zolc", "ŻÓŁĆ", "kultur"])
def test_an_organisation_is_found_by_any_name_in_any_script(query):
    organisation = OrganisationFactory(name="Kulturny fond")
    organisation.aliases.create(name="Żółć")
    grant = approved(lone(implementer=organisation))
    approved(lone(title="Another one"))
    publish()
    assert "role" in found(query)[grant]
    assert len(found(query)) == 1


def test_the_receiver_of_a_payment_is_found():
    receiver = OrganisationFactory(name="Rada")
    grant, programme = lone(), ProgrammeFactory()
    PaymentFactory(grant=grant, receiver=receiver)
    PaymentFactory(grant=None, programme=programme, receiver=receiver)
    approved(grant)
    approved(programme)
    publish()
    assert {record: "receiver of a payment" in where for record, where in found("rada").items()} == {
        grant: True,
        programme: True,
    }


def test_a_programme_is_found_with_everything_that_names_it():
    programme = ProgrammeFactory(title="Bridges of words")
    grant = approved(GrantFactory(programme=programme))
    publish()
    assert found("Bridges") == {programme: ["address", "title"], grant: ["programme title"]}


def test_words_are_found_in_every_kind_of_record():
    records = [
        lone(description="They meet at Vulica Kanarka."),
        DocumentFactory(title="Report from Vulica Kanarka"),
        EventFactory(summary="at vulica-kanarka"),
        PackageFactory(source=SourceFactory(title="Вуліца Канарка")),
        Envelope.objects.create(title="Plan", condition="-", dated="2021-05-28", source=SourceFactory()),
    ]
    EnvelopePart.objects.create(envelope=records[-1], wording="a house in Vulica Kanarka")
    for record in records:
        approved(record)
    publish()
    assert set(found("Vulica Kanarka")) == set(records)
    assert found("Vulica Kanarka")[records[-1]] == ["parts", "part: wording"]


def test_the_description_of_a_payment_leads_to_its_grant():
    grant = lone()
    PaymentFactory(grant=grant, description="Kanarka")
    approved(grant)
    publish()
    assert list(found("kanarka")) == [grant]


def test_old_releases_are_searched_too():
    grant = approved(lone(title="Kanarka"))
    publish()
    changed(grant, title="Something else")
    assert found("kanarka") == {grant: ["title"]}


def test_a_former_name_is_found_where_the_public_reads_it():
    organisation = OrganisationFactory(name="Kanarka")
    grant = approved(lone(implementer=organisation))
    publish()
    organisation.name = "Another name"
    organisation.save()
    changed(grant, title="As it is now")
    assert grant in found("kanarka")
    assert find("kanarka").organisations == [organisation]


def test_the_name_in_a_role_is_found_though_the_organisation_has_no_identity_any_more():
    grant = lone()
    funder = OrganisationFactory(name="Kanarka")
    GrantRole.objects.create(grant=grant, organisation=funder, role=OrganisationRole.FUNDING)
    approved(grant)
    publish()
    funder.name = "Another name"
    funder.save()
    changed(grant, title="As it is now")
    PublicIdentity.objects.filter(subject="organisation").update(subject_id=None)
    assert found("kanarka") == {grant: ["name"]}


def test_a_website_leads_to_those_who_have_it():
    grant = approved(lone(implementer=OrganisationFactory(website="https://kanarka.example")))
    publish()
    assert found("kanarka.example")[grant][0] == "role"


def test_the_first_title_of_an_announcement_stays_in_its_address():
    event = approved(EventFactory(title="Kanarka"))
    publish()
    event.title = "Something else"
    event.save()
    approved(event)
    publish()
    published.PublishedEvent.objects.exclude(to_release=None).delete()
    assert found("kanarka") == {event: ["address"]}


def test_what_is_approved_and_not_published_yet_is_found():
    grant = approved(lone(title="Kanarka"))
    assert found("kanarka") == {grant: ["title"]}


@pytest.mark.parametrize("level", [Level.RECIPIENT_WITHHELD, Level.POOLED])
def test_what_doesnt_show_a_name_is_not_found_by_it(level):
    approved(lone(title="Kanarka", implementer=OrganisationFactory(name="Rada")), level=level)
    publish()
    assert not find("kanarka").hits
    assert not find("rada").hits
    assert len(find("rada").organisations) == 1


def test_whom_a_grant_reaches_through_its_recipient_is_not_shown_by_it():
    grant = lone()
    GrantRole.objects.create(
        grant=grant,
        organisation=OrganisationFactory(name="Kanarka", cleared=False),
        role=OrganisationRole.SUPPORTED_THIRD_PARTY,
    )
    approved(grant)
    publish()
    assert not find("kanarka").hits


def test_short_words_are_found_whole_and_longer_ones_by_their_beginning():
    whole, begun = approved(lone(title="BAS choir")), approved(lone(title="Basic needs and Вясны"))
    publish()
    assert set(found("BAS")) == {whole}
    assert set(found("вясн")) == {begun}


@pytest.mark.parametrize("query", ["", "  ", "«»", "!", "\u200b"])
def test_nothing_is_found_by_nothing(query):
    approved(lone())
    publish()
    assert not find(query).hits


def shown(client, query):
    return page(client.get(EMERGENCY, {"q": query}))


def fields(document, *, without=()):
    """Read the form as a browser would send it back, without some ticks."""
    (form,) = document.xpath("//form[@method='post' and not(@id='logout-form')]")
    data = {}
    for one in form.xpath(".//input[@name]"):
        if one.get("type") != "checkbox" or (one.get("checked") is not None and one.get("value") not in without):
            data.setdefault(one.get("name"), []).append(one.get("value", ""))
    return data


def take_out(client, query, *, without=(), **more):
    """Click twice."""
    asked = page(client.post(EMERGENCY, fields(shown(client, query), without=without) | more))
    return client.post(EMERGENCY, fields(asked), follow=True)


def left():
    return set(published.PublishedGrant.objects.values_list("title", flat=True))


def test_two_clicks_take_everything_out_of_all_releases(desk):
    grant = approved(lone(title="Kanarka one"))
    document = approved(DocumentFactory(title="Kanarka on paper", grant=grant))
    approved(lone(title="Stays"))
    publish()
    changed(grant, title="Kanarka two")
    said = messages_on(take_out(desk, "kanarka"))
    assert said == ["2 records were taken out of the public, from all releases."]
    assert left() == {"Stays"}
    assert not published.PublishedDocument.objects.exists()
    assert Document.objects.get(pk=document.pk).level == Level.NOT_PUBLISHED
    assert PublicationRun.objects.first().ground == "Emergency"
    assert {entry.change_message for entry in LogEntry.objects.all()} == {"Taken out of the public: Emergency"}


def test_the_first_click_takes_nothing_out(desk):
    approved(lone(title="Kanarka"))
    publish()
    asked = page(desk.post(EMERGENCY, fields(shown(desk, "kanarka"))))
    assert "1 grant" in asked.xpath("string(//div[@id='content-main'])")
    assert asked.xpath("//input[@name='reason']/@value") == ["Emergency"]
    assert left() == {"Kanarka"}


def test_without_a_reason_nothing_is_taken_out(desk):
    approved(lone(title="Kanarka"))
    publish()
    asked = page(desk.post(EMERGENCY, fields(shown(desk, "kanarka"))))
    again = page(desk.post(EMERGENCY, fields(asked) | {"reason": " "}))
    assert again.xpath("//ul[contains(@class, 'errorlist')]/li/text()") == ["This field is required."]
    assert left() == {"Kanarka"}


def test_what_is_unticked_stays(desk):
    kept = approved(lone(title="Kanarka kept"))
    approved(lone(title="Kanarka gone"))
    publish()
    take_out(desk, "kanarka", without=[f"grant:{kept.pk}"])
    assert left() == {"Kanarka kept"}


def test_where_nothing_is_ticked_nothing_happens(desk):
    grant = approved(lone(title="Kanarka"))
    publish()
    response = desk.post(EMERGENCY, fields(shown(desk, "kanarka"), without=[f"grant:{grant.pk}"]), follow=True)
    assert messages_on(response) == ["Nothing was ticked: nothing was taken out."]
    assert left() == {"Kanarka"}


def test_more_than_the_page_lists_is_taken_out_all_the_same(desk, monkeypatch):
    monkeypatch.setattr(emergency, "LISTED", 2)
    for number in range(5):
        approved(lone(title=f"Kanarka {number}"))
    publish()
    document = shown(desk, "kanarka")
    assert len(document.xpath("//table//input[@name='take']")) == 2
    assert "the 3 more that were found: only the first 2 are listed" in document.text_content()
    take_out(desk, "kanarka")
    assert left() == set()


def test_the_rest_can_be_unticked(desk, monkeypatch):
    monkeypatch.setattr(emergency, "LISTED", 1)
    for number in range(3):
        approved(lone(title=f"Kanarka {number}"))
    publish()
    (rest,) = shown(desk, "kanarka").xpath("//p//input[@name='take']/@value")
    take_out(desk, "kanarka", without=[rest])
    assert left() == {"Kanarka 1", "Kanarka 2"}


def test_many_are_taken_out_with_as_many_queries_as_few():
    grants = [approved(lone(title="Kanarka")) for _ in range(12)]
    publish()
    counts = []
    for some in (grants[:2], grants[2:]):
        with CaptureQueriesContext(connection) as captured:
            emergency.take_out(emergency.Choice(some, []), reason="Emergency", actor=somebody("decides"))
        counts.append(len(captured))
    assert counts[1] <= counts[0]
    assert left() == set()


def test_the_only_organisation_of_a_name_is_protected_in_the_same_step(desk):
    organisation = OrganisationFactory(name="Kanarka")
    grant = approved(lone(implementer=organisation))
    publish()
    take_out(desk, "kanarka", without=[f"grant:{grant.pk}"])
    organisation.refresh_from_db()
    assert organisation.is_protected
    assert left() == set()


def test_of_several_organisations_those_that_are_ticked_are_protected(desk):
    first, second = OrganisationFactory(name="Kanarka one"), OrganisationFactory(name="Kanarka two")
    document = shown(desk, "kanarka")
    assert not document.xpath("//input[@name='protect' and @checked]")
    take_out(desk, "kanarka", protect=[str(second.pk)])
    assert [one for one in Organisation.objects.all() if one.is_protected] == [second]
    assert first.clearance


def test_a_protected_organisation_is_said_to_be(desk):
    OrganisationFactory(name="Kanarka", cleared=False)
    document = shown(desk, "kanarka")
    assert "protected already" in document.text_content()
    assert not document.xpath("//input[@name='protect']")


def test_what_nobody_shows_is_said_in_words(desk):
    assert "Nothing public shows “kanarka”" in shown(desk, "kanarka").text_content()
    assert "Nothing public shows" not in page(desk.get(EMERGENCY)).text_content()


def test_only_who_may_decide_gets_there(desk, editor, auditor):
    approved(lone(title="Kanarka"))
    publish()
    sent = fields(shown(desk, "kanarka"))
    start = reverse("admin:index")
    assert page(desk.get(start)).xpath("//a[@href=$to and contains(@class, 'desk-danger')]", to=EMERGENCY)
    for client in (editor, auditor):
        assert client.get(EMERGENCY).status_code == 403
        assert client.post(EMERGENCY, sent | {"reason": "x"}).status_code == 403
        assert not page(client.get(start)).xpath("//a[@href=$to]", to=EMERGENCY)
    assert left() == {"Kanarka"}


@pytest.mark.parametrize(
    "key", ["grant:", "grant:x", "grant:²", "grant:-1", "grant:" + "9" * 30, "user:1", "nothing", ":"]
)
def test_ticks_that_cant_be_are_left_out(key, desk):
    response = desk.post(EMERGENCY, {"q": "x", "take": [key], "protect": ["x", "9" * 30]}, follow=True)
    assert messages_on(response) == ["Nothing was ticked: nothing was taken out."]


@pytest.mark.parametrize("query", ["%", "\\", "'", "()", "ő" * 300, "a b c", "<script>"])
def test_any_text_can_be_looked_for(query, desk):
    approved(lone())
    publish()
    assert desk.get(EMERGENCY, {"q": query}).status_code == 200
