"""Whatever staff do in whatever order, the public side is what was approved and published, and nothing else."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from funding.publication import models as published
from funding.publication.changes import difference
from funding.publication.drafting import draft
from funding.publication.publisher import publish
from funding.publication.withdrawing import withdraw
from funding.register.models import Grant
from tests.factories import GrantFactory, PaymentFactory, ProgrammeFactory, PublisherFactory, approved
from tests.publication.everything import everything_published

grants = st.integers(min_value=0, max_value=1)
cents = st.integers(min_value=0, max_value=10**9)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("release"), grants, cents),
        st.tuples(st.just("release"), grants, cents),  # twice: most of what can go wrong needs something public
        st.tuples(st.just("revise"), grants, cents),
        st.tuples(st.just("edit"), grants, cents),
        st.tuples(st.just("pay"), grants, st.integers(min_value=-(10**6), max_value=10**9)),
        st.tuples(st.just("publish")),
        st.tuples(st.just("withdraw"), grants),
    ),
    min_size=3,
    max_size=9,
)


class History:
    """Two grants of one programme, what staff do to them, and what the public must see of it."""

    def __init__(self):
        """Start with drafts."""
        self.actor = PublisherFactory()
        programme = ProgrammeFactory()
        approved(programme)
        self.grants = [GrantFactory(programme=programme, title=f"canary{n}x0") for n in range(2)]
        self.approved, self.shown = {}, {}

    def revise(self, number, cents):
        """Change and approve."""
        self.edit(number, cents)
        self.approve(number)

    def release(self, number, cents):
        """Change, approve and publish."""
        self.revise(number, cents)
        self.publish()

    def edit(self, number, cents):
        """Change title and amount."""
        grant = self.grants[number]
        Grant.objects.filter(pk=grant.pk).update(title=f"canary{number}x{cents}", contracted=Decimal(cents) / 100)

    def pay(self, number, cents):
        """Enter a payment."""
        PaymentFactory(grant=self.grants[number], amount=Decimal(cents) / 100)

    def approve(self, number):
        """Approve as it is now."""
        grant = Grant.objects.get(pk=self.grants[number].pk)
        approved(grant)
        self.approved[number] = (grant.title, grant.contracted)

    def publish(self):
        """Publish what is approved, and with it all payments so far: they need no decision of their own."""
        publish(actor=self.actor)
        paid = {number: Grant.objects.get(pk=self.grants[number].pk).paid for number in self.approved}
        self.shown = {number: (*seen, paid[number]) for number, seen in self.approved.items()}

    def withdraw(self, number):
        """Withdraw, whatever its state."""
        withdraw(record=Grant.objects.get(pk=self.grants[number].pk), ground="tried", actor=self.actor)
        self.approved.pop(number, None)
        self.shown.pop(number, None)

    def check(self):
        """Compare the public side with what it must be."""
        rows = {row.title: (row.contracted, row.paid) for row in published.PublishedGrant.objects.current()}
        assert rows == {title: (contracted, paid) for title, contracted, paid in self.shown.values()}
        assert not difference(draft(instead={})), "published rows can be made anew from what was approved"
        withdrawn = {f"canary{number}x" for number in range(2)} - {f"canary{number}x" for number in self.shown}
        assert not [text for text in everything_published() if any(canary in text for canary in withdrawn)]


class HistoryTest(TestCase):
    """Any history of up to nine steps."""

    @settings(max_examples=100, deadline=None)
    @given(steps)
    def test_the_public_sees_what_was_published_and_nothing_else(self, history_steps):
        """Check the public side after every step."""
        history = History()
        for name, *details in history_steps:
            getattr(history, name)(*details)
            history.check()
