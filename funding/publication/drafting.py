"""Draft a release: from approved snapshots to every row that the public will see."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from funding.codelists.grants import Level
from funding.publication.identities import Key, RegisterIdentities, published_approvals
from funding.publication.projection import (
    Projected,
    Snapshot,
    project_announcement,
    project_grant,
    project_instrument,
    project_organisation,
    project_programme,
)
from funding.register.models import Approval, Document, Envelope, Event, Grant, Package, Programme, Statement
from funding.register.models.publishable import Publishable

# Owners before what points to them: a grant names its programme, a document its grant.
PUBLISHABLE: tuple[type[Publishable], ...] = (Programme, Grant, Package, Statement, Envelope, Event, Document)


@dataclass
class Draft:
    """All rows of a release by (published model, public id), and the approvals they come from."""

    identities: RegisterIdentities
    approvals: dict[Key, Approval] = field(default_factory=dict)
    rows: dict[tuple[str, str], Projected] = field(default_factory=dict)

    def add(self, projected: Iterable[Projected]) -> None:
        """Put rows into the draft."""
        for one in projected:
            self.rows[one.model, one.row["public_id"]] = one


def draft(*, pending: bool = True) -> Draft:
    """Draft the next release; without `pending`, from what is published already and nothing else."""
    release = Draft(RegisterIdentities())
    shown = {} if pending else published_approvals()
    for model in PUBLISHABLE:
        for approval in _approvals(model, None if pending else shown):
            _draft_one(release, model.__name__, approval)
    return release


def _approvals(model: type[Publishable], shown: dict[Key, Approval] | None) -> list[Approval]:
    """Give the approvals to publish of one model, in the order of approval (parts after their wholes)."""
    records = model._base_manager.filter(level=Level.FULL, approval__isnull=False).select_related("approval")
    approvals = [record.approval for record in records if record.approval]
    if shown is not None:
        approvals = [shown[key] for one in approvals if (key := (one.subject, one.subject_id)) in shown]
    return sorted(approvals, key=lambda one: (len(one.snapshot.get("wholes", ())), one.pk))


def _draft_one(release: Draft, noun: str, approval: Approval) -> None:
    snapshot, identities = approval.snapshot, release.identities
    if noun == "Document" and _lost_its_owner(snapshot["record"], identities):
        return
    release.approvals[approval.subject, approval.subject_id] = approval
    if noun == "Programme":
        release.add(project_programme(snapshot, identities))
        release.add(project_organisation(one, identities) for one in _receivers(snapshot))
    elif noun == "Grant":
        slug = identities.known("programme", snapshot["record"]["programme"])
        programme = release.rows["PublishedProgramme", slug].row if slug else None
        release.add(project_grant(snapshot, identities, programme))
        organisations = [entry["organisation"] for entry in snapshot["roles"]]
        release.add(project_organisation(one, identities) for one in [*organisations, *_receivers(snapshot)])
    else:
        release.add([project_announcement(noun, snapshot, identities)])
    if snapshot.get("instrument"):
        release.add([project_instrument(snapshot["instrument"])])


def _receivers(snapshot: Snapshot) -> list[Snapshot]:
    return [entry["receiver"] for entry in snapshot["transactions"] if entry["receiver"]]


def _lost_its_owner(record: dict[str, int | None], identities: RegisterIdentities) -> bool:
    """Tell whether a document belongs to a grant or programme that isn't public: then it isn't either."""
    return any(record[owner] and not identities.known(owner, record[owner]) for owner in ("programme", "grant"))
