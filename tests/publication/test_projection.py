"""What the public rows say: parts, unknowns, years, and never a withheld field."""

from datetime import date
from decimal import Decimal

import pytest

from funding.codelists.grants import YearBasis
from funding.codelists.iati import TransactionKind
from funding.codelists.records import SourceKind
from funding.codelists.sectors import Sector
from funding.publication import models as published
from funding.register.models import Amendment, Envelope, EnvelopePart, SourceReference
from tests.factories import (
    GrantFactory,
    OrganisationFactory,
    PackageFactory,
    PaymentFactory,
    ProgrammeFactory,
    SourceFactory,
    approved,
)

pytestmark = pytest.mark.django_db


def row_of(grant, publish):
    approved(grant)
    publish()
    return published.PublishedGrant.objects.current().get()


def test_a_regional_grant_counts_with_belarus_part_only(publish):
    grant = GrantFactory(belarus_share=Decimal("12.5"), contracted=Decimal("1000.01"))
    PaymentFactory(grant=grant, amount=Decimal("100.00"))
    row = row_of(grant, publish)
    assert (row.contracted_whole, row.contracted) == (Decimal("1000.01"), Decimal("125.00"))
    assert (row.paid_whole, row.paid) == (Decimal("100.00"), Decimal("12.50"))


def test_where_the_share_is_unknown_only_the_whole_is_known(publish):
    grant = GrantFactory(belarus_share=None)
    PaymentFactory(grant=grant)
    row = row_of(grant, publish)
    assert (row.contracted, row.paid) == (None, None)
    assert (row.contracted_whole, row.paid_whole) == (Decimal("100000.00"), Decimal("40000.00"))
    totals = published.PublishedGrant.objects.current().with_amounts_in([]).totals()
    assert (totals.contracted, totals.without_share, totals.without_share_whole) == (
        0,
        1,
        Decimal("100000.00"),
    )


def test_amendments_change_the_amount_and_the_end(publish):
    grant = GrantFactory()
    Amendment.objects.create(
        grant=grant,
        number=1,
        signed_on=date(2023, 9, 1),
        amount_change=Decimal(-1),
        new_end=date(2025, 1, 31),
    )
    row = row_of(grant, publish)
    assert (row.contracted, row.ends_on) == (Decimal("99999.00"), date(2025, 1, 31))


def test_only_disbursements_and_expenditure_are_paid(publish):
    grant = GrantFactory()
    for kind in TransactionKind.values:
        PaymentFactory(grant=grant, kind=kind, amount=Decimal(10) ** int(kind) if int(kind) < 5 else Decimal(7))
    assert row_of(grant, publish).paid == Decimal(1000) + Decimal(10000)


def test_nothing_paid_is_unknown_and_not_zero(publish):
    assert row_of(GrantFactory(), publish).paid is None


def test_another_currency_is_unknown_in_euro(publish):
    row = row_of(GrantFactory(currency="USD"), publish)
    assert (row.contracted, row.contracted_whole) == (None, None)


def test_the_year_is_that_of_signature_else_of_the_first_commitment(publish):
    grant = GrantFactory(signed_on=None)
    PaymentFactory(grant=grant, kind=TransactionKind.COMMITMENT, date=date(2021, 2, 3))
    row = row_of(grant, publish)
    assert (row.year, row.year_basis) == (2021, YearBasis.FIRST_COMMITMENT)


def test_a_programme_that_is_not_published_is_not_named(publish):
    grant = GrantFactory()
    approved(grant)
    programme = grant.programme
    type(programme).objects.filter(pk=programme.pk).update(level="not_published", approval=None)
    publish()
    assert published.PublishedGrant.objects.get().programme_title == ""


def test_parts_of_thirds_add_up_to_the_cent(publish):
    thirds = dict(zip(list(Sector)[:3], ["33.3334", "33.3333", "33.3333"], strict=True))
    row = row_of(GrantFactory(sectors=thirds, contracted=Decimal("100.00")), publish)
    assert sum(part.contracted for part in row.parts.all()) == Decimal("100.00")


def test_the_source_is_shown_and_an_unsafe_one_is_marked(publish):
    grant = GrantFactory()
    source = SourceFactory(kind=SourceKind.MIRROR, address="https://charter97.org/en/news/1")
    SourceReference.objects.create(grant=grant, source=source, identifier="X-1")
    row = row_of(grant, publish)
    assert (row.source_identifier, row.source_kind) == ("X-1", "mirror")
    assert row.source_is_link_unsafe


def test_a_package_inside_another_adds_nothing(publish):
    whole = approved(PackageFactory(amount=Decimal(53)))
    approved(PackageFactory(amount=Decimal(24), part_of=whole))
    publish()
    assert published.PublishedPackage.objects.all().announced() == Decimal(53)


@pytest.mark.parametrize("middle_is_public", [True, False])
def test_a_package_inside_a_package_inside_another_adds_nothing(publish, middle_is_public):
    whole = PackageFactory(amount=Decimal(100))
    middle = PackageFactory(amount=Decimal(60), part_of=whole)
    for package in (PackageFactory(amount=Decimal(30), part_of=middle), *([middle] if middle_is_public else []), whole):
        approved(package)
    publish()
    assert published.PublishedPackage.objects.all().announced() == Decimal(100)


def test_a_programme_without_a_share_stands_apart_in_the_decided_total(publish):
    approved(ProgrammeFactory(belarus_share=None, decided=Decimal(500)))
    approved(ProgrammeFactory(decided=Decimal(300)))
    publish()
    totals = published.PublishedProgramme.objects.current().totals()
    assert (totals.decided, totals.without_share_whole) == (Decimal(300), Decimal(500))


def test_an_envelope_lists_its_parts_as_they_were_worded(publish):
    envelope = Envelope.objects.create(
        title="Once it is free",
        condition="A free vote",
        amount=Decimal(3_000_000_000),
        dated=date(2021, 5, 28),
        source=SourceFactory(),
    )
    for wording in ("for students", "for hospitals"):
        EnvelopePart.objects.create(envelope=envelope, wording=wording)
    approved(envelope)
    publish()
    row = published.PublishedEnvelope.objects.get()
    assert (row.title, row.condition, row.amount) == ("Once it is free", "A free vote", 3_000_000_000)
    assert row.parts == ["for students", "for hospitals"]


@pytest.mark.parametrize("passes", [True, False, None])
def test_whether_a_recipient_passes_money_on_is_public(passes, publish):
    assert row_of(GrantFactory(passes_money_on=passes), publish).passes_money_on is passes


def test_the_receiver_of_a_programmes_payment_has_a_page(publish):
    receiver = OrganisationFactory()
    approved(PaymentFactory(grant=None, programme=ProgrammeFactory(), receiver=receiver).programme)
    publish()
    assert (
        published.PublishedOrganisation.objects.get().public_id
        == published.PublishedTransaction.objects.get().receiver_id
    )
