"""Code lists: what they propose, and what they never do."""

from funding.codelists.reference import country_names, currency_names, dac_purposes, proposed_sector
from funding.codelists.sectors import SIX_SECTORS, Sector


def test_no_dac_code_alone_makes_money_support_for_enterprises_in_exile():
    assert Sector.SMES_IN_EXILE not in {proposed_sector(code) for code in dac_purposes()}


def test_codes_of_the_sectors_are_proposed_and_all_others_are_other():
    assert proposed_sector("16061") == Sector.CULTURE
    assert proposed_sector("12110") == Sector.OTHER
    assert proposed_sector("no code") == Sector.OTHER


def test_there_are_six_sectors_and_other():
    assert len(SIX_SECTORS) == 6
    assert Sector.OTHER not in SIX_SECTORS


def test_belarus_and_the_euro_are_known():
    assert country_names()["BY"] == "Belarus"
    assert currency_names()["EUR"] == "Euro"
