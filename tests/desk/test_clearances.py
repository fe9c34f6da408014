"""Whether organisations may be named: lists, proposals on a basis, protecting one again."""

from datetime import date, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from funding.codelists.disclosure import ClearanceBasis, Level, Outcome
from funding.codelists.iati import OrganisationRole
from funding.publication import withdrawing
from funding.publication.models import PublishedGrant, PublishedOrganisation, Release
from funding.register import clearing
from funding.register.models import Clearance, Grant, GrantRole, Organisation
from tests.desk.conftest import address_of, beside, errors_on, form_data, messages_on, page
from tests.factories import (
    GrantFactory,
    OrganisationFactory,
    PaymentFactory,
    approved,
    somebody,
    submitted,
)

LIST = reverse("admin:register_organisation_changelist")
LATER = date(2030, 1, 1)


def propose(client, *organisations, **said):
    keys = [str(one.pk) for one in organisations]
    return client.post(LIST, {"action": "propose_clearance", "_selected_action": keys} | said, follow=True)


def protect(client, organisation, **said):
    data = {"level": Level.NOT_PUBLISHED, "reason": "A letter came"} | said
    return client.post(address_of(organisation, "protect"), data, follow=True)


def names(client, **query):
    found = page(client.get(LIST, query)).xpath("//table[@id='result_list']//th[@class='field-name']/a/text()")
    return [str(one) for one in found]


def namings(client):
    found = page(client.get(LIST)).xpath("//table[@id='result_list']/tbody/tr")
    return {
        row.xpath("string(.//th[@class='field-name'])"): row.xpath("string(.//td[@class='field-naming'])")
        for row in found
    }


def published_grant(**values):
    grant = approved(GrantFactory(**values))
    return grant, grant.roles.get().organisation


def test_the_list_says_who_is_protected_and_whose_clearance_is_due(desk):
    OrganisationFactory(name="Quiet", cleared=False)
    OrganisationFactory(name="Named")
    old = OrganisationFactory(name="Named long ago")
    Clearance.objects.filter(pk=old.clearance_id).update(review_on=localdate())
    assert namings(desk) == {"Quiet": "Protected", "Named": "Cleared", "Named long ago": "Cleared, review due"}
    assert names(desk, naming="protected") == ["Quiet"]
    assert names(desk, naming="cleared") == ["Named", "Named long ago"]
    assert names(desk, naming="due") == ["Named long ago"]
    assert len(names(desk, naming="nonsense")) == 3


def test_those_to_review_stand_in_what_is_decided_on_or_waits(desk):
    OrganisationFactory(name="In nothing", cleared=False)
    GrantFactory(implementer=OrganisationFactory(name="In a draft", cleared=False))
    supported = OrganisationFactory(name="Supported", cleared=False)
    shown, lead = published_grant()
    GrantRole.objects.create(grant=shown, organisation=supported, role=OrganisationRole.SUPPORTED_THIRD_PARTY)
    clearing.end_clearance(lead, actor=somebody("decides"))  # as one that was published before there were clearances
    waiting = GrantFactory(implementer=OrganisationFactory(name="In what waits", cleared=False))
    submitted(waiting, level=Level.POOLED)
    paid = OrganisationFactory(name="Paid", cleared=False)
    PaymentFactory(grant=shown, receiver=paid)
    assert set(names(desk, naming="to_review")) == {lead.name, "In what waits", "Paid"}
    start = page(desk.get(reverse("admin:index")))
    assert "Organisations to review: 3" in start.text_content()


def test_a_clearance_that_waits_has_a_filter(desk, publishing_user):
    organisation = OrganisationFactory(name="Asked for", cleared=False)
    OrganisationFactory(name="Quiet", cleared=False)
    clearing.propose_clearance(organisation, basis="consent", review_on=LATER, actor=publishing_user)
    assert names(desk, naming="waiting") == ["Asked for"]


def test_one_basis_is_proposed_for_many_and_who_is_cleared_already_is_left_out(editor):
    first, second = (OrganisationFactory(cleared=False) for _ in range(2))
    named = OrganisationFactory(name="Named")
    asked = page(propose(editor, first, second, named))
    assert "3 organisations may be named" in asked.text_content()
    form = form_of(asked)
    assert form["review_on"] == (localdate() + timedelta(days=365)).isoformat()
    said = messages_on(propose(editor, first, second, named, basis="consent", review_on="2030-01-01", evidence="Box 3"))
    assert said[0].startswith("2 proposed.")
    assert said[1] == "“Named” was left out. Named is cleared already."
    found = set(Clearance.objects.filter(outcome=Outcome.WAITING).values_list("basis", "review_on", "evidence"))
    assert found == {(ClearanceBasis.CONSENT, LATER, "Box 3")}
    assert LogEntry.objects.count() == 2
    assert "waits for a second person" in beside(editor, first)


def form_of(document):
    return dict(document.xpath("//div[@id='content-main']/form")[0].fields)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"basis": "", "review_on": "2030-01-01"}, "This field is required"),
        ({"basis": "rumour", "review_on": "2030-01-01"}, "Select a valid choice"),
        ({"basis": "consent", "review_on": ""}, "This field is required"),
        ({"basis": "consent", "review_on": "2020-01-01"}, "Choose a day to come."),
    ],
)
def test_a_clearance_wants_a_basis_and_a_day_to_look_at_it_again(said, words, editor):
    organisation = OrganisationFactory(cleared=False)
    assert words in errors_on(propose(editor, organisation, **said))
    assert not Clearance.objects.exists()


def test_two_tabs_propose_once(editor):
    organisation = OrganisationFactory(cleared=False)
    said = {"basis": "consent", "review_on": "2030-01-01"}
    propose(editor, organisation, **said)
    assert "waits for a second person already" in messages_on(propose(editor, organisation, **said))[0]
    assert Clearance.objects.count() == 1


def test_the_page_shows_basis_dates_and_evidence_and_what_became_of_proposals(desk, publishing_user):
    organisation = OrganisationFactory(cleared=False)
    proposed = clearing.propose_clearance(
        organisation, basis="public_body", review_on=LATER, actor=publishing_user, evidence="Its statute"
    )
    assert "Take it back" in beside(desk, organisation)
    clearing.approve_clearance(proposed, actor=somebody("decides"))
    seen = beside(desk, organisation)
    assert all(words in seen for words in ("Public body", "Publisher", "decides", "1 January 2030", "Its statute"))
    organisation.refresh_from_db()
    withdrawing.protect(organisation, withdrawing.Lowering("because"), actor=somebody("decides"))
    assert "It was cleared until decides protected it" in beside(desk, organisation)
    again = clearing.propose_clearance(organisation, basis="consent", review_on=LATER, actor=publishing_user)
    clearing.refuse_clearance(again, reason="No letter", actor=somebody("decides"))
    assert "Refused by decides" in beside(desk, organisation)
    assert "No letter" in beside(desk, organisation)


def test_a_proposal_is_taken_back_on_the_page(editor):
    organisation = OrganisationFactory(cleared=False)
    propose(editor, organisation, basis="consent", review_on="2030-01-01")
    form = page(editor.get(address_of(organisation))).xpath("//form[@id='desk-take-back']")[0]
    response = editor.post(form.get("action"), dict(form.fields), follow=True)
    assert response.redirect_chain[-1][0] == address_of(organisation)
    assert Clearance.objects.get().outcome == Outcome.TAKEN_BACK


def test_persons_are_marked_in_the_form(editor):
    organisation = OrganisationFactory()
    where = address_of(organisation)
    editor.post(where, form_data(editor, where, is_natural_person="on", is_named_after_person="on"))
    organisation.refresh_from_db()
    assert (organisation.is_natural_person, organisation.is_named_after_person) == (True, True)


def test_a_supported_third_party_is_chosen_with_the_words_that_it_is_never_published(editor):
    found = page(editor.get(address_of(GrantFactory())))
    assert found.xpath("//select[@name='roles-0-role']/option[@value='supported_third_party']")
    assert "it is never published" in " ".join(found.xpath("//div[@id='roles-group']//img/@title"))
    assert "never published" in found.xpath("string(//div[@id='roles-group']//h2)")


def test_protecting_shows_first_what_it_takes_from_the_public(desk, publish):
    grant, organisation = published_grant(title="Named aid")
    PaymentFactory(grant=grant, receiver=organisation)
    publish()
    assert page(desk.get(address_of(organisation))).xpath("//a[@href=$to]", to=address_of(organisation, "protect"))
    seen = " ".join(page(desk.get(address_of(organisation, "protect"))).text_content().split())
    assert "1 grant, with transactions and documents 1 payment to it" in seen
    assert "Named aid" in seen
    assert PublishedGrant.objects.exists()


def test_protecting_takes_it_out_at_once(desk, publish):
    grant, organisation = published_grant()
    publish()
    assert messages_on(protect(desk, organisation))[0].endswith("on the page for emergencies.")
    organisation.refresh_from_db()
    grant.refresh_from_db()
    assert (organisation.is_protected, grant.level) == (True, Level.NOT_PUBLISHED)
    assert not PublishedGrant.objects.exists()
    assert not PublishedOrganisation.objects.exists()


def test_protecting_pools_the_grants_that_can_be_and_withdraws_the_others(desk, publish):
    able, organisation = published_grant()
    unable = approved(GrantFactory(implementer=organisation, contracted=None))
    publish()
    pooled = {"level": Level.POOLED, "ground": "safety", "review_on": "2030-01-01"}
    protect(desk, organisation, **pooled)
    levels = dict(Grant.objects.values_list("pk", "level"))
    assert levels == {able.pk: Level.POOLED, unable.pk: Level.NOT_PUBLISHED}
    assert not PublishedGrant.objects.exists()
    assert (Release.objects.first().number, Release.objects.first().withdrawals) == (2, 2)


def test_pooling_while_protecting_wants_a_ground_and_reasons_are_given(desk, publish):
    _, organisation = published_grant()
    publish()
    assert "Needed where less than all is shown." in errors_on(protect(desk, organisation, level=Level.POOLED))
    assert "This field is required" in errors_on(protect(desk, organisation, reason=" "))
    organisation.refresh_from_db()
    assert not organisation.is_protected


def test_an_organisation_that_nothing_shows_is_protected_without_a_release(desk):
    organisation = OrganisationFactory()
    assert "Nothing public names it now." in page(desk.get(address_of(organisation, "protect"))).text_content()
    protect(desk, organisation)
    assert Organisation.objects.get().is_protected
    assert not Release.objects.exists()


def test_an_editor_protects_nothing(editor):
    organisation = OrganisationFactory()
    assert editor.get(address_of(organisation, "protect")).status_code == 403
    assert protect(editor, organisation).status_code == 403
    assert not page(editor.get(address_of(organisation))).xpath("//a[contains(@href, 'protect')]")
    assert not Organisation.objects.get().is_protected


def test_whoever_only_reads_proposes_nothing(auditor):
    organisation = OrganisationFactory(cleared=False)
    propose(auditor, organisation, basis="consent", review_on="2030-01-01")
    assert not Clearance.objects.exists()
    assert not page(auditor.get(address_of(organisation))).xpath("//input[@value='propose_clearance']")


def test_an_organisation_that_is_gone_has_no_page_to_protect_it(desk):
    where = address_of(OrganisationFactory(cleared=False), "protect")
    Organisation.objects.all().delete()
    assert desk.get(where)["Location"] == LIST


def test_the_list_asks_as_often_for_many_to_review_as_for_few(desk):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(LIST, {"naming": "to_review"}).status_code == 200
        return len(captured)

    def add():
        _, organisation = published_grant()
        clearing.end_clearance(organisation, actor=somebody("decides"))

    add()
    few = queries()
    for _ in range(5):
        add()
    assert queries() == few
