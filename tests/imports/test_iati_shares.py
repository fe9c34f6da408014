"""Shares of sectors and of Belarus, as the percentages of an activity give them; no register needed."""

from decimal import Decimal

import pytest

from funding.codelists.sectors import Sector
from tests.imports.iati_files import kinds, read, transaction


def sector(code, percentage=None, vocabulary="1"):
    share = f'percentage="{percentage}"' if percentage is not None else ""
    return f'<sector vocabulary="{vocabulary}" code="{code}" {share}/>'


def country(code, percentage=None, kind="country"):
    share = f'percentage="{percentage}"' if percentage is not None else ""
    return f'<recipient-{kind} code="{code}" {share}/>'


# 9: sectors


@pytest.mark.parametrize(
    ("elements", "shares"),
    [
        (sector("15160"), {Sector.HUMAN_RIGHTS: "100.0000"}),
        (sector("15160", 60) + sector("15150", 40), {Sector.CIVIL_SOCIETY: "40.0000", Sector.HUMAN_RIGHTS: "60.0000"}),
        (sector("15160", 30) + sector("15130", 70), {Sector.HUMAN_RIGHTS: "100.0000"}),
        (sector("15160", 100) + sector("111", 100, "2") + sector("X", 100, "99"), {Sector.HUMAN_RIGHTS: "100.0000"}),
        (sector("15160", 50) + sector("15150"), {Sector.CIVIL_SOCIETY: "50.0000", Sector.HUMAN_RIGHTS: "50.0000"}),
        (sector("32130", 100), {Sector.OTHER: "100.0000"}),
        (sector("25010", 100), {Sector.OTHER: "100.0000"}),
        (sector("111", 100, "2"), {Sector.OTHER: "100.0000"}),
        ("", {Sector.OTHER: "100.0000"}),
    ],
)
def test_sector_shares(elements, shares):
    assert {one: str(share) for one, share in read(elements).sectors} == shares


@pytest.mark.parametrize("percentages", [(1, 1, 1), (33.33, 33.33, 33.33), (50, 50, 50), (0.001, 7, 93)])
def test_shares_that_do_not_add_up_are_scaled_to_100_exactly(percentages):
    codes = ("15160", "15150", "11420")
    found = read(*[sector(*pair) for pair in zip(codes, percentages, strict=True)])
    assert sum(share for _, share in found.sectors) == Decimal(100)
    assert "SHARES_NOT_100" in kinds(found)


def test_sectors_that_stand_on_transactions_only_weigh_by_amount():
    found = read(transaction("30", inside=sector("15160")), transaction("10", inside=sector("15150")))
    assert dict(found.sectors) == {Sector.CIVIL_SOCIETY: Decimal(25), Sector.HUMAN_RIGHTS: Decimal(75)}


def test_withdrawn_and_unknown_codes_are_used_and_warned_of():
    found = read(sector("15140", 50), sector("99999", 50))
    assert kinds(found) == {"SECTOR_WITHDRAWN", "SECTOR_UNKNOWN"}
    assert found.dac_codes == (("15140", "50"), ("99999", "50"))


# 10: Belarus


@pytest.mark.parametrize(
    ("elements", "share"),
    [
        (country("BY"), "100.0000"),
        (country("BY", 100), "100.0000"),
        (country("BY", "12.34567") + country("UA", "87.65433"), "12.3457"),
        (country("BY") + country("UA"), None),
        (country("UA", 60) + country("GE", 40), "0.0000"),
        (country("UA", 60), None),
        (country("UA", 60) + country("89", 40, "region"), None),
        (country("UA", 60) + country("298", 40, "region"), "0.0000"),
        (country("998", 100, "region"), None),
        (country("BY", 100) + country("UA", 100), None),
        (country("BY", "many") + country("UA", 50), None),
        (transaction(inside=country("BY")), None),
        ("<description><narrative>For Belarus</narrative></description>", None),
    ],
)
def test_the_share_of_belarus(elements, share):
    found = read(elements).belarus_share
    assert (found if found is None else str(found)) == share
