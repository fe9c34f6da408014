"""What the next release would change in public, as rows that are never saved, and what it would hold back."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models

from funding.codelists.disclosure import Level, RowKind
from funding.desk.addresses import address_of
from funding.publication import models as published
from funding.publication.changes import Change, difference
from funding.publication.drafting import Draft, Held
from funding.publication.fingerprints import fingerprint_of
from funding.publication.next_draft import next_draft
from funding.publication.pools import State
from funding.publication.projection import Projected

SHOWN = 50  # so many rows of a kind are shown one by one
_BOOKKEEPING = {
    "id", "public_id", "from_release", "to_release", "digest", "search", "name_folded",
    "sectors", "sector_share", "sector_contracted", "sector_paid",  # shown as parts
}  # fmt: skip
_COLUMNS: dict[type[models.Model], tuple[str, ...]] = {
    published.PublishedGrant: ("Grant", "Recipient", "Sectors", "Year", "Contracted", "Paid"),
    published.PublishedTransaction: ("Date", "Kind", "Grant or programme", "Receiver", "Amount"),
}


@dataclass(frozen=True)
class FieldChange:
    """One field of a row: what the public sees now, and what it will see."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class TablePreview:
    """What changes in one published table; the lists hold the first rows, the counts all of them."""

    model: type[published.Published]
    counts: dict[str, int]
    added: list[published.Published]
    changed: list[tuple[published.Published, list[FieldChange]]]
    removed: list[published.Published]

    @property
    def name(self) -> str:
        """Name the table for people: "grants"."""
        return str(self.model._meta.verbose_name_plural).removeprefix("published ")

    @property
    def anchor(self) -> str:
        """Name the table for links within the page."""
        return self.model.__name__.lower()

    @property
    def columns(self) -> tuple[str, ...]:
        """Give the headings of the portal's own partial, where it can draw rows of this table."""
        return _COLUMNS.get(self.model, ())

    @property
    def rows(self) -> list[published.Published]:
        """Give the new rows but for pools, which have other columns."""
        return [row for row in self.added if not _is_pool(row)]

    @property
    def pools(self) -> list[published.Published]:
        """Give the new pools."""
        return [row for row in self.added if _is_pool(row)]

    @property
    def partials(self) -> tuple[str, ...]:
        """Name the templates that draw its rows, the portal's own before ours."""
        return f"funding/_{self.model.__name__.lower().removeprefix('published')}_rows.html", "desk/_rows.html"


@dataclass(frozen=True)
class HeldBack:
    """A record that the release goes without, and why, for staff."""

    title: str
    kind: str
    address: str
    level: str
    reasons: list[str]


@dataclass(frozen=True)
class Preview:
    """A release before it is made; `fingerprint` names what it would be made from."""

    tables: list[TablePreview]
    fingerprint: str
    held: list[HeldBack]  # the first of them
    held_count: int
    seal: str
    pools: list[published.Published]  # that would be sealed with it
    waiting_count: int  # grants that would wait for a pool after it


def preview(*, seal: str = "") -> Preview:
    """Draft the next release and compare it with what is public; nothing is written.

    Raises:
        ValidationError: the quarter can't be sealed.
        ImproperlyConfigured: something is pooled, and the parameters of pools aren't set.

    """
    release, _ = next_draft(seal=seal)
    changes = difference(release)
    return Preview(
        tables=[_table(change) for change in changes],
        fingerprint=fingerprint_of(release, changes),
        held=[_held_back(one) for one in release.held[:SHOWN]],
        held_count=len(release.held),
        seal=seal,
        pools=[unsaved(published.PublishedGrant, one) for one in release.sealed],
        waiting_count=_waiting_count(release),
    )


def _held_back(held: Held) -> HeldBack:
    approval = held.approval
    address = address_of(approval.subject, approval.subject_id)
    return HeldBack(held.title, approval.subject, address, Level(approval.level).label, held.reasons)


def _waiting_count(release: Draft) -> int:
    waiting = {item.grant for item in release.room.items() if item.state is State.WAITING}
    return len(waiting - release.room.newly_sealed())


def _is_pool(row: published.Published) -> bool:
    return getattr(row, "row_kind", "") == RowKind.POOL


def _table(change: Change) -> TablePreview:
    changed = change.changed[:SHOWN]
    shown = change.model._base_manager.in_bulk([*(key for key, _ in changed), *change.removed[:SHOWN]])
    return TablePreview(
        model=change.model,
        counts={
            "added": len(change.added),
            "changed": len(change.changed),
            "removed": len(change.removed),
        },
        added=[unsaved(change.model, one) for one in change.added[:SHOWN]],
        changed=[(shown[key], _field_changes(shown[key], one)) for key, one in changed],
        removed=[shown[key] for key in change.removed[:SHOWN]],
    )


def unsaved(model: type[published.Published], projected: Projected) -> published.Published:
    """Make a row that looks as if it had been read, with the rows that hang on it."""
    row = model(**projected.row)
    for name in {"public_id", "receiver_id"} & projected.row.keys():
        setattr(row, name, "")  # it has no page yet, and what it points to may have none
    row.pk = -1  # no row has it; Django asks for a key before it looks at what was read already
    cache: dict[str, Any] = {}
    for name, values in projected.children.items():
        child: type[models.Model] = getattr(published, name)
        children = child._base_manager.all()
        children._result_cache = [child(**one) for one in values]  # noqa: SLF001 -- as prefetch_related does it
        children._prefetch_done = True  # type: ignore[attr-defined]  # noqa: SLF001 -- the same
        cache[_owner(child, model).remote_field.related_name or ""] = children
    row._prefetched_objects_cache = cache  # type: ignore[attr-defined]  # noqa: SLF001 -- the same
    return row


def _owner(child: type[models.Model], model: type[models.Model]) -> Any:  # noqa: ANN401 -- a foreign key, whatever it points to
    return next(field for field in child._meta.concrete_fields if field.related_model is model)


def _field_changes(old: published.Published, projected: Projected) -> list[FieldChange]:
    new = type(old)(**projected.row)
    fields = [field for field in old._meta.concrete_fields if field.name not in _BOOKKEEPING]
    changes = [
        FieldChange(str(field.verbose_name), shown_text(old, field.name), shown_text(new, field.name))
        for field in fields
        if getattr(old, field.name) != getattr(new, field.name)
    ]
    return changes + [change for name in projected.children if (change := _child_change(old, name, projected))]


def _child_change(old: published.Published, name: str, projected: Projected) -> FieldChange | None:
    """Compare what hangs on a row: the parts by sector, the roles."""
    child: type[models.Model] = getattr(published, name)
    owner = _owner(child, type(old))
    before = _listed(child._base_manager.filter(**{owner.name: old}), owner.name)
    after = _listed((child(**one) for one in projected.children[name]), owner.name)
    return FieldChange(str(owner.remote_field.related_name), before, after) if before != after else None


def _listed(rows: Iterable[models.Model], owner: str) -> str:
    texts = []
    for row in rows:
        fields = [one.name for one in row._meta.concrete_fields if one.name not in {"id", owner, "organisation"}]
        texts.append(", ".join(text for name in fields if (text := shown_text(row, name)) not in {"", "no"}))
    return "; ".join(texts)


def shown_text(row: models.Model, name: str) -> str:
    """Write a value for people; None is unknown, never 0."""
    value = getattr(row, name)
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value:,.4f}".rstrip("0").rstrip(".") if name.endswith("share") else f"{value:,.2f}"
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    display = getattr(row, f"get_{name}_display", None)
    return str(display() if display else value)
