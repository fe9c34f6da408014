"""The tests' cast: records that are complete enough to be approved, invented throughout."""

from datetime import date
from decimal import Decimal

import factory
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.utils import timezone

from funding.codelists.disclosure import ClearanceBasis, Ground, Level, Outcome
from funding.codelists.grants import AmountBasis, Reach, Scope
from funding.codelists.iati import OrganisationRole, TransactionKind
from funding.codelists.records import EventKind, SourceKind
from funding.codelists.sectors import Sector
from funding.register import models, review


class UserFactory(factory.django.DjangoModelFactory):
    """A member of staff without any permission."""

    class Meta:
        model = get_user_model()

    username = factory.Sequence(lambda n: f"user{n}")
    is_staff = True


class PublisherFactory(UserFactory):
    """A member of staff who may decide levels and publish."""

    class Meta:
        skip_postgeneration_save = True

    @factory.post_generation
    def permissions(self, create, _extracted, **_kwargs):
        """Give the permissions."""
        if create:
            may = ["submit_level", "decide_level", "decide_clearance", "publish_release"]
            self.user_permissions.set(Permission.objects.filter(codename__in=may))


class ClearanceFactory(factory.django.DjangoModelFactory):
    """Two persons' decision that an organisation may be named."""

    class Meta:
        model = models.Clearance

    basis = ClearanceBasis.CONSENT
    review_on = date(2030, 1, 1)
    outcome = Outcome.APPROVED
    submitted_by = factory.LazyFunction(lambda: somebody("proposes"))
    decided_by = factory.LazyFunction(lambda: somebody("decides"))
    decided_at = factory.LazyFunction(timezone.now)


class SourceFactory(factory.django.DjangoModelFactory):
    """An official page."""

    class Meta:
        model = models.Source

    publisher = "European Commission"
    title = factory.Sequence(lambda n: f"Page {n}")
    kind = SourceKind.OFFICIAL
    address = factory.Sequence(lambda n: f"https://example.eu/page/{n}")


class InstrumentFactory(factory.django.DjangoModelFactory):
    """The geographic part of NDICI-Global Europe."""

    class Meta:
        model = models.Instrument
        django_get_or_create = ("slug",)

    slug = "ndici-neighbourhood"
    name = "NDICI-Global Europe: Neighbourhood"
    short_name = "NDICI geographic"
    regulation = "(EU) 2021/947"
    valid_from = 2021
    valid_to = 2027


class ProgrammeFactory(factory.django.DjangoModelFactory):
    """A bilateral programme, wholly for Belarus, in scope."""

    class Meta:
        model = models.Programme

    title = factory.Sequence(lambda n: f"Programme {n}")
    reach = Reach.BILATERAL
    instrument = factory.SubFactory(InstrumentFactory)
    decided = Decimal("1000000.00")
    decided_basis = AmountBasis.STATED
    decided_on = date(2022, 12, 7)
    belarus_share = Decimal(100)
    scope = Scope.IN


class OrganisationFactory(factory.django.DjangoModelFactory):
    """An organisation with a seat in Lithuania that may be named; `cleared=False` leaves it protected."""

    class Meta:
        model = models.Organisation
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Organisation {n}")
    country = "LT"

    @factory.post_generation
    def cleared(self, create, extracted, **_kwargs):
        """Clear it."""
        if create and extracted is not False:
            self.clearance = ClearanceFactory(organisation=self)
            self.save()


class GrantFactory(factory.django.DjangoModelFactory):
    """A grant in scope with one sector and one implementer; `sectors` = {sector: share} gives it others."""

    class Meta:
        model = models.Grant
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"Grant {n}")
    programme = factory.SubFactory(ProgrammeFactory)
    signed_on = date(2023, 3, 1)
    planned_start = date(2023, 4, 1)
    planned_end = date(2024, 3, 31)
    contracted = Decimal("100000.00")
    contracted_basis = AmountBasis.STATED
    belarus_share = Decimal(100)
    scope = Scope.IN

    @factory.post_generation
    def sectors(self, create, extracted, **_kwargs):
        """Give the shares."""
        if create:
            shares = {Sector.CULTURE: 100} if extracted is None else extracted
            models.GrantSector.objects.bulk_create(
                models.GrantSector(grant=self, sector=sector, share=share) for sector, share in shares.items()
            )

    @factory.post_generation
    def implementer(self, create, extracted, **_kwargs):
        """Give the implementer."""
        if create and extracted is not False:
            organisation = extracted or OrganisationFactory()
            models.GrantRole.objects.create(
                grant=self, organisation=organisation, role=OrganisationRole.IMPLEMENTING, is_lead=True
            )


class PaymentFactory(factory.django.DjangoModelFactory):
    """A disbursement on a grant."""

    class Meta:
        model = models.Transaction

    grant = factory.SubFactory(GrantFactory)
    kind = TransactionKind.DISBURSEMENT
    date = date(2023, 5, 2)
    amount = Decimal("40000.00")


class PackageFactory(factory.django.DjangoModelFactory):
    """An announced package."""

    class Meta:
        model = models.Package

    title = factory.Sequence(lambda n: f"Package {n}")
    amount = Decimal("30000000.00")
    dated = date(2023, 12, 10)
    source = factory.SubFactory(SourceFactory)


class StatementFactory(factory.django.DjangoModelFactory):
    """A stated total."""

    class Meta:
        model = models.Statement

    wording = factory.Sequence(lambda n: f"almost EUR {n} million since 2020")
    amount = Decimal("140000000.00")
    dated = date(2023, 12, 10)
    source = factory.SubFactory(SourceFactory)


class EventFactory(factory.django.DjangoModelFactory):
    """An event of the timeline."""

    class Meta:
        model = models.Event

    title = factory.Sequence(lambda n: f"Event {n}")
    kind = EventKind.COUNCIL_CONCLUSIONS
    dated = date(2020, 10, 12)
    source = factory.SubFactory(SourceFactory)


class DocumentFactory(factory.django.DjangoModelFactory):
    """A document by link."""

    class Meta:
        model = models.Document

    title = factory.Sequence(lambda n: f"Document {n}")
    address = "https://example.eu/document.pdf"
    dated = date(2023, 12, 10)
    source = factory.SubFactory(SourceFactory)


def somebody(name):
    """Give the member of staff of this name, who may propose and decide."""
    user = get_user_model().objects.filter(username=name).first()
    return user or PublisherFactory(username=name)


def cleared(organisations):
    """Clear organisations."""
    for one in organisations:
        one.clearance = ClearanceFactory(organisation=one)
        one.save()


def submitted(record, *, level=Level.FULL, by=None):
    """Submit a record as it is now, read, on a ground where the level wants one; give the approval that waits."""
    below = {} if level == Level.FULL else {"ground": Ground.SAFETY, "review_on": date(2030, 1, 1)}
    return review.submit(record, review.Proposal(level, is_read=True, **below), actor=by or somebody("proposes"))


def approved(record, *, actor=None, level=Level.FULL):
    """Have two persons decide on a record, and on its programme where it has one; give the record."""
    actor = actor or somebody("decides")
    if isinstance(record, models.Grant) and record.programme and not record.programme.is_published:
        approved(record.programme, actor=actor)
    review.approve(submitted(record, level=level), actor=actor)
    record.refresh_from_db()
    return record
