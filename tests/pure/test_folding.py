"""Folding: one spelling for case, accents and scripts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding.folding import fold, folded_words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Żółć", "ZOLC"),
        ("Мінск", "minsk"),
        ("ўсё", "усе"),
        ("Čapek, Łódź & Ålborg", "capek lodz alborg"),
        ("Культура", "kultura"),
        ("straße", "STRASSE"),
        ("й", "i"),
    ],
)
def test_spellings_of_one_word_meet(one, other):
    assert fold(one) == fold(other)


@given(st.text())
def test_folded_text_is_ascii_words_with_single_blanks(text):
    folded = fold(text)
    assert folded.isascii()
    assert folded == " ".join(folded.split())


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


def test_a_query_is_its_words():
    assert folded_words("  Human-Rights, «Defenders» ") == ["human", "rights", "defenders"]
