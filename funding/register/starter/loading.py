"""The starter facts, from `data/*.toml` into the register.

Only what is missing is added, so a second run adds nothing and what staff changed stays. A programme or grant is
known by its source; what was announced or happened by its source and date, or by its words.
"""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Q

from funding.codelists.grants import AmountBasis, Scope
from funding.codelists.iati import OrganisationRole
from funding.money import HUNDRED
from funding.register import models
from funding.register.models.announcements import Announced
from funding.register.starter.reading import tables

Fact = dict[str, Any]
Sources = dict[str, models.Source]
Add = Callable[[Fact, Sources], bool]


@transaction.atomic
def load_facts() -> dict[str, int]:
    """Add the facts that the register lacks, not published; give how many were added of each noun."""
    sources, new_sources = _load_sources()
    announced, timeline = tables("announcements.toml"), tables("timeline.toml")
    return {
        "sources": new_sources,
        "instruments": _count(_add_instrument, tables("instruments.toml")["instrument"], sources),
        "programmes": _count(_add_programme, tables("programmes.toml")["programme"], sources),
        "grants": _count(_add_grant, tables("grants.toml")["grant"], sources),
        "packages": _count(_add_package, announced["package"], sources),
        "statements": _count(_adder(models.Statement, "wording"), announced["statement"], sources),
        "envelopes": _count(_add_envelope, announced["envelope"], sources),
        "events": _count(_adder(models.Event, "title"), timeline["event"], sources),
        "documents": _count(_add_document, timeline["document"], sources),
    }


def _count(add: Add, facts: list[Fact], sources: Sources) -> int:
    return sum(add(dict(fact), sources) for fact in facts)


def _load_sources() -> tuple[Sources, int]:
    """Give the sources by the key that the files use, and how many are new. One address is one source."""
    sources, new = {}, 0
    for key, fact in tables("sources.toml").items():
        known = models.Source.objects.filter(address=fact["address"]).first()
        fact["is_link_unsafe"] = fact.pop("unsafe_link", False)
        sources[key] = known or models.Source.objects.create(**fact)
        new += known is None
    return sources, new


def _add_instrument(fact: Fact, sources: Sources) -> bool:
    fact["source"] = sources[fact["source"]]
    _, is_new = models.Instrument.objects.get_or_create(slug=fact.pop("slug"), defaults=fact)
    return is_new


def _add_programme(fact: Fact, sources: Sources) -> bool:
    named = [sources[key] for key in fact.pop("sources")]
    if models.Programme.objects.filter(source_references__source=named[0]).exists():
        return False
    fact["instrument_id"] = fact.pop("instrument")
    basis = AmountBasis.STATED if "decided" in fact else ""
    programme = models.Programme.objects.create(decided_basis=basis, **fact)
    for source in named:
        models.SourceReference.objects.create(source=source, programme=programme)
    return True


def _add_grant(fact: Fact, sources: Sources) -> bool:
    named = [sources[key] for key in fact.pop("sources")]
    if models.Grant.objects.filter(source_references__source=named[0]).exists():
        return False
    fact["instrument_id"] = fact.pop("instrument")
    sector, lead = fact.pop("sector"), _organisation(fact.pop("lead"))
    basis = AmountBasis.STATED if "contracted" in fact else ""
    grant = models.Grant.objects.create(
        scope=Scope.IN, belarus_share=HUNDRED, contracted_basis=basis, sectors_confirmed=True, **fact
    )
    models.GrantSector.objects.create(grant=grant, sector=sector, share=HUNDRED)
    role = OrganisationRole.IMPLEMENTING
    models.GrantRole.objects.create(grant=grant, organisation=lead, role=role, is_lead=True)
    for source in named:
        models.SourceReference.objects.create(source=source, grant=grant)
    return True


def _organisation(fact: Fact) -> models.Organisation:
    organisation, _ = models.Organisation.objects.get_or_create(name=fact.pop("name"), defaults=fact)
    return organisation


def _is_there(model: type[Announced], fact: Fact, words: str) -> bool:
    """Tell whether its words, or its source and date, are there: staff may have mended either."""
    same = Q(**{words: fact[words]}) | Q(source=fact["source"], dated=fact["dated"])
    return model._base_manager.filter(same).exists()


def _add_package(fact: Fact, sources: Sources) -> bool:
    fact["source"] = sources[fact["source"]]
    if _is_there(models.Package, fact, "title"):
        return False
    if whole := fact.get("part_of"):
        fact["part_of"] = models.Package.objects.get(source=sources[whole])
    models.Package.objects.create(instrument_id=fact.pop("instrument", None), **fact)
    return True


def _adder(model: type[Announced], words: str) -> Add:
    """Give the function that adds a fact without anything belonging to it; `words` is what it is known by."""

    def add(fact: Fact, sources: Sources) -> bool:
        fact["source"] = sources[fact["source"]]
        if _is_there(model, fact, words):
            return False
        model._base_manager.create(**fact)
        return True

    return add


def _add_envelope(fact: Fact, sources: Sources) -> bool:
    fact["source"] = sources[fact["source"]]
    if _is_there(models.Envelope, fact, "title"):
        return False
    parts = fact.pop("parts")
    envelope = models.Envelope.objects.create(**fact)
    models.EnvelopePart.objects.bulk_create(models.EnvelopePart(envelope=envelope, wording=part) for part in parts)
    return True


def _add_document(fact: Fact, sources: Sources) -> bool:
    fact["source"] = sources[fact["source"]]
    if _is_there(models.Document, fact, "title"):
        return False
    if owner := fact.pop("programme", None):
        fact["programme"] = models.Programme.objects.get(source_references__source=sources[owner])
    models.Document.objects.create(address=fact["source"].address, **fact)
    return True
