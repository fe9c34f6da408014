"""A register with every kind of record at every level, and a canary in every field that can hold one."""

from datetime import date
from decimal import Decimal

from funding.codelists.disclosure import Level, Outcome
from funding.codelists.iati import OrganisationRole
from funding.codelists.records import IdentifierScheme
from funding.codelists.sectors import Sector
from funding.publication import undoing, withdrawing
from funding.publication.publisher import publish
from funding.publication.withdrawing import Lowering
from funding.register import clearing, models, review
from funding.register.history import register_models
from funding.register.screening import Screen
from tests import factories
from tests.protection.canaries import Aviary

_WITH_DOCUMENTS = (models.Grant, models.Programme)
_YEAR = {Level.FULL: 2020, Level.RECIPIENT_WITHHELD: 2021, Level.POOLED: 2022, Level.NOT_PUBLISHED: 2023}
_BELOW = {"ground": "safety", "review_on": date(2090, 1, 1)}
_SEALED = "2025Q4"
_PUBLIC_DAY = date(2020, 2, 1)  # canaries come later in their years


class Garden:
    """A register and its canaries; `publish` and the steps after it are what staff do."""

    def __init__(self):
        """Make the records, plant, decide."""
        self.canaries = Aviary()
        self.people = [factories.PublisherFactory(username=self.canaries.word("User", "username")) for _ in range(2)]
        self._levels = {}  # record → the level by which it is planted
        self._programmes()
        self.grants = {level: [self._grant(level) for _ in range(4)] for level in _YEAR}
        self._announcements()
        self.reserve = [self._grant(Level.POOLED, year=2026) for _ in range(3)]  # the year isn't over: nothing seals it
        self._private()
        self._plant_all()
        self._decide_all()
        self._plant_decisions()

    def _programmes(self):
        self.programmes = {
            level: self._at(level, factories.ProgrammeFactory(decided_on=_PUBLIC_DAY))
            for level in (Level.FULL, Level.NOT_PUBLISHED)
        }
        for level, programme in self.programmes.items():
            self._belongings(level, "programme", programme)
            factories.PaymentFactory(grant=None, programme=programme, receiver=self._organisation(Level.NOT_PUBLISHED))

    def _at(self, level, record):
        self._levels[type(record).__name__, record.pk] = level
        return record

    def _organisation(self, level):
        organisation = self._at(level, factories.OrganisationFactory(cleared=False, kind="", country="LT"))
        organisation.aliases.create(name="An alias")
        organisation.emails.create(email="post@example.org")
        organisation.domains.create(domain="example.org")
        organisation.identifiers.create(scheme=IdentifierScheme.NATIONAL, value=str(organisation.pk))
        if level == Level.FULL:
            clearance = factories.ClearanceFactory(
                organisation=organisation, submitted_by=self.people[0], decided_by=self.people[1]
            )
            models.Organisation.objects.filter(pk=organisation.pk).update(clearance=clearance)
        return organisation

    def _grant(self, level, *, year=None):
        day = date(year or _YEAR[level], 2, 1)
        is_full = level == Level.FULL
        lead = self._organisation(level)
        grant = factories.GrantFactory(
            programme=self.programmes[Level.FULL if is_full else Level.NOT_PUBLISHED],
            sectors={Sector.CULTURE: Decimal("61.2345"), Sector.EDUCATION: Decimal("38.7655")},
            signed_on=day, planned_start=day, planned_end=day, actual_start=day, actual_end=day, implementer=lead,
            contracted=Decimal(300_000), eu_contribution=Decimal(1), total_cost=Decimal(1),
        )  # fmt: skip
        self._at(level, grant)
        helped = self._organisation(Level.NOT_PUBLISHED)
        grant.roles.create(organisation=helped, role=OrganisationRole.SUPPORTED_THIRD_PARTY)
        grant.amendments.create(number=7, signed_on=day, amount_change=Decimal(1), new_end=day)
        factories.PaymentFactory(grant=grant, date=day, receiver=lead if is_full else helped)
        self._belongings(level, "grant", grant)
        self._at_year(grant, day.year)
        return grant

    def _at_year(self, grant, year):
        self._levels["year", grant.pk] = year

    def _belongings(self, level, owner, record):
        source = self._at(level, factories.SourceFactory())
        document = factories.DocumentFactory(source=self._at(level, factories.SourceFactory()), **{owner: record})
        self._at(level, document)
        models.SourceReference.objects.create(source=source, identifier="", **{owner: record})

    def _announcements(self):
        self.announced = {Level.FULL: [], Level.NOT_PUBLISHED: []}
        makers = (
            factories.PackageFactory, factories.StatementFactory, factories.EventFactory, self._envelope,
            factories.DocumentFactory,
        )  # fmt: skip
        for level, made in self.announced.items():
            for make in makers:
                source = self._at(level, factories.SourceFactory())
                made.append(self._at(level, make(source=source, dated=_PUBLIC_DAY)))

    def _envelope(self, **fields):
        envelope = models.Envelope.objects.create(title="An envelope", **fields)
        envelope.parts.create(wording="a part")
        return envelope

    def _private(self):
        organisation = self._organisation(Level.NOT_PUBLISHED)
        theirs = models.PublicList.objects.create(title="A list", digest="of a file")
        theirs.entries.create(year=1999, amount=Decimal(1), recipient="A recipient", wording="A subject")
        models.RemovalRequest.objects.create(
            received_at="2026-01-01T00:00:00Z", channel="post", concerns="me", organisation=organisation
        )
        hit = clearing.propose_cleared_hit(subject="grant", subject_id=1, term="a", actor=self.people[0])
        clearing.decide_cleared_hit(hit, outcome=Outcome.REFUSED, actor=self.people[1], reason="no")
        proposed = clearing.propose_clearance(
            organisation, basis="consent", review_on=date(2090, 1, 1), actor=self.people[0]
        )
        clearing.refuse_clearance(proposed, reason="no", actor=self.people[1])

    def _plant_all(self):
        for model in register_models():
            for record in model._base_manager.order_by("pk"):
                level, year = self._level_of(record)
                self.canaries.plant(record, level, year=year)

    def _level_of(self, record):
        """Give the level by which a record is planted and the year of its dates: its own, or that of what has it."""
        noun = type(record).__name__
        if (noun, record.pk) in self._levels:
            level = self._levels[noun, record.pk]
            return level, self._levels.get(("year", record.pk) if noun == "Grant" else None, _YEAR[level])
        for owner in ("grant", "programme", "envelope"):
            if getattr(record, f"{owner}_id", None):
                return self._level_of(getattr(record, owner))
        return (Level.FULL if noun == "Instrument" else Level.NOT_PUBLISHED), 2024

    def _decide_all(self):
        screen = Screen()
        levels = [(self.programmes[Level.FULL], Level.FULL), *((one, Level.FULL) for one in self.announced[Level.FULL])]
        levels += [(one, level) for level, all_of_it in self.grants.items() for one in all_of_it]
        levels += [(one, Level.POOLED) for one in self.reserve]
        for record, level in levels:
            if level != Level.NOT_PUBLISHED:
                self.decide(record, level, screen=screen)
                for document in record.documents.all() if isinstance(record, _WITH_DOCUMENTS) else ():
                    self.decide(document, Level.FULL, screen=screen)
        waiting, refused = self.grants[Level.NOT_PUBLISHED][:2]
        review.submit(waiting, review.Proposal(Level.POOLED, **_BELOW), actor=self.people[0])
        proposal = review.submit(refused, review.Proposal(Level.POOLED, **_BELOW), actor=self.people[0])
        review.refuse(proposal, reason=self.canaries.word("Approval", "reason"), actor=self.people[1])

    def decide(self, record, level, *, screen=None):
        """Have two persons decide on a record as it is now; who decides on many gives the screen for all of them."""
        record.refresh_from_db()
        below = {} if level == Level.FULL else _BELOW
        proposal = review.Proposal(level, is_read=True, **below)
        screen = screen or Screen()
        approval = review.submit(record, proposal, actor=self.people[0], screen=screen)
        review.approve(approval, actor=self.people[1], screen=screen)
        record.refresh_from_db()

    def _plant_decisions(self):
        for approval in models.Approval.objects.order_by("pk"):
            self.canaries.plant(approval, Level.NOT_PUBLISHED)

    def publish(self, **options):
        """Publish, and plant in what that wrote privately."""
        published = publish(actor=self.people[0], **options)
        for model in (models.PublicationRun, models.Sealing, models.PublicationChange):
            for record in model.objects.all():
                self.canaries.plant(record, Level.NOT_PUBLISHED)
        for item in models.PoolItem.objects.filter(is_exposed=False):
            self.canaries.know(item, "amount")
        return published

    def publish_and_seal(self):
        """Publish with the pools of the year."""
        self.publish(seal=_SEALED)

    # What staff do later.

    def approve_again(self):
        """Plant anew in grants that stay public, rename the leads of those that name none, and decide on them again."""
        for grant in self.grants[Level.FULL][:3]:  # so that older releases have something of them too
            self.canaries.plant(grant, Level.FULL, year=_YEAR[Level.FULL])
            self.decide(grant, Level.FULL)
        for level in (Level.RECIPIENT_WITHHELD, Level.POOLED):
            grant = self.grants[level][0]
            for role in grant.roles.all():
                self.canaries.plant(role.organisation, Level.NOT_PUBLISHED)
                role.organisation.save()  # the folded name beside the name
            self._plant_texts(grant)
            self.decide(grant, level)

    def _plant_texts(self, grant):
        names = ("title", "summary", "description", "contract_number", "notes", "programme_identifier")
        words = {name: self.canaries.word("Grant", name) for name in names}
        models.Grant.objects.filter(pk=grant.pk).update(**words)

    def take_out(self):
        """Pool one full grant, withdraw another and one without a recipient, protect the lead of a third."""
        pooled, withdrawn, protected, _ = self.grants[Level.FULL]
        self._lower(pooled, Level.POOLED, **_BELOW)
        self._lower(withdrawn)
        self._lower(self.grants[Level.RECIPIENT_WITHHELD][1])
        self._lower(self.grants[Level.POOLED][1])
        lead = protected.roles.get(is_lead=True).organisation
        withdrawing.protect(lead, self._lowering(), actor=self.people[1])
        for grant in (pooled, withdrawn, protected):
            self._forget(grant)

    def _lowering(self, level=Level.NOT_PUBLISHED, **below):
        return Lowering(self.canaries.word("Approval", "reason"), level, **below)

    def _lower(self, record, level=Level.NOT_PUBLISHED, **below):
        withdrawing.lower([record], self._lowering(level, **below), actor=self.people[1])

    def _forget(self, grant):
        gone = [
            grant,
            *grant.transactions.all(),
            *grant.documents.all(),
            *(role.organisation for role in grant.roles.all()),
        ]
        gone += [document.source for document in grant.documents.all()]
        for reference in grant.source_references.all():
            gone += [reference, reference.source]
        self.canaries.withdraw(*((type(one).__name__, one.pk) for one in gone))

    def undo_a_mistake(self):
        """Publish a grant that wasn't meant to be, and undo it."""
        grant = self.grants[Level.NOT_PUBLISHED][3]
        lead = grant.roles.get(is_lead=True).organisation
        lead.clearance = factories.ClearanceFactory(
            organisation=lead, submitted_by=self.people[0], decided_by=self.people[1]
        )
        lead.save()
        grant.transactions.all().delete()
        self.decide(grant, Level.FULL)
        number = self.publish().release.number
        run = models.PublicationRun.objects.get(release_number=number)
        undoing.undo(run=run, reason=self.canaries.word("PublicationRun", "ground"), actor=self.people[0])
