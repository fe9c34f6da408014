"""Everything public, or about to be, that shows an organisation, a programme or some words, wherever it shows it.

Made for an emergency: what is missed stays public, what is found too much is left out by hand. So the words are looked
for as protected names are (in any spelling and script), and as the beginning of a word too; in every text of every
release, current or old, and in what is approved and not published yet.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

from funding.codelists.disclosure import Level
from funding.desk.searching import keep_matching, organisations_named
from funding.folding import fold, folded_words
from funding.names import NameIndex, Term, TermKind
from funding.publication import models as published
from funding.publication.releases import published_models
from funding.register import facts
from funding.register.models import Approval, Organisation, PublicIdentity
from funding.register.models.publishable import Publishable
from funding.register.protected_terms import names_of
from funding.register.snapshots import PUBLISHABLE
from funding.register.texts import texts_of

_SHORTEST_BEGINNING = 4  # letters of the longest word of a query: shorter ones begin too many words
# Bookkeeping, what others are folded from, and addresses of other records, which show them themselves.
_NO_TEXTS = {"digest", "search", "name_folded", "programme", "grant", "part_of", "instrument"}
_RANDOM_IDS = (published.PublishedGrant, published.PublishedTransaction, published.PublishedOrganisation)
_TEXT_LISTS = {"parts"}
_NOUNS = {model._meta.model_name for model in PUBLISHABLE}
Place = tuple[str, int]  # kind of record, register key


@dataclass(frozen=True)
class Hit:
    """A record that shows what was looked for, and where."""

    record: Publishable
    kind: str
    where: list[str]

    @property
    def key(self) -> str:
        """Name the record in a form."""
        return f"{self.kind}:{self.record.pk}"


@dataclass(frozen=True)
class Findings:
    """What was found: records that can be taken out, and the organisations of that name."""

    hits: list[Hit]
    organisations: list[Organisation]


def find(query: str) -> Findings:
    """Find what shows a name or some words; nothing for a query without a letter or digit."""
    if not folded_words(query):
        return Findings([], [])
    named = keep_matching(Organisation.objects.all(), query, organisations_named)
    search = _Search(query, named)
    keys = {*named.values_list("pk", flat=True), *search.organisations_in_rows()}
    where: defaultdict[Place, dict[str, None]] = defaultdict(dict)  # each once, in the order of finding
    for places in (search.in_roles(keys), search.in_rows(), search.in_approvals(keys)):
        for place, words in places:
            where[place][words] = None
    return Findings(list(_hits(where)), list(Organisation.objects.filter(pk__in=keys)))


class _Texts:
    """Tells whether a text shows what is looked for; most texts stand in several places and are read once."""

    def __init__(self, query: str, named: models.QuerySet[Organisation]) -> None:
        kinds = [TermKind.NAME, TermKind.REFERENCE, TermKind.DOMAIN, *([TermKind.EMAIL] if "@" in query else [])]
        self._index = NameIndex([*(Term(query, kind, 0) for kind in kinds), *names_of(named)])
        beginnings = folded_words(query)
        is_telling = max(map(len, beginnings)) >= _SHORTEST_BEGINNING
        self._beginnings = [f" {word}" for word in beginnings] if is_telling else []
        self._known: dict[str, bool] = {"": False}

    def show(self, text: str) -> bool:
        """Tell whether it does."""
        if text not in self._known:
            self._known[text] = self._begins(f" {fold(text)}") or bool(self._index.find(text))
        return self._known[text]

    def _begins(self, folded: str) -> bool:
        return bool(self._beginnings) and all(word in folded for word in self._beginnings)


class _Search:
    """One search; each of its methods gives places of records, with the words for where it was found there."""

    def __init__(self, query: str, named: models.QuerySet[Organisation]) -> None:
        self.texts = _Texts(query, named)
        identities = PublicIdentity.objects.filter(subject_id__isnull=False)
        self.places: dict[str, Place] = {
            public_id: (subject, key or 0)
            for public_id, subject, key in identities.values_list("public_id", "subject", "subject_id")
        }

    def organisations_in_rows(self) -> Iterator[int]:
        """Give organisations by what the public reads of them, such as a former name or a website."""
        for public_id, texts in _texts_of_rows(published.PublishedOrganisation, "public_id"):
            if public_id in self.places and any(self.texts.show(text) for _, text in texts):
                yield self.places[public_id][1]

    def in_roles(self, keys: set[int]) -> Iterator[tuple[Place, str]]:
        """Find grants and programmes by an organisation itself, under whatever name it was shown."""
        ids = [public_id for public_id, place in self.places.items() if place[0] == "organisation" and place[1] in keys]
        roles = published.PublishedGrantRole.objects.filter(organisation__in=ids)
        for (grant,) in roles.values_list("grant__public_id").distinct():
            yield from self._at(grant, "role")
        payments = published.PublishedTransaction.objects.filter(receiver_id__in=ids)
        for grant, programme in payments.values_list("grant", "programme").distinct():
            yield from self._at(grant or programme, "receiver of a payment")

    def in_rows(self) -> Iterator[tuple[Place, str]]:
        """Look through the texts of every row."""
        for model in published_models():
            owners = ("grant", "programme") if model is published.PublishedTransaction else ("public_id",)
            yield from self._in_table(model, *owners)
        yield from self._in_table(published.PublishedGrantRole, "grant__public_id")

    def in_approvals(self, keys: set[int]) -> Iterator[tuple[Place, str]]:
        """Look through what is approved to be shown in full, published or not."""
        for model in PUBLISHABLE:
            decided = model._base_manager.filter(level=Level.FULL).values("approval")
            for approval in Approval.objects.filter(pk__in=decided).iterator(chunk_size=500):
                place, snapshot = (approval.subject, approval.subject_id), approval.snapshot
                if model.__name__ == "Grant" and any(one["id"] in keys for one in facts.named_in_contract(snapshot)):
                    yield place, "role"
                texts = texts_of(model.__name__, snapshot)
                yield from ((place, name) for name, text in texts if self.texts.show(text))

    def _in_table(self, model: type[models.Model], *owners: str) -> Iterator[tuple[Place, str]]:
        """`owners` are the columns with the public id of the record a row goes with: the first that isn't empty."""
        for *ids, texts in _texts_of_rows(model, *owners):
            shown = [name for name, text in texts if self.texts.show(text)]
            for name in shown:
                yield from self._at(next(filter(None, ids), ""), name)

    def _at(self, public_id: str, words: str) -> Iterator[tuple[Place, str]]:
        if public_id in self.places and self.places[public_id][0] in _NOUNS:
            yield self.places[public_id], words


def _texts_of_rows(model: type[models.Model], *columns: str) -> Iterator[Sequence[Any]]:
    """Give of every row some columns and, last, (name, text) of each of its texts."""
    fields = [field for field in model._meta.concrete_fields if _is_text(model, field)]
    names = ["address" if field.name == "public_id" else str(field.verbose_name) for field in fields]
    for row in model._base_manager.values_list(*columns, *(field.name for field in fields)).iterator():
        values, texts = row[: len(columns)], row[len(columns) :]
        plain = ("; ".join(text) if isinstance(text, list) else text for text in texts)
        yield *values, list(zip(names, plain, strict=True))


def _is_text(model: type[models.Model], field: Any) -> bool:  # noqa: ANN401 -- a field, whatever it holds
    """Readable public ids are texts too: they keep the title that a record had first."""
    if field.name == "public_id":
        return model not in _RANDOM_IDS
    if field.name in _TEXT_LISTS:
        return True
    return isinstance(field, (models.CharField, models.TextField)) and not field.choices and field.name not in _NO_TEXTS


def _hits(where: dict[Place, dict[str, None]]) -> Iterator[Hit]:
    for model in PUBLISHABLE:
        noun = model._meta.model_name or ""
        records: Iterable[Publishable] = model._base_manager.filter(pk__in=[key for one, key in where if one == noun])
        for record in sorted(records, key=str):
            yield Hit(record, noun, list(where[noun, record.pk]))
