"""What a filter can choose among: what is public now, in the order a reader looks for it."""

from datetime import date

import pytest

from funding.codelists.iati import TransactionKind
from funding.publication.choices import choices_of
from tests.publication import rows

pytestmark = pytest.mark.django_db


def test_all_facets_take_one_query_and_none_takes_none(django_assert_num_queries):
    with django_assert_num_queries(1):
        choices_of(["programme", "instrument", "paid_year", "contracted_year"])
    with django_assert_num_queries(0):
        assert choices_of([]) == {}
        assert choices_of(["grant"]) == {"grant": []}


def test_choices_are_of_the_latest_release_alone():
    for add in (rows.programme, rows.organisation, rows.instrument):
        add("now", to_release=None)
        add("past", to_release=2)
    found = choices_of(["programme", "organisation", "instrument"], asked={"organisation": ["now", "past"]})
    assert found == {name: [("now", "now")] for name in ("programme", "organisation", "instrument")}


def test_choices_are_in_the_order_of_their_folded_names_then_ids():
    for public_id, name in (("3", "Éclair"), ("1", "Zoo"), ("2", "eagle"), ("4", "Eagle")):
        rows.organisation(public_id, name=name)
    assert choices_of(["organisation"], asked={"organisation": "1234"})["organisation"] == [
        ("2", "eagle"), ("4", "Eagle"), ("3", "Éclair"), ("1", "Zoo"),
    ]  # fmt: skip


def test_only_grants_and_organisations_that_are_asked_for_are_offered():
    for name in ("a", "b", "c"):
        rows.grant(name, title=name.upper())
    rows.grant("d", to_release=2)
    assert choices_of(["grant"], asked={"grant": ["a", "c", "d"]})["grant"] == [("a", "A"), ("c", "C")]
    rows.organisation("o")
    assert choices_of(["organisation"])["organisation"] == []


def test_countries_are_called_by_name_each_once_and_unknown_ones_are_left_out():
    rows.grant("a", recipient_countries=["PL", "LT"])
    rows.grant("b", recipient_countries=["LT"])
    rows.organisation("o", country="LT")
    rows.organisation("n", country="")
    found = choices_of(["recipient_country", "organisation_country"])
    assert found["recipient_country"] == [("LT", "Lithuania"), ("PL", "Poland")]
    assert found["organisation_country"] == [("LT", "Lithuania")]


def test_a_code_without_a_name_is_called_by_itself():
    rows.organisation("o", country="??")
    assert choices_of(["organisation_country"])["organisation_country"] == [("??", "??")]


def test_years_are_the_latest_first_and_of_contracts_may_be_unknown():
    for name, year in (("a", 2021), ("b", 2023), ("c", None)):
        rows.grant(name, year=year)
    assert choices_of(["contracted_year"])["contracted_year"] == [
        ("2023", "2023"), ("2021", "2021"), ("unknown", "Unknown"),
    ]  # fmt: skip


def test_years_of_payments_are_of_payments_on_grants_and_years_of_transactions_of_all():
    rows.transaction("a", grant="g", date=date(2021, 1, 1))
    rows.transaction("b", grant="g", date=date(2022, 1, 1), kind=TransactionKind.COMMITMENT.value)
    rows.transaction("c", programme="p", date=date(2023, 1, 1))
    rows.transaction("d", grant="g", date=date(2024, 1, 1), to_release=2)
    found = choices_of(["paid_year", "transaction_year"])
    assert found["paid_year"] == [("2021", "2021")]
    assert found["transaction_year"] == [("2023", "2023"), ("2022", "2022"), ("2021", "2021")]
