"""What must not stand in a public text: what names protected organisations, and numbers of grants below full."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from django.db.models import Exists, OuterRef

from funding.codelists.disclosure import Level
from funding.names import NameIndex, Term, TermKind
from funding.register.models import (
    Approval,
    Grant,
    Organisation,
    OrganisationAlias,
    OrganisationDomain,
    OrganisationEmail,
    OrganisationIdentifier,
    SourceReference,
)


@lru_cache(maxsize=1)
def index_of(terms: tuple[Term, ...]) -> NameIndex:
    """Keep the latest index: making it takes longer than drafting a few records, and terms seldom change."""
    return NameIndex(terms)


def protected_terms() -> list[Term]:
    """Give everything that must not stand in a public text: names, addresses, and numbers of grants below full."""
    return [*names_of(Organisation.objects.filter(clearance__isnull=True)), *_references()]


def _references() -> Iterator[Term]:
    """Give the numbers of grants that are shown with less than everything, or were decided on and aren't shown."""
    proposed = Approval.objects.filter(subject="grant", subject_id=OuterRef("pk"))
    groups = (
        Grant.objects.filter(level__in=[Level.POOLED, Level.RECIPIENT_WITHHELD]),
        Grant.objects.filter(Exists(proposed), level=Level.NOT_PUBLISHED),
    )
    for below_full in groups:
        for key, number in below_full.exclude(contract_number="").values_list("pk", "contract_number"):
            yield Term(number, TermKind.REFERENCE, key)
        references = SourceReference.objects.filter(grant__in=below_full.order_by().values("pk"))
        for key, identifier in references.exclude(identifier="").values_list("grant", "identifier"):
            yield Term(identifier, TermKind.REFERENCE, key or 0)


def names_of(organisations: Any) -> Iterator[Term]:  # noqa: ANN401 -- a queryset of organisations
    """Give everything that could name organisations."""
    for key, name, local_name, website in organisations.values_list("pk", "name", "local_name", "website"):
        yield Term(name, TermKind.NAME, key)
        yield from (Term(local_name, TermKind.NAME, key) for _ in range(bool(local_name)))
        yield from (Term(website, TermKind.DOMAIN, key) for _ in range(bool(website)))
    others: Iterable[tuple[Any, str, TermKind]] = (
        (OrganisationAlias, "name", TermKind.ALIAS),
        (OrganisationEmail, "email", TermKind.EMAIL),
        (OrganisationDomain, "domain", TermKind.DOMAIN),
        (OrganisationIdentifier, "value", TermKind.IDENTIFIER),
    )
    for model, field, kind in others:
        rows = model.objects.filter(organisation__in=organisations).values_list("organisation", field)
        yield from (Term(text, kind, key) for key, text in rows)
