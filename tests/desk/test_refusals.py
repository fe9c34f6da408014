"""What can't be is refused in words, at the field, with everything that was typed still there."""

from decimal import Decimal

import pytest
from django.urls import reverse

from funding.codelists.grants import Scope
from funding.codelists.sectors import Sector
from funding.desk.admin.shares import ShareFormSet
from funding.register.models import Grant, Organisation, OrganisationIdentifier, SourceReference, Transaction
from tests.desk.conftest import errors_on, form_data, messages_on, page
from tests.factories import GrantFactory, OrganisationFactory, SourceFactory

THIRDS = {Sector.CULTURE: Decimal("33.3334"), Sector.EDUCATION: Decimal("33.3333"), Sector.OTHER: Decimal("33.3333")}


def address_of(record):
    return reverse(f"admin:register_{record._meta.model_name}_change", args=[record.pk])


def error_at(response, field):
    """Give what stands at one field."""
    rows = page(response).xpath("//*[contains(concat(' ', @class, ' '), $name)]", name=f" field-{field} ")
    return " ".join(error.text_content() for row in rows for error in row.xpath(".//ul[contains(@class, 'errorlist')]"))


@pytest.mark.parametrize(
    ("field", "changes", "words"),
    [
        ("planned_end", {"planned_start": "2024-01-02", "planned_end": "2024-01-01"}, "planned end comes before"),
        ("actual_end", {"actual_start": "2024-01-02", "actual_end": "2024-01-01"}, "actual end comes before"),
        ("contracted", {"contracted": "-1"}, "Enter a number of 0 or more"),
        ("contracted", {"contracted": "NaN"}, "Enter a number"),
        ("contracted", {"contracted": "Infinity"}, "Enter a number"),
        ("contracted", {"contracted": "1e309"}, "no more than"),
        ("contracted", {"contracted": "1.234"}, "decimal places"),
        ("eu_contribution", {"eu_contribution": "-0.01"}, "Enter a number of 0 or more"),
        ("total_cost", {"total_cost": "-5"}, "Enter a number of 0 or more"),
        ("currency", {"currency": "EURO"}, "Select a valid choice"),
        ("currency", {"currency": "XYZ"}, "Select a valid choice"),
        ("belarus_share", {"belarus_share": "100.1"}, "between 0 and 100"),
        ("belarus_share", {"belarus_share": "-1"}, "between 0 and 100"),
        ("belarus_share", {"belarus_share": "0", "scope": "in"}, "share above 0"),
        ("target_groups", {"target_groups": ["nobody"]}, "Select a valid choice"),
        ("title", {"title": "a\0b"}, "Null characters"),
        ("programme", {"programme": "9" * 30}, "Select a valid choice"),
        ("signed_on", {"signed_on": "31.02.2024"}, "Enter a valid date"),
    ],
)
def test_a_grant_says_at_the_field_what_cant_be(field, changes, words, desk):
    grant = GrantFactory(title="Kept")
    where = address_of(grant)
    response = desk.post(where, form_data(desk, where, summary="typed", **changes))
    assert words in error_at(response, field)
    assert page(response).xpath("//textarea[@name='summary']")[0].text.strip() == "typed"
    grant.refresh_from_db()
    assert grant.summary == ""


def test_a_contract_number_is_given_once(desk):
    GrantFactory(contract_number="ENI/2020/420-368")
    where = address_of(GrantFactory())
    response = desk.post(where, form_data(desk, where, contract_number="ENI/2020/420-368"))
    assert "Another grant has this contract number already." in error_at(response, "contract_number")


def shares_data(client, grant, *shares):
    """Fill in the shares of a grant that has as many as are given, or none."""
    where = address_of(grant)
    data = form_data(client, where)
    kept = int(data["sector_shares-INITIAL_FORMS"][0])
    data["sector_shares-TOTAL_FORMS"] = str(max(kept, len(shares)))
    for index, (sector, share) in enumerate(shares):
        data |= {f"sector_shares-{index}-sector": sector, f"sector_shares-{index}-share": share}
        data |= {f"sector_shares-{index}-grant": str(grant.pk)}
    return data


@pytest.mark.parametrize(
    ("shares", "words"),
    [
        ([("culture", "60"), ("education", "39.99")], "The shares add up to 99.9900 %"),
        ([("culture", "60"), ("education", "41")], "The shares add up to 101.0000 %"),
        ([("culture", "100"), ("culture", "0.0001")], "twice"),
        ([("culture", "0"), ("education", "100")], "above 0 and at most 100"),
        ([("culture", "101")], "above 0 and at most 100"),
        ([("culture", "NaN")], "Enter a number"),
        ([("culture", "")], "This field is required"),
        ([("health", "100")], "Select a valid choice"),
    ],
)
def test_shares_that_dont_add_up_are_refused_in_words(shares, words, desk):
    grant = GrantFactory(sectors={})
    response = desk.post(address_of(grant), shares_data(desk, grant, *shares))
    assert words in errors_on(response)
    assert not grant.sector_shares.exists()


def test_thirds_typed_by_hand_are_completed(desk):
    grant = GrantFactory(sectors={})
    shares = [(sector.value, "33.3333") for sector in THIRDS]
    response = desk.post(address_of(grant), shares_data(desk, grant, *shares), follow=True)
    assert dict(grant.sector_shares.values_list("sector", "share")) == THIRDS
    assert any("the rest went to Culture" in text for text in messages_on(response))


def test_a_share_is_completed_where_another_one_was_edited(desk):
    grant = GrantFactory(sectors={Sector.CULTURE: 50, Sector.EDUCATION: 50})
    shares = [("culture", "50.0000"), ("education", "49.9995")]
    assert desk.post(address_of(grant), shares_data(desk, grant, *shares)).status_code == 302
    assert [share.share for share in grant.sector_shares.all()] == [Decimal("50.0005"), Decimal("49.9995")]


def test_the_button_splits_equally(desk):
    grant = GrantFactory(sectors={})
    shares = [(sector.value, "") for sector in THIRDS]
    response = desk.post(address_of(grant), shares_data(desk, grant, *shares) | {"_split_equally": "1"})
    assert dict(grant.sector_shares.values_list("sector", "share")) == THIRDS
    assert response["Location"] == address_of(grant)


def test_the_databases_own_refusal_is_words_too(desk, monkeypatch):
    monkeypatch.setattr(ShareFormSet, "_complete", lambda _self, _shares: None)
    grant = GrantFactory(sectors={})
    data = shares_data(desk, grant, ("culture", "60"), ("education", "30")) | {"title": "Typed"}
    response = desk.post(address_of(grant), data)
    assert "add up to 90.0000 percent" in errors_on(response)
    assert page(response).xpath("//input[@name='title']/@value") == ["Typed"]
    assert not grant.sector_shares.exists()
    assert Grant.objects.get().title != "Typed"


@pytest.mark.parametrize(
    ("owners", "field", "words"),
    [([], "grant", "Choose the grant or the programme"), (["grant", "programme"], "programme", "not both")],
)
def test_a_transaction_has_one_owner(owners, field, words, desk):
    grant = GrantFactory()
    keys = {"grant": str(grant.pk), "programme": str(grant.programme_id)}
    chosen = {name: keys[name] if name in owners else "" for name in keys}
    where = reverse("admin:register_transaction_add")
    response = desk.post(where, form_data(desk, where, date="2024-01-01", amount="5", **chosen))
    assert words in error_at(response, field)
    assert not Transaction.objects.exists()


@pytest.mark.parametrize(
    ("scheme", "value", "words"),
    [
        ("lei", "529900T8BM49AURSDO54", "check digits"),
        ("lei", "short", "20 capital letters"),
        ("pic", "12", "nine digits"),
        ("org-id", "xx", "looks like"),
        ("pic", "999999999", "Another organisation has this identifier already"),
    ],
)
def test_identifiers_are_checked(scheme, value, words, desk):
    OrganisationIdentifier.objects.create(organisation=OrganisationFactory(), scheme="pic", value="999999999")
    organisation = OrganisationFactory()
    where = address_of(organisation)
    row = {"identifiers-TOTAL_FORMS": "1", "identifiers-0-scheme": scheme, "identifiers-0-value": value}
    response = desk.post(where, form_data(desk, where, **row, **{"identifiers-0-organisation": str(organisation.pk)}))
    assert words in errors_on(response)


def test_an_identifier_in_a_source_names_one_record(desk):
    source, grant = SourceFactory(), GrantFactory()
    SourceReference.objects.create(source=source, grant=GrantFactory(), identifier="XI-1")
    row = {"source": str(source.pk), "identifier": "XI-1", "address": "", "grant": str(grant.pk), "id": ""}
    where = address_of(grant)
    data = form_data(desk, where) | {f"source_references-0-{name}": value for name, value in row.items()}
    response = desk.post(where, data | {"source_references-TOTAL_FORMS": "1"})
    assert "There is another source reference with this identifier." in error_at(response, "identifier")


def test_an_organisation_isnt_its_own_holding(desk):
    organisation = OrganisationFactory()
    where = address_of(organisation)
    response = desk.post(where, form_data(desk, where, holding=str(organisation.pk), country="XX"))
    assert "own holding" in error_at(response, "holding")
    assert "Select a valid choice" in error_at(response, "country")
    assert Organisation.objects.get().holding is None


def test_an_error_at_a_field_that_the_form_doesnt_show_stands_above_it():
    from django.forms import modelform_factory  # noqa: PLC0415 -- only here

    from funding.desk.admin.forms import RegisterForm  # noqa: PLC0415 -- only here

    form_class = modelform_factory(Grant, form=RegisterForm, fields=["scope"])
    form = form_class({"scope": Scope.IN}, instance=Grant(belarus_share=0))
    assert not form.is_valid()
    assert "share above 0" in " ".join(form.non_field_errors())
