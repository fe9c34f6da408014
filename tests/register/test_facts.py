"""The figures that levels, pools and removal dates hang on."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding.codelists.iati import CONTRACT_ROLES, PAID_KINDS, OrganisationRole, TransactionKind
from funding.codelists.sectors import Sector
from funding.money import part_of
from funding.register import facts
from tests.register.written import grant, movement, organisation, role

LAST_DECEMBER = date(2023, 12, 31)
cents = st.integers(min_value=-(10**13), max_value=10**13).map(lambda n: Decimal(n) / 100)
shares = st.integers(min_value=1, max_value=10**6).map(lambda n: Decimal(n) / 10**4)


@pytest.mark.parametrize(
    ("record", "commitments", "year"),
    [
        ({"signed_on": "2021-01-01", "actual_start": "2020-01-01"}, ["2019-05-05"], 2021),
        ({"signed_on": None, "actual_start": "2020-01-01"}, ["2019-05-05", "2018-12-31"], 2018),
        ({"signed_on": None, "actual_start": "2020-01-01", "planned_start": "2017-01-01"}, [], 2020),
        ({"signed_on": None, "planned_start": "2017-01-01"}, [], 2017),
        ({"signed_on": None}, [], None),
    ],
)
def test_the_year_is_of_signature_else_first_commitment_else_start(record, commitments, year):
    movements = [movement("1.00", day, kind=TransactionKind.COMMITMENT) for day in commitments]
    assert facts.year_of(grant(transactions=movements, **record)) == year


@pytest.mark.parametrize("kind", sorted(set(TransactionKind) - {TransactionKind.COMMITMENT}))
def test_a_payment_gives_no_year(kind):
    assert facts.year_of(grant(signed_on=None, transactions=[movement("1.00", "2019-05-05", kind=kind)])) is None


@pytest.mark.parametrize(
    "unknown", [{"contracted": None}, {"currency": "USD"}, {"currency": "CHF"}, {"belarus_share": None}]
)
def test_what_is_contracted_is_unknown_without_amount_or_share_or_in_another_currency(unknown):
    assert facts.contracted_of(grant(**unknown)) is None


@given(cents, st.lists(cents, max_size=5))
def test_amendments_change_what_is_contracted_to_the_cent(contracted, changes):
    snapshot = grant(contracted=str(contracted), amendments=[*map(str, changes), None])
    assert facts.contracted_of(snapshot) == contracted + sum(changes)


@given(cents, cents, shares)
def test_belarus_part_is_taken_of_the_amended_amount(contracted, change, share):
    snapshot = grant(contracted=str(contracted), amendments=[str(change)], belarus_share=str(share))
    assert facts.contracted_of(snapshot) == part_of(contracted + change, share)


@given(st.lists(cents, min_size=1, max_size=6), shares)
def test_what_was_paid_is_the_sum_of_belarus_parts_of_each_payment(amounts, share):
    snapshot = grant(transactions=[movement(str(one)) for one in amounts], belarus_share=str(share))
    assert facts.paid_until(snapshot, LAST_DECEMBER) == sum(part_of(one, share) for one in amounts)


@pytest.mark.parametrize(("day", "is_paid"), [("2023-12-30", True), ("2023-12-31", True), ("2024-01-01", False)])
def test_paid_is_what_was_paid_by_the_end_of_the_day(day, is_paid):
    snapshot = grant(transactions=[movement("5.00", "2023-01-01"), movement("7.00", day)])
    assert facts.paid_until(snapshot, LAST_DECEMBER) == (12 if is_paid else 5)


@pytest.mark.parametrize("kind", TransactionKind.values)
def test_only_disbursements_and_expenditure_count_as_paid(kind):
    paid = facts.paid_until(grant(transactions=[movement("5.00", kind=kind)]), LAST_DECEMBER)
    assert paid == (5 if kind in PAID_KINDS else None)


@pytest.mark.parametrize("currency", ["CHF", "USD"])
def test_payments_in_another_currency_are_not_paid_in_euro(currency):
    movements = [movement("5.00"), movement("7.00", currency=currency)]
    assert facts.paid_until(grant(transactions=movements), LAST_DECEMBER) == 5
    assert facts.paid_until(grant(transactions=movements[1:]), LAST_DECEMBER) is None


def test_what_was_paid_is_unknown_where_the_share_is():
    assert facts.paid_until(grant(transactions=[movement("5.00")], belarus_share=None), LAST_DECEMBER) is None


@pytest.mark.parametrize(
    ("sectors", "main"),
    [
        ({}, ""),
        ({Sector.EDUCATION: "40", Sector.CULTURE: "60"}, Sector.CULTURE),
        ({Sector.CULTURE: "60", Sector.EDUCATION: "40"}, Sector.CULTURE),
        ({Sector.CULTURE: "9.5", Sector.EDUCATION: "90.5"}, Sector.EDUCATION),
        ({Sector.CULTURE: "50", Sector.EDUCATION: "50"}, Sector.EDUCATION),
        ({Sector.OTHER: "33.3333", Sector.CULTURE: "33.3334", Sector.CIVIL_SOCIETY: "33.3333"}, Sector.CULTURE),
    ],
)
def test_the_main_sector_has_the_largest_share_and_ties_go_by_the_order_of_sectors(sectors, main):
    assert list(Sector).index(Sector.EDUCATION) < list(Sector).index(Sector.CULTURE)
    assert facts.main_sector(grant(sectors=sectors)) == main


def test_the_lead_is_the_recipient_marked_so():
    roles = [role(1), role(2, is_lead=True), role(3, is_lead=True)]
    assert facts.lead_of(grant(roles=roles)) == 2


def test_without_a_mark_the_first_recipient_leads():
    assert facts.lead_of(grant(roles=[role(7), role(8)])) == 7
    assert facts.lead_of(grant(roles=[role(9, OrganisationRole.BENEFICIARY)])) == 9


@pytest.mark.parametrize(
    "name",
    [
        OrganisationRole.FUNDING,
        OrganisationRole.ACCOUNTABLE,
        OrganisationRole.EXTENDING,
        OrganisationRole.SUPPORTED_THIRD_PARTY,
    ],
)
def test_who_gives_money_or_receives_it_through_another_leads_nothing(name):
    assert facts.lead_of(grant(roles=[role(1, name, is_lead=True)])) is None
    assert facts.lead_of(grant(roles=[role(1, name, is_lead=True), role(2)])) == 2


def test_named_are_contract_roles_and_receivers_but_no_third_party():
    roles = [role(number, name) for number, name in enumerate(OrganisationRole, start=1)]
    snapshot = grant(roles=roles, transactions=[movement("1.00"), movement("1.00", receiver=70)])
    third = list(OrganisationRole).index(OrganisationRole.SUPPORTED_THIRD_PARTY) + 1
    contract = [organisation(number) for number, name in enumerate(OrganisationRole, start=1) if name in CONTRACT_ROLES]
    assert facts.named_in_contract(snapshot) == [*contract, organisation(70)]
    assert facts.supported_third_parties(snapshot) == [third]
    assert facts.receivers(snapshot) == [organisation(70)]
