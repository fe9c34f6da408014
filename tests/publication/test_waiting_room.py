"""Where pooled grants wait, what is sealed of them and when, and what becomes of a grant that changes afterwards."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ImproperlyConfigured, ValidationError

from funding.codelists.disclosure import Level, RowKind
from funding.codelists.iati import OrganisationRole
from funding.codelists.sectors import Sector
from funding.publication.drafting import draft
from funding.publication.models import PublishedGrant, Release
from funding.publication.waiting_room import WaitingRoom, recipient_groups
from funding.register.models import Grant, GrantRole, PoolItem, SealedPool, Sealing
from tests.factories import GrantFactory, OrganisationFactory, approved
from tests.publication.pooling import AMOUNT, ENOUGH, pooled

pytestmark = pytest.mark.django_db


def states():
    return sorted(PoolItem.objects.values_list("state", flat=True))


def pool_row():
    return PublishedGrant.objects.current().get(row_kind=RowKind.POOL)


def test_a_pooled_grant_enters_with_its_sector_year_amount_and_recipient(publish):
    grant = GrantFactory(
        sectors={Sector.CULTURE: 40, Sector.EDUCATION: 60}, belarus_share=50, contracted=Decimal("200000.02")
    )
    approved(grant, level=Level.POOLED)
    publish()
    item = PoolItem.objects.get()
    assert (item.grant, item.sector, item.year) == (grant, Sector.EDUCATION, 2023)
    assert (item.amount, item.contributor) == (Decimal("100000.01"), grant.roles.get().organisation_id)
    assert (item.is_exposed, item.is_correction, item.state, item.pool) == (False, False, "waiting", None)


def test_entering_twice_is_entering_once(publish):
    pooled(1)
    publish()
    publish()
    assert PoolItem.objects.count() == 1


def test_a_waiting_grant_follows_what_is_approved_of_it(publish):
    [grant] = pooled(1)
    publish()
    Grant.objects.filter(pk=grant.pk).update(contracted=5)
    approved(grant, level=Level.POOLED)
    publish()
    assert PoolItem.objects.get().amount == 5


def test_the_contributor_is_the_lead_recipient(publish):
    grant, lead = GrantFactory(), OrganisationFactory()
    grant.roles.update(is_lead=False)
    GrantRole.objects.create(grant=grant, organisation=lead, role=OrganisationRole.IMPLEMENTING, is_lead=True)
    approved(grant, level=Level.POOLED)
    publish()
    assert PoolItem.objects.get().contributor == lead.pk


def test_holdings_and_sponsors_make_one_group_by_its_first_organisation():
    holding, sponsor, _alone = (OrganisationFactory() for _ in range(3))
    member = OrganisationFactory(holding=holding)
    sponsored = OrganisationFactory(fiscal_sponsor=sponsor)
    both = OrganisationFactory(holding=member, fiscal_sponsor=sponsor)
    first = min(holding.pk, sponsor.pk)
    assert recipient_groups() == {one.pk: first for one in (holding, sponsor, member, sponsored, both)}


def test_a_group_counts_as_one_recipient(publish):
    holding = OrganisationFactory()
    for _ in range(2):
        approved(GrantFactory(implementer=OrganisationFactory(holding=holding)), level=Level.POOLED)
    publish()
    assert {item.contributor for item in PoolItem.objects.all()} == {holding.pk}


def test_a_recipient_that_is_gone_from_the_register_still_counts_as_itself():
    [grant] = pooled(1)
    lead = grant.approval.snapshot["roles"][0]["organisation"]
    lead["id"] = 999_999
    room = WaitingRoom()
    room.pool_grant(grant.approval)
    assert [item.contributor for item in room.items()] == [999_999]


def test_enough_grants_are_sealed_as_one_row(publish):
    pooled()
    publication = publish(seal="2025Q4")
    row = pool_row()
    assert (row.title, row.grants_count, row.contracted) == ("5 grants for culture, 2023", 5, 5 * AMOUNT)
    assert (row.contracted_whole, row.listed_count, row.listed_amount) == (5 * AMOUNT, 0, 0)
    assert (row.first_year, row.last_year, row.year) == (2023, 2023, 2023)
    assert publication.counts == {
        "PublishedGrant": (1, 0, 0),
        "PublishedProgramme": (1, 0, 0),
        "PublishedInstrument": (1, 0, 0),
    }
    pool = SealedPool.objects.get()
    assert (pool.public_id, pool.sector, pool.first_year, pool.last_year) == (row.public_id, "culture", 2023, 2023)
    assert (pool.grants_count, pool.total, pool.sealing_id) == (5, 5 * AMOUNT, "2025Q4")
    assert {item.pool for item in PoolItem.objects.all()} == {pool}
    assert states() == ["sealed"] * ENOUGH


def test_a_sealed_pool_stays_as_it_is_in_later_releases(publish):
    pooled()
    publish(seal="2025Q4")
    assert publish().release is None
    pooled(year=2024)
    publish(seal="2026Q1")
    assert SealedPool.objects.count() == 2
    assert PublishedGrant.objects.current().filter(row_kind=RowKind.POOL).count() == 2
    assert PublishedGrant.objects.filter(to_release__isnull=False).count() == 0


def test_too_few_wait_and_their_quarter_is_sealed_without_a_release(publish, staff):
    pooled(ENOUGH - 1)
    publish()
    before = Release.objects.count()
    assert publish(seal="2025Q4").release is None
    assert states() == ["waiting"] * (ENOUGH - 1)
    sealing = Sealing.objects.get()
    assert (sealing.quarter, sealing.actor) == ("2025Q4", staff)
    assert Release.objects.count() == before


def test_the_fourth_quarter_alone_mixes_sectors(publish):
    pooled(3, sector=Sector.CULTURE)
    pooled(3, sector=Sector.EDUCATION)
    publish(seal="2025Q3")
    assert states() == ["waiting"] * 6
    publish(seal="2025Q4")
    assert states() == ["sealed"] * 6
    assert pool_row().title == "6 grants in all sectors, 2023"


def test_nothing_is_sealed_without_being_asked(publish):
    pooled()
    publish()
    assert not SealedPool.objects.exists()
    assert not Sealing.objects.exists()


@pytest.mark.parametrize("text", ["2025", "2025Q5", "2025q4", "Q4"])
def test_a_quarter_is_written_as_one(text):
    with pytest.raises(ValidationError, match="A quarter is written like 2026Q4"):
        draft(seal=text)


def test_a_quarter_is_sealed_after_its_last_day():
    with pytest.raises(ValidationError, match="2026Q1 ends on 31 March 2026: its pools can be sealed after that"):
        draft(seal="2026Q1", today=date(2026, 3, 31))
    assert draft(seal="2026Q1", today=date(2026, 4, 1))


@pytest.mark.parametrize("quarter", ["2025Q2", "2025Q1", "2024Q4"])
def test_a_quarter_is_sealed_once_and_none_before_the_latest(quarter, publish):
    publish(seal="2024Q3")
    publish(seal="2025Q2")
    with pytest.raises(ValidationError, match="2025Q2 was sealed already"):
        publish(seal=quarter)
    publish(seal="2025Q3")


def test_a_draft_seals_nothing():
    pooled()
    assert [name for name, _ in draft(seal="2025Q4").rows if name == "PublishedGrant"]
    assert not Sealing.objects.exists()
    assert not PoolItem.objects.exists()


def test_a_pool_with_something_invented_says_so(publish):
    pooled(ENOUGH - 1)
    pooled(1, is_invented=True)
    pooled(year=2024)
    publish(seal="2025Q4")
    invented = dict(PublishedGrant.objects.filter(row_kind=RowKind.POOL).values_list("year", "is_invented"))
    assert invented == {2023: True, 2024: False}
    assert publish().release is None
    assert Release.objects.first().has_invented


def test_parameters_need_not_be_set_where_nothing_is_sealed(publish, settings):
    settings.POOL_PERCENT = None
    approved(GrantFactory())
    pooled(1)
    publish()
    with pytest.raises(ImproperlyConfigured):
        publish(seal="2025Q4")


def test_recipients_found_to_be_one_group_count_as_one_in_sealed_pools_too(publish):
    grants = pooled(ENOUGH + 1)
    publish(seal="2024Q4")
    first, second = (grant.roles.get().organisation for grant in grants[:2])
    first.holding = second
    first.save()
    approved(grants[-1])
    (held,) = draft().held
    assert "could be worked out" in held.reasons[0]
