"""Organisations and instruments in a draft of some records: as whatever was approved last names them.

An organisation's row comes from the latest approved record that names it, an instrument's likewise. So a draft of some
grants has to ask who else names those whom they name, or ever named, and whether that was approved later.
"""

from collections.abc import Collection

from django.db import connection
from django.db.models import Q

from funding.publication import models as published
from funding.publication.drafting import Draft, Place, place_of
from funding.publication.partial import drafter_within
from funding.publication.projection import project_instrument, project_organisation
from funding.publication.reach import Scope, scope_with
from funding.register import facts
from funding.register.many import these, these_ids
from funding.register.models import Approval, PublicIdentity

_ORGANISATION, _INSTRUMENT = "PublishedOrganisation", "PublishedInstrument"
_NAMED = """
    SELECT role.organisation AS party, own.public_id FROM publication_publishedgrantrole role
    JOIN publication_publishedgrant own ON own.id = role.grant_id AND own.to_release IS NULL
    WHERE role.organisation = ANY(%(parties)s)
    UNION ALL
    SELECT receiver_id, "grant" FROM publication_publishedtransaction
    WHERE to_release IS NULL AND "grant" <> '' AND receiver_id <> '' AND receiver_id = ANY(%(parties)s)
"""
# Not the scope's own grants: what they name is drafted.
_OTHERS = """
    identity.subject = 'grant' AND identity.approval_id IS NOT NULL
    AND NOT EXISTS (SELECT FROM unnest(%(grants)s::bigint[]) AS own (key) WHERE own.key = identity.subject_id)
"""
_LAST_NAMING = f"""
    SELECT DISTINCT ON (named.party) named.party, identity.subject_id, identity.approval_id
    FROM ({_NAMED}) named JOIN register_publicidentity identity USING (public_id)
    WHERE {_OTHERS} ORDER BY named.party, identity.approval_id DESC
"""  # noqa: S608 -- constants
_LAST_PAID_BY = f"""
    SELECT own.instrument, identity.subject_id, identity.approval_id
    FROM register_publicidentity identity JOIN publication_publishedgrant own USING (public_id)
    WHERE {_OTHERS} AND own.to_release IS NULL AND own.row_kind = 'named' AND own.instrument = %(instrument)s
    ORDER BY identity.approval_id DESC LIMIT 1
"""  # noqa: S608 -- constants


def complete(release: Draft, scope: Scope) -> bool:
    """Give a draft the rows of all whom its grants ever named; False where only a draft of everything can."""
    _leave_to_packages(release)
    parties = _parties(release, scope)
    later = {place: one for place, one in _others(release, scope).items() if one[1] > release.namers.get(place, 0)}
    if later and not _take_from_grants(release, later):
        return False
    _take_from_programmes(release, parties - release.rows.keys())
    return True


def _parties(release: Draft, scope: Scope) -> set[Place]:
    snapshots = Approval.objects.filter(subject="grant", subject_id__in=these(scope.grants)).order_by()
    slugs = set(snapshots.values_list("snapshot__instrument__slug", flat=True).distinct()) - {None}
    release.instruments |= slugs - _of_packages()
    organisations = release.identities.ids_of("organisation", scope.organisations)
    return {(_ORGANISATION, one) for one in organisations} | {(_INSTRUMENT, one) for one in release.instruments}


def _of_packages() -> set[str]:
    return set(published.PublishedPackage.objects.current().order_by().values_list("instrument", flat=True))


def _leave_to_packages(release: Draft) -> None:
    """Leave out instruments that a package names: packages come last, and none of them is touched."""
    for slug in _of_packages():
        release.rows.pop((_INSTRUMENT, slug), None)


def _others(release: Draft, scope: Scope) -> dict[Place, tuple[int, int]]:
    """Give for each party the grant outside the scope that was approved last of those that name it, and by what."""
    asked: dict[str, list[str] | list[int] | str] = {
        "parties": release.identities.ids_of("organisation", scope.organisations),
        "grants": list(scope.grants),
    }
    found: dict[Place, tuple[int, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_LAST_NAMING, asked)
        found |= {(_ORGANISATION, party): (grant, approval) for party, grant, approval in cursor.fetchall()}
        for slug in release.instruments:
            cursor.execute(_LAST_PAID_BY, asked | {"instrument": slug})
            found |= {(_INSTRUMENT, party): (grant, approval) for party, grant, approval in cursor.fetchall()}
    return found


def _take_from_grants(release: Draft, later: dict[Place, tuple[int, int]]) -> bool:
    """Draft grants that stay as they are, and take from them the rows of parties."""
    scope = scope_with({grant for grant, _ in later.values()})
    if scope is None:
        return False
    release.screen.look_at(scope.organisations)
    drafter = drafter_within(scope, release.screen, release.room)
    shown = [drafter.release.identities.shown_by("grant", key) for key in scope.grants]
    drafter.add_grants(list(Approval.objects.filter(pk__in=these(one for one in shown if one)).order_by("pk")))
    taken = {place: row for place, row in drafter.release.rows.items() if place in later}
    release.rows |= taken
    return taken.keys() == later.keys()


def _take_from_programmes(release: Draft, missing: Collection[Place]) -> None:
    """Take rows of parties that no grant names from the programmes that do."""
    keys = [public_id for _, public_id in missing]
    payments = published.PublishedTransaction.objects.current().filter(grant="", receiver_id__in=these_ids(keys))
    paid = published.PublishedProgramme.objects.current().filter(instrument__in=these_ids(keys))
    naming = Q(public_id__in=payments.order_by().values("programme")) | Q(
        public_id__in=paid.order_by().values("public_id")
    )
    identities = PublicIdentity.objects.filter(naming, subject="programme") if keys else PublicIdentity.objects.none()
    for approval in Approval.objects.filter(pk__in=identities.values("approval")).order_by("pk"):
        received = facts.receivers(approval.snapshot)
        release.screen.look_at(one["id"] for one in received)
        shown = release.screen.shown_of_programme(approval.snapshot)
        rows = [project_organisation(one, release.identities) for one in facts.receivers(shown)]
        rows += [project_instrument(one) for one in [shown["instrument"]] if one]
        release.add(one for one in rows if place_of(one) in missing)
