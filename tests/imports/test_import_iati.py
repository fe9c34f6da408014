"""`manage.py import_iati`: the real files, the report, what is refused."""

import gzip
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from funding.codelists.disclosure import Level
from funding.codelists.grants import Scope
from funding.register.imports.iati import reader
from funding.register.imports.loader import import_file
from funding.register.imports.report import Outcome
from funding.register.models import Grant, Organisation, Programme, SourceReference, Transaction
from tests.imports.iati_files import BELARUS, EASTERN, activity, decision, file_of, related, transaction

pytestmark = pytest.mark.django_db
needs_real_files = pytest.mark.skipif(
    not EASTERN.exists(), reason="the real IATI files (../shared/data/iati) are not here"
)


def run(*paths, **options):
    out = StringIO()
    call_command("import_iati", *map(str, paths), stdout=out, **options)
    return out.getvalue()


def counts(report):
    return [report.count(outcome) for outcome in Outcome]


@needs_real_files
def test_the_eastern_partnership_file_has_its_known_counts_and_sums():
    report = import_file(EASTERN)
    assert (Programme.objects.count(), Grant.objects.count(), Transaction.objects.count()) == (48, 156, 428)
    assert report.sums["commitment on decisions", "EUR"] == Decimal("2037553030.37")
    paid = [report.sums[f"{kind} on contracts", "EUR"] for kind in ("disbursement", "expenditure")]
    assert sum(paid) == Decimal("706068967.41")
    assert Grant.objects.filter(contracted=None).count() == 13


@needs_real_files
def test_ninety_six_contracts_are_linked_by_type_1_and_seven_of_echo_by_type_2():
    import_file(EASTERN)
    linked = SourceReference.objects.filter(grant__programme__isnull=False)
    assert linked.filter(identifier__contains="EC_ECHO").count() == 7
    assert linked.exclude(identifier__contains="EC_ECHO").count() == 96


@needs_real_files
def test_a_second_run_changes_nothing_and_keeps_nothing():
    import_file(EASTERN)
    before = list(Grant.objects.order_by("pk").values_list())
    report = import_file(EASTERN)
    assert counts(report) == [0, 0, 204, 0]
    assert (report.changes, report.kept, report.transactions["added"]) == ([], [], 0)
    assert list(Grant.objects.order_by("pk").values_list()) == before


@needs_real_files
def test_the_belarus_file_adds_nothing_after_the_other_and_three_records_before_it():
    report = import_file(BELARUS)
    assert (Programme.objects.count(), Grant.objects.count()) == (2, 1)
    assert counts(report) == [3, 0, 0, 0]
    assert counts(import_file(EASTERN)) == [201, 0, 3, 0]
    assert counts(import_file(BELARUS)) == [0, 0, 3, 0]


@needs_real_files
def test_what_comes_in_is_not_published_undecided_and_belarus_only_where_the_file_says_so():
    import_file(EASTERN)
    assert set(Grant.objects.values_list("level", "scope")) == {(Level.NOT_PUBLISHED, Scope.UNDECIDED)}
    assert Programme.objects.filter(belarus_share=100).count() == 2
    assert Grant.objects.get(belarus_share=100).contract_number == "ENI/2020/420-368"


@needs_real_files
def test_receivers_become_organisations_once_and_the_most_paid_leads():
    import_file(EASTERN)
    undp = Organisation.objects.get(name="United Nations Development Programme")
    assert undp.aliases.get().name == "Programme Des Nations Unies Pourle Developpement"
    assert undp.roles.filter(is_lead=True).exists()
    assert not Organisation.objects.filter(name__in=["N/A", "EC_NEAR", "Recipient Government", ""]).exists()


def test_a_dry_run_reports_the_same_and_stores_nothing(tmp_path):
    path = tmp_path / "one.xml"
    path.write_text(file_of(decision(transaction(kind="2")), activity(transaction())))
    dry = run(path, dry_run=True)
    assert not Programme.objects.exists()
    assert not SourceReference.objects.exists()
    assert dry.replace("; dry run, nothing is stored", "") == run(path)


def test_a_dry_run_of_one_file_stores_nothing_whoever_asks(load):
    assert load(activity(), dry_run=True).count(Outcome.ADDED) == 1
    assert not Grant.objects.exists()


def test_a_dry_run_of_several_files_shows_each_after_those_before_it(tmp_path):
    path = tmp_path / "one.xml"
    path.write_text(file_of(decision()))
    assert "unchanged: 1 (1 programmes" in run(path, path, dry_run=True)


REFUSED = {
    "not XML": (b"Hello", "isn't well-formed XML: Start tag expected, '<' not found, line 1"),
    "zipped": (b"PK\x03\x04\x00\x00", "is compressed: unpack it first"),
    "gzipped": (gzip.compress(b"<iati-activities/>"), "is compressed: unpack it first"),
    "an undefined entity": (b"<iati-activities>\n\n<a>&foo;</a></iati-activities>", "Entity 'foo' not defined, line 3"),
    "a broken attribute": (b"<iati-activities>\n<a b=x/></iati-activities>", "line 2"),
    "a message of two lines": (
        b"<iati-activities>\n<a xmlns='a&#10;^'/></iati-activities>",
        "'a ^' is not a valid URI",
    ),
    "an open section": (b"<iati-activities>\n<![CDATA[\n</iati-activities>", "section not finished"),
    "an unknown prefix": (b"<iati-activities>\n<x:a/></iati-activities>", "prefix x on a is not defined, line 2"),
    "something behind the end": (b"<iati-activities/>\n<b/>", "line 2"),
    "empty": (b"", "is empty"),
    "other XML": (b"<?xml version='1.0'?>\n<html/>", "line 2 begins <html>, not <iati-activities>"),
    "organisations": (b"<iati-organisations/>", "begins <iati-organisations>"),
    "a DOCTYPE": (b"<!DOCTYPE iati-activities>\n<iati-activities/>", "has a DOCTYPE, before line 2"),
    "entities": (
        b'<!DOCTYPE r [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><iati-activities x="&b;">&b;</iati-activities>',
        "has a DOCTYPE",
    ),
    "an unknown encoding": (b"<?xml version='1.0' encoding='klingon'?><iati-activities/>", "encoding"),
    "bytes of another encoding": (b"<iati-activities>\n\xff\xfe</iati-activities>", "line 2"),
    "broken off": (file_of(decision()).encode()[:-30], "isn't well-formed XML"),
}


@pytest.mark.parametrize(("content", "words"), REFUSED.values(), ids=REFUSED)
def test_a_file_is_refused_in_one_line_and_nothing_stored(tmp_path, content, words):
    path = tmp_path / "bad.xml"
    path.write_bytes(content)
    with pytest.raises(CommandError) as caught:
        run(path)
    message = str(caught.value)
    assert message.startswith("bad.xml: refused, nothing stored.")
    assert words in message
    assert "\n" not in message
    assert not SourceReference.objects.exists()


def test_a_file_that_breaks_off_after_good_activities_stores_none_of_them(tmp_path):
    whole = file_of(*[activity(identifier=f"XX-YYY-{number}") for number in range(250)])
    path = tmp_path / "half.xml"
    path.write_text(whole[: len(whole) * 9 // 10])
    with pytest.raises(CommandError, match="line"):
        run(path)
    assert not Grant.objects.exists()


def test_a_file_that_is_too_large_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "big.xml"
    path.write_text(file_of(decision()))
    monkeypatch.setattr(reader, "MAX_BYTES", 100)
    with pytest.raises(CommandError, match=r"too large: [0-9]+ bytes, at most 100 are taken"):
        run(path)


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    for wrong in (tmp_path, tmp_path / "none.xml"):
        with pytest.raises(CommandError, match="can't be read"):
            run(wrong)


def test_a_refused_file_neither_undoes_nor_stops_the_others(tmp_path):
    first, bad, last = (tmp_path / name for name in ("first.xml", "bad.xml", "last.xml"))
    first.write_text(file_of(decision()))
    bad.write_text("Hello")
    last.write_text(file_of(activity()))
    with pytest.raises(CommandError, match=r"bad\.xml"):
        run(first, bad, last)
    assert (Programme.objects.count(), Grant.objects.count()) == (1, 1)


def test_bad_activities_are_skipped_with_identifier_line_and_reason_and_the_good_ones_stored(load):
    report = load(
        activity(identifier=""),
        activity(identifier="XX-YYY-1", hierarchy="3"),
        activity(identifier="XX-YYY-2"),
        activity(identifier="XX-YYY-2"),
        decision(identifier="X" * 251),
    )
    assert [(one.identifier[:9], one.line) for one in report.skipped] == [
        ("(none)", 2), ("XX-YYY-1", 8), ("XX-YYY-2", 20), ("X" * 9, 26),
    ]  # fmt: skip
    assert "its money would count twice" in "\n".join(report.lines())
    assert Grant.objects.count() == 1


def test_an_activity_that_the_database_refuses_leaves_nothing_behind(load, monkeypatch):
    monkeypatch.setattr("funding.register.imports.iati.shares.split", lambda _whole, parts: [Decimal(1)] * len(parts))
    sectors = '<sector vocabulary="1" code="15160" percentage="100"/>'
    report = load(activity(sectors, transaction(receiver="Alpha")), activity(transaction(), identifier="XX-YYY-2"))
    assert "add up to" in report.skipped[0].reason
    assert SourceReference.objects.get().identifier == "XX-YYY-2"
    assert not Organisation.objects.filter(name="Alpha").exists()


def test_a_decision_that_comes_back_as_a_contract_is_skipped(load):
    load(decision())
    report = load(activity(identifier="XI-IATI-EC_NEAR-2022/10001/0"))
    assert "a contract in this file, and a programme in the register" in report.skipped[0].reason


def test_the_report_names_warnings_by_kind_and_sums_by_kind_of_amount(load):
    text = "\n".join(load(activity(transaction("10.125"), transaction("x"), related("A", "1"))).lines())
    assert "1 × amount with more than two decimals" in text
    assert "1 × transaction skipped" in text
    assert "disbursement on contracts: EUR 10.12" in text


def test_a_windows_1252_file_and_one_of_version_1_04_are_read(tmp_path):
    path = tmp_path / "old.xml"
    text = (
        '<?xml version="1.0" encoding="windows-1252"?><iati-activities version="1.04">'
        '<iati-activity default-currency="EUR"><iati-identifier> XX-YYY-1 </iati-identifier>'
        '<reporting-org ref="XX-YYY">Ministère</reporting-org><title xml:lang="fr">Café</title>'
        '<title xml:lang="en">Coffee – €</title><activity-date type="start-planned">2012-01-01</activity-date>'
        '<participating-org role="Implementing">Société Alpha</participating-org>'
        '<sector vocabulary="DAC" code="15160">Droits</sector>'
        '<transaction><transaction-type code="D"/><transaction-date iso-date="2012-02-01"/>'
        '<value currency="EUR  ">12</value></transaction></iati-activity></iati-activities>'
    )
    path.write_bytes(text.encode("windows-1252"))
    import_file(path)
    grant = Grant.objects.get()
    assert (grant.title, str(grant.planned_start)) == ("Coffee – €", "2012-01-01")
    assert grant.roles.get().organisation.name == "Société Alpha"
    assert grant.transactions.get().kind == "3"
    assert grant.sector_shares.get().sector == "human_rights"


def test_contact_info_is_stored_nowhere(load):
    person = "<person-name><narrative>Zoe Q</narrative></person-name><email>zoe@example.eu</email>"
    contact = f"<contact-info>{person}</contact-info>"
    load(activity(contact, transaction()), decision(contact))
    stored = [str(list(model.objects.values_list())) for model in (Grant, Programme, SourceReference, Transaction)]
    assert "zoe" not in "".join(stored).lower()


def test_no_more_than_one_activity_is_held_at_a_time(tmp_path):
    path = tmp_path / "many.xml"
    path.write_text(file_of(*[activity(identifier=f"XX-YYY-{number}") for number in range(2000)]))
    held = [len(element.getparent()) for element in reader.activities(path)]
    assert len(held) == 2000
    # The parser runs ahead by what it reads at once, 32 kB of the file.
    assert max(held) < 200
