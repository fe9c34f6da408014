"""One record as the public would see it at a level: rows that are never saved, drawn by the portal's own partials."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.apps import apps
from django.utils.timezone import localdate

from funding.codelists.disclosure import UNNAMED, Level
from funding.codelists.sectors import Sector
from funding.desk.preview import TablePreview, shown_text, unsaved
from funding.publication import models as published
from funding.publication.projection import (
    Projected,
    pooled_facts,
    project_announcement,
    project_grant,
    project_programme,
    project_withheld,
)
from funding.register.models import Programme
from funding.register.wording import dated
from funding.templatetags.figures import label, sector_name

Snapshot = Mapping[str, Any]
# Drawn in the row, or of no concern to a reader.
_DRAWN = {
    "id", "public_id", "from_release", "to_release", "digest", "search", "is_invented", "row_kind", "grants_count",
    "programme", "instrument", "source_kind", "recipient", "recipient_countries", "contracted", "paid", "grant",
}  # fmt: skip
_NOTHING_SAID = {"", "no", "unknown", "0", "0.00"}
_POOLED = (
    "Nothing of its own: EUR {amount:,.2f} join a group of grants, as {sector}, {year}, or more "
    "coarsely. Until a group can be shown, the public sees nothing."
)


@dataclass(frozen=True)
class PublicView:
    """What would be public: the row in its list, what else stands on its page, and words where there is no row."""

    words: str = ""
    tables: list[TablePreview] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)
    movements: list[published.Published] = field(default_factory=list)


class _NoIdentities:
    """Public ids of what isn't public: none."""

    def of(self, _subject: str, _key: int, *, name: str = "") -> str:  # noqa: ARG002 -- as `Identities` has it
        """Give a mark that leads nowhere."""
        return "new"

    def known(self, _subject: str, _key: int | None) -> str:
        """Give nothing."""
        return ""


def public_view(noun: str, snapshot: Snapshot, level: str) -> PublicView:
    """Draw a snapshot as it would be public at a level; one with gaps may have nothing to draw."""
    if level == Level.POOLED:
        return PublicView(words=_pooled(snapshot))
    if level == Level.RECIPIENT_WITHHELD:
        return _withheld(snapshot)
    rows = _projected(noun, snapshot)
    own, movements = _table(rows[:1]), rows[1:]
    return PublicView(tables=[own], facts=_facts(noun, rows[0]), movements=_table(movements).added if movements else [])


def _projected(noun: str, snapshot: Snapshot) -> list[Projected]:
    if noun == "Grant":
        return project_grant(snapshot, _NoIdentities(), _programme_of(snapshot))
    if noun == "Programme":
        return project_programme(snapshot, _NoIdentities())
    return [project_announcement(noun, snapshot, _NoIdentities())]


def _withheld(snapshot: Snapshot) -> PublicView:
    if not snapshot["sector_shares"]:
        return PublicView(words="There is no row to show: the grant has no sector.")
    last_december = date(localdate().year - 1, 12, 31)
    row = project_withheld(snapshot, _NoIdentities(), _programme_of(snapshot), paid_until=last_december)
    return PublicView(words=UNNAMED, tables=[_table([row])])


def _pooled(snapshot: Snapshot) -> str:
    if not snapshot["sector_shares"]:
        return "It can’t join a group: the grant has no sector."
    fact = pooled_facts(snapshot)
    return _POOLED.format(amount=fact.amount, sector=Sector(fact.sector).label, year=fact.year or "year unknown")


def _programme_of(snapshot: Snapshot) -> dict[str, Any] | None:
    """Give the row of the grant's programme as it is approved; None where it isn't public."""
    programme = Programme.objects.filter(pk=snapshot["record"]["programme"]).select_related("approval").first()
    if programme is None or programme.approval is None or not programme.is_published:
        return None
    return project_programme(programme.approval.snapshot, _NoIdentities())[0].row


def _table(rows: Iterable[Projected]) -> TablePreview:
    drawn = list(rows)
    model: type[published.Published] = getattr(published, drawn[0].model)
    return TablePreview(model, {}, [unsaved(model, one) for one in drawn], [], [])


def _facts(noun: str, own: Projected) -> list[tuple[str, str]]:
    """Give what the page of the row says, in words; unknown figures are left out, where it is from comes last."""
    model: type[published.Published] = getattr(published, own.model)
    row = model(**own.row)
    fields = [one for one in model._meta.concrete_fields if one.name not in _DRAWN]
    fields.sort(key=lambda one: one.name.startswith("source_"))
    facts = [(_named(noun, one.name, str(one.verbose_name)), _words(row, one.name)) for one in fields]
    facts += [("organisation", _role(one)) for one in own.children.get("PublishedGrantRole", [])]
    return [(name, text) for name, text in facts if text not in _NOTHING_SAID]


def _named(noun: str, name: str, otherwise: str) -> str:
    """Name a field as the register's form does, where it has one of this name."""
    columns = apps.get_model("register", noun)._meta.concrete_fields
    return next((str(one.verbose_name) for one in columns if one.name == name), otherwise)


def _words(row: published.Published, name: str) -> str:
    value = getattr(row, name)
    if isinstance(value, date):
        return dated(value.isoformat())
    if isinstance(value, list):
        return ", ".join(label(sector_name(one)) for one in value)
    text = shown_text(row, name)
    return f"{text} %" if name.endswith("share") and value is not None else text


def _role(values: Mapping[str, Any]) -> str:
    role = published.PublishedGrantRole(**values)
    return f"{role.name} ({role.get_role_display()}{', lead' if role.is_lead else ''})"
