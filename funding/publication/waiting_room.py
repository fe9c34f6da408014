"""The private side of sealed pools: items that wait, and what was sealed; kept in memory until the release is made.

The rules are those of `pools`; here register and rules meet: which grants are pooled, who their recipients are.
"""

from dataclasses import replace
from datetime import date
from functools import cached_property

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import Q

from funding.codelists.disclosure import Level
from funding.periods import Quarter
from funding.publication import identities, pools
from funding.publication.parameters import pool_parameters
from funding.publication.pools import Item, Label, State
from funding.publication.projection import PoolFacts, pooled_facts
from funding.register import facts
from funding.register.models import Approval, Grant, Organisation, PoolItem, SealedPool, Sealing


class WaitingRoom:
    """All items by grant, as they are stored and as the next release would leave them."""

    def __init__(self) -> None:
        """Read the items and the pools."""
        self._items: dict[int, list[Item]] = {}
        for row in PoolItem.objects.all():
            self._items.setdefault(row.grant_id, []).append(_item(row))
        self._before = self._items
        self._pools = {pool.pk: pool for pool in SealedPool.objects.all()}
        self._new: list[tuple[SealedPool, list[Item]]] = []
        self._quarter: Quarter | None = None
        self._groups = recipient_groups()
        # Whoever turned out to be of one group counts as one from now on, in pools sealed before too.
        self._items = {grant: [self._regrouped(item) for item in items] for grant, items in self._before.items()}
        self._invented = set(
            Grant.objects.filter(is_invented=True, pk__in=PoolItem.objects.values("grant")).values_list("pk", flat=True)
        )

    @cached_property
    def _exposed(self) -> set[int]:
        # Read from the record: its snapshot is older than its publication.
        exposed = Grant.objects.filter(shown_as__in=_ROWS, level=Level.POOLED)
        return set(exposed.values_list("pk", flat=True))

    @cached_property
    def parameters(self) -> pools.Parameters:
        """The rules' parameters; they need not be set where nothing is pooled."""
        return pool_parameters()

    def _regrouped(self, item: Item) -> Item:
        return replace(item, contributor=self._groups.get(item.contributor, item.contributor))

    def items(self) -> list[Item]:
        """Give all items."""
        return [item for items in self._items.values() for item in items]

    def obstacles(self, approval: Approval) -> list[str]:
        """Say what keeps a grant that lies in a sealed pool from a row of its own; for staff alone."""
        own = [one for one in self._items.get(approval.subject_id, ()) if one.state is State.SEALED]
        if not own or approval.level == Level.POOLED:
            return []
        if approval.level == Level.RECIPIENT_WITHHELD:
            return [
                "It lies in a sealed pool, which would show its exact amount as gone: it can only be named in full."
            ]
        pools_of_it = {one.pool for one in own}
        together = [[one for one in self.items() if one.pool == pool] for pool in pools_of_it]
        if all(pools.may_be_listed(items, approval.subject_id, self.parameters) for items in together):
            return []
        return ["It lies in a sealed pool whose other grants could be worked out without it: it stays there."]

    def pool_grant(self, approval: Approval) -> None:
        """Have a grant wait as it was approved, or a change of its amount if it is sealed already."""
        fact, key = pooled_facts(approval.snapshot), approval.subject_id
        lead = facts.lead_of(approval.snapshot)
        wanted = pools.Pooled(
            grant=key,
            contributor=self._groups.get(lead or 0, lead or 0),
            sector=fact.sector,
            year=fact.year,
            amount=fact.amount,
            is_exposed=key in self._exposed,
        )
        self._items[key] = pools.settle(self._items.get(key, []), wanted)
        if approval.snapshot["record"]["is_invented"]:
            self._invented.add(key)

    def list_grant(self, approval: Approval) -> None:
        """Take a grant that has a row of its own by now out of the count of its pool."""
        if items := self._items.get(approval.subject_id):
            self._items[approval.subject_id] = pools.settle(items, pools.Listed())

    def leave(self, grant: int) -> None:
        """Have a grant that isn't published any more leave the waiting room; what is sealed stays."""
        if items := self._items.get(grant):
            self._items[grant] = pools.settle(items, None)

    def seal(self, quarter: str, *, today: date) -> None:
        """Seal what can be sealed at the end of a quarter such as 2026Q4; the fourth is the yearly one.

        Raises:
            ValidationError: there is no such quarter, it isn't over, or it or a later one was sealed.

        """
        self._quarter = _sealable(quarter, today=today)
        for label, items in pools.seal(self.items(), self.parameters, quarter=self._quarter):
            self._new.append((_pool_of(label, items), items))

    def newly_sealed(self) -> set[int]:
        """Give the grants whose waiting items the next release seals."""
        return {item.grant for _, items in self._new for item in items}

    def pool_facts(self) -> list[PoolFacts]:
        """Give the pools of earlier releases with what of them is listed by now."""
        by_pool: dict[int, list[Item]] = {}
        for item in self.items():
            if item.pool is not None:
                by_pool.setdefault(item.pool, []).append(item)
        return [self._facts(pool, by_pool.get(key, [])) for key, pool in self._pools.items()]

    def new_pool_facts(self) -> list[PoolFacts]:
        """Give the pools that the next release seals."""
        return [self._facts(pool, items) for pool, items in self._new]

    def _facts(self, pool: SealedPool, items: list[Item]) -> PoolFacts:
        now = pools.figures(items)
        return PoolFacts(
            public_id=pool.public_id,
            sector=pool.sector,
            first_year=pool.first_year,
            last_year=pool.last_year,
            grants_count=pool.grants_count,
            total=pool.total,
            listed_count=now.listed_count,
            listed_amount=now.listed_amount,
            is_invented=any(one.grant in self._invented for one in items),
        )

    def save(self, *, actor: User) -> None:
        """Store what changed; sealing a quarter is noted even if nothing could be sealed."""
        for grant, items in self._items.items():
            for item in items:
                if item not in self._before.get(grant, []):
                    _store(item)
        if not self._quarter:
            return
        sealing = Sealing.objects.create(quarter=str(self._quarter), actor=actor)
        for pool, items in self._new:
            pool.sealing = sealing
            pool.save()
            sealed = {one.grant for one in items}
            PoolItem.objects.filter(state=State.WAITING, grant__in=sealed).update(state=State.SEALED, pool=pool)


_ROWS = (Level.RECIPIENT_WITHHELD, Level.FULL)


def recipient_groups() -> dict[int, int]:
    """Give for each tied organisation the first of its group: holdings and fiscal sponsors count as one with theirs."""
    tied = Organisation.objects.filter(Q(holding__isnull=False) | Q(fiscal_sponsor__isnull=False))
    ties = list(tied.values_list("pk", "holding", "fiscal_sponsor"))
    first: dict[int, int] = {}

    def root(key: int) -> int:
        while first.setdefault(key, key) != key:
            key = first[key]
        return key

    for key, *others in ties:
        for other in filter(None, others):
            low, high = sorted((root(key), root(other)))
            first[high] = low
    return {key: root(key) for key in list(first)}


def _item(row: PoolItem) -> Item:
    return Item(
        key=row.pk,
        grant=row.grant_id,
        contributor=row.contributor,
        sector=row.sector,
        year=row.year,
        amount=row.amount,
        amount_after=row.amount_after,
        is_exposed=row.is_exposed,
        is_correction=row.is_correction,
        state=State(row.state),
        pool=row.pool_id,
    )


def _store(item: Item) -> None:
    values = {
        "contributor": item.contributor,
        "sector": item.sector,
        "year": item.year,
        "amount": item.amount,
        "amount_after": item.amount_after,
        "is_exposed": item.is_exposed,
        "is_correction": item.is_correction,
        "state": item.state.value,
        "pool_id": item.pool,
    }
    if item.key is None:
        PoolItem.objects.create(grant_id=item.grant, **values)
    else:
        PoolItem.objects.filter(pk=item.key).update(**values)


def _pool_of(label: Label, items: list[Item]) -> SealedPool:
    sealed = pools.figures(items)
    return SealedPool(
        public_id=identities.random_id(),
        sector=label.sector,
        first_year=label.first_year,
        last_year=label.last_year,
        grants_count=sealed.grant_count,
        total=sealed.total,
    )


def quarters_to_seal(*, today: date) -> list[Quarter]:
    """Give the quarters that can be sealed now, the later first: the latest that is over, and the latest yearly one.

    Once a quarter is sealed none before it can be, so the yearly one is offered as long as it can be.
    """
    latest = Quarter.of(today).previous
    yearly = latest if latest.is_yearly else Quarter(latest.year - 1, 4)
    sealed = Sealing.objects.first()
    return [one for one in dict.fromkeys([latest, yearly]) if not sealed or str(one) > sealed.quarter]


def _sealable(text: str, *, today: date) -> Quarter:
    try:
        quarter = Quarter.parse(text)
    except ValueError as error:
        raise ValidationError(str(error)) from error
    if today <= quarter.last_day:
        message = f"{quarter} ends on {quarter.last_day:%d %B %Y}: its pools can be sealed after that."
        raise ValidationError(message)
    latest = Sealing.objects.first()
    if latest and latest.quarter >= str(quarter):
        message = f"{latest.quarter} was sealed already: a quarter is sealed once, and none before the latest."
        raise ValidationError(message)
    return quarter
