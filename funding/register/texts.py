"""The texts of a snapshot that can become public, each with its name: what people read and the name scan searches."""

from collections.abc import Iterator, Mapping
from typing import Any

from funding.codelists.iati import CONTRACT_ROLES

# By noun; the policy's public text fields are exactly these (a test holds them against each other).
PUBLIC_TEXTS: dict[str, tuple[str, ...]] = {
    "Document": ("title", "address"),
    "Envelope": ("title", "condition", "partners"),
    "EnvelopePart": ("wording",),
    "Event": ("title", "summary"),
    "Grant": ("title", "summary", "description", "contract_number"),
    "Instrument": ("name", "short_name", "regulation"),
    "Organisation": ("name", "local_name", "website"),
    "Package": ("title", "summary", "speaker"),
    "Programme": ("title", "summary", "description", "reference"),
    "Source": ("publisher", "title", "address", "licence"),
    "SourceReference": ("identifier", "address"),
    "Statement": ("wording", "speaker"),
    "Transaction": ("description",),
}
# Where a snapshot keeps what belongs to a record: key, the part of each entry, its noun.
_BELONGINGS = (
    ("roles", "organisation", "Organisation"),
    ("transactions", "transaction", "Transaction"),
    ("transactions", "receiver", "Organisation"),
    ("sources", "reference", "SourceReference"),
    ("sources", "source", "Source"),
    ("parts", "", "EnvelopePart"),
)

Values = Mapping[str, Any]


def texts_of(noun: str, snapshot: Values) -> Iterator[tuple[str, str]]:
    """Give (name of the field, text) of every public text of a record and of what belongs to it.

    Those whom a grant's money reaches through its recipient are never shown: their names are no public texts.
    """
    yield from _texts(noun, snapshot["record"], "")
    for key, of in (("source", "Source"), ("instrument", "Instrument")):
        if snapshot.get(key):
            yield from _texts(of, snapshot[key], f"{key}: ")
    for key, part, of in _BELONGINGS:
        for entry in snapshot.get(key, ()):
            if _is_never_public(entry):
                continue
            if values := (entry[part] if part else entry):
                yield from _texts(of, values, f"{part or 'part'}: ")


def _is_never_public(entry: Values) -> bool:
    """Tell whether an entry is whom the money reaches through its recipient: withheld whatever the level."""
    return "role" in entry and entry["role"]["role"] not in CONTRACT_ROLES


def _texts(noun: str, values: Values, prefix: str) -> Iterator[tuple[str, str]]:
    for field in PUBLIC_TEXTS[noun]:
        if values[field]:
            yield prefix + field.replace("_", " "), values[field]
