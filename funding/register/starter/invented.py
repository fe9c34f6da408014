"""Invented grants into the register, for demonstrations alone: every record says that it is invented.

Like the facts, they are added only where they are missing: known by their identifier in their source.
"""

from collections.abc import Iterable
from decimal import Decimal

from django.db import transaction

from funding.codelists.grants import AmountBasis, Scope
from funding.codelists.iati import ActivityStatus, OrganisationRole
from funding.codelists.records import SourceKind
from funding.folding import fold
from funding.register import models
from funding.register.starter.instalments import AS_OF
from funding.register.starter.inventing import Invention, Row, inventions
from funding.register.starter.reading import listed, rows

Organisations = dict[str, models.Organisation]
Programmes = dict[str, models.Programme]
Pairs = list[tuple[Invention, models.Grant]]

_STEP = Decimal(500_000)  # decided amounts are round


@transaction.atomic
def load_invented() -> dict[str, int]:
    """Add the invented records that the register lacks, not published; give how many were added of each noun.

    The instruments that pay for them are real: load the facts first.
    """
    source, _ = models.Source.objects.get_or_create(
        publisher="This demonstration",
        title="Invented for the demonstration",
        address="",
        defaults={"kind": SourceKind.INVENTED},
    )
    everything = inventions()
    known = set(source.references.values_list("identifier", flat=True))
    missing = [one for one in everything if one.number not in known]
    programmes, new_programmes = _load_programmes(source, everything)
    organisations, new_organisations = _load_organisations(missing)
    grants = models.Grant.objects.bulk_create(_grant(one, programmes) for one in missing)
    pairs = list(zip(missing, grants, strict=True))
    models.SourceReference.objects.bulk_create(
        models.SourceReference(source=source, grant=grant, identifier=one.number) for one, grant in pairs
    )
    return {
        "invented programmes": new_programmes,
        "invented organisations": new_organisations,
        "invented grants": len(grants),
        "invented transactions": _load_belongings(pairs, organisations),
    }


def _load_programmes(source: models.Source, everything: list[Invention]) -> tuple[Programmes, int]:
    """Give the invented programmes by the key of their list, and how many are new."""
    references = source.references.filter(programme__isnull=False).select_related("programme")
    loaded = {one.identifier: one.programme for one in references if one.programme}
    programmes, new = {}, 0
    for row in rows("invented_programmes.csv"):
        identifier = f"DEMO/{row['key']}"
        if identifier in loaded:
            programmes[row["key"]] = loaded[identifier]
            continue
        programme = _programme(row, [one for one in everything if one.programme and one.programme["key"] == row["key"]])
        programme.save()
        models.SourceReference.objects.create(source=source, programme=programme, identifier=identifier)
        programmes[row["key"]] = programme
        new += 1
    return programmes, new


def _programme(row: Row, contracts: list[Invention]) -> models.Programme:
    """Make a programme that decided somewhat more than its grants contracted."""
    contracted = sum((one.contracted_now for one in contracts), Decimal(0))
    first = min((one.signed_on for one in contracts if one.signed_on), default=None)
    return models.Programme(
        title=row["title"],
        summary="A programme that doesn't exist, for the invented grants of this demonstration.",
        reach=row["reach"],
        status=ActivityStatus.IMPLEMENTATION if int(row["last_year"]) >= AS_OF.year else ActivityStatus.FINALISATION,
        instrument_id=row["instrument"],
        sectors=listed(row["sectors"]),
        decided_on=first.replace(day=1) if first else None,
        decided=(contracted * Decimal("1.05") / _STEP).to_integral_value(rounding="ROUND_CEILING") * _STEP,
        decided_basis=AmountBasis.STATED,
        belarus_share=Decimal(row["belarus_share"]) if row["belarus_share"] else None,
        scope=Scope.IN,
        is_invented=True,
    )


def _load_organisations(needed_by: list[Invention]) -> tuple[Organisations, int]:
    """Give the invented organisations of these grants by name, and how many are new."""
    wanted = {row["name"]: row for one in needed_by for row in one.organisations}
    invented = models.Organisation.objects.filter(is_invented=True, name__in=wanted)
    known = {one.name: one for one in invented}
    new = models.Organisation.objects.bulk_create(
        models.Organisation(
            name=row["name"],
            name_folded=fold(row["name"]),  # bulk_create calls no save()
            local_name=row["local_name"],
            country=row["country"],
            kind=row["kind"],
            is_invented=True,
        )
        for name, row in wanted.items()
        if name not in known
    )
    return known | {one.name: one for one in new}, len(new)


def _grant(one: Invention, programmes: Programmes) -> models.Grant:
    programme = programmes[one.programme["key"]] if one.programme else None
    started = one.start if one.start and one.start <= AS_OF else None
    return models.Grant(
        title=one.title,
        summary=one.summary,
        contract_number=one.number,
        programme=programme,
        instrument_id=one.instrument or None,
        contract_type=one.contract_type,
        management_mode=one.management_mode,
        status=one.status,
        signed_on=one.signed_on,
        planned_start=one.start,
        planned_end=one.end,
        actual_start=started,
        actual_end=one.end if one.end and one.end <= AS_OF and not one.changes else None,
        contracted=one.contracted,
        contracted_basis=one.basis or "",
        eu_contribution=one.contracted,
        total_cost=one.total_cost,
        currency=one.currency,
        target_groups=one.target_groups,
        passes_money_on=one.passes_money_on,
        recipient_kind=one.organisations[0]["recipient_kind"],
        sectors_confirmed=True,
        belarus_share=programme.belarus_share if programme else Decimal(100),
        scope=Scope.IN,
        is_invented=True,
    )


def _load_belongings(pairs: Pairs, organisations: Organisations) -> int:
    """Add shares, roles, amendments and transactions; give the number of transactions."""
    models.GrantSector.objects.bulk_create(
        models.GrantSector(grant=grant, sector=sector, share=share)
        for one, grant in pairs
        for sector, share in one.shares.items()
    )
    models.GrantRole.objects.bulk_create(_roles(pairs, organisations))
    models.Amendment.objects.bulk_create(_amendments(pairs))
    return len(models.Transaction.objects.bulk_create(_transactions(pairs, organisations)))


def _roles(pairs: Pairs, organisations: Organisations) -> Iterable[models.GrantRole]:
    for one, grant in pairs:
        for row in one.organisations:
            yield models.GrantRole(
                grant=grant,
                organisation=organisations[row["name"]],
                role=OrganisationRole.IMPLEMENTING,
                is_lead=row is one.organisations[0],
            )


def _amendments(pairs: Pairs) -> Iterable[models.Amendment]:
    for one, grant in pairs:
        for number, change in enumerate(one.changes, start=1):
            yield models.Amendment(
                grant=grant,
                number=number,
                signed_on=change.signed_on,
                amount_change=change.amount,
                new_end=change.new_end,
            )


def _transactions(pairs: Pairs, organisations: Organisations) -> Iterable[models.Transaction]:
    for one, grant in pairs:
        for movement in one.movements:
            yield models.Transaction(
                grant=grant,
                kind=movement.kind,
                date=movement.date,
                amount=movement.amount,
                currency=one.currency,
                description=movement.description,
                receiver=organisations[one.organisations[0]["name"]],
            )
