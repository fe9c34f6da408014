"""Text in files: whatever a spreadsheet would run has an apostrophe in front, and what it wouldn't has none."""

import sys
import unicodedata

import pytest
from django.db import connection
from django.db.models import TextField, Value
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from funding.portal.exports.columns import Column
from funding.portal.exports.copying import csv_of
from funding.portal.exports.csv_format import EXCEL, PLAIN
from funding.portal.exports.printing import Defused
from funding.publication.models import Release
from tests.portal.reading import rows_of_csv

pytestmark = pytest.mark.django_db
FORMULA = set("=+-@＝＋－＠﹢﹣﹦﹫−")  # noqa: RUF001 -- the full-width and small forms and the minus are meant
UNSEEN = {"Zs", "Zl", "Zp", "Cc", "Cf", "Mn", "Me"}
FILLERS = set("\u115f\u1160\u2800\u3164\uffa0")
EVERY = [chr(code) for code in range(1, sys.maxunicode + 1) if unicodedata.category(chr(code)) != "Cs"]
often = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8)


def is_dangerous(first):
    return first in FORMULA or first in FILLERS or unicodedata.category(first) in UNSEEN


def printed(values, dialect=PLAIN):
    """Print texts, or lists of texts, through COPY; read them as a spreadsheet would."""
    Release.objects.get_or_create(number=1, defaults={"published_at": "2026-11-25T00:00Z"})
    columns = [
        Column(f"c{place}", "", "string", "", Value(one, TextField())) for place, one in enumerate(["a", *values])
    ]
    content = b"".join(csv_of(Release.objects.all(), columns, dialect, release=1))
    return rows_of_csv(content, dialect.delimiter)[1][1:]


def test_every_character_that_begins_a_formula_or_is_unseen_is_defused():
    dangerous = [first for first in EVERY if is_dangerous(first)]
    assert len(dangerous) > 2000
    assert _defused(dangerous) == [f"'{first}1" for first in dangerous]


def test_letters_digits_and_marks_as_titles_begin_with_are_left_alone():
    harmless = [
        first
        for first in EVERY
        if unicodedata.name(first, "").startswith(("LATIN ", "CYRILLIC ", "GREEK ", "GEORGIAN ", "ARMENIAN ", "DIGIT "))
        and unicodedata.category(first) in {"Lu", "Ll", "Nd"}
        and not 0x1100 < ord(first) < 0x1E00  # forms that nobody has typed for centuries
        and ord(first) < 0x2000
    ]
    harmless += [*"\"'«»„“”‘’(/#&*%§№€–—…•", "¿", "¡"]  # noqa: RUF001 -- as they stand in texts
    assert len(harmless) > 1000
    assert _defused(harmless) == [f"{first}1" for first in harmless]


def _defused(firsts):
    """Ask PostgreSQL for all at once."""
    sql, given_ = Release.objects.all().values_list(Defused(Value("t", TextField()))).query.sql_with_params()
    expression = sql.removeprefix("SELECT ").partition(" AS ")[0].replace("%s", "t")
    with connection.cursor() as cursor:
        words = f"SELECT {expression} FROM unnest(%s::text[]) WITH ORDINALITY AS one(t, place) ORDER BY place"
        cursor.execute(words, [[f"{first}1" for first in firsts]])
        assert set(given_) == {"t"}
        return [text for (text,) in cursor.fetchall()]


@often
@given(values=st.lists(texts, min_size=1, max_size=30), dialect=st.sampled_from([PLAIN, EXCEL]))
def test_any_text_comes_back_as_it_was_but_for_the_apostrophe(values, dialect):
    for value, cell in zip(values, printed(values, dialect), strict=True):
        assert cell in (value, f"'{value}")
        assert not cell or not is_dangerous(cell[0])


def test_what_is_empty_is_nothing_and_blanks_are_kept_visible():
    assert printed(["", None, " "]) == ["", "", "' "]
