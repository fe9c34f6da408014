"""Whether the aggregates are what counting everything anew gives."""

from funding.publication import cube
from funding.publication.models import GrantCell, GrantCellSector

_MEASURES = ("rows", "grants_count", "contracted", "paid", "with_payment", "without_amount", "without_share",
             "without_share_whole", "unconverted")  # fmt: skip


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
