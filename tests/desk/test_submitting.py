"""Proposing what the public sees: the page of one record, many at once, and what stands in the way."""

from datetime import date, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils.timezone import localdate

from funding.codelists.disclosure import UNNAMED, Ground, Level, Outcome
from funding.codelists.grants import Scope
from funding.register import review
from funding.register.models import Approval, ClearedHit, Grant
from tests.desk.conftest import address_of, beside, client_of, errors_on, form_data, messages_on, page
from tests.factories import (
    GrantFactory,
    OrganisationFactory,
    PackageFactory,
    PaymentFactory,
    UserFactory,
    approved,
    somebody,
    submitted,
)

pytestmark = pytest.mark.django_db
LIST = reverse("admin:register_grant_changelist")


def submit(client, record, **said):
    where = address_of(record, "submit")
    return client.post(where, form_data(client, where, **said), follow=True)


def submit_many(client, *records, **said):
    keys = [str(record.pk) for record in records]
    return client.post(LIST, {"action": "submit", "_selected_action": keys} | said, follow=True)


def public_view(client, record, level):
    """Give the text of what would be public of a record at a level."""
    text = page(client.get(address_of(record, "submit"))).xpath("string(//section[@data-level=$level])", level=level)
    return " ".join(text.split())


def test_save_and_submit_saves_and_shows_what_would_be_public(editor):
    grant = GrantFactory()
    where = address_of(grant)
    response = editor.post(where, form_data(editor, where, title="Typed", _submit="1"), follow=True)
    assert response.redirect_chain[-1][0] == address_of(grant, "submit")
    assert "Typed" in page(response).xpath("//section[@data-level='full']//*[@class='t']/text()")
    assert not Approval.objects.filter(subject="grant").exists()


def test_a_new_record_can_be_saved_and_submitted(editor):
    where = reverse("admin:register_package_add")
    data = form_data(editor, where, title="New", dated="2024-01-01", source=str(PackageFactory().source_id))
    response = editor.post(where, data | {"_submit": "1"}, follow=True)
    assert response.redirect_chain[-1][0].endswith("/submit/")


def test_what_is_submitted_waits_for_a_second_person(editor):
    grant = GrantFactory()
    assert messages_on(submit(editor, grant, is_read="on"))[0].startswith("Submitted. It waits for a second person")
    waiting = Approval.objects.get()
    assert (waiting.level, waiting.outcome, waiting.is_read, waiting.ground) == ("full", Outcome.WAITING, True, "")
    grant.refresh_from_db()
    assert grant.level == Level.NOT_PUBLISHED
    assert "Waits for a second person Full, proposed by Editor" in beside(editor, grant)
    assert "full waits" in page(editor.get(LIST)).xpath("string(//td[contains(@class, 'field-public')])")
    assert LogEntry.objects.get().change_message == "Submitted for approval: full."


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"review_on": "2030-01-01"}, "Needed where less than all is shown."),
        ({"ground": Ground.SAFETY, "review_on": ""}, "Needed where less than all is shown."),
        ({"ground": Ground.SAFETY, "review_on": "2020-01-01"}, "Choose a day to come."),
        ({"ground": "because", "review_on": "2030-01-01"}, "Select a valid choice"),
        ({"ground": Ground.SAFETY, "level": "secret"}, "Select a valid choice"),
    ],
)
def test_less_than_all_wants_a_ground_and_a_day_to_look_at_it_again(said, words, editor):
    response = submit(editor, GrantFactory(), **{"level": Level.POOLED} | said)
    assert words in errors_on(response)
    assert not Approval.objects.exists()


def test_it_is_looked_at_again_in_a_year_unless_somebody_says_otherwise(editor):
    grant = GrantFactory()
    submit(editor, grant, level=Level.POOLED, ground=Ground.SAFETY)
    assert Approval.objects.get().review_on == localdate() + timedelta(days=365)


def test_only_grants_can_be_shown_with_less_than_everything(editor):
    levels = page(editor.get(address_of(PackageFactory(), "submit"))).xpath("//input[@name='level']/@value")
    assert levels == [Level.FULL]


def test_no_level_is_offered_that_shows_less_than_now(editor):
    grant = approved(GrantFactory(), level=Level.RECIPIENT_WITHHELD)
    levels = page(editor.get(address_of(grant, "submit"))).xpath("//input[@name='level']/@value")
    assert levels == [Level.FULL, Level.RECIPIENT_WITHHELD]
    said = messages_on(submit_many(editor, grant, level=Level.POOLED, ground=Ground.SAFETY, review_on="2030-01-01"))
    assert "It shows more than that now: lower it" in said[0]


def test_the_public_view_of_full_shows_every_public_text_and_the_payments(editor):
    grant = GrantFactory(summary="Short words", description="Longer words", contract_number="ENI/1", notes="Quiet")
    PaymentFactory(grant=grant, description="First part", receiver=OrganisationFactory(name="Receiving house"))
    seen = public_view(editor, grant, "full")
    assert all(text in seen for text in ("Short words", "Longer words", "ENI/1", "First part", "Receiving house"))
    assert "Quiet" not in seen


def test_the_public_view_of_a_withheld_row_names_nobody(editor):
    grant = GrantFactory(title="Aid to Hidden", contracted="123456.00", programme=None)
    seen = public_view(editor, grant, "recipient_withheld")
    assert UNNAMED in seen
    assert "not named" in seen
    assert "€ 125,000" in seen
    assert "Hidden" not in seen
    assert grant.roles.get().organisation.name not in seen


def test_the_public_view_of_a_pooled_grant_is_nothing_of_its_own(editor):
    seen = public_view(editor, GrantFactory(title="Aid to Hidden"), "pooled")
    assert "Nothing of its own: EUR 100,000.00 join a group of grants, as Culture, 2023" in seen
    assert "Hidden" not in seen


def test_a_draft_with_gaps_has_a_page_too(editor):
    grant = GrantFactory(sectors={}, implementer=False, contracted=None, programme=None, signed_on=None)
    assert "no sector shares" in public_view(editor, grant, "full")
    assert "There is no row to show" in public_view(editor, grant, "recipient_withheld")
    assert "can’t join a group" in public_view(editor, grant, "pooled")


def test_obstacles_stand_with_their_level_and_nothing_is_submitted_against_them(editor):
    grant = GrantFactory(implementer=OrganisationFactory(name="Hidden House", cleared=False))
    assert "It names Hidden House, which is protected" in public_view(editor, grant, "full")
    assert "can’t be shown so yet" not in public_view(editor, grant, "pooled")
    assert "It names Hidden House" in errors_on(submit(editor, grant))
    assert not Approval.objects.exists()


def test_what_was_read_is_what_is_submitted(editor):
    grant = GrantFactory(title="Read")
    where = address_of(grant, "submit")
    seen = form_data(editor, where, is_read="on")
    Grant.objects.filter(pk=grant.pk).update(title="Changed meanwhile")
    response = editor.post(where, seen)
    assert "Somebody changed the record since you opened this page" in errors_on(response)
    assert not page(response).xpath("//input[@name='is_read']/@checked")
    assert not Approval.objects.exists()


def test_two_tabs_submit_once(editor):
    grant = GrantFactory()
    where = address_of(grant, "submit")
    tab = form_data(editor, where)
    submit(editor, grant)
    assert "It waits for a second person already." in errors_on(editor.post(where, tab))
    assert "It waits for a second person already" in page(editor.get(where)).text_content()
    assert not page(editor.get(where)).xpath("//input[@value='Submit for approval']")
    assert Approval.objects.count() == 1


def test_what_the_database_refuses_is_words_too(editor, monkeypatch):
    grant = GrantFactory()
    submitted(grant)
    monkeypatch.setattr(Approval, "validate_constraints", lambda _self: None)
    assert "Nothing was saved, for the database refused it" in errors_on(submit(editor, grant))


def test_what_waits_can_be_taken_back(editor):
    grant = GrantFactory()
    submit(editor, grant)
    form = page(editor.get(address_of(grant))).xpath("//form[@id='desk-take-back']")[0]
    response = editor.post(form.get("action"), dict(form.fields), follow=True)
    assert response.redirect_chain[-1][0] == address_of(grant)
    assert messages_on(response) == ["1 taken back."]
    assert Approval.objects.get().outcome == Outcome.TAKEN_BACK


def test_whoever_only_reads_proposes_nothing(auditor):
    grant = GrantFactory()
    assert auditor.get(address_of(grant, "submit")).status_code == 403
    assert not page(auditor.get(address_of(grant))).xpath("//input[@name='_submit']")
    assert "What could be shown" in beside(auditor, grant)


def test_whoever_changes_records_without_proposing_is_refused():
    user = UserFactory()
    user.user_permissions.set(Permission.objects.filter(codename__in=["change_grant", "view_grant"]))
    assert client_of(user).post(address_of(GrantFactory(), "submit"), {"level": "full"}).status_code == 403


def test_a_record_that_is_gone_has_no_page_to_submit_it(editor):
    gone = GrantFactory()
    where = address_of(gone, "submit")
    gone.delete()
    assert editor.get(where).status_code == 302
    assert editor.get(reverse("admin:register_grant_submit", args=["x"])).status_code == 302


def test_many_are_submitted_at_one_level_and_those_with_obstacles_are_left_out(editor):
    good, other = GrantFactory(), GrantFactory()
    bad = GrantFactory(title="Undecided one", scope=Scope.UNDECIDED)
    asked = submit_many(editor, good, other, bad)
    assert "This proposes one level for 3 records" in page(asked).text_content()
    assert errors_on(asked) == ""
    pooled = {"level": Level.POOLED, "ground": Ground.COMMERCIAL, "review_on": "2030-01-01"}
    said = messages_on(submit_many(editor, good, other, bad, **pooled))
    assert said[0] == "2 submitted. They wait for a second person."
    assert said[1].startswith("“Undecided one” was left out. It isn't in scope")
    found = set(Approval.objects.values_list("subject_id", "level", "ground", "review_on"))
    assert found == {(one.pk, "pooled", "commercial", date(2030, 1, 1)) for one in (good, other)}


def test_all_of_a_list_can_be_submitted_whatever_page_they_are_on(editor):
    for _ in range(3):
        GrantFactory(programme=None)
    data = {"action": "submit", "_selected_action": [str(Grant.objects.first().pk)], "select_across": "1"}
    form = page(editor.post(LIST, data)).xpath("//form[@class='desk-proposal']")[0]
    assert form.xpath(".//input[@name='select_across']/@value") == ["1"]
    editor.post(LIST, data | {"level": Level.FULL})
    assert Approval.objects.filter(subject="grant").count() == 3


def test_hundreds_of_refusals_are_counted(editor):
    bad = [GrantFactory(scope=Scope.OUT, programme=None) for _ in range(23)]
    said = messages_on(submit_many(editor, *bad, level=Level.FULL))
    assert (len(said), said[-1]) == (21, "So it is with 3 more.")


def test_a_hit_of_the_name_scan_can_be_proposed_to_be_no_name(editor):
    OrganisationFactory(name="Spring Morning", cleared=False)
    grant = GrantFactory(summary="From spring morning to autumn.")
    form = page(editor.get(address_of(grant, "submit"))).xpath("//ul[@class='desk-hits']//form")[0]
    response = editor.post(form.get("action"), dict(form.fields), follow=True)
    assert messages_on(response)[0].startswith("Proposed: “Spring Morning” is no name there.")
    assert "was proposed by Editor and waits for a second person" in page(response).text_content()
    hit = ClearedHit.objects.get()
    assert (hit.subject, hit.subject_id, hit.term, hit.outcome) == ("grant", grant.pk, "Spring Morning", "waiting")
    again = editor.post(form.get("action"), dict(form.fields), follow=True)
    assert "This pair waits for a second person" in messages_on(again)[0]


@pytest.mark.parametrize("said", [{}, {"subject": "user", "key": "1", "term": "x"}, {"subject": "grant", "key": "x"}])
def test_nonsense_is_no_hit(said, editor):
    response = editor.post(reverse("desk:no_name"), said, follow=True)
    assert "asked for something that isn't there" in messages_on(response)[0]
    assert not ClearedHit.objects.exists()


def test_the_page_says_of_a_refused_record_why_and_by_whom(editor):
    grant = GrantFactory()
    review.refuse(submitted(grant), reason="Two dates are mixed up.", actor=somebody("decides"))
    assert "Refused by decides" in beside(editor, grant)
    assert "Two dates are mixed up." in beside(editor, grant)


def test_the_page_says_who_proposed_and_approved_and_on_which_ground(editor):
    grant = approved(GrantFactory(), level=Level.POOLED)
    seen = beside(editor, grant)
    assert "Pooled : waits for a group" in seen or "Pooled: waits for a group" in seen
    assert all(words in seen for words in ("proposes", "decides", "Safety of persons", "1 January 2030"))
