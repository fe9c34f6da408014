"""An office at work: whatever staff and imports do to a small register, in any order."""

from contextlib import suppress
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from funding.codelists.disclosure import Ground, Level, Outcome, RunKind
from funding.codelists.iati import OrganisationRole
from funding.publication.publisher import publish
from funding.publication.undoing import undo
from funding.publication.withdrawing import Lowering, lower, protect
from funding.register import models
from funding.register.clearing import decide_cleared_hit, propose_cleared_hit
from funding.register.models import Grant, GrantRole, Organisation, Programme, PublicationRun, Transaction
from tests.factories import (
    DocumentFactory,
    EventFactory,
    GrantFactory,
    InstrumentFactory,
    OrganisationFactory,
    PackageFactory,
    PaymentFactory,
    ProgrammeFactory,
    PublisherFactory,
    approved,
    cleared,
    somebody,
)

LEVELS = (Level.FULL, Level.FULL, Level.FULL, Level.POOLED, Level.RECIPIENT_WITHHELD)
REVIEW = date(2030, 1, 1)


class Office:
    """Four grants of two programmes, four organisations, a document, an event and a package."""

    def __init__(self):
        """Start with drafts; two programmes are decided on."""
        self.actor = PublisherFactory()
        other = InstrumentFactory(slug="other", name="Other", short_name="Other")
        self.programmes = [approved(ProgrammeFactory()), approved(ProgrammeFactory(instrument=other))]
        self.organisations = [OrganisationFactory(name=f"Zubrava{number}") for number in range(4)]
        self.grants = [
            GrantFactory(
                title=f"Grant{number}",
                programme=self.programmes[number % 2],
                implementer=self.organisations[number],
                contract_number=f"NDICI/2023/100-{number}",
            )
            for number in range(4)
        ]
        self.documents = [DocumentFactory(grant=self.grants[0]), DocumentFactory(programme=self.programmes[0])]
        self.others = [EventFactory(), PackageFactory(instrument=other)]
        for grant in self.grants[:3]:
            approved(grant)
        publish(actor=self.actor)

    def do(self, name, *details):
        """Do one thing, if it is allowed."""
        with suppress(ValidationError), transaction.atomic():
            getattr(self, name)(*details)

    def grant(self, number):
        """Read a grant anew."""
        return Grant.objects.get(pk=self.grants[number].pk)

    def organisation(self, number):
        """Read an organisation anew."""
        return Organisation.objects.get(pk=self.organisations[number].pk)

    def publish(self, _number=0, _other=0):
        """Publish."""
        publish(actor=self.actor)

    def wait(self, _number, _other):
        """Do nothing."""

    def seal(self, _number, _other):
        """Publish and seal, each time a later quarter."""
        sealed = models.Sealing.objects.count()
        publish(actor=self.actor, seal=f"{2023 + sealed // 4}Q{sealed % 4 + 1}")

    def approve(self, number, level):
        """Have two persons decide on a grant."""
        approved(self.grant(number), level=LEVELS[level])

    def release(self, number, _):
        """Have all that hinders it cleared, decide on it in full, and publish."""
        named = Organisation.objects.filter(roles__grant=self.grants[number]) | Organisation.objects.filter(
            received__grant=self.grants[number]
        )
        Organisation.objects.filter(pk__in=named.values("pk")).update(is_named_after_person=False)
        cleared(one for one in named.distinct() if one.is_protected)
        approved(self.grant(number))
        self.publish()

    def edit(self, number, other):
        """Write another title, which may name an organisation or the number of a contract."""
        words = ["Plain", f"With Zubrava{other}", f"As NDICI/2023/100-{other}", f"Ambrela{other}"][other % 4]
        Grant.objects.filter(pk=self.grants[number].pk).update(title=words, contracted=Decimal(90_000 + other))

    def pay(self, number, other):
        """Enter a payment, to nobody in particular or to an organisation."""
        receiver = self.organisation(other) if other < 3 else None
        PaymentFactory(grant=self.grants[number], receiver=receiver, amount=Decimal(1000 + other))

    def pay_of_programme(self, number, other):
        """Enter a payment of a programme to an organisation and decide on the programme."""
        PaymentFactory(grant=None, programme=self.programmes[number % 2], receiver=self.organisation(other))
        approved(Programme.objects.get(pk=self.programmes[number % 2].pk))

    def move(self, number, other):
        """Move a grant's payments to another grant."""
        Transaction.objects.filter(grant=self.grants[number]).update(grant=self.grants[other])

    def correct(self, number, other):
        """Change or delete payments."""
        payments = Transaction.objects.filter(grant=self.grants[number])
        payments.delete() if other % 2 else payments.update(amount=Decimal(500 + other))

    def support(self, number, other):
        """Enter whom a grant's money reaches through its recipient, or strike them out."""
        role = {"grant": self.grants[number], "organisation": self.organisations[other]}
        role["role"] = OrganisationRole.SUPPORTED_THIRD_PARTY
        if not GrantRole.objects.filter(**role).delete()[0]:
            GrantRole.objects.create(**role)

    def implement(self, number, other):
        """Give a grant another implementer."""
        GrantRole.objects.filter(grant=self.grants[number], role=OrganisationRole.IMPLEMENTING).delete()
        role = {"grant": self.grants[number], "organisation": self.organisations[other]}
        GrantRole.objects.create(**role, role=OrganisationRole.IMPLEMENTING, is_lead=True)

    def protect(self, number, other):
        """Protect an organisation, with or without lowering what names it."""
        if other % 2:
            protect(self.organisation(number), Lowering("A threat"), actor=self.actor)
        else:
            Organisation.objects.filter(pk=self.organisations[number].pk).update(clearance=None)

    def clear(self, number, _):
        """Clear an organisation again."""
        one = self.organisation(number)
        if one.is_protected:
            cleared([one])

    def rename(self, number, other):
        """Give an organisation another name."""
        one = self.organisation(number)
        one.name = f"Zubrava{number} {'Nova' * (other % 2)}".strip()
        one.save()

    def mark_person(self, number, other):
        """Say that an organisation is a person, or isn't."""
        persons = Organisation.objects.filter(pk=self.organisations[number].pk)
        persons.update(is_named_after_person=bool(other % 2))

    def tie(self, number, other):
        """Tie two organisations, or untie one."""
        holding = self.organisations[other] if other != number else None
        Organisation.objects.filter(pk=self.organisations[number].pk).update(holding=holding)

    def alias(self, number, other):
        """Enter an alias that may stand in a title, or strike it out."""
        name = {"organisation": self.organisations[number], "name": f"Ambrela{other}"}
        if not models.OrganisationAlias.objects.filter(**name).delete()[0]:
            models.OrganisationAlias.objects.create(**name)

    def clear_hit(self, number, other):
        """Have two persons say that a name is none in a grant."""
        place = {"subject": "grant", "subject_id": self.grants[number].pk, "term": f"Zubrava{other}"}
        hit = propose_cleared_hit(**place, actor=somebody("proposes"))
        decide_cleared_hit(hit, outcome=Outcome.APPROVED, actor=self.actor)

    def list_elsewhere(self, number, other):
        """Load a public list that holds a grant's amount, or take all lists out."""
        if other % 2:
            models.PublicList.objects.all().delete()
            return
        one = models.PublicList.objects.create(title="List", digest=f"{models.PublicList.objects.count()}")
        amount = self.grant(number).contracted
        models.PublicListEntry.objects.create(list=one, year=2023, amount=amount, recipient="Somebody")

    def withdraw(self, number, other):
        """Withdraw a grant, or lower it to a pool."""
        pool = Lowering("tried", Level.POOLED, Ground.SAFETY, REVIEW)
        lower([self.grant(number)], pool if other % 2 else Lowering("tried"), actor=self.actor)

    def document(self, number, _):
        """Decide on a document; one may belong to another grant meanwhile."""
        one = models.Document.objects.get(pk=self.documents[number % 2].pk)
        if number % 2 == 0 and number:
            one.grant = self.grants[number]
            one.save()
        approved(one)

    def announce(self, number, other):
        """Decide on an event or a package, or withdraw one."""
        one = self.others[number % 2]
        record = type(one).objects.get(pk=one.pk)
        if other % 3:
            approved(record)
        else:
            lower([record], Lowering("tried"), actor=self.actor)

    def decide_programme(self, number, other):
        """Decide on a programme with another title, or withdraw it."""
        programmes = Programme.objects.filter(pk=self.programmes[number % 2].pk)
        if other % 3:
            programmes.update(title=["A programme", f"Zubrava{other}"][other % 2])
            approved(programmes.get())
        else:
            lower([programmes.get()], Lowering("tried"), actor=self.actor)

    def undo(self, _number, _other):
        """Undo the latest publication."""
        undo(run=PublicationRun.objects.filter(kind=RunKind.PUBLISH).first(), reason="tried", actor=self.actor)
