"""Figures, dates and codes as people read them."""

from datetime import date
from decimal import Decimal

import pytest

from funding.templatetags import figures


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("4200000", "€ 4.2 million"),
        ("4000000", "€ 4 million"),
        ("4030000", "€ 4.0 million"),
        ("147030000.55", "€ 147.0 million"),
        ("3000000000", "€ 3 billion"),
        ("999999999.99", "€ 1.0 billion"),
        ("999999.60", "€ 1.0 million"),
        ("950000", "€ 950,000"),
        ("24000.01", "€ 24,000"),
        ("1234.56", "€ 1,234.56"),
        ("1234.00", "€ 1,234"),
        ("0", "€ 0"),
        ("-40000", "\N{MINUS SIGN}€ 40,000"),
    ],
)
def test_amounts_are_short_and_exact_only_where_they_are_exact(amount, words):
    assert figures.money(Decimal(amount)) == words


def test_an_unknown_amount_is_said_and_never_0():
    assert figures.money(None) == figures.exact(None) == figures.percent(None) == "unknown"
    assert figures.plain(None) == ""


def test_exact_and_plain_keep_every_cent():
    assert figures.exact(Decimal("4200000.1")) == "EUR 4,200,000.10"
    assert figures.plain(Decimal("4200000.1")) == "4200000.10"


@pytest.mark.parametrize(
    ("share", "words"), [("100.0000", "100 %"), ("33.3333", "33.3333 %"), ("60.5", "60.5 %"), ("100", "100 %")]
)
def test_percentages_have_no_needless_noughts(share, words):
    assert figures.percent(Decimal(share)) == words


@pytest.mark.parametrize(
    ("precision", "words"), [("day", "10 December 2023"), ("month", "December 2023"), ("year", "2023")]
)
def test_a_date_is_written_as_exactly_as_it_is_known(precision, words):
    assert figures.dated(date(2023, 12, 10), precision) == words


@pytest.mark.parametrize(
    ("address", "linkable"),
    [
        ("https://example.eu/page", True),
        ("https://www.UDF.name/news", False),
        ("javascript:alert(1)", False),
        ("", False),
    ],
)
def test_only_safe_web_addresses_become_links(address, linkable):
    assert figures.is_linkable(address) is linkable


def test_codes_are_named_and_unknown_ones_stand_for_themselves():
    assert (figures.sector_name("sme"), figures.country_name("LT")) == ("SMEs in exile", "Lithuania")
    assert (figures.sector_name("x"), figures.country_name("XX"), figures.label("x")) == ("x", "XX", "x")
