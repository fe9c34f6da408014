"""Organisations of a file found in the register, or made there."""

from collections.abc import Iterable

from funding.codelists.records import AliasKind, IdentifierScheme
from funding.register.imports.activity import Party
from funding.register.models import Organisation, OrganisationAlias, OrganisationIdentifier


class OrganisationBook:
    """Every organisation by org-id, by folded name and by folded alias; read once for a file.

    What the register has is never altered: staff know better than a file how an organisation is called.
    """

    def __init__(self) -> None:
        """Read the register's organisations."""
        identifiers = OrganisationIdentifier.objects.filter(scheme=IdentifierScheme.ORG_ID)
        self._by_ref = dict(identifiers.values_list("value", "organisation_id"))
        names = Organisation.objects.order_by("-pk").values_list("name", "pk")  # of namesakes the oldest counts
        self._by_name = _keyed(names)
        self._by_alias = _unambiguous(OrganisationAlias.objects.values_list("name", "organisation_id"))
        self._new: list[Party] = []

    def find(self, party: Party) -> int | None:
        """Give an organisation's key in the register; None where it has none yet."""
        if party.ref in self._by_ref:
            return self._by_ref[party.ref]
        return self._by_name.get(party.key) or self._by_alias.get(party.key)

    def find_or_add(self, party: Party) -> int:
        """Give an organisation's key in the register, adding it where it isn't there."""
        return self.find(party) or self._add(party)

    def keep(self) -> None:
        """Take what was added since the last `keep` as stored."""
        self._new.clear()

    def forget(self) -> None:
        """Forget what was added since the last `keep`: the database has taken it back."""
        for party in self._new:
            self._by_ref.pop(party.ref, None)
            self._by_name.pop(party.key, None)
        self._new.clear()

    def _add(self, party: Party) -> int:
        organisation = Organisation.objects.create(name=party.name, kind=party.kind)
        if party.ref:
            OrganisationIdentifier.objects.create(
                organisation=organisation, scheme=IdentifierScheme.ORG_ID, value=party.ref
            )
            self._by_ref[party.ref] = organisation.pk
        if party.other_name:
            OrganisationAlias.objects.create(
                organisation=organisation, name=party.other_name, kind=AliasKind.OTHER_NAME
            )
        self._by_name[party.key] = organisation.pk
        self._new.append(party)
        return organisation.pk


def _keyed(names: Iterable[tuple[str, int]]) -> dict[str, int]:
    return {Party(name).key: pk for name, pk in names}


def _unambiguous(names: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Leave out an alias that several organisations have: it names none of them."""
    owners: dict[str, set[int]] = {}
    for name, pk in names:
        owners.setdefault(Party(name).key, set()).add(pk)
    return {name: min(pks) for name, pks in owners.items() if len(pks) == 1}
