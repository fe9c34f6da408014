"""Approving, withdrawing, scope and publishing in the admin, and who may."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from funding.codelists.disclosure import Level
from funding.codelists.grants import Scope
from funding.publication.models import PublishedGrant, Release
from funding.register.models import Approval, Grant, PublicationRun, PublicIdentity
from tests.desk.conftest import deletion, form_data, messages_on, page
from tests.factories import GrantFactory, PackageFactory, PaymentFactory, ProgrammeFactory, approved

LIST = reverse("admin:register_grant_changelist")
PUBLISH = reverse("admin:publish")


def act(client, action, *records, **data):
    keys = [str(record.pk) for record in records]
    return client.post(LIST, {"action": action, "_selected_action": keys} | data, follow=True)


def change(client, grant, **changes):
    where = reverse("admin:register_grant_change", args=[grant.pk])
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


def test_what_can_be_approved_is_and_what_cant_is_said(desk):
    good, bad = GrantFactory(), GrantFactory(title="Undecided one", scope=Scope.UNDECIDED)
    said = messages_on(act(desk, "approve", good, bad))
    assert Approval.objects.get().subject_id == good.pk
    assert said[0].startswith("1 approved.")
    assert "“Undecided one” was not approved. It isn't in scope" in said[1]
    assert LogEntry.objects.get().object_id == str(good.pk)


@pytest.mark.parametrize("action", ["approve", "withdraw"])
def test_an_editor_decides_nothing(action, editor):
    shown, draft = approved(GrantFactory()), GrantFactory()
    act(editor, action, shown, draft, ground="because")
    assert set(Grant.objects.filter(level=Level.FULL)) == {shown}
    assert not page(editor.get(LIST)).xpath("//option[@value=$action]", action=action)
    where = reverse("admin:register_grant_change", args=[draft.pk])
    assert editor.post(where, form_data(editor, where, _approve="1")).status_code == 403
    assert not page(editor.get(where)).xpath("//input[@name='_approve']")
    assert Approval.objects.filter(subject="grant").count() == 1


def test_save_and_approve_freezes_what_was_typed(desk):
    grant = GrantFactory()
    response = change(desk, grant, title="Typed", _approve="1")
    assert messages_on(response)[-1].startswith("Approved.")
    assert Approval.objects.get().snapshot["record"]["title"] == "Typed"


def test_an_edited_grant_is_public_as_it_was_until_it_is_approved_again(desk):
    grant = GrantFactory(title="Before", programme=None)
    act(desk, "approve", grant)
    publish(desk)
    said = messages_on(change(desk, grant, title="After"))
    assert any("The public still sees it as approved on" in text for text in said)
    assert "changed since" in page(desk.get(LIST)).xpath("string(//td[contains(@class, 'field-public')])")
    assert not page(desk.get(PUBLISH)).xpath("//input[@name='fingerprint']")
    assert titles() == {"Before"}
    act(desk, "approve", grant)
    publish(desk)
    assert titles() == {"After"}


def test_withdrawing_asks_why_and_takes_it_from_the_public(desk):
    grant = approved(GrantFactory())
    publish(desk)
    asked = act(desk, "withdraw", grant)
    assert page(asked).xpath("//input[@name='ground']")
    assert "This field is required" in page(act(desk, "withdraw", grant, ground=" ")).text_content()
    assert titles() == {grant.title}
    act(desk, "withdraw", grant, ground="safety of persons")
    assert not PublishedGrant.objects.exists()
    assert PublicationRun.objects.first().ground == "safety of persons"


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


def test_a_published_record_isnt_deleted(desk):
    programme = approved(ProgrammeFactory())
    where = reverse("admin:register_programme_delete", args=[programme.pk])
    assert "withdraw it first" in page(desk.post(where, {"post": "yes"}, follow=True)).text_content()
    data = {"action": "delete_selected", "_selected_action": [str(programme.pk)], "post": "yes"}
    listed = desk.post(reverse("admin:register_programme_changelist"), data, follow=True)
    assert "withdraw it first" in page(listed).text_content()
    programme.refresh_from_db()


def test_a_draft_can_be_deleted(editor):
    grant = GrantFactory()
    where = reverse("admin:register_grant_delete", args=[grant.pk])
    editor.post(where, deletion(editor, where))
    assert not Grant.objects.exists()


def test_the_preview_shows_what_would_change_and_writes_nothing(desk):
    grant = GrantFactory(title="Before", programme=None)
    gone = approved(GrantFactory(title="Gone", programme=None))
    approved(grant)
    publish(desk)
    Grant.objects.filter(pk=grant.pk).update(title="After")
    approved(grant)
    Grant.objects.filter(pk=gone.pk).update(level=Level.NOT_PUBLISHED)
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
