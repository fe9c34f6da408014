"""Search in the folded text of published rows: every word must begin a word of the text.

A folded text is words of ASCII letters and digits with single blanks between them (`funding.folding`), so it needs no
parser: its words are the lexemes. One expression serves the index and the question, or the index would not be used.
"""

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.db.models import BooleanField, CharField, F, Func, Q, Value

from funding.folding import folded_words


class FoldedWords(Func):
    """The words of a folded text as a set that an index can hold."""

    template = "array_to_tsvector(array_remove(string_to_array(%(expressions)s, ' '), ''))"
    output_field: "CharField[Any, Any]" = CharField()


class _Holds(Func):
    template = "%(expressions)s::tsquery"
    arg_joiner = " @@ "
    output_field: "BooleanField[Any, Any]" = BooleanField()


def holding(text: str) -> Q:
    """Find rows of which some word begins with each word of a text, in whatever case, accents or script."""
    words = folded_words(text)
    # Folded words hold nothing that the syntax of a tsquery knows.
    return Q(_Holds(FoldedWords(F("search")), Value(" & ".join(f"'{word}':*" for word in words)))) if words else Q()


def search_index(name: str) -> GinIndex:
    """Make the index that `holding` uses, over current rows."""
    return GinIndex(FoldedWords(F("search")), name=name, condition=Q(to_release__isnull=True))
