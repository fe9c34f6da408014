"""Statements: a public figure as somebody said it, and what was behind it on that day."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.shortcuts import get_object_or_404
from django.urls import reverse

from funding.codelists.iati import PAID_KINDS
from funding.portal import charts
from funding.portal.views.page import Page
from funding.publication import as_of
from funding.publication.models import PublishedPackage, PublishedStatement


@dataclass(frozen=True)
class Said:
    """A statement beside what had been announced by then."""

    statement: PublishedStatement
    announced: as_of.Tally
    scales: list[str]  # what was said, what was announced: percent of the largest on the page


@dataclass(frozen=True)
class Amount:
    """One of the four amounts on a statement's day, and where its records are."""

    name: str
    noun: str  # of its records, in the singular
    tally: as_of.Tally
    scale: str
    records: str  # an address
    words: str  # of the link there


class StatementListView(Page):
    """What was said, and what had been announced by then."""

    template_name = "funding/statement_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401 -- Django's own signature
        """Add the statements, the latest first."""
        packages = list(PublishedPackage.objects.current())
        statements = PublishedStatement.objects.filter(to_release=None).order_by("-dated", "public_id")
        pairs = [(one, as_of.ladder(packages, one).announced) for one in statements]
        scales = charts.scaled([amount for one, announced in pairs for amount in (one.amount, announced.amount)])
        said = [Said(one, announced, scales[2 * place : 2 * place + 2]) for place, (one, announced) in enumerate(pairs)]
        return super().get_context_data(**kwargs) | {"said": said}


class StatementDetailView(Page):
    """One statement: its words and source, the packages behind it, and the four amounts as of its day."""

    template_name = "funding/statement_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401 -- Django's own signature
        """Add where things stood on its day."""
        statements = PublishedStatement.objects.filter(to_release=None)
        statement = get_object_or_404(statements, public_id=self.kwargs["public_id"])
        position = as_of.position(statement)
        amounts = {name: tally.amount for name, tally in position.chain.items()}
        return super().get_context_data(**kwargs) | {
            "record": statement,
            "position": position,
            "since": as_of.SINCE,
            "rungs": rungs_of(position.ladder, statement),
            "chain": chain_of(position, statement),
            "nearest": nearest(statement.amount, amounts),
            "difference": difference(position.announced.amount, statement.amount),
        }


def chain_of(position: as_of.Position, statement: PublishedStatement) -> list[Amount]:
    """Draw the four amounts on one scale with what was said, each with the way to its records."""
    amounts = [tally.amount for tally in position.chain.values()]
    scales = charts.scaled([statement.amount, *amounts])[1:]
    of_the_time = urlencode({"kind": PAID_KINDS, "date_from": as_of.SINCE, "date_to": position.day}, doseq=True)
    ways = [
        ("package", "#ladder-heading" if position.ladder.steps else "", "The ladder of packages"),
        ("programme", reverse("programme_list"), "All programmes"),
        ("grant", reverse("grant_list"), "All grants"),
        ("payment", f"{reverse('transaction_list')}?{of_the_time}", "Payments of that time"),
    ]
    return [
        Amount(name, noun, tally, scale, records, words)
        for (name, tally), scale, (noun, records, words) in zip(position.chain.items(), scales, ways, strict=True)
    ]


def difference(announced: Decimal, stated: Decimal | None) -> tuple[str, Decimal] | None:
    """Say whether less, more or exactly what was stated had been announced, and by how much; None if none is stated."""
    if stated is None:
        return None
    gap = announced - stated
    return ("less" if gap < 0 else "more" if gap else "exactly"), abs(gap)


def rungs_of(ladder: as_of.Ladder, statement: PublishedStatement) -> list[tuple[as_of.Step, charts.Rung]]:
    """Draw each step of the ladder as a rung, on one scale with what was said."""
    spans = [(step.before, step.after) for step in ladder.steps]
    return list(zip(ladder.steps, charts.rungs(spans, statement.amount), strict=True))


def nearest(stated: Decimal | None, amounts: dict[str, Decimal]) -> str:
    """Name the amount that lies nearest to the stated one, the first of those equally near; empty if none is stated."""
    return "" if stated is None else min(amounts, key=lambda name: abs(amounts[name] - stated))
