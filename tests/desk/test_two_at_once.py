"""Two people at one record: the second to save sees what the first one changed, and nothing is lost in silence."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from funding.codelists.sectors import Sector
from funding.register import history
from funding.register.models import Grant, GrantRole, Organisation, OrganisationAlias, Transaction
from tests.desk.conftest import deletion, errors_on, form_data, messages_on, page
from tests.factories import GrantFactory, OrganisationFactory, PaymentFactory, approved

pytestmark = pytest.mark.django_db


def address(record, page_name="change"):
    return reverse(f"admin:register_{record._meta.model_name}_{page_name}", args=[record.pk])


def resend(response, **changes):
    """Give the form on a page as a browser would send it, with changes."""

    class Client:
        def get(self, _address):
            return response

    return form_data(Client(), "", **changes)


def differences_on(response):
    """Give the table of what somebody else changed, without who and when."""
    found = []
    for row in page(response).xpath("//section[@class='desk-meanwhile']//tbody/tr"):
        label = row.xpath("string(./th/text())").strip()
        found.append([label, *(cell.text_content().strip() for cell in row.xpath("./td"))])
    return found


@pytest.fixture
def grant():
    return GrantFactory(title="Opened", summary="", sectors={Sector.CULTURE: 100})


def test_the_second_to_save_sees_what_the_first_one_changed(desk, editor, grant):
    mine = form_data(desk, address(grant), title="Mine")
    editor.post(address(grant), form_data(editor, address(grant), title="Theirs", notes="Theirs too"))
    response = desk.post(address(grant), mine)
    assert "Nothing was saved yet: somebody changed this record" in errors_on(response)
    assert differences_on(response) == [
        ["Title", "Opened", "Theirs", "Mine"],
        ["Notes", "nothing", "Theirs too", "you left it alone: the form has the new value now"],
    ]
    assert page(response).xpath("string(//section[@class='desk-meanwhile']//th/small)").startswith("Editor, ")
    grant.refresh_from_db()
    assert grant.title == "Theirs"


def test_all_that_was_typed_is_still_there_and_saving_again_is_a_decision(desk, editor, grant):
    mine = form_data(desk, address(grant), title="Mine", summary="Also mine")
    editor.post(address(grant), form_data(editor, address(grant), title="Theirs", notes="Theirs too"))
    shown = desk.post(address(grant), mine)
    again = desk.post(address(grant), resend(shown))
    assert again.status_code == 302, errors_on(again)
    grant.refresh_from_db()
    assert (grant.title, grant.summary, grant.notes) == ("Mine", "Also mine", "Theirs too")


def test_a_third_change_between_the_two_attempts_is_shown_again(desk, editor, grant):
    mine = form_data(desk, address(grant), title="Mine")
    editor.post(address(grant), form_data(editor, address(grant), title="Theirs"))
    shown = desk.post(address(grant), mine)
    editor.post(address(grant), form_data(editor, address(grant), title="Theirs again"))
    response = desk.post(address(grant), resend(shown))
    assert differences_on(response) == [["Title", "Theirs", "Theirs again", "Mine"]]


def test_whoever_saves_without_a_change_in_between_is_asked_nothing(desk, editor, grant):
    mine = form_data(desk, address(grant), title="Mine")
    editor.post(address(grant), form_data(editor, address(grant)))  # saved, but as it was
    assert desk.post(address(grant), mine).status_code == 302
    grant.refresh_from_db()
    assert grant.title == "Mine"


def test_a_change_by_a_command_is_one_too(desk, grant):
    mine = form_data(desk, address(grant))
    with history.because(reason="Import of a.xml"):
        Grant.objects.filter(pk=grant.pk).update(contracted=Decimal(5), signed_on=date(2024, 1, 31))
    response = desk.post(address(grant), mine)
    kept = "you left it alone: the form has the new value now"
    assert differences_on(response) == [
        ["Signed on", "1 March 2023", "31 January 2024", kept],
        ["Contracted amount", "100,000.00", "5.00", kept],
    ]
    assert desk.post(address(grant), resend(response)).status_code == 302
    grant.refresh_from_db()
    assert (grant.contracted, grant.signed_on) == (Decimal(5), date(2024, 1, 31))


def test_nobody_changes_the_record_between_the_comparison_and_the_saving(desk, grant):
    mine = form_data(desk, address(grant), title="Mine")
    with CaptureQueriesContext(connection) as asked:
        desk.post(address(grant), mine)
    statements = [one["sql"] for one in asked.captured_queries]
    locked = next(at for at, one in enumerate(statements) if "FOR UPDATE" in one and "register_grant" in one)
    compared = next(at for at, one in enumerate(statements) if "register_granthistory" in one)
    assert locked < compared < next(at for at, one in enumerate(statements) if 'UPDATE "register_grant"' in one)


def test_labels_stand_for_codes_and_names_for_keys_in_all_columns(desk, grant):
    other, third = GrantFactory().programme, GrantFactory().programme
    mine = form_data(desk, address(grant), programme=str(third.pk), status="4")
    opened = grant.programme.title
    Grant.objects.filter(pk=grant.pk).update(programme=other, status="2")
    assert differences_on(desk.post(address(grant), mine)) == [
        ["Programme", opened, other.title, third.title],
        ["Status", "nothing", "Implementation", "Closed"],
    ]


def test_a_decision_meanwhile_is_told_though_no_form_has_it(desk, grant):
    mine = form_data(desk, address(grant), title="Mine")
    approved(grant)
    response = desk.post(address(grant), mine)
    assert ["Level", "Not published", "Full", "it isn’t in this form"] in differences_on(response)
    assert desk.post(address(grant), resend(response)).status_code == 302


def test_a_row_that_was_changed_below_the_form_is_told_and_moves_on(desk, grant):
    payment = PaymentFactory(grant=grant, amount=Decimal(5), reference="A")
    mine = form_data(desk, address(grant), **{"transactions-0-reference": "Mine"})
    Transaction.objects.filter(pk=payment.pk).update(amount=Decimal(7), reference="Theirs")
    response = desk.post(address(grant), mine)
    assert [row[1:] for row in differences_on(response)] == [
        ["5.00", "7.00", "you left it alone: the form has the new value now"],
        ["A", "Theirs", "Mine"],
    ]
    assert desk.post(address(grant), resend(response)).status_code == 302
    payment.refresh_from_db()
    assert (payment.amount, payment.reference) == (Decimal(7), "Mine")


def test_rows_that_came_and_went_below_the_form_come_and_go_in_it(desk, grant):
    kept, gone, typed = (PaymentFactory(grant=grant, reference=name) for name in ("kept", "gone", "typed"))
    changes = {"transactions-2-reference": "typed in", "transactions-TOTAL_FORMS": "4", "transactions-3-kind": "3"}
    changes |= {"transactions-3-date": "2024-01-01", "transactions-3-amount": "9", "transactions-3-currency": "EUR"}
    changes |= {"transactions-3-grant": str(grant.pk), "transactions-3-id": "", "transactions-3-reference": "new"}
    mine = form_data(desk, address(grant), **changes)
    gone.delete()
    typed.delete()
    PaymentFactory(grant=grant, reference="added")
    response = desk.post(address(grant), mine)
    notes = [row[3] for row in differences_on(response)]
    assert notes == [
        "you left it alone: it is gone from the form", "it stands below as a new row", "it stands below too",
    ]  # fmt: skip
    again = desk.post(address(grant), resend(response))
    assert again.status_code == 302, errors_on(again)
    left = {one.reference: one.pk for one in grant.transactions.all()}
    assert left.keys() == {"kept", "added", "typed in", "new"}
    assert left["kept"] == kept.pk


def test_a_row_that_both_deleted_is_gone(desk, grant):
    payment = PaymentFactory(grant=grant)
    mine = form_data(desk, address(grant), **{"transactions-0-DELETE": "on"})
    payment.delete()
    response = desk.post(address(grant), mine)
    assert differences_on(response)[0][3] == "you deleted it too"
    assert desk.post(address(grant), resend(response)).status_code == 302
    assert not grant.transactions.exists()


def test_shares_that_somebody_else_divided_anew_still_add_up(desk, grant):
    mine = form_data(desk, address(grant), title="Mine")
    share = grant.sector_shares.get()
    share.share = 60
    share.save()
    grant.sector_shares.create(sector=Sector.EDUCATION, share=40)
    response = desk.post(address(grant), mine)
    again = desk.post(address(grant), resend(response))
    assert again.status_code == 302, errors_on(again)
    assert dict(grant.sector_shares.values_list("sector", "share")) == {Sector.CULTURE: 60, Sector.EDUCATION: 40}


def test_other_records_have_it_too(desk):
    organisation = OrganisationFactory(name="Opened", cleared=False)
    mine = form_data(desk, address(organisation), name="Mine", is_natural_person="on")
    Organisation.objects.filter(pk=organisation.pk).update(name="Theirs", is_natural_person=True)
    OrganisationAlias.objects.create(organisation=organisation, name="Alias")
    assert differences_on(desk.post(address(organisation), mine)) == [
        ["Name", "Opened", "Theirs", "Mine"],
        ["Natural person", "no", "yes", "yes"],
        ["Organisation alias “Alias”", "nothing", "name: Alias; kind: Other name", "it stands below too"],
    ]


@pytest.mark.parametrize("token", [None, "", "forged", "forged:by:me", "\0", "1" * 100_000])
def test_a_form_that_doesnt_say_what_was_seen_saves_nothing(token, desk, grant):
    mine = form_data(desk, address(grant), title="Mine")
    mine.pop("_seen") if token is None else mine.update(_seen=token)
    response = desk.post(address(grant), mine)
    assert "the form doesn’t say what the record was like when you opened it" in errors_on(response)
    assert page(response).xpath("//input[@name='title']/@value") == ["Mine"]
    grant.refresh_from_db()
    assert grant.title == "Opened"
    assert desk.post(address(grant), resend(response)).status_code == 302


def test_the_token_of_another_record_is_none(desk, grant):
    other = form_data(desk, address(GrantFactory()))["_seen"]
    response = desk.post(address(grant), form_data(desk, address(grant), title="Mine", _seen=other))
    assert "the form doesn’t say" in errors_on(response)


@pytest.mark.parametrize("changes", [
    {"programme": "abc"}, {"programme": ["1", "x"]}, {"programme": "9" * 40}, {"instrument": "no such"},
    {"roles-0-organisation": "abc"}, {"roles-0-id": "abc"}, {"roles-0-id": "999999"}, {"roles-0-grant": "abc"},
    {"roles-TOTAL_FORMS": "abc"}, {"roles-TOTAL_FORMS": "-1"}, {"roles-TOTAL_FORMS": "30"},
    {"roles-INITIAL_FORMS": "7"}, {"roles-INITIAL_FORMS": "abc"}, {"roles-INITIAL_FORMS": "0"},
    {"status": ["x", "y"]}, {"title": ["a", "b"]}, {"signed_on": "x" * 5000}, {"sectors_confirmed": "maybe"},
    {"passes_money_on": "perhaps"}, {"target_groups": "x"}, {"source_references-0-source": "x"},
])  # fmt: skip
@pytest.mark.parametrize("is_late", [False, True])
def test_a_form_that_was_tampered_with_is_no_failure(changes, is_late, desk, grant):
    mine = form_data(desk, address(grant), title="Mine") | changes
    if is_late:
        Grant.objects.filter(pk=grant.pk).update(title="Theirs")
        GrantRole.objects.filter(grant=grant).update(is_lead=False)
        mine.pop("_seen") if "status" in changes else None
    assert desk.post(address(grant), mine).status_code in {200, 302}


def test_a_record_that_was_deleted_meanwhile_is_a_sentence(desk, editor):
    grant = GrantFactory(title="Short-lived")
    mine = form_data(desk, address(grant), title="Mine")
    where = address(grant, "delete")
    editor.post(where, deletion(editor, where))
    response = desk.post(address(grant), mine, follow=True)
    assert messages_on(response) == [
        "“Short-lived” was deleted: its history says when and by whom. Nothing of what you sent was saved."
    ]
    assert "Editor" in page(response).xpath("string(//section[1]/h2)")
    assert "was deleted" in messages_on(desk.post(where, {"post": "yes"}, follow=True))[0]


def test_a_record_that_changed_since_its_deletion_was_asked_about_stays(desk, editor, grant):
    where = address(grant, "delete")
    opened = deletion(desk, where)
    editor.post(address(grant), form_data(editor, address(grant), title="Theirs"))
    response = desk.post(where, opened)
    assert "Nothing was deleted: somebody changed this record" in messages_on(response)[0]
    assert page(response).xpath("//section[@class='desk-history']//ins/text()") == ["Theirs"]
    renewed = page(response).xpath("//input[@name='_seen']/@value")[0]
    assert desk.post(where, {"post": "yes", "_seen": renewed}).status_code == 302
    assert not Grant.objects.exists()


@pytest.mark.parametrize("data", [{"post": "yes"}, {"post": "yes", "_seen": "forged"}, {"anything": "else"}])
def test_a_deletion_that_doesnt_say_what_was_seen_is_asked_about(data, desk, grant):
    response = desk.post(address(grant, "delete"), data)
    assert "the page doesn’t say what the record was like" in messages_on(response)[0]
    assert Grant.objects.exists()


def test_a_new_record_needs_to_say_nothing(desk):
    where = reverse("admin:register_organisation_add")
    assert desk.post(where, form_data(desk, where, name="New")).status_code == 302
    assert not page(desk.get(where)).xpath("//input[@name='_seen']")


def test_many_of_which_one_changed_since_their_deletion_was_asked_about_stay(desk):
    first, second = OrganisationFactory(name="First", cleared=False), OrganisationFactory(name="Second", cleared=False)
    where = reverse("admin:register_organisation_changelist")
    chosen = {"action": "delete_selected", "_selected_action": [str(first.pk), str(second.pk)]}
    token = page(desk.post(where, chosen)).xpath("//input[@name='_seen']/@value")[0]
    OrganisationAlias.objects.create(organisation=second, name="Alias")
    response = desk.post(where, chosen | {"post": "yes", "_seen": token})
    assert "Nothing was deleted: somebody changed this record" in messages_on(response)[0]
    assert "Alias" in page(response).xpath("string(//section[@class='desk-history'])")
    assert Organisation.objects.count() == 2
    renewed = page(response).xpath("//input[@name='_seen']/@value")[0]
    assert "Nothing was deleted" in messages_on(desk.post(where, chosen | {"post": "yes"}))[0]
    desk.post(where, chosen | {"post": "yes", "_seen": renewed})
    assert not Organisation.objects.exists()


@pytest.mark.usefixtures("grant")
@pytest.mark.parametrize("key", ["abc", "\0", "9" * 40])
def test_a_selection_that_was_tampered_with_is_no_failure(key, desk):
    data = {"action": "delete_selected", "_selected_action": [key], "post": "yes"}
    assert desk.post(reverse("admin:register_grant_changelist"), data, follow=True).status_code == 200
    assert Grant.objects.exists()
