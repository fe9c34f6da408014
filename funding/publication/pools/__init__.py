"""Disclosure control for grants whose recipients are protected: which may be shown together, as one figure.

Pure functions over items. Words of statistical disclosure control: a cell is a group by sector and years, its
contributors are the recipient groups in it. The rules and what they protect from: docs/decisions.md.
"""

from funding.publication.pools.explaining import explain, explain_all
from funding.publication.pools.items import Figures, Item, Label, Parameters, State, figures
from funding.publication.pools.safety import is_safe, may_be_listed
from funding.publication.pools.sealing import seal
from funding.publication.pools.settling import Listed, Pooled, settle

__all__ = [
    "Figures",
    "Item",
    "Label",
    "Listed",
    "Parameters",
    "Pooled",
    "State",
    "explain",
    "explain_all",
    "figures",
    "is_safe",
    "may_be_listed",
    "seal",
    "settle",
]
