"""An index that has read thousands of words finds what a fresh one finds, and what a search by the rule finds."""

from hypothesis import given
from hypothesis import strategies as st

from funding.names import NameIndex, Term, TermKind
from funding.names.readable import Readable, _plain

_PIECES = [
    "Рунь", "Run", "Viasna", "Вясна", "ENI", "2020", "420", "368", "/", "-", " ", " ", "\n", "rada", "@", " at ", ".",
    " (dot) ", "example", "r a d a", "e\u0301", "\u00ad", "&", "the", "grant", "x1", ". ", "[.]", "localhost", "’",
]  # fmt: skip
texts = st.lists(st.sampled_from(_PIECES), max_size=14).map("".join)
_TERMS = [
    Term("Рунь", TermKind.NAME, 1),
    Term("Viasna Rada", TermKind.ALIAS, 2),
    Term("rada@example.run", TermKind.EMAIL, 3),
    Term("run.example", TermKind.DOMAIN, 4),
    Term("ENI/2020/420-368", TermKind.REFERENCE, 5),
    Term("2020420", TermKind.IDENTIFIER, 6),
]
_LONE = Term("rada@localhost", TermKind.EMAIL, 7)
_experienced = NameIndex(_TERMS)
_experienced_with_lone = NameIndex([*_TERMS, _LONE])


@given(texts)
def test_an_index_finds_the_same_after_many_texts(text):
    assert _experienced.find(text) == NameIndex(_TERMS).find(text)
    lone = [one for one in _experienced_with_lone.find(text) if one.term != _LONE]
    assert lone == _experienced.find(text), "nothing is skipped for want of a domain"


@given(texts)
def test_a_reference_is_found_wherever_its_letters_stand_in_sequence(text):
    found = {one.term.text for one in _experienced.find(text)}
    for term in ("2020420", "ENI2020420368"):
        if f" {term} " in text:
            assert {"2020420": "2020420", "ENI2020420368": "ENI/2020/420-368"}[term] in found


@given(st.text())
def test_a_text_of_plain_characters_reads_as_it_stands(text):
    readable = Readable(text)
    if readable.text == text:
        assert [readable.original(at, at + 1) for at in range(len(text))] == [char.strip() for char in text]
    else:
        assert any(_plain(char) != char for char in text) or len(readable.text) < len(text)
