"""The starter facts: complete, sourced, safe to show, and kept as staff left them."""

import csv
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db.models import Sum

from funding.codelists.disclosure import Level
from funding.codelists.grants import Reach, Scope
from funding.codelists.iati import ActivityStatus
from funding.codelists.records import UNSAFE_LINK_DOMAINS, DatePrecision
from funding.register import models
from funding.register.starter import loading
from funding.register.starter.loading import load_facts
from funding.register.starter.reading import tables
from tests.factories import approved, cleared

FACTS = Path(__file__).resolve().parents[3] / "shared" / "data" / "facts"
PUBLISHABLE = (
    models.Programme,
    models.Grant,
    models.Package,
    models.Statement,
    models.Envelope,
    models.Event,
    models.Document,
)
ANNOUNCED = PUBLISHABLE[2:]
MIRRORS_OF_UNSAFE_SITES = ("aianalyticsweb.com",)


@pytest.fixture(autouse=True)
def facts(db):  # noqa: ARG001 -- the fixture opens the database
    """Load the facts into a new register."""
    return load_facts()


def _is_unsafe(address):
    host = urlsplit(address).hostname or ""
    return any(host == one or host.endswith(f".{one}") for one in UNSAFE_LINK_DOMAINS + MIRRORS_OF_UNSAFE_SITES)


def test_every_fact_of_the_files_is_loaded(facts):
    files = (tables("instruments.toml"), tables("programmes.toml"), tables("grants.toml"))
    files += (tables("announcements.toml"), tables("timeline.toml"))
    in_files = {f"{noun}s": len(rows) for file in files for noun, rows in file.items()}
    assert facts == in_files | {"sources": len(tables("sources.toml"))}


def test_a_second_run_adds_nothing():
    before = {model: model.objects.count() for model in (*PUBLISHABLE, models.Source, models.Organisation)}
    assert not any(load_facts().values())
    assert {model: model.objects.count() for model in before} == before


def test_a_run_that_fails_leaves_nothing(monkeypatch):
    models.Event.objects.all().delete()
    monkeypatch.setattr(loading, "_add_document", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        load_facts()
    assert not models.Event.objects.exists()


def test_what_staff_changed_survives_another_run():
    models.Programme.objects.filter(decided=25_000_000).update(title="Mended", decided=26_000_000)
    models.Event.objects.filter(title__startswith="New Council").update(title="Mended")
    other = models.Source.objects.exclude(package=None).last()
    models.Package.objects.filter(amount=53_000_000).update(source=other)
    assert not any(load_facts().values())
    assert models.Programme.objects.get(title="Mended").decided == 26_000_000


def test_what_staff_deleted_comes_back_whole():
    models.Package.objects.get(amount=24_000_000).delete()
    assert load_facts()["packages"] == 1
    assert models.Package.objects.get(amount=24_000_000).part_of.amount == 53_000_000


def test_facts_wait_for_a_person_to_publish_them_and_are_not_invented():
    for model in PUBLISHABLE:
        assert not model.objects.exclude(level=Level.NOT_PUBLISHED).exists()
        assert not model.objects.filter(is_invented=True).exists()


def test_every_fact_has_a_source_with_an_address():
    for model in ANNOUNCED:
        assert not model.objects.filter(source__address="").exists()
    for record in (*models.Programme.objects.all(), *models.Grant.objects.all(), *models.Instrument.objects.all()):
        sources = [record.source] if hasattr(record, "source") else [r.source for r in record.source_references.all()]
        assert sources, record
        assert all(source.address for source in sources), record


def test_no_source_is_there_for_nothing():
    used = {source.pk for model in (*ANNOUNCED, models.Instrument) for source in map(_source, model.objects.all())}
    used |= set(models.SourceReference.objects.values_list("source", flat=True))
    assert set(models.Source.objects.values_list("pk", flat=True)) == used


def _source(record):
    return record.source


def test_sites_whose_sharing_is_punished_are_flagged_and_no_others():
    unsafe = [source for source in models.Source.objects.all() if _is_unsafe(source.address)]
    assert len(unsafe) == 3
    assert set(models.Source.objects.filter(is_link_unsafe=True)) == set(unsafe)


def test_no_document_points_to_an_unsafe_site():
    assert not any(_is_unsafe(one.address) for one in models.Document.objects.all())
    assert not models.Document.objects.filter(source__is_link_unsafe=True).exists()


def test_announced_packages_add_up_to_198_million():
    whole = models.Package.objects.filter(part_of__isnull=True)
    assert whole.aggregate(total=Sum("amount"))["total"] == 198_000_000


def test_the_24_million_lie_inside_the_53():
    part = models.Package.objects.get(part_of__isnull=False)
    assert (part.amount, part.part_of.amount) == (24_000_000, 53_000_000)


def test_the_package_of_december_2021_is_dated_by_its_month():
    package = models.Package.objects.get(dated__year=2021)
    assert (package.dated.isoformat(), package.precision) == ("2021-12-01", DatePrecision.MONTH)


def test_each_package_says_who_announced_it():
    assert not models.Package.objects.filter(speaker="").exists()


def test_the_main_statement_is_quoted_with_its_official_source():
    statement = models.Statement.objects.get(wording="almost EUR 140 million through NDICI since 2020")
    assert (statement.source.kind, statement.precision) == ("official", DatePrecision.YEAR)


def test_regional_programmes_have_no_share_and_say_so():
    regional = models.Programme.objects.filter(reach=Reach.REGIONAL)
    assert regional.count() == 4
    for programme in regional:
        assert programme.belarus_share is None
        assert "found" in programme.summary


def test_regional_programmes_whose_end_is_known_are_closed():
    ended = models.Programme.objects.filter(reach=Reach.REGIONAL, actual_end__isnull=False)
    assert {one.status for one in ended} == {ActivityStatus.CLOSED}
    assert ended.count() == 3


def test_help_to_the_state_is_out_of_scope():
    assert models.Programme.objects.get(title__contains="Partnership Priorities").scope == Scope.OUT


def test_the_health_component_is_not_a_second_programme():
    assert not models.Programme.objects.filter(decided=4_000_000).exists()


def test_an_amount_that_was_not_found_is_unknown():
    assert models.Grant.objects.get(sector_shares__sector="sme").contracted is None
    assert models.Programme.objects.get(title="EU4 Independent Media").decided is None


def test_named_organisations_have_their_seat_outside_belarus():
    assert set(models.Organisation.objects.values_list("country", flat=True)) == {"LT", "DK", "PL"}


def test_the_envelope_lists_its_parts_as_worded():
    assert models.Envelope.objects.get().parts.count() == 4


def test_a_2020_decision_is_not_paid_by_ndici():
    early = models.Programme.objects.filter(decided_on__year__lte=2020)
    assert {programme.instrument_id for programme in early} == {"eni"}


def test_everything_in_scope_can_be_approved():
    cleared(models.Organisation.objects.all())
    for model in PUBLISHABLE:
        for record in model.objects.all():
            record.full_clean()
            if getattr(record, "scope", Scope.IN) == Scope.IN:
                approved(record)


@pytest.mark.skipif(not FACTS.exists(), reason="../shared with the collected facts isn't here")
def test_every_address_of_the_collected_facts_is_a_source():
    addresses = set()
    for name in ("belarus-programmes.csv", "cumulative-totals.csv"):
        with (FACTS / name).open(encoding="utf-8") as file:
            addresses |= {row["source_url"] for row in csv.DictReader(file) if row["source_url"].startswith("http")}
    assert addresses <= set(models.Source.objects.values_list("address", flat=True))
