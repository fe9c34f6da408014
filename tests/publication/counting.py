"""Whether the aggregates are what counting everything anew gives."""

from funding.publication import cube
from funding.publication.models import GrantCell, GrantCellSector, PublishedGrant

_MEASURES = ("rows", "grants_count", "contracted", "paid", "with_payment", "without_amount", "without_share",
             "without_share_whole", "unconverted")  # fmt: skip
_OF_PART = ("sector", "share", "contracted", "paid")


def cells():
    """Give every cell and part with its figures."""
    whole = {cell.key: [getattr(cell, name) for name in _MEASURES] for cell in GrantCell.objects.all()}
    parts = {(part.cell_id, part.sector): (part.contracted, part.paid) for part in GrantCellSector.objects.all()}
    # A part whose grants went and came may stay at nothing.
    return whole, {place: sums for place, sums in parts.items() if any(sums)}


def check_counts():
    """Count anew and compare."""
    kept = cells()
    cube.recount()
    assert kept == cells(), "the aggregates differ from what they count"
    for grant in PublishedGrant.objects.prefetch_related("parts"):
        beside = (grant.sectors, grant.sector_share, grant.sector_contracted, grant.sector_paid)
        parts = [[getattr(one, name) for one in grant.parts.all()] for name in _OF_PART]
        assert [*beside] == parts, "a row's sectors differ from its parts"
