"""The page of a record's history: when, who, why, which field was what and is what."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from funding.codelists.disclosure import Level
from funding.codelists.grants import Scope
from funding.desk.groups import ensure_groups
from funding.publication import withdrawing
from funding.register import history
from funding.register.models import Grant, Organisation, Transaction
from tests.desk.conftest import client_of, errors_on, form_data, page
from tests.factories import (
    GrantFactory,
    OrganisationFactory,
    PaymentFactory,
    SourceFactory,
    UserFactory,
    approved,
    somebody,
)

pytestmark = pytest.mark.django_db


def address(record, key=None):
    return reverse(f"admin:register_{record._meta.model_name}_history", args=[key or record.pk])


def entries_of(client, record, **query):
    """Give the page's entries: who, why, and the lines below, each as the texts of its cells."""
    found = []
    for section in page(client.get(address(record), query)).xpath("//section"):
        lines = [
            [cell.text_content().strip() for cell in row.xpath("./th | ./td")] for row in section.xpath(".//tbody/tr")
        ]
        titles = [one.text_content().strip() for one in section.xpath("./h3")]
        who = section.xpath("string(./h2/span)")
        found.append((who, section.xpath("string(./p[@class='desk-why'])"), titles, lines))
    return found


def change(client, record, **changes):
    where = reverse(f"admin:register_{record._meta.model_name}_change", args=[record.pk])
    response = client.post(where, form_data(client, where, **changes))
    assert response.status_code == 302, errors_on(response)


@pytest.fixture
def auditor():
    """Send requests as an auditor."""
    ensure_groups()
    user = UserFactory(username="Auditor")
    user.groups.add(Group.objects.get(name="Auditor"))
    return client_of(user)


def test_a_change_in_a_form_is_told_with_who_made_it(editor, auditor):
    grant = GrantFactory(title="Before", contracted=Decimal(100_000))
    change(editor, grant, title="After", contracted="250000.5")
    who, why, titles, lines = entries_of(auditor, grant)[0]
    assert (who, why, titles) == ("Editor", "", ["Changed"])
    assert lines == [["Title", "Before", "After"], ["Contracted amount", "100,000.00", "250,000.50"]]


def test_codes_are_told_by_their_labels_and_records_by_their_names(editor):
    grant = GrantFactory(scope=Scope.UNDECIDED, target_groups=[], passes_money_on=None)
    name = grant.programme.title
    change(editor, grant, programme="", scope=Scope.OUT, target_groups=["youth", "women"], passes_money_on="true")
    lines = {line[0]: line[1:] for line in entries_of(editor, grant)[0][3]}
    assert lines["Programme"] == [name, "nothing"]
    assert lines["Scope"] == [Scope.UNDECIDED.label, Scope.OUT.label]
    assert lines["Passes money on"] == ["nothing", "yes"]
    assert lines["Scope decided by"] == ["nothing", "Editor"]
    assert lines["Target groups"][1] == "Young people, Women and girls"


def test_what_belongs_to_a_record_is_told_with_it(editor):
    grant = GrantFactory()
    payment = PaymentFactory(grant=grant, amount=Decimal(5))
    Transaction.objects.filter(pk=payment.pk).update(amount=Decimal(7))
    payment.delete()
    told = [(titles, lines) for _, _, titles, lines in entries_of(editor, grant)[:3]]
    assert [titles for titles, _ in told] == [
        [f"Transaction “Disbursement 2023-05-02” {kind}"] for kind in ("deleted", "changed", "added")
    ]
    assert told[1][1] == [["Amount", "5.00", "7.00"]]
    assert ["Amount", "7.00"] in told[0][1]
    assert "Grant" not in {line[0] for line in told[0][1]}  # whose it is says the page


def test_what_was_done_at_once_is_one_entry(editor):
    grant = GrantFactory()
    with history.because(reason="Corrected by a script"):
        Grant.objects.filter(pk=grant.pk).update(title="Draft")
        Grant.objects.filter(pk=grant.pk).update(title="Final")
        PaymentFactory(grant=grant)
    who, why, titles, lines = entries_of(editor, grant)[0]
    assert (who, why) == ("no person", "Corrected by a script")
    assert titles == ["Changed", "Transaction “Disbursement 2023-05-02” added"]
    assert lines[0] == ["Title", grant.title, "Final"]


def test_a_withdrawal_is_told_with_its_reason_and_the_decision(auditor):
    grant = approved(GrantFactory())
    withdrawing.withdraw(record=grant, ground="A person asked for it.", actor=somebody("decides"))
    who, why, _, lines = entries_of(auditor, grant)[0]
    assert (who, why) == ("decides", "A person asked for it.")
    assert ["Level", Level.FULL.label, Level.NOT_PUBLISHED.label] in lines
    assert ["Outcome", "Lowered by one person"] in lines


def test_names_of_deleted_records_are_told_as_they_were_last(editor):
    organisation = OrganisationFactory(name="Gone Foundation", cleared=False)
    grant = GrantFactory(implementer=organisation)
    grant.roles.all().delete()
    organisation.delete()
    titles = [title for _, _, titles, _ in entries_of(editor, grant) for title in titles]
    assert "Role “Gone Foundation (Implementing)” deleted" in titles


def test_who_may_not_view_organisations_reads_no_names_of_them():
    user = UserFactory()
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_grant", "view_grantrole"]))
    grant = GrantFactory(implementer=OrganisationFactory(name="Hidden Foundation"))
    PaymentFactory(grant=grant, receiver=grant.roles.get().organisation)
    text = page(client_of(user).get(address(grant))).text_content()
    assert "Role added" in text
    assert "Hidden Foundation" not in text
    assert "Disbursement" not in text  # a payment of which they may see nothing


def test_who_may_not_view_a_record_reads_no_history_of_it():
    grant = GrantFactory()
    assert client_of(UserFactory()).get(address(grant)).status_code == 403
    grant.delete()
    assert client_of(UserFactory()).get(address(grant, key=1)).status_code == 403


def test_a_deleted_record_keeps_its_history(editor):
    organisation = OrganisationFactory(name="Short-lived", cleared=False)
    key = organisation.pk
    Organisation.objects.filter(pk=key).delete()
    shown = page(editor.get(address(organisation, key=key)))
    assert "It was deleted." in shown.text_content()
    assert shown.xpath("string(//section[1]/h3)") == "Deleted"


@pytest.mark.parametrize("key", ["0", "abc", "9" * 30])
def test_what_never_was_has_no_history(key, editor):
    assert editor.get(address(SourceFactory(), key=key)).status_code == 404


def test_a_long_history_has_pages_the_latest_first(editor):
    grant = GrantFactory()
    for number in range(30):
        Grant.objects.filter(pk=grant.pk).update(title=f"Title {number}")
    first, second = entries_of(editor, grant), entries_of(editor, grant, p="2")
    assert first[0][3] == [["Title", "Title 28", "Title 29"]]
    assert len(first) == 25
    assert ["Title", grant.title] in second[-1][3] + second[-2][3] + second[-3][3]
    assert len(entries_of(editor, grant, p="abc")) == 25


def test_an_empty_change_is_not_told(editor):
    grant = GrantFactory()
    before = len(entries_of(editor, grant))
    change(editor, grant)
    assert len(entries_of(editor, grant)) == before


def test_choices_in_another_order_are_the_same(editor):
    grant = GrantFactory(target_groups=["youth", "women"])
    before = len(entries_of(editor, grant))
    Grant.objects.filter(pk=grant.pk).update(target_groups=["women", "youth"])
    assert len(entries_of(editor, grant)) == before


def test_the_history_can_only_be_read(desk):
    grant = GrantFactory()
    assert not page(desk.get(address(grant))).xpath("//*[@id='content-main']//form | //*[@id='content-main']//button")
