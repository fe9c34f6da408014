"""Drafting: every row that a release will show, and what is held back and why."""

from datetime import date
from decimal import Decimal

import pytest

from funding.codelists.disclosure import Level, RowKind
from funding.codelists.iati import TransactionKind
from funding.publication.drafting import draft
from funding.publication.models import (
    PublishedDocument,
    PublishedEvent,
    PublishedGrant,
    PublishedOrganisation,
    PublishedProgramme,
    PublishedTransaction,
)
from funding.register.models import Organisation, PoolItem, PublicIdentity
from tests.factories import (
    DocumentFactory,
    EventFactory,
    GrantFactory,
    OrganisationFactory,
    PackageFactory,
    PaymentFactory,
    ProgrammeFactory,
    StatementFactory,
    approved,
    cleared,
)

pytestmark = pytest.mark.django_db


def protect_silently(organisation):
    """Protect an organisation by whatever way that doesn't lower what shows it."""
    Organisation.objects.filter(pk=organisation.pk).update(clearance=None)


def rows(release, model):
    return [one.row for (name, _), one in release.rows.items() if name == model]


def test_a_row_is_held_back_and_not_the_release(publish):
    held, shown = approved(GrantFactory(title="Held")), approved(GrantFactory(title="Shown"))
    protect_silently(held.roles.get().organisation)
    publication = publish()
    assert [row.title for row in PublishedGrant.objects.current()] == [shown.title]
    assert [(one.title, one.approval) for one in publication.held] == [("Held", held.approval)]
    assert "which is protected" in publication.held[0].reasons[0]


def test_what_is_held_back_is_named_by_its_title_or_wording():
    OrganisationFactory(name="Zubrava", cleared=False)
    for record in (StatementFactory(wording="Something said"), EventFactory(title="Something done")):
        approved(record)
    OrganisationFactory(name="something", cleared=False)
    assert [one.title for one in draft().held] == ["Something said", "Something done"]


def test_what_was_held_back_comes_back_under_its_ids(publish):
    grant = approved(PaymentFactory(grant=GrantFactory(title="Back")).grant)
    publish()
    before = set(PublicIdentity.objects.values_list("subject", "subject_id", "public_id"))
    organisation = grant.roles.get().organisation
    protect_silently(organisation)
    publish()
    assert not PublishedGrant.objects.current().exists()
    assert not PublishedOrganisation.objects.current().exists()
    assert not PublishedTransaction.objects.current().exists()
    cleared([organisation])
    publish()
    assert PublishedGrant.objects.current().get().title == "Back"
    assert set(PublicIdentity.objects.values_list("subject", "subject_id", "public_id")) == before


def test_a_name_that_became_protected_holds_back_the_record_that_has_it(publish):
    approved(EventFactory(title="A visit to Zubrava"))
    approved(EventFactory(title="A visit to Krynica"))
    OrganisationFactory(name="Zubrava", cleared=False)
    assert len(publish().held) == 1
    assert PublishedEvent.objects.get().title == "A visit to Krynica"


def test_a_natural_person_is_refused_from_the_day_that_it_must_be_gone():
    person = OrganisationFactory(is_natural_person=True)
    approved(GrantFactory(implementer=person, signed_on=date(2025, 3, 1)))
    assert len(rows(draft(today=date(2027, 12, 30)), "PublishedGrant")) == 1
    overdue = draft(today=date(2027, 12, 31))
    assert rows(overdue, "PublishedGrant") == []
    assert "31 December 2027" in overdue.held[0].reasons[0]


def test_a_withheld_grant_has_a_row_of_fixed_words_under_its_programme(publish):
    grant = PaymentFactory(grant=GrantFactory(title="Canary", contracted=Decimal(123_456)), description="canary").grant
    approved(DocumentFactory(grant=grant, title="Canary"))
    approved(grant, level=Level.RECIPIENT_WITHHELD)
    publication = publish()
    row = PublishedGrant.objects.get()
    assert (row.row_kind, row.title, row.contracted, row.paid) == (
        RowKind.WITHHELD,
        "Support for culture",
        125000,
        40000,
    )
    assert (row.programme, row.programme_title) == (PublishedProgramme.objects.get().public_id, grant.programme.title)
    assert (row.instrument, row.instrument_name) == ("ndici-neighbourhood", "NDICI geographic")
    assert not row.roles.exists()
    for model in (PublishedTransaction, PublishedOrganisation, PublishedDocument):
        assert not model.objects.exists()
    assert publication.held == []


def test_payments_of_a_withheld_grant_show_in_the_next_year_whenever_they_were_entered():
    grant = approved(GrantFactory(), level=Level.RECIPIENT_WITHHELD)
    PaymentFactory(grant=grant, amount=Decimal(20_000), date=date(2024, 12, 31))
    PaymentFactory(grant=grant, amount=Decimal(30_000), date=date(2025, 1, 1))
    paid = {year: rows(draft(today=date(year, 1, 1)), "PublishedGrant")[0]["paid"] for year in (2024, 2025, 2026)}
    assert paid == {2024: None, 2025: 20_000, 2026: 50_000}


def test_a_payment_to_a_protected_receiver_counts_in_a_withheld_row():
    grant = approved(GrantFactory(), level=Level.RECIPIENT_WITHHELD)
    PaymentFactory(grant=grant, receiver=OrganisationFactory(cleared=False))
    assert rows(draft(), "PublishedGrant")[0]["paid"] == 40_000


def test_a_withheld_grant_keeps_to_itself_which_programme_is_not_public():
    grant = approved(GrantFactory(), level=Level.RECIPIENT_WITHHELD)
    type(grant.programme).objects.update(level=Level.NOT_PUBLISHED, approval=None)
    assert rows(draft(), "PublishedGrant")[0]["programme_title"] == ""


def test_a_pooled_grant_has_no_row(publish):
    approved(GrantFactory(title="Canary"), level=Level.POOLED)
    publish()
    assert not PublishedGrant.objects.exists()
    assert PoolItem.objects.get().state == "waiting"


def receivers_of(release):
    return sorted(one["receiver"] for one in rows(release, "PublishedTransaction"))


def test_a_new_payment_needs_no_decision_if_its_receiver_may_be_named():
    grant = approved(PaymentFactory(grant=GrantFactory(), description="Read by two").grant)
    PaymentFactory(grant=grant, description="Read by nobody", receiver=None)
    PaymentFactory(grant=grant, description="Read by nobody", receiver=OrganisationFactory(name="Cleared"))
    PaymentFactory(grant=grant, receiver=OrganisationFactory(name="Protected", cleared=False))
    PaymentFactory(grant=grant, receiver=OrganisationFactory(name="Person", is_natural_person=True))
    PaymentFactory(grant=grant, receiver=OrganisationFactory(name="Named after one", is_named_after_person=True))
    release = draft()
    assert release.held == []
    assert receivers_of(release) == ["", "", "Cleared"]
    assert sorted(one["description"] for one in rows(release, "PublishedTransaction")) == ["", "", "Read by two"]
    assert rows(release, "PublishedGrant")[0]["paid"] == 120_000
    assert "Cleared" in {one["name"] for one in rows(release, "PublishedOrganisation")}


def test_a_payment_that_was_approved_and_changed_since_stays_as_approved():
    payment = PaymentFactory(description="As approved", amount=Decimal(5))
    approved(payment.grant)
    payment.description, payment.amount = "Changed", Decimal(6)
    payment.save()
    shown = rows(draft(), "PublishedTransaction")
    assert [(one["description"], one["amount"]) for one in shown] == [("As approved", 5)]


@pytest.mark.parametrize("kind", [TransactionKind.COMMITMENT, TransactionKind.INCOMING_FUNDS])
def test_other_new_transactions_wait_for_a_decision(kind):
    grant = approved(GrantFactory())
    PaymentFactory(grant=grant, kind=kind)
    assert rows(draft(), "PublishedTransaction") == []


def test_a_programme_keeps_its_place_without_payments_to_who_may_not_be_named():
    programme = ProgrammeFactory()
    for receiver in (
        None,
        OrganisationFactory(name="Cleared"),
        OrganisationFactory(name="Protected", cleared=False),
        OrganisationFactory(name="Person", is_natural_person=True),
    ):
        PaymentFactory(grant=None, programme=programme, receiver=receiver)
    approved(programme)
    release = draft()
    assert release.held == []
    assert receivers_of(release) == ["", "Cleared"]
    assert [one["name"] for one in rows(release, "PublishedOrganisation")] == ["Cleared"]


def test_a_new_transaction_of_a_programme_waits_for_a_decision():
    programme = approved(ProgrammeFactory())
    PaymentFactory(grant=None, programme=programme)
    assert rows(draft(), "PublishedTransaction") == []


@pytest.mark.parametrize(
    ("level", "is_shown"), [(Level.FULL, True), (Level.RECIPIENT_WITHHELD, False), (Level.POOLED, False)]
)
def test_a_document_is_shown_with_a_grant_that_is_shown_in_full(level, is_shown):
    grant = approved(GrantFactory(), level=level)
    approved(DocumentFactory(grant=grant))
    release = draft()
    assert bool(rows(release, "PublishedDocument")) is is_shown
    assert release.held == []


def test_a_document_of_a_programme_is_shown_with_it_and_points_to_it():
    programme = approved(ProgrammeFactory(title="Help"))
    approved(DocumentFactory(programme=programme))
    approved(DocumentFactory(programme=ProgrammeFactory()))
    approved(DocumentFactory())
    assert sorted(one["programme"] for one in rows(draft(), "PublishedDocument")) == ["", "help"]


def test_a_document_of_a_grant_and_a_programme_needs_both():
    grant = approved(GrantFactory())
    approved(DocumentFactory(grant=grant, programme=ProgrammeFactory()))
    assert rows(draft(), "PublishedDocument") == []


def test_a_document_of_a_grant_that_is_held_back_is_left_out_without_a_word():
    grant = approved(GrantFactory(title="Held"))
    approved(DocumentFactory(grant=grant))
    protect_silently(grant.roles.get().organisation)
    release = draft()
    assert rows(release, "PublishedDocument") == []
    assert [one.title for one in release.held] == ["Held"]


def test_instruments_of_everything_published_are_published():
    grant, package = approved(GrantFactory(programme=None)), approved(PackageFactory(instrument=None))
    assert rows(draft(), "PublishedInstrument") == []
    instrument = ProgrammeFactory().instrument
    for record in (grant, package):
        record.instrument = instrument
        record.save()
        approved(record)
        assert [one["public_id"] for one in rows(draft(), "PublishedInstrument")] == ["ndici-neighbourhood"]


def test_a_record_that_was_not_approved_is_in_no_draft():
    for factory in (GrantFactory, ProgrammeFactory, PackageFactory, StatementFactory, EventFactory, DocumentFactory):
        factory()
    assert draft().rows == {}
    assert draft().approvals == {}
