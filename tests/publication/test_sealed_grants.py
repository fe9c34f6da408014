"""What becomes of a grant of a sealed pool: corrected, listed where the rest stays safe, lowered, gone."""

from datetime import date

import pytest

from funding.codelists.disclosure import Ground, Level, RowKind
from funding.publication import pools
from funding.publication.models import PublishedGrant
from funding.publication.waiting_room import WaitingRoom
from funding.publication.withdrawing import Lowering, lower
from funding.register.models import Grant, PoolItem, SealedPool
from tests.factories import GrantFactory, OrganisationFactory, approved
from tests.publication.pooling import AMOUNT, ENOUGH, pooled

pytestmark = pytest.mark.django_db

POOL = Lowering("A threat", Level.POOLED, Ground.SAFETY, date(2030, 1, 1))


def states():
    return sorted(PoolItem.objects.values_list("state", flat=True))


def pool_row():
    return PublishedGrant.objects.current().get(row_kind=RowKind.POOL)


def test_a_change_of_amount_after_sealing_waits_as_a_correction_and_the_pool_stays(publish):
    grant = pooled()[0]
    publish(seal="2025Q4")
    Grant.objects.filter(pk=grant.pk).update(contracted=AMOUNT - 1, signed_on=date(2022, 1, 1))
    approved(grant, level=Level.POOLED)
    publish()
    correction = PoolItem.objects.get(state="waiting")
    assert (correction.grant, correction.amount, correction.is_correction) == (grant, -1, True)
    assert (correction.year, correction.pool) == (2023, None)
    assert pool_row().contracted == 5 * AMOUNT


def test_a_sealed_grant_whose_recipient_joined_a_group_keeps_its_place(publish):
    grant = pooled()[0]
    publish(seal="2025Q4")
    holding = OrganisationFactory()
    grant.roles.get().organisation.members.add(holding)
    organisation = grant.roles.get().organisation
    organisation.holding = OrganisationFactory()
    organisation.save()
    publish()
    assert states() == ["sealed"] * ENOUGH


def raised(grant, level=Level.FULL):
    return approved(Grant.objects.get(pk=grant.pk), level=level)


def test_a_pooled_grant_is_listed_where_the_rest_stays_safe(publish):
    grants = pooled(ENOUGH + 1)
    publish(seal="2025Q4")
    raised(grants[0])
    assert publish().held == []
    row = pool_row()
    assert (row.grants_count, row.contracted, row.contracted_whole) == (5, 5 * AMOUNT, 6 * AMOUNT)
    assert (row.listed_count, row.listed_amount, row.title) == (1, AMOUNT, "6 grants for culture, 2023")
    assert PublishedGrant.objects.current().get(row_kind=RowKind.NAMED).title == grants[0].title
    assert states() == ["listed", *["sealed"] * ENOUGH]
    assert PoolItem.objects.get(state="listed").pool == SealedPool.objects.get()


def test_a_pooled_grant_stays_where_the_rest_could_be_worked_out(publish):
    grants = pooled()
    publish(seal="2025Q4")
    raised(grants[0])
    held = publish().held
    assert [one.reasons for one in held] == [
        ["It lies in a sealed pool whose other grants could be worked out without it: it stays there."]
    ]
    assert states() == ["sealed"] * ENOUGH
    assert pool_row().grants_count == 5


def test_of_several_in_one_release_only_so_many_are_listed_that_the_rest_stays_safe(publish):
    grants = pooled(ENOUGH + 2)
    publish(seal="2025Q4")
    for one in reversed(grants):
        raised(one)
    held = {one.approval.subject_id for one in publish().held}
    assert held == {one.pk for one in grants[:ENOUGH]}  # who was decided on first is listed first
    assert (pool_row().listed_count, pool_row().grants_count) == (2, ENOUGH)
    assert states() == ["listed"] * 2 + ["sealed"] * ENOUGH


def test_a_grant_in_two_pools_needs_the_consent_of_both(publish):
    grants = pooled(ENOUGH + 1)
    publish(seal="2024Q4")
    for one in grants[:ENOUGH]:
        Grant.objects.filter(pk=one.pk).update(contracted=AMOUNT + 10_000)
        approved(one, level=Level.POOLED)
    pooled(ENOUGH, year=2023)
    publish(seal="2025Q4")
    assert PoolItem.objects.filter(is_correction=True, state="sealed").count() == ENOUGH
    own = [item for item in WaitingRoom().items() if item.grant == grants[0].pk]
    assert len({item.pool for item in own}) == 2
    approval = raised(grants[0]).approval
    assert WaitingRoom().obstacles(approval) == []


def test_one_pool_that_would_be_unsafe_is_enough_to_refuse(publish, monkeypatch):
    grants = pooled(ENOUGH + 1)
    publish(seal="2024Q4")
    Grant.objects.filter(pk=grants[0].pk).update(contracted=AMOUNT + 10_000)
    approved(grants[0], level=Level.POOLED)
    pooled(ENOUGH, year=2023)
    publish(seal="2025Q4")
    room = WaitingRoom()
    second = max(item.pool for item in room.items() if item.grant == grants[0].pk)
    asked = []

    def may_be_listed(items, grant, _parameters):
        asked.append((grant, {item.pool for item in items}))
        return second not in {item.pool for item in items}

    monkeypatch.setattr(pools, "may_be_listed", may_be_listed)
    approval = raised(grants[0]).approval
    assert len(room.obstacles(approval)) == 1
    assert {grant for grant, _ in asked} == {grants[0].pk}
    assert all(len(together) == 1 for _, together in asked)


def test_a_sealed_grant_is_never_withheld_for_its_exact_amount_would_show(publish):
    grants = pooled(ENOUGH + 1)
    publish(seal="2025Q4")
    raised(grants[0], level=Level.RECIPIENT_WITHHELD)
    assert [one.reasons for one in publish().held] == [
        ["It lies in a sealed pool, which would show its exact amount as gone: it can only be named in full."]
    ]
    assert not PublishedGrant.objects.filter(row_kind=RowKind.WITHHELD).exists()


def test_a_waiting_grant_may_be_withheld_or_named_and_waits_no_more(publish):
    first, second = pooled(2)
    publish()
    raised(first, level=Level.RECIPIENT_WITHHELD)
    raised(second)
    assert publish().held == []
    assert states() == ["gone", "gone"]
    assert PublishedGrant.objects.count() == 2


def test_a_waiting_grant_that_is_raised_and_held_back_waits_no_more(publish):
    [grant] = pooled(1)
    publish()
    organisation = raised(grant).roles.get().organisation
    organisation.clearance = None
    organisation.save()
    assert len(publish().held) == 1
    assert states() == ["gone"]


def test_a_listed_grant_that_is_pooled_again_is_exposed(publish, staff):
    grants = pooled(ENOUGH + 1)
    publish(seal="2025Q4")
    raised(grants[0])
    publish()
    lower([Grant.objects.get(pk=grants[0].pk)], POOL, actor=staff)
    assert PoolItem.objects.get(state="waiting").is_exposed
    assert pool_row().listed_count == 1


def test_an_exposed_grant_joins_a_pool_and_gives_no_cover(publish, staff):
    exposed = approved(GrantFactory(signed_on=date(2023, 3, 1), contracted=AMOUNT))
    publish()
    lower([exposed], POOL, actor=staff)
    pooled(ENOUGH - 1)
    publish(seal="2024Q4")
    assert states() == ["waiting"] * ENOUGH
    pooled(1)
    publish(seal="2025Q4")
    assert states() == ["sealed"] * (ENOUGH + 1)
    assert pool_row().grants_count == ENOUGH + 1


def test_a_grant_that_is_not_exposed_any_more_by_its_level_is_no_exposed_item(publish):
    Grant.objects.filter(pk=pooled(1)[0].pk).update(shown_as=Level.POOLED)
    publish()
    assert not PoolItem.objects.get().is_exposed


def test_a_sealed_grant_that_leaves_keeps_its_place_in_the_sealed_figure(publish, staff):
    grants = pooled()
    publish(seal="2025Q4")
    assert lower([grants[0]], Lowering("A threat"), actor=staff).release is None
    assert states() == ["sealed"] * ENOUGH
    assert publish().release is None
    assert pool_row().contracted == 5 * AMOUNT


def test_what_is_pooled_again_has_no_obstacle_in_its_own_pool(publish):
    grant = pooled()[0]
    publish(seal="2025Q4")
    assert WaitingRoom().obstacles(grant.approval) == []
    assert WaitingRoom().obstacles(approved(GrantFactory()).approval) == []
