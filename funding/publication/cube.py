"""The cube: aggregates of the current grants, kept with them by difference.

Whoever writes the published grants says which rows will go (`discount`, before) and which have come (`count`, after),
in the same transaction. Every question about grants is then a question to the smallest grouping that holds the columns
it asks about (Gray et al., Data Cube, 1997): thirty thousand rows at a million grants, and most often a few dozen.
"""

# ruff: noqa: S608 -- the statements are made of the constants below

from collections.abc import Collection, Iterable, Mapping
from itertools import chain

from django.db import connection

from funding.publication.models import GrantCell, GrantCellSector, PublishedGrant, PublishedGrantSector

# Grouping → its columns, beside `_ALWAYS`; the smallest first: the first that holds a question's columns answers it.
# Few values each: with programme or country beside sector and year there would be as many cells as grants.
GROUPINGS: Mapping[str, tuple[str, ...]] = {
    "all": (),
    "status": ("status",),
    "kind": ("recipient_kind",),
    "instrument": ("instrument", "instrument_name"),
    "year": ("year",),
    "sector": ("sectors",),
    "programme": ("programme",),
    "country": ("recipient_countries",),
    "flow": ("sectors", "year", "instrument", "instrument_name"),
    "cube": ("sectors", "year", "status", "instrument", "instrument_name"),
}
_ALWAYS = ("row_kind", "first_year", "last_year")
_MEASURES: Mapping[str, str] = {
    "rows": "count(*)",
    "grants_count": "sum(g.grants_count)",
    "contracted": "coalesce(sum(g.contracted), 0)",
    "paid": "coalesce(sum(g.paid), 0)",
    "with_payment": "count(g.paid)",
    "without_amount": "count(*) FILTER (WHERE g.belarus_share IS NOT NULL AND g.contracted IS NULL)",
    "without_share": "count(*) FILTER (WHERE g.belarus_share IS NULL)",
    "without_share_whole": "coalesce(sum(g.contracted_whole) FILTER (WHERE g.belarus_share IS NULL), 0)",
    "unconverted": "count(*) FILTER (WHERE g.payments_unconverted > 0)",
}
_MEASURED = (
    "grants_count", "contracted", "contracted_whole", "paid", "belarus_share", "payments_unconverted",
)  # fmt: skip
_CELLS, _PARTS = GrantCell._meta.db_table, GrantCellSector._meta.db_table
_GRANTS, _GRANT_PARTS = PublishedGrant._meta.db_table, PublishedGrantSector._meta.db_table


def grouping_of(columns: Collection[str]) -> str | None:
    """Name the smallest grouping that holds the columns, or None where none does."""
    return next((name for name, held in GROUPINGS.items() if {*columns} <= {*held, *_ALWAYS}), None)


def count(grants: Iterable[int]) -> None:
    """Count grants in, by the keys of their rows as they are now; rows that aren't current count nothing."""
    _change(list(grants), 1)


def discount(grants: Iterable[int]) -> None:
    """Count grants out, by the keys of their rows as they still are."""
    _change(list(grants), -1)


def recount() -> None:
    """Count everything anew: after a change past the publisher, as a migration's."""
    GrantCellSector.objects.all().delete()
    GrantCell.objects.all().delete()
    _change(None, 1)


def _change(grants: list[int] | None, sign: int) -> None:
    if grants == []:
        return
    with connection.cursor() as cursor:
        for grouping in GROUPINGS:
            cursor.execute(_cells_changed(grouping, only=grants is not None), {"sign": sign, "grants": grants})
            if "sectors" in GROUPINGS[grouping]:
                cursor.execute(_parts_changed(grouping, only=grants is not None), {"sign": sign, "grants": grants})
    if sign < 0:
        GrantCell.objects.filter(rows=0).delete()


def _key(grouping: str) -> str:
    """Write the key of the cell that a grant belongs to; each value is quoted, so that no two cells have one key."""
    values = ", ".join(f"g.{column}" for column in (*_ALWAYS, *GROUPINGS[grouping]))
    return f"'{grouping} ' || json_build_array({values})"


def _chosen(*, only: bool) -> str:
    """Write the current grants, or those of them that are asked for, each with its sectors as a set."""
    columns = {*_ALWAYS, *chain(*GROUPINGS.values()), *_MEASURED} - {"sectors"}
    chosen = " AND id = ANY(%(grants)s)" if only else ""
    return f"""
        (SELECT id, {", ".join(sorted(columns))}, ARRAY(SELECT unnest(sectors) ORDER BY 1) AS sectors
         FROM {_GRANTS} WHERE to_release IS NULL{chosen}) g
    """


def _cells_changed(grouping: str, *, only: bool) -> str:
    columns = (*_ALWAYS, *GROUPINGS[grouping])
    values = ", ".join(f"g.{column}" for column in columns)
    measures = ", ".join(f"%(sign)s * {measure}" for measure in _MEASURES.values())
    sums = ", ".join(f"{name} = cell.{name} + EXCLUDED.{name}" for name in _MEASURES)
    return f"""
        INSERT INTO {_CELLS} AS cell (key, grouping, {", ".join(columns)}, {", ".join(_MEASURES)})
        SELECT {_key(grouping)}, '{grouping}', {values}, {measures}
        FROM {_chosen(only=only)} GROUP BY {values}
        ON CONFLICT (key) DO UPDATE SET {sums}
    """


def _parts_changed(grouping: str, *, only: bool) -> str:
    return f"""
        INSERT INTO {_PARTS} AS part (cell_id, sector, contracted, paid)
        SELECT {_key(grouping)}, p.sector,
            %(sign)s * coalesce(sum(p.contracted), 0), %(sign)s * coalesce(sum(p.paid), 0)
        FROM {_chosen(only=only)} JOIN {_GRANT_PARTS} p ON p.grant_id = g.id GROUP BY 1, 2
        ON CONFLICT (cell_id, sector) DO UPDATE
            SET contracted = part.contracted + EXCLUDED.contracted, paid = part.paid + EXCLUDED.paid
    """
