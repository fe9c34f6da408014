"""Rows without a named recipient, and pools: fixed words, rounded amounts, and nothing else of the register."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding.codelists.disclosure import RowKind
from funding.codelists.grants import ContractType
from funding.codelists.iati import TransactionKind
from funding.codelists.sectors import Sector
from funding.publication.models import PublishedGrant, PublishedGrantRole, PublishedGrantSector
from funding.publication.projection import PoolFacts, pooled_facts, project_pool, project_withheld
from tests.publication.numbers import Numbers
from tests.register.written import grant, movement, role

LAST_DECEMBER = date(2023, 12, 31)
PROGRAMME = {
    "public_id": "programme-9",
    "title": "A programme",
    "summary": "not for this row",
    "instrument": "ndici",
    "instrument_name": "NDICI geographic",
}
cents = st.integers(min_value=0, max_value=10**12).map(lambda n: Decimal(n) / 100)


def withheld(snapshot, programme=None):
    return project_withheld(snapshot, Numbers(), programme, paid_until=LAST_DECEMBER)


def stored(model, values):
    """Give every column as the row would be stored: what isn't given is the column's default."""
    row = model(**values)
    columns = [field.name for field in model._meta.concrete_fields if field.name not in ("id", "grant")]
    return {name: getattr(row, name) for name in columns}


def test_a_withheld_row_shows_these_columns_and_nothing_else():
    snapshot = grant(
        title="canary", summary="canary", description="canary", contract_number="canary", notes="canary",
        programme_identifier="canary", status="2", management_mode="direct", recipient_kind="ngo",
        target_groups=["canary"], passes_money_on=True, eu_contribution="1.00", total_cost="2.00",
        sectors_confirmed=True, contracted_basis="stated", signed_on="2022-06-07", planned_start="2022-08-09",
        planned_end="2024-01-02", actual_start="2022-09-10", actual_end="2024-02-03", contracted="123456.78",
        contract_type=ContractType.GRANT.value, belarus_share="50.0000", is_invented=True,
        sectors={Sector.CULTURE: "40", Sector.EDUCATION: "60"}, roles=[role(5, is_lead=True)],
        transactions=[movement("20000.00", receiver=5)],
    )  # fmt: skip
    snapshot["sources"] = [{"reference": {"identifier": "canary", "address": "canary"}, "source": {"title": "canary"}}]
    snapshot["instrument"] = {"slug": "canary", "short_name": "canary"}
    snapshot["amendments"] = [{"amount_change": "10000.00", "new_end": "2025-01-01"}]
    projected = withheld(snapshot, PROGRAMME)
    assert projected.model == "PublishedGrant"
    assert stored(PublishedGrant, projected.row) == stored(PublishedGrant, {}) | {
        "public_id": "grant-1",
        "row_kind": RowKind.WITHHELD,
        "title": "Grant for education",
        "programme": "programme-9",
        "programme_title": "A programme",
        "instrument": "ndici",
        "instrument_name": "NDICI geographic",
        "year": 2022,
        "contracted": Decimal("65000.00"),
        "contracted_whole": Decimal("65000.00"),
        "paid": Decimal("10000.00"),
        "paid_whole": Decimal("10000.00"),
        "belarus_share": Decimal(100),
        "sectors": ["education"],
        "sector_share": [100],
        "sector_contracted": [Decimal("65000.00")],
        "sector_paid": [Decimal("10000.00")],
        "is_invented": True,
        "search": "grant for education a programme",
    }
    assert projected.children.keys() == {PublishedGrantSector.__name__}
    assert projected.children["PublishedGrantSector"] == [
        {"sector": Sector.EDUCATION, "share": 100, "contracted": 65000, "paid": 10000}
    ]
    assert PublishedGrantRole.__name__ not in projected.children


def test_a_withheld_row_without_a_public_programme_names_no_instrument():
    row = withheld(grant()).row
    assert (row["programme"], row["programme_title"], row["instrument"], row["instrument_name"]) == ("", "", "", "")


@pytest.mark.parametrize(
    ("contract_type", "kind"),
    [
        (ContractType.GRANT, "Grant"),
        (ContractType.CONTRIBUTION_AGREEMENT, "Contribution agreement"),
        (ContractType.PROCUREMENT, "Services and supplies"),
        ("", "Support"),
    ],
)
def test_the_title_is_of_fixed_phrases(contract_type, kind):
    assert withheld(grant(contract_type=str(contract_type))).row["title"] == f"{kind} for culture"


@pytest.mark.parametrize("sector", Sector)
def test_every_sector_has_its_phrase(sector):
    title = withheld(grant(sectors={sector: "100"})).row["title"]
    assert title.startswith("Support ")
    assert title.removeprefix("Support ").split()[0] in ("for", "outside")


def test_the_phrases_of_the_sectors_differ():
    assert len({withheld(grant(sectors={sector: "100"})).row["title"] for sector in Sector}) == len(Sector)


@given(cents)
def test_amounts_are_rounded_half_up_to_5000(amount):
    shown = withheld(grant(contracted=str(amount))).row["contracted"]
    assert shown % 5000 == 0
    assert -2500 < shown - amount <= 2500
    assert shown.as_tuple().exponent == -2


@pytest.mark.parametrize(
    ("amount", "shown"), [("7499.99", 5000), ("7500.00", 10000), ("12499.99", 10000), ("12500.00", 15000)]
)
def test_both_amounts_turn_at_the_half(amount, shown):
    row = withheld(grant(contracted=amount, transactions=[movement(amount)])).row
    assert (row["contracted"], row["paid"]) == (shown, shown)


def test_paid_is_shown_as_at_the_last_december():
    movements = [movement("10000.00", "2023-12-31"), movement("10000.00", "2024-01-01")]
    assert withheld(grant(transactions=movements)).row["paid"] == 10000


def test_unknown_amounts_stay_unknown():
    row = withheld(grant(contracted=None)).row
    assert (row["contracted"], row["contracted_whole"], row["paid"], row["paid_whole"]) == (None, None, None, None)
    part = withheld(grant(contracted=None)).children["PublishedGrantSector"][0]
    assert (part["contracted"], part["paid"]) == (None, None)


def test_a_pooled_grant_brings_its_main_sector_its_year_and_its_whole_amount():
    snapshot = grant(
        contracted="123456.78",
        belarus_share="50.0000",
        amendments=["0.02"],
        sectors={Sector.CULTURE: "40", Sector.EDUCATION: "60"},
    )
    brought = pooled_facts(snapshot)
    assert (brought.sector, brought.year, brought.amount) == (Sector.EDUCATION, 2023, Decimal("61728.40"))


def test_a_pooled_grant_without_a_date_has_the_year_of_its_first_commitment_or_none():
    commitment = movement("1.00", "2021-04-05", kind=TransactionKind.COMMITMENT)
    assert pooled_facts(grant(signed_on=None, transactions=[commitment])).year == 2021
    assert pooled_facts(grant(signed_on=None)).year is None


def test_a_pooled_grant_whose_amount_became_unknown_brings_nothing():
    assert pooled_facts(grant(contracted=None)).amount == 0


def pool(**changes):
    facts = {
        "public_id": "pool-1", "sector": Sector.CULTURE, "first_year": 2023, "last_year": 2023, "grants_count": 7,
        "total": Decimal("700000.07"), "listed_count": 0, "listed_amount": Decimal("0.00"), "is_invented": False,
    }  # fmt: skip
    return project_pool(PoolFacts(**facts | changes))


def test_a_pool_shows_label_count_and_total_and_nothing_else():
    assert stored(PublishedGrant, pool().row) == stored(PublishedGrant, {}) | {
        "public_id": "pool-1",
        "row_kind": RowKind.POOL,
        "grants_count": 7,
        "title": "7 grants for culture, 2023",
        "year": 2023,
        "first_year": 2023,
        "last_year": 2023,
        "contracted": Decimal("700000.07"),
        "contracted_whole": Decimal("700000.07"),
        "belarus_share": Decimal(100),
        "sectors": ["culture"],
        "sector_share": [100],
        "sector_contracted": [Decimal("700000.07")],
        "sector_paid": [None],
        "search": "7 grants for culture 2023",
    }
    assert pool().children == {
        "PublishedGrantSector": [
            {"sector": Sector.CULTURE, "share": 100, "contracted": Decimal("700000.07"), "paid": None}
        ]
    }


@pytest.mark.parametrize(
    ("label", "title", "year"),
    [
        ({"first_year": 2021, "last_year": 2027}, "7 grants for culture, 2021–2027", None),
        ({"sector": ""}, "7 grants in all sectors, 2023", 2023),
        ({"sector": "", "first_year": None, "last_year": None}, "7 grants in all sectors, all years", None),
    ],
)
def test_a_pool_says_its_label_in_words(label, title, year):
    row = pool(**label).row
    assert (row["title"], row["year"]) == (title, year)


def test_a_pool_over_all_sectors_has_no_part_in_any():
    assert pool(sector="").children == {"PublishedGrantSector": []}


def test_a_pool_counts_less_by_what_is_listed_and_keeps_its_sealed_figures():
    row = pool(listed_count=2, listed_amount=Decimal("200000.02"), is_invented=True)
    assert {name: row.row[name] for name in ("title", "grants_count", "contracted", "contracted_whole")} == {
        "title": "7 grants for culture, 2023",
        "grants_count": 5,
        "contracted": Decimal("500000.05"),
        "contracted_whole": Decimal("700000.07"),
    }
    assert (row.row["listed_count"], row.row["listed_amount"], row.row["is_invented"]) == (
        2,
        Decimal("200000.02"),
        True,
    )
    assert row.children["PublishedGrantSector"][0]["contracted"] == Decimal("500000.05")
