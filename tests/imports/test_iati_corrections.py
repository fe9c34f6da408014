"""Importing again: what the file changed comes in, what staff corrected stays and is said."""

from datetime import date
from decimal import Decimal

from funding.codelists.sectors import Sector
from funding.register.imports.report import Outcome
from funding.register.models import Grant, GrantSector, Organisation, Programme, SourceReference, Transaction
from tests.factories import GrantFactory, OrganisationFactory, SourceFactory
from tests.imports.iati_files import CONTRACT, activity, decision, planned, transaction

RIGHTS = '<sector vocabulary="1" code="15160" percentage="100"/>'
SOCIETY = '<sector vocabulary="1" code="15150" percentage="100"/>'
STARTS = '<activity-date type="1" iso-date="2022-01-01"/>'


def fields(changes):
    return [(change.field, change.register, change.file) for change in changes]


def test_a_changed_file_updates_and_says_from_what_to_what(load):
    load(activity(planned("100")))
    report = load(activity(planned("150"), title="Another title"))
    grant = Grant.objects.get()
    assert (grant.title, grant.contracted) == ("Another title", Decimal("150.00"))
    assert report.count(Outcome.CHANGED) == 1
    assert ("title", "A title", "Another title") in fields(report.changes)
    assert ("amount", "100.00 planned_disbursements EUR", "150.00 planned_disbursements EUR") in fields(report.changes)


def test_a_correction_by_staff_stays_and_is_reported_every_time(load):
    load(activity())
    Grant.objects.update(title="Corrected")
    for _ in range(2):
        report = load(activity())
        assert fields(report.kept) == [("title", "Corrected", "A title")]
        assert (report.count(Outcome.UNCHANGED), report.changes) == (1, [])
    assert Grant.objects.get().title == "Corrected"


def test_a_correction_stays_when_the_file_changes_too(load):
    load(activity())
    Grant.objects.update(title="Corrected")
    report = load(activity(title="New in the file"))
    assert fields(report.kept) == [("title", "Corrected", "New in the file")]
    assert fields(load(activity(title="New in the file")).kept) == [("title", "Corrected", "New in the file")]


def test_a_file_that_comes_to_agree_with_staff_is_no_difference(load):
    load(activity())
    Grant.objects.update(title="Corrected")
    report = load(activity(title="Corrected"))
    assert (report.kept, report.changes) == ([], [])
    assert load(activity(title="Next")).count(Outcome.CHANGED) == 1


def test_confirmed_shares_stay(load):
    load(activity(RIGHTS))
    Grant.objects.update(sectors_confirmed=True)
    report = load(activity(SOCIETY))
    assert GrantSector.objects.get().sector == Sector.HUMAN_RIGHTS
    assert fields(report.kept) == [("sectors", "human_rights 100.0000", "civil_society 100.0000")]


def test_changed_shares_stay_and_untouched_ones_follow_the_file(load):
    load(activity(RIGHTS), activity(RIGHTS, identifier="XX-YYY-2"))
    first, second = SourceReference.objects.order_by("pk")
    GrantSector.objects.filter(grant=first.grant).update(sector=Sector.CULTURE)
    load(activity(SOCIETY), activity(SOCIETY, identifier="XX-YYY-2"))
    assert first.grant.sector_shares.get().sector == Sector.CULTURE
    assert second.grant.sector_shares.get().sector == Sector.CIVIL_SOCIETY


def test_a_date_that_would_contradict_one_of_staff_is_left(load):
    load(activity(STARTS))
    Grant.objects.update(planned_start=date(2023, 6, 1))
    report = load(activity(STARTS, '<activity-date type="3" iso-date="2022-12-31"/>'))
    assert (Grant.objects.get().planned_end, report.skipped) == (None, [])
    assert {change.field for change in report.kept} == {"planned start", "planned end"}


def test_roles_that_staff_added_stay(load):
    load(activity(transaction(receiver="Alpha")))
    grant = Grant.objects.get()
    grant.roles.create(organisation=OrganisationFactory(), role="beneficiary")
    report = load(activity(transaction(receiver="Beta")))
    assert grant.roles.count() == 2
    assert [change.field for change in report.kept] == ["roles"]


def test_an_organisation_that_staff_renamed_is_not_made_again(load):
    load(activity(transaction(receiver="Alpha Gmbh*")))
    Organisation.objects.update(name="Alpha GmbH (Berlin)", name_folded="alpha gmbh berlin")
    report = load(activity(transaction(receiver="Alpha Gmbh*")))
    assert Organisation.objects.count() == 1
    assert report.kept == []


def test_receivers_are_found_by_org_id_name_or_alias(load):
    alpha, beta = OrganisationFactory(name="Alpha"), OrganisationFactory(name="Something else")
    beta.aliases.create(name="Beta House")
    load(activity(transaction("1", receiver="ALPHA"), transaction("2", receiver="Beta house*")))
    assert list(Transaction.objects.order_by("amount").values_list("receiver", flat=True)) == [alpha.pk, beta.pk]


def test_transactions_that_are_alike_are_counted_each(load):
    load(activity(transaction("5"), transaction("5")))
    assert Transaction.objects.count() == 2
    report = load(activity(transaction("5"), transaction("5"), transaction("5")))
    assert (Transaction.objects.count(), report.transactions["added"]) == (3, 1)
    load(activity(transaction("5")))
    assert Transaction.objects.count() == 1


def test_a_transaction_gone_from_the_file_goes_unless_staff_corrected_it(load):
    load(activity(transaction("5"), transaction("6", kind="4")))
    Transaction.objects.filter(amount=6).update(description="Checked")
    report = load(activity())
    assert Transaction.objects.get().amount == 6
    assert report.transactions["removed"] == 1
    assert [change.file for change in report.kept] == ["gone from the file"]


def test_a_transaction_that_staff_deleted_is_not_added_again(load):
    load(activity(transaction("5"), transaction("6")))
    Transaction.objects.filter(amount=6).delete()
    for _ in range(2):
        report = load(activity(transaction("5"), transaction("6")))
        assert Transaction.objects.count() == 1
        assert [change.register for change in report.kept] == ["1 deleted by staff"]


def test_a_grant_that_staff_deleted_is_new_again(load):
    load(activity())
    Grant.objects.get().delete()
    assert load(activity()).count(Outcome.ADDED) == 1


def test_a_corrected_transaction_is_not_counted_beside_its_successor_in_the_file(load):
    load(activity(transaction("1000", ref="R1")))
    Transaction.objects.update(amount=900)
    report = load(activity(transaction("950", ref="R1")))
    assert Transaction.objects.get().amount == 900
    assert len(report.kept) == 1
    assert load(activity(transaction("900", ref="R1"))).kept == []


def test_a_transaction_that_staff_entered_before_is_not_counted_twice(load):
    load(activity())
    Transaction.objects.create(grant=Grant.objects.get(), kind="3", date=date(2022, 5, 2), amount=Decimal(1000))
    report = load(activity(transaction("1000")))
    assert Transaction.objects.count() == 1
    assert "ENTERED_BY_HAND" in {kind.name for kind in report.warnings}


def test_a_record_of_staff_with_the_identifier_is_filled_not_overwritten(load):
    grant = GrantFactory(title="By staff", description="", implementer=False)
    SourceReference.objects.create(identifier=CONTRACT, grant=grant, source=SourceFactory())
    report = load(activity("<description><narrative>Words</narrative></description>"))
    grant.refresh_from_db()
    assert (grant.title, grant.description) == ("By staff", "Words")
    assert "title" in {change.field for change in report.kept}
    assert load(activity("<description><narrative>Words</narrative></description>")).changes == []


def test_a_contract_number_that_another_grant_has_is_left_out(load):
    GrantFactory(contract_number="ENI/2022/100-001")
    report = load(activity(transaction(ref="ENI/2022/100-001")))
    assert SourceReference.objects.get().grant.contract_number == ""
    assert "NUMBER_TAKEN" in {kind.name for kind in report.warnings}
    assert load(activity(transaction(ref="ENI/2022/100-001"))).changes == []


def test_an_activity_under_another_prefix_is_the_same_record(load):
    old = decision(transaction(kind="2"), identifier="XI-IATI-EC_DEVCO-2022/10001/0", publisher="XI-IATI-EC_DEVCO")
    new = decision('<other-identifier type="B1" ref="XI-IATI-EC_DEVCO"/>', transaction(kind="2"))
    load(old)
    assert load(new).count(Outcome.CHANGED) == 1
    assert (Programme.objects.count(), SourceReference.objects.count(), Transaction.objects.count()) == (1, 2, 1)
    report = load(old, new)
    assert report.count(Outcome.UNCHANGED) == 2
    assert "FORMER_IDENTIFIER" in {kind.name for kind in report.warnings}


def test_the_new_prefix_may_come_first(load):
    new = decision('<other-identifier type="B1" ref="XI-IATI-EC_DEVCO"/>')
    report = load(new, decision(identifier="XI-IATI-EC_DEVCO-2022/10001/0"))
    assert Programme.objects.count() == 1
    assert report.count(Outcome.ADDED) == 1
