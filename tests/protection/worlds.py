"""A register published, and lived through the history of its case, with private acts in between."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from funding.codelists.disclosure import Level
from funding.codelists.sectors import Sector
from funding.publication import undoing, withdrawing
from funding.publication.publisher import publish
from funding.publication.withdrawing import Lowering
from funding.register import models
from tests.protection.building import Register
from tests.protection.cases import PARTIES, SEALED, day_of


class World(Register):
    """One of two registers that the public can't tell apart; `refused` is what staff couldn't do, by step."""

    def __init__(self, case, side):
        """Begin with nothing."""
        super().__init__(case, side)
        self.refused = []

    def live(self):
        """Build the register, publish it, and do all steps, with private acts in between."""
        self.build()
        self._act(0, self.publish)
        for number, step in enumerate(self.case.steps, 1):
            self.noise.make()
            self._act(number, getattr(self, step.verb), step)
            if step.verb in _PUBLISHING:
                self.noise.publish_nothing()
        self.noise.make()
        self._act(len(self.case.steps) + 1, self.publish)

    def _act(self, number, verb, *details):
        with self.clock.standing_at(number):
            try:
                with transaction.atomic():
                    verb(*details)
            except (ValidationError, IndexError) as refusal:
                self.refused.append((number, type(refusal)))

    # Steps: what the public may see happen.

    def publish(self, _step=None, **options):
        """Publish."""
        return publish(actor=self.veil.one(self.people), **options)

    def seal(self, _step):
        """Publish with the pools of a quarter."""
        self.publish(seal=SEALED)

    def _revise(self, grant, level=Level.FULL, **fields):
        models.Grant.objects.filter(pk=grant.pk).update(**fields)
        self.decide(grant, level)
        return self.publish()

    def edit(self, step):
        """Change a grant that is public in full."""
        self.noise.settle()
        return self._revise(self._nth(self.full, step), contracted=Decimal(step.amount), title=f"Edited {step.amount}")

    def mistake(self, step):
        """Change it, publish that, and undo the release."""
        release = self.edit(step).release
        if release is None:
            raise IndexError
        run = models.PublicationRun.objects.get(release_number=release.number)
        undoing.undo(run=run, reason=self.veil.text(), actor=self.veil.one(self.people))

    def pay(self, step):
        """Enter a payment on a grant that is public in full."""
        self.pay_in_public(
            self._nth(self.full, step), f"{step.which}, later {step.amount}", step.amount, date(2024, 4, 5)
        )
        self.publish()

    def name_withheld(self, step):
        """Show a grant in full whose recipient wasn't named."""
        self._name(self._nth(self.withheld, step), f"Named {step.which}", Decimal(123_456))

    def name_pooled(self, step):
        """Show a grant in full that is in a pool, or waits for one."""
        self._name(self._first_of_cell(step), f"Listed {step.which}", Decimal(50_000))

    def _name(self, grant, title, contracted):
        self.noise.settle()
        for belongings in (grant.roles, grant.transactions, grant.documents, grant.amendments, grant.sector_shares):
            belongings.all().delete()
        grant.sector_shares.create(sector=Sector.CULTURE, share=100)
        grant.roles.create(organisation=self.parties[0], is_lead=True)
        texts = {"title": title, "summary": "", "description": "", "contract_number": "", "status": ""}
        days = dict.fromkeys(("planned_start", "planned_end", "actual_start", "actual_end")) | {
            "signed_on": day_of(2022), "programme": None, "instrument": None, "contract_type": "",
        }  # fmt: skip
        money = {"contracted": contracted, "belarus_share": 100, "eu_contribution": None}
        rest = {"passes_money_on": None, "sectors_confirmed": False}
        self._revise(grant, **texts, **days, **money, **rest)

    def change_pooled(self, step):
        """Raise the amount of a pooled grant."""
        self.noise.settle()
        grant = self.pooled[step.which % len(self.case.cells), 1]
        grant.refresh_from_db()
        change = Decimal(step.amount) * 100 / grant.belarus_share
        self._revise(grant, Level.POOLED, contracted=grant.contracted + change)

    def rename_party(self, step):
        """Rename an organisation that is public, and approve again what shows it."""
        self.noise.settle()
        party = self.parties[step.which]
        party.refresh_from_db()
        party.name = f"{PARTIES[step.which]} and Friends"
        party.save()
        for grant in self.full.values():
            grant.refresh_from_db()
            if grant.level == Level.FULL:
                self.decide(grant, Level.FULL)
        self.publish()

    def protect_party(self, step):
        """Protect an organisation that is public."""
        party = models.Organisation.objects.get(pk=self.parties[step.which].pk)
        withdrawing.protect(party, Lowering(self.veil.text()), actor=self.veil.one(self.people))

    def lower_full(self, step):
        """Lower a grant that is public in full."""
        self._lower(self._nth(self.full, step), step.level)

    def lower_withheld(self, step):
        """Lower a grant without a named recipient."""
        self._lower(self._nth(self.withheld, step), step.level)

    def _lower(self, record, level):
        below = self.veil.below() if level == Level.POOLED else {}
        lowering = Lowering(self.veil.text(), level, **below)
        withdrawing.lower([record], lowering, actor=self.veil.one(self.people))

    def withdraw_programme(self, step):
        """Withdraw a programme."""
        self._lower(self.programmes[step.which % 2], Level.NOT_PUBLISHED)

    def withdraw_package(self, _step):
        """Withdraw a package."""
        self._lower(self.package, Level.NOT_PUBLISHED)

    def _nth(self, grants, step):
        if (step.which,) not in grants:
            raise IndexError
        return grants[step.which,]

    def _first_of_cell(self, step):
        return self.pooled[step.which % len(self.case.cells), 0]


_PUBLISHING = {"seal", "publish", "edit", "pay", "name_withheld", "name_pooled", "rename_party", "change_pooled"}
