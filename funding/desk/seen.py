"""What somebody saw of a record when they opened its form: the rows of its history there were then, signed.

Rows of a history are never changed or deleted, so whatever happened since is every row besides these. Keys that come
late, from a transaction that took long, are found too, as no highest key or time would find them.
"""

from collections.abc import Iterable

from django.core import signing

from funding.desk.timeline import Part, Seen, rows_of

FIELD = "_seen"  # name of the hidden field
_SALT = "funding.desk.seen"


def token_of(about: str, parts: Iterable[Part]) -> str:
    """Sign what there is now of a record, or of some, and of what belongs there; `about` names it."""
    return signing.dumps([about, rows_of(parts)], salt=_SALT, compress=True)


def seen_in(token: str, about: str) -> Seen | None:
    """Read what a form says was seen; None where it says nothing, or what isn't ours, or of something else."""
    try:
        named, rows = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError):
        return None
    found: Seen = rows
    return found if named == about else None
