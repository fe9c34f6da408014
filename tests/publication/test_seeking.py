"""Any page of a list, by number or by a neighbour, is the slice of the whole order that it must be."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from funding.publication import aggregates, marks, seeking
from funding.publication.models import PageMark, PublishedGrant
from funding.publication.orders import GRANT_ORDERS
from funding.publication.seeking import Marked, Order
from tests.publication import rows
from tests.publication.taking_back import taken_back

pytestmark = pytest.mark.django_db

often = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
names = st.sampled_from(sorted(GRANT_ORDERS))
amounts = st.none() | st.integers(-2, 3)
pages = st.tuples(st.booleans(), st.integers(1, 7))  # descending, rows
years = st.none() | st.integers(2020, 2022)
grants = st.lists(st.tuples(amounts, years, st.sampled_from(["", "B", "a"])), max_size=25)


@pytest.fixture(autouse=True)
def _short_steps(monkeypatch):
    """Let a dozen rows be a long list."""
    for module, name, value in (
        (marks, "STEP", 3),
        (marks, "SHORT", 4),
        (marks, "_WIDEST", 9),
        (marks, "_MOST_SHIFTED", 12),
        (seeking, "SHORT", 4),
    ):
        monkeypatch.setattr(module, name, value)


def add(drawn, prefix):
    """Publish grants as the publisher does."""
    keys = []
    for number, (amount, year, text) in enumerate(drawn):
        contracted = None if amount is None else Decimal(amount)
        values = {"contracted": contracted, "year": year, "recipient": text, "search": text.lower() or "x"}
        keys.append(rows.grant(f"{prefix}{number}", counted=False, **values).pk)
    aggregates.arrived(PublishedGrant, keys)
    marks.settle()


def in_order(order):
    return [row.public_id for row in order.all(PublishedGrant.objects.current())]


def check_places():
    """Compare each mark with the rows before it; it stands at a row that is there."""
    current = {row.public_id for row in PublishedGrant.objects.current()}
    assert {mark.public_id for mark in PageMark.objects.all()} <= current | {"", "~"}
    for mark in PageMark.objects.filter(table="grant"):
        key = GRANT_ORDERS[mark.order]
        listed = list(Order(key).all(PublishedGrant.objects.current().annotate(k=key)).values_list("k", "public_id"))
        to_python = PublishedGrant.objects.annotate(k=key).query.annotations["k"].output_field.to_python
        place = marks._place(None if mark.key is None else to_python(mark.key), mark.public_id)
        assert mark.place == sum(marks._place(*one) < place for one in listed), mark


@often
@given(
    first=grants,
    second=grants,
    gone=st.sets(st.integers(0, 24)),
    name=names,
    descending=st.booleans(),
    limit=st.integers(1, 7),
)
def test_any_page_by_number_is_its_slice_whatever_came_and_went(first, second, gone, name, descending, limit):
    with taken_back():
        add(first, "a")
        aggregates.erase(PublishedGrant.objects.filter(public_id__in=[f"a{number}" for number in gone]))
        marks.settle()
        check_places()
        add(second, "b")
        check_places()
        order = Order(GRANT_ORDERS[name], descending)
        whole, current = in_order(order), PublishedGrant.objects.current()
        for offset in range(0, len(whole) + limit, limit):
            place = {"offset": offset, "limit": limit, "total": len(whole)}
            by_marks = Marked("grant", name, order).by_number(current, **place)
            for found in (order.by_number(current, **place), by_marks):
                assert found is None or [row.public_id for row in found] == whole[offset : offset + limit]
            assert (by_marks is not None) == PageMark.objects.filter(order=name).exists()


@often
@given(drawn=grants, name=names, descending=st.booleans(), limit=st.integers(1, 7))
def test_pages_named_by_a_neighbour_begin_after_it_or_end_before_it(drawn, name, descending, limit):
    with taken_back():
        add(drawn, "a")
        order = Order(GRANT_ORDERS[name], descending)
        whole, current = in_order(order), PublishedGrant.objects.current()
        for place, public_id in enumerate(whole):
            anchor = order.anchor_of(current, public_id)
            after = [row.public_id for row in order.beyond(current, anchor, limit=limit)]
            before = [row.public_id for row in order.before(current, anchor, limit=limit)]
            assert after == whole[place + 1 : place + 1 + limit]
            assert before == whole[max(0, place - limit) : place]


def test_a_long_list_has_marks_and_a_short_one_has_none():
    add([(1, 2020, "a")] * 4, "a")
    assert not PageMark.objects.exists()
    add([(1, 2020, "a")], "b")
    assert {mark.order for mark in PageMark.objects.all()} == {*GRANT_ORDERS}


def test_a_row_that_is_not_there_has_no_place():
    assert Order(GRANT_ORDERS["year"]).anchor_of(PublishedGrant.objects.current(), "gone") is None
