"""Rows are written by COPY as the ORM would write them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from funding.codelists.disclosure import RowKind
from funding.publication.models import PublishedGrant, PublishedGrantSector
from funding.publication.writing import write

texts = st.text(
    st.one_of(st.sampled_from("\t\n\r\\.N\"',{};ў"), st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
)
amounts = st.none() | st.decimals(-(10**12), 10**12, places=2)
rows = st.fixed_dictionaries(
    {"title": texts.map(lambda text: text[:500]), "search": texts, "contracted": amounts},
    optional={
        "summary": texts,
        "paid": st.none() | st.integers(-100, 100),
        "year": st.none() | st.integers(1990, 2100),
        "signed_on": st.none() | st.dates(date(1990, 1, 1), date(2100, 1, 1)),
        "passes_money_on": st.none() | st.booleans(),
        "sectors": st.lists(st.sampled_from(["culture", "education", "a,b", 'a"b', "NULL", ""]), max_size=3),
        "row_kind": st.sampled_from(list(RowKind)),
    },
)


class WritingTest(TestCase):
    """Any rows, one by the ORM beside each."""

    @settings(max_examples=60)
    @given(st.lists(rows, max_size=5))
    def test_rows_read_as_if_the_orm_had_written_them(self, ones):
        """Compare every column but the key and the public id."""
        PublishedGrant.objects.all().delete()
        fixed = {"digest": "x", "from_release": 1}
        made = [PublishedGrant.objects.create(**one, **fixed, public_id=f"orm{at}").pk for at, one in enumerate(ones)]
        keys = write(PublishedGrant, [{**one, **fixed, "public_id": f"copy{at}"} for at, one in enumerate(ones)])
        by_key = {row.pop("id"): row for row in PublishedGrant.objects.values()}
        for one, other in zip(made, keys, strict=True):
            assert {**by_key[one], "public_id": ""} == {**by_key[other], "public_id": ""}


@pytest.mark.django_db
def test_rows_that_hang_on_others_are_written_by_their_keys():
    (key,) = write(PublishedGrant, [{"public_id": "one", "from_release": 1, "digest": "x", "title": "A", "search": ""}])
    write(PublishedGrantSector, [{"grant_id": key, "sector": "culture", "contracted": Decimal("1.50")}])
    part = PublishedGrant.objects.get(public_id="one").parts.get()
    assert (part.sector, part.contracted, part.paid) == ("culture", Decimal("1.50"), None)


@pytest.mark.django_db
def test_what_the_table_has_no_column_for_is_refused():
    with pytest.raises(TypeError, match="has no notes"):
        write(PublishedGrant, [{"public_id": "one", "notes": "private"}])
    assert not PublishedGrant.objects.exists()
