"""A register built from a case and a veil, in an order of its own: nobody sees in which it was entered and decided."""

from datetime import date
from decimal import Decimal

from django.conf import settings

from funding.codelists.disclosure import Level
from funding.codelists.iati import OrganisationRole, TransactionKind
from funding.codelists.sectors import Sector
from funding.register import models, review
from funding.register.screening import Screen
from tests import factories
from tests.protection.cases import PARTIES, PROGRAMMES, day_of, euro
from tests.protection.noise import Noise
from tests.protection.sources import Clock, Ids
from tests.protection.veils import Veil

_COUNTRIES = ("LT", "PL", "LT", "")


class Register:
    """What is known: of some of it the case says what the public sees, all else is made up by the veil."""

    def __init__(self, case, side):
        """Take what is public from the case and everything else from a veil."""
        self.case, self.veil = case, Veil(side, case.sample)
        self.clock, self.ids = Clock(), Ids()
        self.noise = Noise(self)

    def build(self):
        """Enter and decide everything."""
        self.people = [factories.PublisherFactory(username=self.veil.name()) for _ in range(3)]
        instruments = {
            slug: factories.InstrumentFactory(slug=slug, short_name=slug.upper()) for slug in ("eni", "ndici")
        }
        self.sources = self._made({title: lambda t=title: self._source(t) for title in ("Page", "Paper")})
        self.parties = self._made({n: lambda n=n: self._party(n) for n in range(len(PARTIES))})
        self.programmes = self._made(
            {n: lambda n=n: self._programme(n, list(instruments.values())[n % 2]) for n in range(len(PROGRAMMES))}
        )
        grants = self._made(
            {("full", n): lambda n=n, one=one: self._full(n, one) for n, one in enumerate(self.case.full)}
            | {("withheld", n): lambda n=n, one=one: self._withheld(n, one) for n, one in enumerate(self.case.withheld)}
            | {("pooled", n, m): lambda n=n, m=m, a=a: self._pooled(n, m, a) for n, m, a in self._amounts()}
            | {("draft", n): self.noise.draft for n in self.veil.some(3)}
        )
        self.full, self.withheld, self.pooled = (
            {key[1:]: grant for key, grant in grants.items() if key[0] == noun}
            for noun in ("full", "withheld", "pooled")
        )
        announced = self._announce()
        self._documents()
        self.noise.wait(at_least=settings.POOL_COUNT)
        self._decide_all(announced)

    def _made(self, makers):
        return {key: makers[key]() for key in self.veil.shuffled(makers)}

    def _amounts(self):
        for number, cell in enumerate(self.case.cells):
            for member, amount in enumerate(self.veil.apart(cell.count)):
                yield number, member, amount

    def _source(self, title):
        return factories.SourceFactory(title=title, address=f"https://example.eu/{title.lower()}")

    def _party(self, number):
        party = factories.OrganisationFactory(
            name=PARTIES[number], country=_COUNTRIES[number], cleared=False, notes=self.veil.text()
        )
        self.clear(party)
        self.veil.belongings(party)
        self.ids.label("organisation", party, number)
        return party

    def clear(self, organisation):
        """Have two persons clear an organisation."""
        proposes, decides = self.veil.people(self.people)
        organisation.clearance = factories.ClearanceFactory(
            organisation=organisation, submitted_by=proposes, decided_by=decides, **self.veil.clearance()
        )
        organisation.save()

    def protected(self):
        """Make an organisation that is protected."""
        organisation = factories.OrganisationFactory(cleared=False, **self.veil.person_of())
        self.veil.belongings(organisation)
        return organisation

    def _programme(self, number, instrument):
        title = PROGRAMMES[number] or self.veil.name()
        programme = factories.ProgrammeFactory(
            title=title, instrument=instrument, notes=self.veil.text(), sectors=[Sector.CULTURE]
        )
        movement = factories.PaymentFactory(grant=None, programme=programme, amount=Decimal(1000 + number))
        self.ids.label("transaction", movement, f"of programme {number}")
        for _ in self.veil.some(2):
            factories.PaymentFactory(grant=None, programme=programme, receiver=self.protected())
        return programme

    def _of_programme(self, number):
        return None if number is None else self.programmes[number]

    def _full(self, number, one):
        grant = factories.GrantFactory(
            title=f"Whole {number}", summary=f"About {number}", contract_number=f"ENI/2021/{number}00-001",
            programme=self._of_programme(one.programme), sectors=one.sectors, signed_on=day_of(one.year, number),
            contracted=euro(one.contracted), contracted_basis="", passes_money_on=one.passes_money_on,
            implementer=self.parties[one.lead], notes=self.veil.text(), programme_identifier=self.veil.text(),
        )  # fmt: skip
        if one.second is not None:
            grant.roles.create(organisation=self.parties[one.second], role=OrganisationRole.FUNDING)
        for _ in self.veil.some(2):
            grant.roles.create(organisation=self.protected(), role=OrganisationRole.SUPPORTED_THIRD_PARTY)
        for place, amount in enumerate(one.payments):
            self.pay_in_public(grant, f"{number}, {place}", amount, day_of(one.year, 10 + place))
        reference = {"identifier": f"XX-{number}", "imported": {"title": self.veil.text()}}
        models.SourceReference.objects.create(grant=grant, source=self.sources["Page"], **reference)
        self.ids.label("grant", grant, f"full {number}")
        return grant

    def pay_in_public(self, grant, words, amount, day):
        """Enter a payment that is public where its grant is."""
        payment = factories.PaymentFactory(
            grant=grant, amount=Decimal(amount), date=day, description=f"Instalment {words}", reference=self.veil.text()
        )
        self.ids.label("transaction", payment, f"of full {words}")

    def _withheld(self, number, one):
        is_pooled_later = any(step.verb == "lower_withheld" and step.which == number for step in self.case.steps)
        exactly = euro(one.contracted) if is_pooled_later else self.veil.within_rounding(Decimal(one.contracted))
        grant = self._unnamed(exactly, one.sector, one.year, one)
        if one.paid is not None:
            paid = self.veil.within_rounding(Decimal(one.paid))
            for kind, day, amount in self.veil.payments(paid, grant.belarus_share):
                self._hidden_movement(grant, kind, day, amount)
        for _ in self.veil.some(2):
            self._hidden_movement(grant, TransactionKind.DISBURSEMENT, self.veil.day(date(2026, 1, 1)), Decimal(777))
        self.ids.label("grant", grant, f"withheld {number}")
        return grant

    def _pooled(self, number, member, amount):
        cell = self.case.cells[number]
        grant = self._unnamed(amount, cell.sector, cell.year)
        self.ids.label("grant", grant, f"pooled {number} {member}")
        return grant

    def _unnamed(self, exactly, sector, year, shown=None):
        """Make a grant of which the public sees an amount, a sector, a year, and perhaps its programme and kind."""
        money, changes = self.veil.contract(exactly)
        days, commitments = self.veil.years_of(year)
        seen = {"programme": self._of_programme(self.veil.one([0, 1, 2, None]))}
        if shown:
            seen = {"programme": self._of_programme(shown.programme), "contract_type": shown.kind}
        grant = factories.GrantFactory(
            **(self.veil.texts() | money | days | seen),
            sectors=self.veil.sectors_of(sector),
            implementer=self.protected(),
        )
        for number, change in enumerate(changes, 1):
            grant.amendments.create(number=number, signed_on=self.veil.day(), amount_change=change)
        for day in commitments:
            self._hidden_movement(grant, TransactionKind.COMMITMENT, day, self.veil.cents(1, 10**6))
        for _ in self.veil.some(2):
            grant.roles.create(organisation=self.protected(), role=self.veil.one(OrganisationRole.values))
        return grant

    def _hidden_movement(self, grant, kind, day, amount):
        factories.PaymentFactory(
            grant=grant, kind=kind, date=day, amount=amount, description=self.veil.text(), reference=self.veil.text(),
            receiver=self.protected() if self.veil.chance() else None,
        )  # fmt: skip

    def _announce(self):
        paper = {"source": self.sources["Paper"]}
        makers = {
            "package": lambda: factories.PackageFactory(title="A package", **paper),
            "other package": lambda: factories.PackageFactory(title="Another package", **paper),
            "statement": lambda: factories.StatementFactory(wording="almost 70", **paper),
            "other statement": lambda: factories.StatementFactory(wording="almost 140", **paper),
            "event": lambda: factories.EventFactory(title="An event", **paper),
            "other event": lambda: factories.EventFactory(title="Another event", **paper),
            "envelope": lambda: models.Envelope.objects.create(title="An envelope", dated=date(2021, 5, 28), **paper),
            "other envelope": lambda: models.Envelope.objects.create(title="Two", dated=date(2021, 5, 28), **paper),
        }
        made = self._made(makers)
        self.package = made["package"]
        return list(made.values())

    def _documents(self):
        self.documents = []
        owners = [(f"Report {n}", self.full[n,]) for n, one in enumerate(self.case.full) if one.has_document]
        owners += [(self.veil.name(), grant) for grant in self.withheld.values() for _ in self.veil.some(1)]
        for title, grant in self.veil.shuffled(owners):
            self.documents.append(factories.DocumentFactory(title=title, grant=grant, source=self.sources["Paper"]))

    def _decide_all(self, announced):
        levels = [(one, Level.FULL) for one in [*self.full.values(), *announced, *self.documents]]
        levels += [(self.programmes[n], Level.FULL) for n, title in enumerate(PROGRAMMES) if title]
        levels += [(one, Level.RECIPIENT_WITHHELD) for one in self.withheld.values()]
        levels += [(one, Level.POOLED) for one in self.pooled.values()]
        screen = Screen()
        for record, level in self.veil.shuffled(levels):
            self.decide(record, level, screen=screen)

    def decide(self, record, level, *, screen=None):
        """Have two persons decide on a level; who decides on many gives the screen for all of them."""
        screen = screen or Screen()
        proposes, decides = self.veil.people(self.people)
        below = {} if level == Level.FULL else self.veil.below()
        proposal = review.Proposal(level, is_read=True, **below)
        self.clock.step_aside(self.veil.span())
        review.approve(review.submit(record, proposal, actor=proposes, screen=screen), actor=decides, screen=screen)
