"""The invented grants: marked everywhere, the same each time, as odd as real data, and nobody's."""

import re
from decimal import Decimal

import pytest
from django.db.models import Count, F, Q, Sum

from funding.codelists.disclosure import Level
from funding.codelists.grants import Scope
from funding.codelists.iati import PAID_KINDS
from funding.codelists.records import SourceKind
from funding.codelists.sectors import Sector
from funding.folding import fold
from funding.register import models
from funding.register.starter import invented
from funding.register.starter.inventing import inventions
from funding.register.starter.loading import load_facts
from tests.factories import approved, cleared


@pytest.fixture(autouse=True)
def loaded(db):  # noqa: ARG001 -- the fixture opens the database
    """Load facts and invented grants into a new register."""
    load_facts()
    return invented.load_invented()


def _grants():
    return models.Grant.objects.filter(is_invented=True)


def _paid(grant):
    return sum((one.amount for one in grant.transactions.all() if one.kind in PAID_KINDS), Decimal(0))


def test_there_are_150_grants_with_61_organisations_in_12_programmes(loaded):
    assert loaded["invented grants"] == _grants().count() == 150
    assert loaded["invented organisations"] == 61
    assert loaded["invented programmes"] == 12
    assert loaded["invented transactions"] == models.Transaction.objects.count()


def test_a_second_run_adds_nothing():
    assert not any(invented.load_invented().values())


def test_what_staff_changed_survives_another_run():
    _grants().filter(contract_number__endswith="-001").update(title="Mended")
    changed = _grants().first()
    models.Grant.objects.filter(pk=changed.pk).update(title="Mended", contract_number="DEMO/mended")
    models.Programme.objects.filter(is_invented=True).update(title="Mended")
    assert not any(invented.load_invented().values())


def test_a_deleted_grant_comes_back_into_its_programme():
    grant = _grants().filter(programme__isnull=False).first()
    key, programme = grant.contract_number, grant.programme
    grant.delete()
    assert invented.load_invented()["invented grants"] == 1
    assert models.Grant.objects.get(contract_number=key).programme == programme


def test_two_drawings_are_the_same():
    assert inventions() == inventions()


def test_everything_invented_is_marked_and_everything_else_is_not():
    assert not models.Grant.objects.filter(contract_number__startswith="DEMO/", is_invented=False).exists()
    assert not models.Programme.objects.filter(grants__is_invented=True, is_invented=False).exists()
    assert not models.Organisation.objects.filter(roles__grant__is_invented=True, is_invented=False).exists()
    assert not models.Organisation.objects.filter(is_invented=True, roles__grant__is_invented=False).exists()
    assert models.Grant.objects.filter(is_invented=False).count() == 3


def test_real_programmes_have_no_invented_grants():
    assert not models.Programme.objects.filter(is_invented=False, grants__is_invented=True).exists()


def test_invented_programmes_say_so_in_their_title():
    titles = models.Programme.objects.filter(is_invented=True).values_list("title", flat=True)
    assert all(title.endswith("(invented)") for title in titles)


def test_every_invented_record_has_the_invented_source():
    references = models.SourceReference.objects.filter(Q(grant__is_invented=True) | Q(programme__is_invented=True))
    assert references.count() == 162
    assert {one.source.kind for one in references.select_related("source")} == {SourceKind.INVENTED}


def test_contract_numbers_are_obviously_invented():
    assert all(re.fullmatch(r"DEMO/20\d\d/\d{3}-\d{3}", one.contract_number) for one in _grants())


def test_titles_differ_and_carry_no_numbers():
    titles = list(_grants().values_list("title", flat=True))
    assert len(set(titles)) == len(titles)
    assert not any(re.search(r"\d", title) for title in titles)


def test_shares_add_up_and_thirds_are_among_them():
    totals = models.GrantSector.objects.values("grant").annotate(total=Sum("share"), parts=Count("pk"))
    assert {row["total"] for row in totals} == {Decimal(100)}
    assert {row["parts"] for row in totals} == {1, 2, 3}
    assert models.GrantSector.objects.filter(share=Decimal("33.3334")).exists()


def test_all_sectors_and_years_occur():
    shares = models.GrantSector.objects.filter(grant__is_invented=True)
    assert set(shares.values_list("sector", flat=True)) == set(Sector.values)
    years = {one.signed_on.year for one in _grants() if one.signed_on}
    assert years == set(range(2020, 2027))


def test_amounts_are_of_a_plausible_size():
    grants = [one for one in _grants().prefetch_related("amendments", "transactions") if one.currency == "EUR"]
    contracted = sum(one.contracted_now or 0 for one in grants)
    paid = sum(map(_paid, grants))
    assert 95_000_000 < contracted < 120_000_000
    assert Decimal("0.70") < paid / contracted < Decimal("0.80")


def test_the_oddities_of_real_data_occur():
    grants = _grants().prefetch_related("amendments", "transactions")
    assert [one for one in grants if one.contracted is None and _paid(one)]
    assert len([one for one in grants if one.contracted_now and _paid(one) > one.contracted_now]) == 2
    assert grants.filter(transactions__amount__lt=0, transactions__kind="3").exists()
    assert grants.filter(currency="USD").count() == 1
    assert grants.filter(programme__isnull=True).exists()
    assert grants.filter(belarus_share__isnull=True).exists()
    assert grants.filter(belarus_share=20).exists()
    assert grants.filter(amendments__amount_change__gt=0).exists()
    assert grants.filter(signed_on__isnull=True, planned_start__isnull=True).count() == 1


def test_no_grant_was_signed_after_it_began_or_paid_before_it_was_signed():
    assert not _grants().filter(planned_start__lt=F("signed_on")).exists()
    assert not _grants().filter(transactions__date__lt=F("signed_on")).exists()


def test_programmes_decided_at_least_what_their_grants_contracted():
    for programme in models.Programme.objects.filter(is_invented=True):
        contracted = sum(one.contracted_now or 0 for one in programme.grants.prefetch_related("amendments"))
        assert programme.decided >= contracted > 0


def test_a_contract_of_2020_or_of_eni_is_not_paid_by_ndici_before_its_time():
    early = _grants().filter(signed_on__year=2020)
    assert not early.filter(programme__instrument__slug__startswith="ndici").exists()
    assert not early.filter(instrument__slug__startswith="ndici").exists()


def test_organisations_sit_in_several_countries_and_scripts_but_never_in_belarus():
    organisations = models.Organisation.objects.filter(is_invented=True)
    countries = set(organisations.values_list("country", flat=True))
    assert countries == {"PL", "LT", "LV", "EE", "CZ", "DE", "DK", "SE", "UA", "GE", "BE"}
    assert organisations.filter(local_name__regex="[А-яЎў]").exists()


def test_organisations_are_found_by_their_folded_name():
    for organisation in models.Organisation.objects.filter(is_invented=True):
        assert organisation.name_folded == fold(organisation.name)


def test_no_invented_name_occurs_in_the_facts():
    facts = " ".join(
        fold(f"{one.publisher} {one.title}") for one in models.Source.objects.exclude(kind=SourceKind.INVENTED)
    )
    facts += " ".join(fold(one.name) for one in models.Organisation.objects.filter(is_invented=False))
    facts += " ".join(fold(f"{one.title} {one.summary}") for one in models.Programme.objects.filter(is_invented=False))
    invented_names = models.Organisation.objects.filter(is_invented=True).values_list("name_folded", flat=True)
    assert not [name for name in invented_names if name in facts]


def test_all_of_it_is_valid_in_scope_and_can_be_approved():
    cleared(models.Organisation.objects.all())
    for record in (*models.Programme.objects.filter(is_invented=True), *_grants()):
        record.full_clean()
        assert (record.scope, record.level) == (Scope.IN, Level.NOT_PUBLISHED)
        approved(record)
