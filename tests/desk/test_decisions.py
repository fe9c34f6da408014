"""Withdrawing, lowering, scope and publishing in the admin, and who may."""

from datetime import date

import pytest
from django.urls import reverse

from funding.codelists.disclosure import Ground, Level
from funding.codelists.grants import Scope
from funding.publication.models import PublishedGrant, Release
from funding.register.models import Approval, Grant, PoolItem, PublicationRun, PublicIdentity
from tests.desk.conftest import address_of, beside, deletion, form_data, messages_on, page
from tests.factories import (
    GrantFactory,
    OrganisationFactory,
    PackageFactory,
    PaymentFactory,
    ProgrammeFactory,
    approved,
    submitted,
)

LIST = reverse("admin:register_grant_changelist")
PUBLISH = reverse("admin:publish")


def act(client, action, *records, **data):
    keys = [str(record.pk) for record in records]
    return client.post(LIST, {"action": action, "_selected_action": keys} | data, follow=True)


def withdraw(client, *records, **data):
    return act(client, "withdraw", *records, **{"level": Level.NOT_PUBLISHED, "reason": "safety of persons"} | data)


def change(client, grant, **changes):
    where = address_of(grant)
    return client.post(where, form_data(client, where, **changes), follow=True)


def publish(client, **data):
    form = page(client.get(PUBLISH)).xpath("//input[@name='fingerprint']/@value")
    return client.post(PUBLISH, {"note": "", "fingerprint": form[0]} | data, follow=True)


def titles():
    return set(PublishedGrant.objects.current().values_list("title", flat=True))


def test_new_records_are_not_published_whatever_is_sent(desk):
    where = reverse("admin:register_package_add")
    source = PackageFactory().source
    data = form_data(desk, where, title="New", dated="2024-01-01", source=str(source.pk), level="full")
    assert desk.post(where, data).status_code == 302
    assert source.package_set.get(title="New").level == Level.NOT_PUBLISHED


def test_an_editor_withdraws_nothing(editor):
    shown = approved(GrantFactory())
    withdraw(editor, shown)
    shown.refresh_from_db()
    assert shown.level == Level.FULL
    assert not page(editor.get(LIST)).xpath("//option[@value='withdraw']")
    assert not page(editor.get(address_of(shown))).xpath("//input[@value='withdraw']")


def test_an_edited_grant_is_public_as_it_was_until_two_persons_decide_again(desk):
    grant = approved(GrantFactory(title="Before", programme=None))
    publish(desk)
    said = messages_on(change(desk, grant, title="After"))
    assert any("The public still sees it as approved on" in text for text in said)
    assert "changed since" in page(desk.get(LIST)).xpath("string(//td[contains(@class, 'field-public')])")
    assert "Changed since publication" in beside(desk, grant)
    assert not page(desk.get(PUBLISH)).xpath("//input[@name='fingerprint']")
    assert titles() == {"Before"}
    approved(grant)
    publish(desk)
    assert titles() == {"After"}


def test_a_new_payment_to_somebody_cleared_needs_no_decision(desk):
    grant = approved(GrantFactory(programme=None))
    publish(desk)
    PaymentFactory(grant=grant, receiver=grant.roles.get().organisation, amount=40000)
    seen = beside(desk, grant)
    assert "Published with the next release without a decision: 40,000.00 EUR of 2 May 2023" in seen
    assert "Changed since" not in seen
    assert "changed since" not in page(desk.get(LIST)).xpath("string(//td[contains(@class, 'field-public')])")


@pytest.mark.parametrize("who", [{"cleared": False}, {"is_natural_person": True}, {"is_named_after_person": True}])
def test_a_payment_to_somebody_who_may_not_be_named_is_to_be_decided_on(who, desk):
    grant = approved(GrantFactory(programme=None))
    PaymentFactory(grant=grant, receiver=OrganisationFactory(**who), amount=40000)
    seen = beside(desk, grant)
    assert "without a decision" not in seen
    assert "Disbursement of 2 May 2023" in seen


def test_withdrawing_asks_why_and_takes_it_from_the_public(desk):
    grant = approved(GrantFactory())
    publish(desk)
    assert page(act(desk, "withdraw", grant)).xpath("//input[@name='reason']")
    assert "This field is required" in page(withdraw(desk, grant, reason=" ")).text_content()
    assert titles() == {grant.title}
    assert messages_on(withdraw(desk, grant)) == ["Withdrawn from the public: 1. The public sees it no more."]
    assert not PublishedGrant.objects.exists()
    assert PublicationRun.objects.first().ground == "safety of persons"
    assert "Withdrawn by Publisher" in beside(desk, grant)


def test_what_was_shown_can_be_lowered_to_a_pool_on_a_ground(desk):
    grant = approved(GrantFactory())
    publish(desk)
    refused = page(withdraw(desk, grant, level=Level.POOLED, review_on="2030-01-01"))
    assert "Needed where less than all is shown." in refused.text_content()
    withdraw(desk, grant, level=Level.POOLED, ground=Ground.SAFETY, review_on="2030-01-01")
    grant.refresh_from_db()
    assert (grant.level, grant.approval.ground, grant.approval.review_on) == ("pooled", "safety", date(2030, 1, 1))
    assert PoolItem.objects.get().is_exposed
    assert not titles()
    assert "Lowered byPublisher" in beside(desk, grant)


def test_what_cant_be_pooled_is_said_and_nothing_is_lowered(desk):
    able, unable = approved(GrantFactory()), approved(GrantFactory(contracted=None))
    pooled = {"level": Level.POOLED, "ground": Ground.SAFETY, "review_on": "2030-01-01"}
    said = page(withdraw(desk, able, unable, **pooled)).text_content()
    assert "Nothing was lowered. Its amount in EUR" in said
    able.refresh_from_db()
    assert able.level == Level.FULL


def test_a_package_is_withdrawn_and_never_pooled(desk):
    package = approved(PackageFactory())
    where = reverse("admin:register_package_changelist")
    data = {"action": "withdraw", "_selected_action": [str(package.pk)]}
    assert page(desk.post(where, data)).xpath("//input[@name='level']/@value") == [Level.NOT_PUBLISHED]
    desk.post(where, data | {"level": Level.POOLED, "reason": "because", "ground": "safety", "review_on": "2030-01-01"})
    package.refresh_from_db()
    assert package.level == Level.FULL


def test_many_are_withdrawn_by_one_release(desk):
    grants = [approved(GrantFactory()) for _ in range(3)]
    publish(desk)
    withdraw(desk, *grants)
    assert (Release.objects.count(), Release.objects.first().withdrawals) == (2, 3)


@pytest.mark.parametrize(("action", "scope"), [("mark_in_scope", Scope.IN), ("mark_out_of_scope", Scope.OUT)])
def test_scope_is_decided_by_somebody(action, scope, editor):
    grant = GrantFactory(scope=Scope.UNDECIDED)
    act(editor, action, grant)
    grant.refresh_from_db()
    assert (grant.scope, grant.scope_decided_by.username) == (scope, "Editor")


def test_scope_in_the_form_notes_who_decided(editor):
    grant = GrantFactory(scope=Scope.UNDECIDED)
    change(editor, grant, scope=Scope.OUT)
    grant.refresh_from_db()
    assert grant.scope_decided_by.username == "Editor"
    change(editor, grant, scope=Scope.UNDECIDED)
    grant.refresh_from_db()
    assert grant.scope_decided_by is None


def test_no_share_of_belarus_is_not_in_scope(editor):
    grant = GrantFactory(scope=Scope.UNDECIDED, belarus_share=0)
    assert "A record in scope has a share above 0" in messages_on(act(editor, "mark_in_scope", grant))[0]
    grant.refresh_from_db()
    assert grant.scope == Scope.UNDECIDED


@pytest.mark.parametrize(
    ("make", "words"), [(approved, "withdraw it first"), (submitted, "waits for a second person: take that back first")]
)
def test_what_is_published_or_waits_isnt_deleted(make, words, desk):
    programme = ProgrammeFactory()
    make(programme)
    where = address_of(programme, "delete")
    assert words in page(desk.post(where, {"post": "yes"}, follow=True)).text_content()
    data = {"action": "delete_selected", "_selected_action": [str(programme.pk)], "post": "yes"}
    listed = desk.post(reverse("admin:register_programme_changelist"), data, follow=True)
    assert words in page(listed).text_content()
    programme.refresh_from_db()


def test_a_draft_can_be_deleted(editor):
    grant = GrantFactory()
    where = address_of(grant, "delete")
    editor.post(where, deletion(editor, where))
    assert not Grant.objects.exists()


def test_the_preview_shows_what_would_change_and_writes_nothing(desk):
    grant = GrantFactory(title="Before", programme=None)
    gone = approved(GrantFactory(title="Gone", programme=None))
    approved(grant)
    publish(desk)
    Grant.objects.filter(pk=grant.pk).update(title="After")
    approved(grant)
    Grant.objects.filter(pk=gone.pk).update(level=Level.NOT_PUBLISHED, approval=None)
    new = approved(GrantFactory(title="New", programme=None))
    PaymentFactory(grant=new)
    shown = page(desk.get(PUBLISH))
    assert shown.xpath("//del/text()") == ["Before"]
    assert shown.xpath("//ins/text()") == ["After"]
    assert "New" in shown.xpath("//div[@class='desk-public']//*[@class='t']/text()")
    assert "Gone" in shown.xpath("//ul[@class='desk-rows']/li/text()")
    assert (Release.objects.count(), PublicIdentity.objects.filter(subject="grant").count()) == (1, 2)
    assert titles() == {"Before", "Gone"}


def test_a_release_carries_its_note_and_its_maker(desk):
    approved(GrantFactory())
    said = messages_on(publish(desk, note="The first one"))
    assert said[-1].startswith("Release 1 is published:")
    assert Release.objects.get().note == "The first one"
    assert PublicationRun.objects.get().actor.username == "Publisher"


def test_a_release_that_isnt_what_was_previewed_is_not_made(desk):
    approved(GrantFactory())
    fingerprint = page(desk.get(PUBLISH)).xpath("//input[@name='fingerprint']/@value")[0]
    approved(GrantFactory())
    response = desk.post(PUBLISH, {"fingerprint": fingerprint}, follow=True)
    assert any("Nothing was published: look again." in text for text in messages_on(response))
    assert not Release.objects.exists()


def test_an_editor_cant_publish(editor):
    approved(GrantFactory())
    assert editor.post(PUBLISH, {"fingerprint": "x"}).status_code == 403
    assert not Release.objects.exists()


@pytest.mark.parametrize("name", ["approval", "clearance"])
def test_what_holds_and_is_due_is_listed_to_be_looked_at_again(name, auditor):
    grant = approved(GrantFactory(), level=Level.POOLED)
    Approval.objects.filter(pk=grant.approval_id).update(review_on=date(2024, 1, 1))
    organisation = grant.roles.get().organisation
    type(organisation.clearance).objects.filter(pk=organisation.clearance_id).update(review_on=date(2024, 1, 1))
    approved(GrantFactory(), level=Level.POOLED)
    where = reverse(f"admin:register_{name}_changelist")
    rows = page(auditor.get(where, {"again": "due"})).xpath("//table[@id='result_list']/tbody/tr")
    assert len(rows) == 1
