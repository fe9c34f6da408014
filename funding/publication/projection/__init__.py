"""Register snapshot → published rows: pure functions, the only place that applies the policy.

Rows are plain values by the columns of the published tables. Amounts are split here and nowhere else: Belarus's part
of each amount, and each part by sector, to the cent, so that every page adds the same euros.
"""

from funding.publication.projection.announcements import project_announcement
from funding.publication.projection.grants import grant_search, project_grant
from funding.publication.projection.parties import project_instrument, project_organisation
from funding.publication.projection.parts import Identities, Projected, Row, Snapshot
from funding.publication.projection.programmes import project_programme
from funding.publication.projection.unnamed import Pooled, PoolFacts, pooled_facts, project_pool, project_withheld

__all__ = [
    "Identities",
    "PoolFacts",
    "Pooled",
    "Projected",
    "Row",
    "Snapshot",
    "grant_search",
    "pooled_facts",
    "project_announcement",
    "project_grant",
    "project_instrument",
    "project_organisation",
    "project_pool",
    "project_programme",
    "project_withheld",
]
