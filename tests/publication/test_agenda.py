"""What a draft looks at: what was touched since the last one, or everything where that may not be enough."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from funding.codelists.disclosure import Level
from funding.codelists.iati import OrganisationRole
from funding.publication import agenda
from funding.publication.drafting import draft
from funding.publication.models import PublishedGrant, PublishedOrganisation, PublishedTransaction
from funding.publication.next_draft import next_draft
from funding.publication.publisher import rehearse
from funding.publication.undoing import undo
from funding.register.history import register_models
from funding.register.marking import MARKS
from funding.register.models import (
    ClearedHit,
    Grant,
    LastDraft,
    Organisation,
    PublicationRun,
    PublicList,
    Touched,
    Transaction,
)
from tests.factories import (
    DocumentFactory,
    EventFactory,
    GrantFactory,
    OrganisationFactory,
    PackageFactory,
    PaymentFactory,
    approved,
    cleared,
)
from tests.publication.pooling import pooled

pytestmark = pytest.mark.django_db


def scope(**options):
    return next_draft(**options)[0].scope


@pytest.fixture
def grants(publish):
    """Publish three grants."""
    made = [approved(GrantFactory(title=f"Grant {number}")) for number in range(3)]
    publish()
    return made


def test_the_first_draft_is_of_everything(publish):
    assert scope() is None
    publish()
    assert scope() is not None


def test_what_was_decided_on_is_drafted_alone(grants, publish):
    approved(grants[1])
    assert scope().grants == {grants[1].pk}
    publish()
    assert scope().grants == set()


def test_a_payment_is_enough(grants, publish):
    PaymentFactory(grant=grants[0])
    assert scope().grants == {grants[0].pk}
    assert publish().counts == {"PublishedGrant": (0, 1, 0), "PublishedTransaction": (1, 0, 0)}


def test_grants_between_which_a_payment_was_moved_are_drafted_together(grants, publish):
    payment = PaymentFactory(grant=grants[0])
    approved(grants[0])
    publish()
    Transaction.objects.filter(pk=payment.pk).update(grant=grants[1])
    publish()
    approved(grants[0])
    assert scope().grants == {grants[0].pk, grants[1].pk}
    publish()
    assert PublishedTransaction.objects.current().get().title == "Grant 1"


def test_whoever_ever_named_an_organisation_is_drafted_when_it_changes(grants):
    organisation = grants[2].roles.get().organisation
    organisation.roles.all().delete()
    Touched.objects.all().delete()
    Organisation.objects.filter(pk=organisation.pk).update(clearance=None, notes="Protected")
    cleared([organisation])
    assert scope().grants == {grants[2].pk}


def test_an_organisation_that_a_programme_paid_changes_everything(publish):
    programme = GrantFactory().programme
    payment = PaymentFactory(grant=None, programme=programme, receiver=OrganisationFactory())
    approved(programme)
    publish()
    Organisation.objects.filter(pk=payment.receiver_id).update(notes="Changed")
    assert scope() is None


def test_a_payment_that_a_programme_ever_had_too_has_everything_drafted(grants):
    payment = PaymentFactory(grant=grants[0])
    Transaction.objects.filter(pk=payment.pk).update(grant=None, programme=grants[0].programme)
    assert scope() is None


def test_everything_is_drafted_where_who_names_an_organisation_later_can_not_be_drafted_alone(grants, publish):
    organisation = grants[0].roles.get().organisation
    later = approved(GrantFactory(implementer=organisation))
    payment = PaymentFactory(grant=later)
    Transaction.objects.filter(pk=payment.pk).update(grant=None, programme=later.programme)
    publish()
    PaymentFactory(grant=grants[0])
    assert scope() is None


@pytest.mark.parametrize(
    "change",
    [
        lambda: OrganisationFactory(cleared=False),
        lambda: approved(EventFactory()),
        lambda: approved(GrantFactory(contract_number="NDICI/2023/1-1"), level=Level.POOLED),
        lambda: PublicList.objects.create(title="List", digest="1"),
        lambda: OrganisationFactory(holding=OrganisationFactory()),
        agenda.touch_everything,
    ],
)
def test_what_others_are_measured_by_changes_everything(grants, change):  # noqa: ARG001 -- something is public
    change()
    assert scope() is None


def test_a_quarter_to_be_sealed_and_a_wish_are_of_everything(grants):  # noqa: ARG001 -- something is public
    assert scope() is not None
    assert scope(seal="2025Q4") is None
    assert scope(anew=True) is None


def test_after_undoing_everything_is_drafted(grants, publish, staff):
    approved(GrantFactory(title="A mistake", programme=grants[0].programme))
    publish()
    assert scope() is not None
    undo(run=PublicationRun.objects.first(), reason="A mistake", actor=staff)
    assert scope() is None
    publish()
    assert PublishedGrant.objects.current().count() == len(grants)


def test_another_program_drafts_everything(grants, monkeypatch):  # noqa: ARG001 -- something is public
    monkeypatch.setattr(agenda, "RULES", "another")
    assert scope() is None


@pytest.mark.parametrize(
    ("last", "today", "is_everything"),
    [
        (date(2026, 1, 1), date(2026, 12, 30), False),
        (date(2026, 12, 30), date(2026, 12, 31), True),  # persons leave
        (date(2026, 12, 31), date(2027, 1, 1), True),  # another year's payments count
    ],
)
def test_a_day_on_which_verdicts_change_drafts_everything(grants, last, today, is_everything):  # noqa: ARG001 -- the same
    LastDraft.objects.update(drafted_on=last)
    assert (scope(today=today) is None) == is_everything


def test_what_is_held_back_is_looked_at_until_it_is_shown(grants, publish):
    organisation = OrganisationFactory(name="Zubrava")
    held = approved(GrantFactory(implementer=organisation))
    Organisation.objects.filter(pk=organisation.pk).update(clearance=None)
    for _ in range(2):
        assert [one.approval for one in publish().held] == [held.approval]
    assert scope().grants == {held.pk}
    cleared([organisation])
    assert publish().held == []
    assert scope().grants == set()
    assert grants


def test_an_announcement_that_is_held_back_makes_no_draft_of_everything_until_it_may_be_shown(grants, publish):
    approved(EventFactory(title="With Zubrava"))
    protected = OrganisationFactory(name="Zubrava", cleared=False)
    for _ in range(2):
        assert [one.title for one in publish().held] == ["With Zubrava"]
    assert scope() is not None
    cleared([protected])
    assert scope() is None
    publish()

    assert grants


def test_a_payment_that_may_come_later_is_looked_at_again(grants, publish):
    receiver, namesake = OrganisationFactory(name="Zubrava"), OrganisationFactory(name="Zubrava", cleared=False)
    PaymentFactory(grant=grants[0], receiver=receiver)
    publish()
    assert not PublishedTransaction.objects.exists()
    Touched.objects.filter(is_kept=False).delete()
    namesake.clearances.all().delete()
    namesake.delete()
    publish()
    assert PublishedTransaction.objects.current().get().receiver == "Zubrava"


def test_a_rehearsal_takes_no_mark(grants, staff, publish):
    approved(grants[0])
    PaymentFactory(grant=grants[0])
    said = rehearse(actor=staff)
    assert said.counts == publish().counts != {}


def test_a_publication_that_is_refused_takes_no_mark(grants, publish):
    PaymentFactory(grant=grants[0])
    with pytest.raises(Exception, match="look again"):
        publish(agreed="something else")
    assert scope().grants == {grants[0].pk}


def test_an_organisation_is_as_the_latest_approved_grant_names_it(grants, publish):
    organisation = grants[0].roles.get().organisation
    second = approved(GrantFactory(implementer=organisation))
    publish()
    Organisation.objects.filter(pk=organisation.pk).update(name="Renamed")
    PaymentFactory(grant=grants[0])
    publish()
    assert PublishedOrganisation.objects.current().filter(name="Renamed").count() == 0
    approved(grants[0])
    publish()
    assert PublishedOrganisation.objects.current().filter(name="Renamed").count() == 1
    approved(second)
    assert scope() is not None


def test_documents_of_grants_are_drafted_with_them(grants, publish):
    approved(DocumentFactory(grant=grants[0]))
    document = scope().documents
    publish()
    PaymentFactory(grant=grants[0])
    assert scope().documents == document != set()


def test_all_that_a_draft_reads_of_the_register_is_marked_or_read_whole(publish):
    """A draft of everything says which tables it asks: none of them may be one whose changes touch nothing."""
    receiver, third = OrganisationFactory(), OrganisationFactory()
    grant = approved(GrantFactory(contract_number="NDICI/2023/1-1"))
    grant.roles.create(organisation=third, role=OrganisationRole.SUPPORTED_THIRD_PARTY)
    approved(grant)
    PaymentFactory(grant=grant, receiver=receiver)
    approved(GrantFactory(), level=Level.RECIPIENT_WITHHELD)
    approved(PackageFactory())
    approved(DocumentFactory(grant=grant))
    pooled()
    publish(seal="2025Q4")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        draft()
    read = {name for query in asked for name in re.findall(r'"(register_\w+)"', query["sql"])}
    names = {model._meta.db_table: model.__name__ for model in register_models()}
    whole = {"PoolItem", "SealedPool", "PublicIdentity"}
    terms = {"SourceReference"}  # compared term by term
    assert {names[table] for table in read} <= MARKS.keys() | whole | terms
    assert {"Transaction", "GrantRole", "PublicListEntry", "Organisation", "Grant"} <= {names[one] for one in read}
    assert not ClearedHit.objects.exists()


def test_terms_are_kept_by_their_hashes_alone(publish):
    OrganisationFactory(name="Zubrava", cleared=False)
    publish()
    (last,) = LastDraft.objects.all()
    assert last.terms
    assert "Zubrava" not in str(last.terms)
    assert not PublishedGrant.objects.exists()
    assert not Grant.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_is_committed_while_a_release_is_made_is_left_to_the_next_one(publish):
    grant = approved(GrantFactory())
    publish()
    later = connection.copy()
    later.set_autocommit(False)
    try:
        with later.cursor() as cursor:
            cursor.execute(
                "UPDATE register_grant SET level = 'not_published', approval_id = NULL WHERE id = %s", [grant.pk]
            )
            assert publish().counts == {}
        later.commit()
    finally:
        later.close()
    assert publish().counts["PublishedGrant"] == (0, 0, 1)
