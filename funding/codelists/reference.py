"""The long code lists, read once from `data/*.csv`: countries, currencies, DAC purpose codes.

Sources: ISO 3166-1, ISO 4217 and the OECD DAC CRS purpose codes, in the editions the IATI Standard embeds.
"""

import csv
from functools import cache
from importlib import resources

from funding.codelists.sectors import Sector

BELARUS = "BY"
EURO = "EUR"


def _rows(name: str) -> list[dict[str, str]]:
    text = (resources.files("funding.codelists") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def country_names() -> dict[str, str]:
    """Map ISO 3166-1 alpha-2 codes to English names."""
    return {row["code"]: row["name"] for row in _rows("countries.csv")}


@cache
def currency_names() -> dict[str, str]:
    """Map ISO 4217 codes to English names."""
    return {row["code"]: row["name"] for row in _rows("currencies.csv")}


@cache
def dac_purposes() -> dict[str, str]:
    """Map five-digit DAC CRS purpose codes to names; withdrawn codes are in it, old data uses them."""
    return {row["code"]: row["name"] for row in _rows("dac_purposes.csv")}


@cache
def withdrawn_dac_purposes() -> frozenset[str]:
    """Give the DAC purpose codes that are no longer in use."""
    return frozenset(row["code"] for row in _rows("dac_purposes.csv") if row["withdrawn"])


@cache
def _sector_proposals() -> dict[str, Sector]:
    return {row["code"]: Sector(row["sector"]) for row in _rows("dac_sector_proposals.csv")}


def proposed_sector(dac_code: str) -> Sector:
    """Propose a sector for a DAC purpose code; staff confirm it.

    `SMES_IN_EXILE` is never proposed: 32130 and its like are support to any small enterprise, and only a person
    can tell whether the enterprises are Belarusian ones in exile.
    """
    return _sector_proposals().get(dac_code, Sector.OTHER)


def country_choices() -> list[tuple[str, str]]:
    """Give (code, name) for form fields, by name."""
    return sorted(country_names().items(), key=lambda pair: pair[1])


def currency_choices() -> list[tuple[str, str]]:
    """Give (code, "code name") for form fields; the euro first."""
    others = [(code, f"{code} {name}") for code, name in sorted(currency_names().items()) if code != EURO]
    return [(EURO, "EUR Euro"), *others]
