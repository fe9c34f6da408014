"""What staff do that the public must not notice: drafts, proposals, refusals, what waits, edits, others' lists."""

from contextlib import suppress
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError

from funding.codelists.disclosure import Level, Outcome
from funding.codelists.grants import Scope
from funding.codelists.iati import OrganisationRole, TransactionKind
from funding.publication.withdrawing import Lowering, lower
from funding.register import clearing, models, review
from funding.register.screening import Screen
from tests import factories

_RUNNING_YEAR = 2026  # no pool of it is sealed in any history


class Noise:
    """Private acts on one world."""

    def __init__(self, world):
        """Start with nothing that was done."""
        self._world = world
        self._waiting, self._edited, self._payments = [], {}, []

    @property
    def _veil(self):
        return self._world.veil

    def make(self):
        """Do some of what can be done, in any order."""
        acts = (
            self.draft, self.wait, self._stop_waiting, self._approve_again, self._edit, self._pay_protected,
            self._refuse, self._hold_back, self._rename, self._propose_clearances, self._hear_from_others,
        )  # fmt: skip
        for act in self._veil.shuffled(acts):
            if self._veil.chance():
                self._world.clock.step_aside(self._veil.span())
                act()

    def publish_nothing(self):
        """Publish again after private decisions alone: it must not make a release."""
        if self._veil.chance():
            self._approve_again()
            assert self._world.publish().release is None, "a private act made a release"

    def settle(self):
        """Take back what is pending on grants that are public, so that they can be decided on anew."""
        for grant, fields in self._edited.items():
            models.Grant.objects.filter(pk=grant).update(**fields)
        models.Transaction.objects.filter(pk__in=self._payments).delete()
        models.Approval.objects.filter(outcome=Outcome.WAITING).update(outcome=Outcome.TAKEN_BACK)
        self._edited, self._payments = {}, []

    def draft(self):
        """Enter a grant that isn't published; perhaps propose it."""
        grant = factories.GrantFactory(
            **self._veil.texts(),
            implementer=self._world.protected(),
            programme=None,
            scope=self._veil.one(Scope.values),
        )
        factories.PaymentFactory(grant=grant, receiver=self._world.protected(), description=self._veil.text())
        if self._veil.chance():
            self._propose(grant, Level.POOLED)
        return grant

    def wait(self, at_least=0):
        """Have more grants wait for a pool, where others wait so long already; give cover to none that is sealed."""
        if not self._world.case.others_wait:
            return
        screen = Screen()
        for _ in range(at_least + len(self._veil.some(2))):
            days, commitments = self._veil.years_of(_RUNNING_YEAR)
            grant = factories.GrantFactory(
                **(self._veil.texts() | days),
                contracted=self._veil.cents(1, 10**7),
                implementer=self._world.protected(),
            )
            for day in commitments:
                factories.PaymentFactory(grant=grant, kind=TransactionKind.COMMITMENT, date=day)
            self._world.decide(grant, Level.POOLED, screen=screen)
            self._waiting.append(grant)

    def _stop_waiting(self):
        if len(self._waiting) > settings.POOL_COUNT:
            lower([self._waiting.pop()], Lowering(self._veil.text()), actor=self._veil.one(self._world.people))

    def _approve_again(self):
        """Decide anew on grants below full of which something changed that nobody sees."""
        screen = Screen()
        for grant in [*self._world.withheld.values(), *self._world.pooled.values()]:
            grant.refresh_from_db()
            if grant.level in (Level.RECIPIENT_WITHHELD, Level.POOLED) and self._veil.chance(4):
                models.Grant.objects.filter(pk=grant.pk).update(**self._veil.texts())
                grant.roles.create(organisation=self._world.protected(), role=OrganisationRole.SUPPORTED_THIRD_PARTY)
                self._world.decide(grant, grant.level, screen=screen)

    def _edit(self):
        """Change what is public, and perhaps propose that: it isn't public until it is decided."""
        for grant in self._world.full.values():
            grant.refresh_from_db()
            if grant.level == Level.FULL and grant.pk not in self._edited:
                before = {name: getattr(grant, name) for name in ("title", "summary", "contracted")}
                self._edited[grant.pk] = before
                changed = {"title": self._veil.text(), "summary": self._veil.text(), "contracted": Decimal(5)}
                models.Grant.objects.filter(pk=grant.pk).update(**changed)
                self._propose(grant, Level.FULL)

    def _pay_protected(self):
        """Enter payments on a public grant to receivers who are protected."""
        for grant in self._world.full.values():
            payment = factories.PaymentFactory(
                grant=grant, receiver=self._world.protected(), description=self._veil.text()
            )
            self._payments.append(payment.pk)

    def _propose(self, record, level):
        below = {} if level == Level.FULL else self._veil.below()
        with suppress(ValidationError):
            return review.submit(record, review.Proposal(level, **below), actor=self._veil.one(self._world.people))

    def _refuse(self):
        for waiting in models.Approval.objects.filter(outcome=Outcome.WAITING):
            person = self._veil.one([one for one in self._world.people if one != waiting.submitted_by])
            review.refuse(waiting, reason=self._veil.text(), actor=person)

    def _hold_back(self):
        """Approve a grant in full whose recipient is protected again before the release."""
        lead = self._world.protected()
        self._world.clear(lead)
        grant = factories.GrantFactory(title="Held back", programme=None, implementer=lead)
        self._world.decide(grant, Level.FULL)
        clearing.end_clearance(lead, actor=self._veil.one(self._world.people))

    def _rename(self):
        for organisation in self._some_protected():
            organisation.name = self._veil.name()
            organisation.save()
            self._veil.belongings(organisation)

    def _propose_clearances(self):
        for organisation in self._some_protected():
            person = self._veil.one(self._world.people)
            with suppress(ValidationError):
                clearing.propose_clearance(organisation, **self._veil.clearance(), actor=person)

    def _some_protected(self):
        protected = models.Organisation.objects.filter(clearance=None).order_by("pk")
        return self._veil.shuffled(protected)[: len(self._veil.some(4))]

    def _hear_from_others(self):
        models.RemovalRequest.objects.create(
            received_at=self._world.clock.now(), channel=self._veil.text(), concerns=self._veil.text()
        )
        title = self._veil.text()
        theirs = models.PublicList.objects.create(title=title, digest=str(self._world.clock.now()))
        theirs.entries.create(year=1999, amount=self._veil.cents(1, 10**6), recipient=self._veil.name())
        models.Source.objects.create(publisher=self._veil.name(), title=title, published_on=date(2020, 1, 1))
