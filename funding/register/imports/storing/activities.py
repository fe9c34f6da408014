"""One activity into the register: added, merged with what is there, or left alone."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from django.db import connection
from django.utils import timezone

from funding.codelists.records import SourceKind
from funding.register.imports.activity import Activity, ActivityRefusedError, Message, Messages, WarningKind
from funding.register.imports.merging import NEVER, Change, Merge, Plain, Verdict, plain
from funding.register.imports.report import Outcome
from funding.register.imports.storing import records, transactions
from funding.register.imports.storing.organisations import OrganisationBook
from funding.register.imports.storing.references import Known, record_of
from funding.register.models import Grant, Instrument, Programme, Source, SourceReference

_TITLE = "IATI activity file"
_LICENCE_OF_THE_COMMISSION = "Commission reuse decision 2011/833/EU"
_COMMISSION = "XI-IATI-EC"
_ADDRESS_LENGTH = 1000
_STATED_LENGTH = 250


@dataclass
class Stored:
    """What storing one activity came to."""

    reference: SourceReference
    outcome: Outcome
    merge: Merge
    transactions: Counter[str] = field(default_factory=Counter)
    messages: list[Message] = field(default_factory=list)


class Storing:
    """What storing needs to know of the register besides the activity's own record."""

    def __init__(self) -> None:
        """Read what is the same for all activities of a file."""
        self._book = OrganisationBook()
        self._instruments = set(Instrument.objects.values_list("slug", flat=True))
        self._sources: dict[str, Source] = {}
        self._numbers: dict[str, int] = {}

    def expect(self, batch: Sequence[Activity]) -> None:
        """Look up which grants have the contract numbers of a batch."""
        numbers = {activity.contract_number for activity in batch if activity.contract_number}
        self._numbers = dict(Grant.objects.filter(contract_number__in=numbers).values_list("contract_number", "pk"))

    def keep(self) -> None:
        """Take what was stored since the last call as stored."""
        self._book.keep()

    def forget(self) -> None:
        """Forget what the database has taken back."""
        self._book.forget()
        self._sources.clear()

    def store(self, activity: Activity, register: Known) -> Stored:
        """Store an activity.

        Raises:
            ActivityRefusedError: the register has it as a record of the other level.

        """
        said = Messages(activity.identifier, activity.line)
        reference = register.own(activity)
        if successor := register.successor(activity):
            said.warn(WarningKind.FORMER_IDENTIFIER, f"now {successor.identifier}")
            return Stored(successor, Outcome.UNCHANGED, Merge(activity.identifier), messages=said.found)
        former = None if reference else register.predecessor(activity)
        if former:
            reference = self._moved(former, activity)
        stored = self._merge(activity, reference, said) if reference else self._add(activity, said)
        if former:
            stored.outcome = Outcome.CHANGED
            change = Change(activity.identifier, "identifier", former.identifier, activity.identifier)
            stored.merge.changes.insert(0, change)
        stored.messages = said.found
        if stored.outcome is not Outcome.UNCHANGED:
            _check_constraints()
        return stored

    def _add(self, activity: Activity, said: Messages) -> Stored:
        parts = self._parts(activity, None, said)
        record: Programme | Grant
        if activity.is_decision:
            record = Programme.objects.create(**records.attributes(parts))
        else:
            stated = next(iter(activity.links.parents), "")[:_STATED_LENGTH]
            record = Grant.objects.create(**records.attributes(parts), programme_identifier=stated)
        imported = _remembered(activity, parts)
        if isinstance(record, Grant):
            records.write_sectors(record, activity)
            imported["roles_written"] = records.write_roles(record, activity, self._book.find_or_add)
            self._numbers.setdefault(record.contract_number, record.pk)
        transactions.execute(transactions.Plan(add=list(activity.movements)), record, self._book.find_or_add)
        reference = self._reference(activity, record, imported)
        count = Counter(added=len(activity.movements))
        return Stored(reference, Outcome.ADDED, Merge(activity.identifier), count)

    def _merge(self, activity: Activity, reference: SourceReference, said: Messages) -> Stored:
        record = record_of(reference)
        if isinstance(record, Programme) is not activity.is_decision:
            now, then = ("decision", "grant") if activity.is_decision else ("contract", "programme")
            reason = f"it is a {now} in this file, and a {then} in the register"
            raise ActivityRefusedError(activity.identifier, activity.line, reason)
        merge = Merge(activity.identifier)
        parts = self._parts(activity, record, said)
        fields = records.merge_fields(record, parts, reference.imported.get("fields", {}), merge)
        if fields:
            record.save(update_fields=[*fields, "changed_at"])
        imported = reference.imported | _remembered(activity, parts)
        if isinstance(record, Grant):
            imported |= self._merge_wholes(record, activity, reference, merge)
        last = reference.imported.get("transactions", ())
        plan = transactions.merge(activity.movements, list(record.transactions.all()), last, merge, said)
        transactions.execute(plan, record, self._book.find_or_add)
        if imported != reference.imported:
            reference.imported, reference.imported_at = imported, timezone.now()
            reference.save(update_fields=["imported", "imported_at"])
        outcome = Outcome.CHANGED if merge.changes else Outcome.UNCHANGED
        return Stored(reference, outcome, merge, Counter(added=len(plan.add), removed=len(plan.delete)))

    def _merge_wholes(
        self, grant: Grant, activity: Activity, reference: SourceReference, merge: Merge
    ) -> dict[str, Plain]:
        last = reference.imported.get("sectors", NEVER)
        if records.merge_sectors(grant, activity, last, merge) is Verdict.UPDATE:
            records.write_sectors(grant, activity)
        if records.merge_roles(grant, activity, reference.imported, merge) is Verdict.UPDATE:
            return {"roles_written": records.write_roles(grant, activity, self._book.find_or_add)}
        return {}

    def _parts(self, activity: Activity, record: Programme | Grant | None, said: Messages) -> records.Parts:
        number = activity.contract_number
        owner = self._numbers.get(number)
        if number and owner is not None and (record is None or owner != record.pk):
            said.warn(WarningKind.NUMBER_TAKEN, number)
            number = ""
        instrument = activity.instrument if activity.instrument in self._instruments else None
        return records.parts(activity, instrument=instrument, contract_number=number)

    def _moved(self, former: SourceReference, activity: Activity) -> SourceReference:
        """Give a record a second reference, under its new identifier; what was imported last moves along."""
        return self._reference(activity, record_of(former), former.imported)

    def _reference(self, activity: Activity, record: Programme | Grant, imported: Plain) -> SourceReference:
        owner = {"grant": record} if isinstance(record, Grant) else {"programme": record}
        address = f"https://d-portal.org/q.html?aid={quote(activity.identifier, safe='')}"
        return SourceReference.objects.create(
            source=self._source(activity),
            identifier=activity.identifier,
            address=address if len(address) <= _ADDRESS_LENGTH else "",
            imported=imported,
            imported_at=timezone.now(),
            **owner,
        )

    def _source(self, activity: Activity) -> Source:
        name = activity.publisher
        if name not in self._sources:
            is_commission = activity.publisher_ref.startswith(_COMMISSION)
            self._sources[name], _ = Source.objects.get_or_create(
                publisher=name,
                title=_TITLE,
                address="",
                defaults={
                    "kind": SourceKind.OFFICIAL,
                    "licence": _LICENCE_OF_THE_COMMISSION if is_commission else "",
                },
            )
        return self._sources[name]


def _remembered(activity: Activity, parts: records.Parts) -> dict[str, Plain]:
    """Give what the next import compares with, and what of the file the record itself has no place for."""
    return {
        "fields": records.remembered(parts),
        "sectors": plain(activity.sectors),
        "roles": records.named_roles(activity),
        "transactions": transactions.marks(activity.movements),
        "dac_codes": plain(activity.dac_codes),
        "dates_as_given": {name: plain(day) for name, day in activity.dates_as_given.items()},
        "parents": list(activity.links.parents),
        "children": list(activity.links.children),
        "former": list(activity.links.former),
    }


def _check_constraints() -> None:
    # Shares that don't add up are found at the end of the transaction: here, while it is known whose they are.
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
