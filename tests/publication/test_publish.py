"""Publishing: what approval freezes, a release shows."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from funding.codelists.disclosure import Ground, Level, RunKind
from funding.codelists.sectors import Sector
from funding.publication import models
from funding.publication.changes import Change, digest_of
from funding.publication.models import (
    PublishedEvent,
    PublishedGrant,
    PublishedOrganisation,
    PublishedProgramme,
    PublishedTransaction,
    Release,
)
from funding.publication.projection import Projected
from funding.publication.publisher import publish as publish_as
from funding.publication.releases import current_rows, make_release, next_number, published_models
from funding.publication.withdrawing import Lowering, lower
from funding.register.models import Grant, PublicationChange, PublicationRun, PublicIdentity
from tests.factories import (
    EventFactory,
    GrantFactory,
    OrganisationFactory,
    PackageFactory,
    PaymentFactory,
    ProgrammeFactory,
    StatementFactory,
    UserFactory,
    approved,
)

pytestmark = pytest.mark.django_db


def test_an_approved_grant_is_published_with_its_programme_parts_and_payments(publish):
    grant = GrantFactory(sectors={Sector.CULTURE: 60, Sector.EDUCATION: 40})
    PaymentFactory(grant=grant, amount=Decimal("40000.01"))
    approved(grant)
    publish()
    row = PublishedGrant.objects.get()
    assert (row.contracted, row.paid) == (Decimal("100000.00"), Decimal("40000.01"))
    assert [part.paid for part in row.parts.all()] == [Decimal("24000.01"), Decimal("16000.00")]
    assert row.programme == PublishedProgramme.objects.get().public_id
    assert PublishedTransaction.objects.get().grant == row.public_id
    assert row.recipient == PublishedOrganisation.objects.get().name


def test_what_was_not_approved_is_nowhere(publish):
    GrantFactory()
    approved(GrantFactory())
    publish()
    assert PublishedGrant.objects.count() == 1


def test_publishing_twice_makes_no_second_release(publish):
    approved(GrantFactory())
    publish()
    assert publish().release is None
    assert Release.objects.count() == 1


def test_an_edited_grant_stays_as_approved_until_it_is_approved_again(publish):
    grant = approved(GrantFactory(title="Before"))
    publish()
    grant.title = "After"
    grant.save()
    publish()
    assert PublishedGrant.objects.current().get().title == "Before"
    approved(grant)
    publish()
    assert PublishedGrant.objects.current().get().title == "After"
    assert PublishedGrant.objects.get(to_release=2).title == "Before"


def test_nobody_publishes_without_the_permission(staff):  # noqa: ARG001 -- the fixture opens the database
    with pytest.raises(PermissionDenied):
        publish_as(actor=UserFactory())


def test_a_release_has_a_number_a_time_and_a_note(publish, staff):
    before = timezone.now()
    approved(EventFactory())
    release = publish(note="The first grants.").release
    assert (release.number, release.note, release.withdrawals) == (1, "The first grants.", 0)
    assert before <= release.published_at <= timezone.now()
    run = PublicationRun.objects.get()
    assert (run.release_number, run.actor, run.kind, run.ground) == (1, staff, RunKind.PUBLISH, "")


def test_the_note_of_a_release_names_nothing_protected(publish):
    OrganisationFactory(name="Zubrava Foundation", cleared=False)
    approved(EventFactory())
    with pytest.raises(ValidationError, match="The note names what is protected: “zubrava foundation”"):
        publish(note="With the zubrava foundation.")
    assert not Release.objects.exists()
    assert publish(note="Without it.").release


def test_a_publication_counts_what_it_adds_changes_and_removes(publish):
    first, second, third = (approved(EventFactory(title=title)) for title in ("one", "two", "three"))
    assert publish().counts == {"PublishedEvent": (3, 0, 0)}
    first.title = "mended"
    first.save()
    approved(first)
    type(second).objects.filter(pk=second.pk).update(level=Level.NOT_PUBLISHED, approval=None)
    approved(EventFactory(title="four"))
    approved(StatementFactory())
    publication = publish()
    assert publication.counts == {"PublishedStatement": (1, 0, 0), "PublishedEvent": (1, 1, 1)}
    assert (publication.release.number, publication.held) == (2, [])
    spans = dict(PublishedEvent.objects.values_list("title", "to_release"))
    assert spans == {"one": 2, "two": 2, "three": None, "mended": None, "four": None}
    assert set(PublishedEvent.objects.filter(from_release=2).values_list("title", flat=True)) == {"mended", "four"}
    assert third.approval_id


def test_a_change_of_a_part_alone_writes_the_row_and_all_its_parts_anew(publish):
    grant = approved(GrantFactory(sectors={Sector.CULTURE: 60, Sector.EDUCATION: 40}))
    publish()
    grant.sector_shares.filter(sector=Sector.CULTURE).update(share=50)
    grant.sector_shares.filter(sector=Sector.EDUCATION).update(share=50)
    approved(grant)
    assert publish().counts == {"PublishedGrant": (0, 1, 0)}
    old, new = PublishedGrant.objects.order_by("from_release")
    assert [[part.share for part in row.parts.all()] for row in (old, new)] == [[60, 40], [50, 50]]
    assert [row.roles.count() for row in (old, new)] == [1, 1]


def test_parts_hang_on_their_own_rows(publish):
    grants = {
        "culture": GrantFactory(title="culture", sectors={Sector.CULTURE: 100}),
        "education": GrantFactory(title="education", sectors={Sector.EDUCATION: 100}, contracted=Decimal(7)),
    }
    for grant in grants.values():
        approved(PaymentFactory(grant=grant).grant)
    publish()
    for title, grant in grants.items():
        row = PublishedGrant.objects.get(title=title)
        assert [part.sector for part in row.parts.all()] == [title]
        assert [role.name for role in row.roles.all()] == [grant.roles.get().organisation.name]
        payment = PublishedTransaction.objects.get(grant=row.public_id)
        assert [part.sector for part in payment.parts.all()] == [title]


def test_a_release_remembers_by_which_decision_each_record_was_shown(publish):
    event = approved(EventFactory())
    publish()
    first = event.approval
    event.title = "Mended"
    event.save()
    approved(event)
    publish()
    changes = PublicationChange.objects.order_by("run__release_number")
    assert list(changes.values_list("run__release_number", "subject", "subject_id", "before", "after")) == [
        (1, "event", event.pk, None, first.pk),
        (2, "event", event.pk, first.pk, event.approval_id),
    ]


@pytest.mark.parametrize(
    ("level", "shown_as"),
    [
        (Level.FULL, Level.FULL),
        (Level.RECIPIENT_WITHHELD, Level.RECIPIENT_WITHHELD),
        (Level.POOLED, Level.NOT_PUBLISHED),
    ],
)
def test_a_grant_notes_the_most_that_the_public_saw_of_it(level, shown_as, publish):
    grant, other = approved(GrantFactory(), level=level), GrantFactory()
    for factory in (EventFactory, PackageFactory):
        approved(factory(pk=other.pk))
    publish()
    grant.refresh_from_db()
    other.refresh_from_db()
    assert (grant.shown_as, other.shown_as) == (shown_as, Level.NOT_PUBLISHED)


def test_what_is_approved_and_held_back_was_not_seen(publish):
    grant = approved(GrantFactory())
    organisation = grant.roles.get().organisation
    organisation.clearance = None
    organisation.save()
    approved(EventFactory())
    publish()
    assert Grant.objects.get().shown_as == Level.NOT_PUBLISHED


def test_a_withheld_grant_that_is_named_was_seen_in_full_whatever_comes_after(publish, staff):
    grant = approved(GrantFactory(), level=Level.RECIPIENT_WITHHELD)
    publish()
    approved(grant)
    publish()
    assert Grant.objects.get().shown_as == Level.FULL
    lower([grant], Lowering("x", Level.POOLED, Ground.SAFETY, date(2030, 1, 1)), actor=staff)
    publish()
    assert Grant.objects.get().shown_as == Level.FULL


def test_public_ids_are_given_once_for_all_that_is_public(publish):
    approved(PaymentFactory(grant=GrantFactory()).grant)
    publish()
    ids = set(PublicIdentity.objects.values_list("public_id", flat=True))
    rows = {row.public_id for rows in current_rows() for row in rows}
    assert rows - ids == {"ndici-neighbourhood"}  # an instrument is a fact of law, its slug no secret
    assert ids <= rows


def test_a_release_tells_whether_anything_in_it_is_invented(publish):
    approved(EventFactory())
    assert not publish().release.has_invented
    approved(EventFactory(is_invented=True))
    assert publish().release.has_invented
    approved(EventFactory())
    assert publish().release.has_invented


def test_what_was_invented_in_an_older_release_makes_no_later_one_so(publish):
    event = approved(EventFactory(is_invented=True))
    publish()
    event.is_invented = False
    event.save()
    approved(event)
    assert not publish().release.has_invented


def test_numbers_of_releases_have_no_gaps(staff):
    assert next_number() == 1
    make_release(actor=staff, kind=RunKind.PUBLISH)
    release, run = make_release(actor=staff, kind=RunKind.WITHDRAW, ground="x", withdrawals=3)
    assert (release.number, release.withdrawals, run.release_number, run.ground) == (2, 3, 2, "x")
    assert next_number() == 3


def test_the_versioned_tables_are_all_published_ones_but_releases_and_parts():
    names = {model.__name__ for model in published_models()}
    assert names == {name for name in models.__all__ if name.startswith("Published")} - {
        "Published", "PublishedFilePart", "PublishedGrantRole", "PublishedGrantSector", "PublishedTransactionSector",
    }  # fmt: skip


def test_equal_content_has_an_equal_digest_and_any_difference_another():
    one = Projected("PublishedEvent", {"title": "x", "year": 1}, {"parts": [{"share": 1}]})
    same = Projected("PublishedEvent", {"year": 1, "title": "x"}, {"parts": [{"share": 1}]})
    others = [
        Projected("PublishedEvent", {"title": "y", "year": 1}, {"parts": [{"share": 1}]}),
        Projected("PublishedEvent", {"title": "x", "year": 1}, {"parts": [{"share": 2}]}),
        Projected("PublishedEvent", {"title": "x", "year": 1}),
    ]
    assert digest_of(one) == digest_of(same)
    assert len({digest_of(one), *map(digest_of, others)}) == 4


@pytest.mark.parametrize(
    ("added", "changed", "removed"), [([1], [], []), ([], [(1, 1)], []), ([], [], [1]), ([], [], [])]
)
def test_a_change_is_something_added_changed_or_removed(added, changed, removed):
    assert bool(Change(PublishedEvent, added, changed, removed)) is bool(added or changed or removed)


def test_every_published_row_is_called_by_what_it_shows(publish):
    grant = PaymentFactory(grant=GrantFactory(title="A theatre", programme=ProgrammeFactory(title="Help"))).grant
    records = (
        grant,
        PackageFactory(title="EUR 3 billion"),
        StatementFactory(wording="almost"),
        EventFactory(title="An event"),
    )
    for record in records:
        approved(record)
    publish()
    called = {str(row) for rows in current_rows() for row in rows} | {str(Release.objects.get())}
    row = PublishedGrant.objects.get()
    called |= {str(row.parts.get()), str(row.roles.get()), str(PublishedTransaction.objects.get().parts.get())}
    organisation = grant.roles.get().organisation.name
    assert called == {
        "A theatre", "Help", "EUR 3 billion", "almost", "An event", "NDICI geographic", "Disbursement 2023-05-02",
        "Release 1", "Culture", organisation,
    }  # fmt: skip
    assert str(models.PublishedDocument(title="Annex")) == "Annex"
    assert str(models.PublishedEnvelope(title="Once it is free")) == "Once it is free"
