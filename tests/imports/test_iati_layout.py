"""What an activity says, quirk by quirk; no register needed."""

from datetime import date
from decimal import Decimal

import pytest

from funding.codelists.grants import AmountBasis
from funding.register.imports.activity import WarningKind
from funding.register.models import Organisation
from tests.imports.iati_files import CONTRACT, DECISION, activity, kinds, planned, read, related, transaction


def dated(**days):
    types = {"planned_start": 1, "actual_start": 2, "planned_end": 3, "actual_end": 4}
    return "".join(f'<activity-date type="{types[name]}" iso-date="{day}"/>' for name, day in days.items())


def participant(role, name, ref=""):
    return f'<participating-org role="{role}" ref="{ref}"><narrative>{name}</narrative></participating-org>'


# 1 and 2: levels and the contracted amount


@pytest.mark.parametrize(
    ("hierarchy", "elements", "is_decision"),
    [
        ("1", "", True),
        ("2", "", False),
        ("", "", False),
        ("", related("A", "2"), True),
        ("", related("A", "2") + related("B", "1"), False),
    ],
)
def test_the_level_of_an_activity(hierarchy, elements, is_decision):
    assert read(elements, hierarchy=hierarchy).is_decision is is_decision


def test_a_contract_without_commitments_is_worth_its_planned_disbursements():
    total = read(planned("100.10"), planned("200"), transaction("50")).total
    assert (total.amount, total.basis) == (Decimal("300.10"), AmountBasis.PLANNED_DISBURSEMENTS)


def test_a_contract_with_commitments_is_worth_these_and_incoming_funds_are_not_counted():
    total = read(
        planned("999"), transaction("70", kind="2"), transaction("-20", kind="2"), transaction("70", kind="1")
    ).total
    assert (total.amount, total.basis) == (Decimal("50.00"), AmountBasis.COMMITMENT)


@pytest.mark.parametrize("elements", ["", planned("0"), transaction("5"), transaction("-5", kind="2")])
def test_an_amount_nobody_states_is_unknown_never_zero(elements):
    assert read(elements).total.amount is None


def test_a_sum_below_zero_is_warned_of():
    assert "SUM_NEGATIVE" in kinds(read(transaction("-5", kind="2")))


def test_a_revised_planned_disbursement_takes_the_place_of_the_original_of_its_period():
    found = read(planned("100"), planned("80", kind="2"), planned("7", start="2023-01-01"))
    assert found.total.amount == Decimal("87.00")


def test_a_decision_is_dated_by_its_first_commitment_and_worth_their_sum():
    found = read(
        transaction("10", kind="2", day="2021-05-01"),
        transaction("-4", kind="2", day="2020-02-01"),
        transaction("9", kind="11", day="2019-01-01"),
        hierarchy="1",
    )
    assert (found.decided_on, found.total.amount) == (date(2020, 2, 1), Decimal("6.00"))


def test_amounts_of_several_currencies_make_an_unknown_sum():
    found = read(transaction("1", kind="2"), transaction("1", kind="2", currency="USD"))
    assert found.total.amount is None
    assert "CURRENCIES_MIXED" in kinds(found)


def test_an_amount_in_one_currency_is_in_that_one_whatever_the_default():
    assert read(transaction("1", kind="2", currency="GBP")).total.currency == "GBP"


# 3: organisations


def test_receivers_are_named_by_their_first_name_without_the_asterisk():
    found = read(transaction(receiver="Alpha &amp;amp; Sons  Gmbh*"), transaction(receiver="Beta House*Maison Beta"))
    parties = [movement.receiver for movement in found.movements]
    assert [(party.name, party.other_name) for party in parties] == [
        ("Alpha & Sons Gmbh", ""),
        ("Beta House", "Maison Beta"),
    ]


@pytest.mark.parametrize("name", ["", "N/A", "n/a", " ", "*", "Unknown"])
def test_a_placeholder_is_no_receiver(name):
    assert read(transaction(receiver=name)).movements[0].receiver is None


def test_a_name_in_a_script_that_folds_to_nothing_is_a_name():
    assert read(transaction(receiver="ალფა")).movements[0].receiver.name == "ალფა"


def test_a_name_longer_than_the_register_takes_is_cut_and_warned_of(load):
    report = load(
        activity(transaction("1", receiver="Щ" * 251), transaction("2", receiver="㎯" * 250)),
        activity(participant("4", "Long " * 60, "XM-DAC-41114"), identifier="XX-YYY-2"),
    )
    assert report.skipped == []
    assert sorted(len(one.name) for one in Organisation.objects.all()) == [166, 249, 250]
    assert [message.detail for message in report.warnings[WarningKind.TEXT_CUT]] == ["organisation name"] * 3


def test_role_4_of_near_is_a_category_and_of_others_the_implementer():
    category = participant("4", "Private sector institution", "N/A") + participant("2", "Recipients", "41000")
    assert read(category).roles == ()
    assert [role.party.name for role in read(category, publisher="XX-YYY-1").roles] == ["Private sector institution"]


def test_role_4_with_an_org_id_counts_and_the_most_paid_receiver_leads():
    found = read(
        participant("4", "Alpha", "XM-DAC-41114"),
        participant("1", "Commission", "XI-IATI-EC_NEAR"),
        transaction("5", receiver="Alpha"),
        transaction("9", receiver="Beta", kind="4"),
        transaction("99", receiver="Gamma", kind="2"),
    )
    roles = {(role.party.name, role.party.ref, role.role, role.is_lead) for role in found.roles}
    assert roles == {
        ("Commission", "XI-IATI-EC_NEAR", "1", False),
        ("Alpha", "XM-DAC-41114", "4", False),
        ("Beta", "", "4", True),
    }


# 4, 5, 6: dates, amounts, references


def test_transactions_are_dated_by_their_own_date_never_by_the_value_date():
    assert read(transaction(day="2022-05-02")).movements[0].date == date(2022, 5, 2)
    found = read('<transaction><transaction-type code="3"/><value value-date="2021-05-25">5</value></transaction>')
    assert found.movements == ()
    assert "no readable transaction-date" in str(found.messages[0])


@pytest.mark.parametrize("plan", ["planned", "actual"])
def test_an_end_before_its_own_start_stays_empty_and_both_are_kept(plan):
    found = read(dated(**{f"{plan}_start": "2022-11-25", f"{plan}_end": "2021-12-31"}))
    assert found.dates[f"{plan}_start"] == date(2022, 11, 25)
    assert found.dates[f"{plan}_end"] is None
    assert found.dates_as_given[f"{plan}_end"] == date(2021, 12, 31)
    assert kinds(found) == {"END_BEFORE_START"}


def test_planned_against_actual_is_only_warned_of():
    found = read(dated(actual_start="2050-01-01", planned_end="2021-01-01"))
    assert None not in (found.dates["actual_start"], found.dates["planned_end"])
    assert kinds(found) == {"DATES_CONTRADICT"}


@pytest.mark.parametrize("day", ["", "2021-02-30", "31/12/2021", "0001-01-01", "9999-12-31"])
def test_an_unreadable_or_implausible_date_stays_empty(day):
    found = read(dated(planned_start=day))
    assert found.dates["planned_start"] is None
    assert kinds(found) == {"DATE_UNUSABLE"}


@pytest.mark.parametrize("amount", ["", "NaN", "Infinity", "1e309", "1,000", "١٢", "1_000", "1000000000000000"])
def test_a_transaction_whose_amount_is_no_number_is_skipped_with_its_line(amount):
    found = read(transaction(amount), transaction("5"))
    assert [movement.amount for movement in found.movements] == [Decimal("5.00")]
    assert found.messages[0].line == 5
    assert kinds(found) == {"TRANSACTION_SKIPPED"}


def test_more_than_two_decimals_are_rounded_half_to_even():
    found = read(transaction("0.125"), transaction("0.1350"), transaction("7.500"))
    assert [str(movement.amount) for movement in found.movements] == ["0.12", "0.14", "7.50"]
    assert len(found.messages) == 2


@pytest.mark.parametrize(("given", "kept"), [("EUR  ", "EUR"), ("usd", "USD"), ("", "GBP"), (" ", "GBP")])
def test_currencies_are_stripped_and_fall_back_to_the_default(given, kept):
    assert read(transaction(currency=given), unit="GBP").movements[0].currency == kept


@pytest.mark.parametrize(("currency", "unit"), [("XXQ", "EUR"), ("", ""), ("", "euro")])
def test_a_transaction_in_no_known_currency_is_skipped(currency, unit):
    assert read(transaction(currency=currency), unit=unit).movements == ()


def test_instrument_and_contract_number_stand_in_references_only():
    found = read(transaction(ref=f"{CONTRACT}/PRE-FINANCING FOR ENI/2022/100-001-A TITLE, ENI/2020/999-999"))
    assert (found.instrument, found.contract_number) == ("eni", "ENI/2022/100-001")


@pytest.mark.parametrize(
    ("ref", "instrument"),
    [
        ("EIDHR/2022/100001", "eidhr"),
        ("PAYMENT NDICI-GEO-NEAR/2022/100-001", "ndici-neighbourhood"),
        ("NDICI HR/2022/100-001", "ndici-human-rights"),
        ("ENI/2020/100-002 AND ICSP/2020/100-003", ""),
        ("SI2.4433979", ""),
        ("GENI/2022/100-001", ""),
    ],
)
def test_the_instrument_of_a_reference(ref, instrument):
    assert read(transaction(ref=ref)).instrument == instrument


# 7: identifiers and links


@pytest.mark.parametrize("identifier", ["XI-IATI-EC_INTPA-/25061/0", "a b/c", "ÄÖ/1"])
def test_identifiers_are_opaque(identifier):
    assert read(identifier=identifier).identifier == identifier


def test_parents_are_of_type_1_and_else_as_echo_has_them_of_type_2():
    assert read(related("A", "1"), related("A", "1"), related("B", "2")).links.parents == ("A",)
    assert read(related("B", "2")).links.parents == ("B",)
    assert (
        read(related("B", "2"), hierarchy="1").links
        == read(related("B", "2"), hierarchy="1", identifier=DECISION).links
    )


def test_a_former_prefix_gives_the_former_identifier():
    found = read('<other-identifier type="B1" ref="XI-IATI-EC_DEVCO"/>')
    assert "XI-IATI-EC_DEVCO-2022/100-001" in found.links.former


# 8: texts


def test_titles_prefer_english_resolve_entities_and_lose_double_blanks():
    found = read(
        title='</narrative><narrative xml:lang="FR">Le titre</narrative><narrative xml:lang="EN">R&amp;amp;D\n  now'
    )
    assert found.title == "R&D now"


def test_an_empty_title_gives_way_to_the_identifier():
    found = read(title=" ")
    assert (found.title, kinds(found)) == (CONTRACT, {"TITLE_MISSING"})


def test_the_general_description_goes_before_the_others():
    texts = {"2": "Objectives", "1": "General"}
    both = "".join(
        f'<description type="{kind}"><narrative>{text}</narrative></description>' for kind, text in texts.items()
    )
    assert read(both).description == "General"
    assert read(both.replace("General", "")).description == "Objectives"
