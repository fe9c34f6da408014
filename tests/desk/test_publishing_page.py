"""The page of the next release shows what it would change, hold back and seal; and nothing else is published."""

from decimal import Decimal

import pytest
from django.test import override_settings
from django.urls import reverse
from django.utils.timezone import localdate

from funding.codelists.disclosure import Level, RunKind
from funding.periods import Quarter
from funding.publication.models import PublishedGrant, Release
from funding.publication.waiting_room import quarters_to_seal
from funding.register.models import Grant, Organisation, PublicationRun, SealedPool, Sealing
from tests.desk.conftest import messages_on, page
from tests.factories import GrantFactory, OrganisationFactory, PaymentFactory, ProgrammeFactory, approved, somebody

PUBLISH = reverse("admin:publish")
RELEASES = reverse("admin:register_publicationrun_changelist")


@pytest.fixture(autouse=True)
def _parameters():
    with override_settings(POOL_COUNT=5, POOL_PERCENT=Decimal(10)):
        yield


def latest():
    return str(Quarter.of(localdate()).previous)


def lone(**options):
    """Make a grant without a programme."""
    return GrantFactory(programme=None, **options)


def five_pooled():
    return [approved(lone(), level=Level.POOLED) for _ in range(5)]


def seen(client, **query):
    return page(client.get(PUBLISH, query))


def publish(client, shown, **data):
    """Press the button on a page as it was shown."""
    fields = {one.get("name"): one.get("value", "") for one in shown.xpath("//form[@method='post']//input[@name]")}
    sent = {name: fields[name] for name in ("fingerprint", "seal")}
    return client.post(PUBLISH, sent | {"note": ""} | data, follow=True)


def protect(grant):
    Organisation.objects.filter(roles__grant=grant).update(clearance=None)


def test_what_is_held_back_is_shown_with_its_reason_and_the_way_to_it(desk):
    grant = approved(lone(title="Named too openly"))
    protect(grant)
    (row,) = seen(desk).xpath("//section[@id='held-back']//tbody/tr")
    where = reverse("admin:register_grant_change", args=[grant.pk])
    assert row.xpath(".//a[@href=$to]/text()", to=where) == ["Named too openly"]
    assert "which is protected" in row.text_content()


def test_where_nothing_is_held_back_nothing_is_said_of_it(desk):
    approved(lone())
    assert not seen(desk).xpath("//section[@id='held-back']")


def test_a_row_without_its_recipient_is_drawn_as_the_public_sees_it(desk):
    grant = approved(lone(title="Canary"), level=Level.RECIPIENT_WITHHELD)
    drawn = seen(desk).xpath("string(//div[@class='desk-public'])")
    assert "Support for culture" in drawn
    assert "not named" in drawn
    assert grant.title not in drawn


def test_the_latest_quarter_that_is_over_can_be_sealed_once(desk):
    assert latest() in seen(desk).xpath("//select[@name='seal']/option/@value")
    Sealing.objects.create(quarter=latest(), actor=somebody("seals"))
    assert not seen(desk).xpath("//select[@name='seal']")


@pytest.mark.parametrize(
    ("day", "sealed", "offered"),
    [
        ("2027-02-01", "", ["2026Q4"]),
        ("2027-05-01", "", ["2027Q1", "2026Q4"]),
        ("2027-05-01", "2026Q3", ["2027Q1", "2026Q4"]),
        ("2027-05-01", "2026Q4", ["2027Q1"]),
        ("2027-05-01", "2027Q1", []),
        ("2026-12-31", "2025Q4", ["2026Q3"]),
    ],
)
def test_the_yearly_quarter_is_offered_as_long_as_it_can_be_sealed(day, sealed, offered, db):  # noqa: ARG001 -- the database
    if sealed:
        Sealing.objects.create(quarter=sealed, actor=somebody("seals"))
    assert [str(one) for one in quarters_to_seal(today=localdate().fromisoformat(day))] == offered


def test_sealing_can_be_tried_and_writes_nothing(desk):
    five_pooled()
    shown = seen(desk, seal=latest())
    assert shown.xpath("//section[@id='sealing']//span[@class='t']/text()") == ["5 grants for culture, 2023"]
    assert "EUR 500,000.00" in shown.xpath("string(//section[@id='sealing'])")
    assert "can’t be undone" in shown.xpath("string(//p[@class='desk-warning'])")
    assert not Sealing.objects.exists()
    assert not PublishedGrant.objects.exists()


def test_without_sealing_the_page_says_how_many_wait(desk):
    five_pooled()
    assert "5 grants would wait" in seen(desk).xpath("string(//section[@id='sealing'])")
    assert "No grant would wait" in seen(desk, seal=latest()).xpath("string(//section[@id='sealing'])")


def test_a_quarter_without_a_safe_pool_counts_as_sealed_and_the_page_says_so(desk):
    approved(lone(), level=Level.POOLED)
    shown = seen(desk, seal=latest())
    assert "No pool could be sealed" in shown.xpath("string(//section[@id='sealing'])")
    said = messages_on(publish(desk, shown))
    assert f"{latest()} is sealed: 0 pools." in said
    assert Sealing.objects.get().quarter == latest()


def test_what_was_tried_is_sealed_with_the_release(desk):
    five_pooled()
    publish(desk, seen(desk, seal=latest()))
    assert SealedPool.objects.get().total == PublishedGrant.objects.get().contracted == Decimal("500000.00")


def something_approved():
    approved(lone())


def something_held_back():
    protect(Grant.objects.get(title="First"))


def something_paid():
    PaymentFactory(grant=Grant.objects.get(title="First"))


def something_pooled():
    approved(lone(), level=Level.POOLED)


@pytest.mark.parametrize("meanwhile", [something_approved, something_held_back, something_paid, something_pooled])
def test_what_isnt_what_was_seen_is_not_published(meanwhile, desk):
    approved(lone(title="First"))
    approved(lone())
    shown = seen(desk)
    meanwhile()
    response = publish(desk, shown, note="typed")
    assert any("Nothing was published: look again." in text for text in messages_on(response))
    assert page(response).xpath("string(//textarea[@name='note'])").strip() == "typed"
    assert not Release.objects.exists()


def test_the_agreement_covers_a_quarter_that_changes_no_row(desk):
    approved(lone(), level=Level.POOLED)
    approved(lone())
    response = publish(desk, seen(desk), seal=latest())
    assert any("Nothing was published: look again." in text for text in messages_on(response))
    assert not Sealing.objects.exists()


def test_what_was_seen_twice_is_the_same(desk):
    five_pooled()
    approved(GrantFactory(programme=ProgrammeFactory()))
    prints = [seen(desk, seal=latest()).xpath("//input[@name='fingerprint']/@value") for _ in range(2)]
    assert prints[0] == prints[1] != []


def test_a_quarter_that_cant_be_sealed_is_not_tried(desk):
    approved(lone())
    shown = seen(desk, seal="2099Q4")
    assert shown.xpath("//input[@name='seal']/@value") in ([], [""])


@override_settings(POOL_PERCENT=None)
def test_parameters_that_arent_set_are_said_in_words(desk):
    five_pooled()
    response = desk.get(PUBLISH, {"seal": latest()})
    assert any("TRACKER_POOL_PERCENT isn't set" in text for text in messages_on(response))
    assert not page(response).xpath("//form[@method='post' and contains(@class, 'desk-release')]")


def released(client, **data):
    publish(client, seen(client), **data)
    return PublicationRun.objects.first()


def listed(client):
    rows = page(client.get(RELEASES)).xpath("//table[@id='result_list']/tbody/tr")
    return [" | ".join(cell.text_content().strip() for cell in row.xpath("./*")) for row in rows]


def test_the_list_of_releases_says_who_why_and_how_much(desk):
    approved(lone())
    released(desk, note="The first one")
    (row,) = listed(desk)
    assert "Publication | Publisher" in row
    assert "The first one | 1 new | Undo…" in row


def test_a_publication_is_undone_with_a_reason(desk):
    kept, mistaken = approved(lone(title="Kept")), approved(lone(title="Mistaken"))
    run = released(desk)
    Grant.objects.filter(pk=kept.pk).update(title="Kept since")
    approved(Grant.objects.get(pk=kept.pk))
    where = reverse("admin:undo", args=[run.pk])
    shown = page(desk.get(where))
    assert shown.xpath("//h2/text()") == ["Withdrawn: 1", "Left as they are: 1"]
    assert "This field is required" in page(desk.post(where, {"reason": " "})).text_content()
    said = messages_on(desk.post(where, {"reason": "wrong file"}, follow=True))
    assert said == ["Release 1 is undone by Release 2."]
    mistaken.refresh_from_db()
    assert mistaken.level == Level.NOT_PUBLISHED
    undoing = PublicationRun.objects.first()
    assert (undoing.kind, undoing.ground, undoing.undoes) == (RunKind.UNDO, "wrong file", run)
    assert "undone by release 2" in listed(desk)[1]


def test_an_undoing_names_what_would_be_restored_and_pooled(desk):
    grant = approved(lone(title="Before"))
    pooled = approved(lone(title="Pooled"), level=Level.POOLED)
    released(desk)
    Grant.objects.filter(pk=grant.pk).update(title="After")
    approved(Grant.objects.get(pk=grant.pk))
    run = released(desk)
    shown = page(desk.get(reverse("admin:undo", args=[run.pk])))
    assert shown.xpath("//h2/text()") == ["Shown as before: 1"]
    pooled.refresh_from_db()
    assert pooled.level == Level.POOLED


def test_a_publication_can_be_undone_after_one_of_its_records_was_deleted(desk):
    gone, other = approved(lone(title="Gone")), approved(lone(title="Other"))
    run = released(desk)
    desk.post(
        reverse("admin:register_grant_changelist"),
        {"action": "withdraw", "_selected_action": [gone.pk], "ground": "because"},
    )
    Grant.objects.get(pk=gone.pk).delete()
    shown = page(desk.get(reverse("admin:undo", args=[run.pk])))
    assert other.title in shown.text_content()


def test_an_undoing_that_cant_be_is_said_in_words(desk):
    approved(lone())
    where = reverse("admin:undo", args=[released(desk).pk])
    for _ in range(2):
        response = desk.post(where, {"reason": "twice"}, follow=True)
    assert "was undone already" in messages_on(response)[0]


def test_only_who_may_decide_undoes(desk, editor, auditor):
    approved(lone())
    run = released(desk)
    for client in (editor, auditor):
        assert "Undo…" not in listed(client)[0]
        assert client.post(reverse("admin:undo", args=[run.pk]), {"reason": "x"}).status_code == 403
    assert Release.objects.count() == 1


def test_an_organisation_that_is_new_doesnt_change_what_was_seen(desk):
    approved(lone())
    shown = seen(desk)
    OrganisationFactory()
    publish(desk, shown)
    assert Release.objects.count() == 1
