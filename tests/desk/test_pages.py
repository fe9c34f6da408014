"""Every page of every registered model opens, for editors and publishers, with data present."""

import pytest
from django.contrib import admin
from django.urls import reverse

from funding.register.history import register_models
from tests.desk.conftest import form_data, page

pytestmark = pytest.mark.usefixtures("register")
REGISTER = sorted(
    (model for model in admin.site._registry if model._meta.app_label == "register"), key=lambda model: model.__name__
)
HISTORY = {"approval", "clearance", "clearedhit", "publicationrun"}
LOADED = {"publiclist", "publiclistentry"}  # by a command
OWN_PAGES = {"poolitem", "sealedpool", "sealing"}  # the waiting room's page shows them
INTERNAL = {"publicidentity", "publicationchange"}
PARTS = {  # edited on their owner's page
    "amendment", "envelopepart", "grantrole", "grantsector", "organisationalias", "organisationdomain",
    "organisationemail", "organisationidentifier", "sourcereference",
}  # fmt: skip


def address(model, name, *args):
    return reverse(f"admin:register_{model._meta.model_name}_{name}", args=args)


def test_every_model_has_a_page_or_a_place_on_its_owners():
    registered = {model._meta.model_name for model in REGISTER}
    everything = {model._meta.model_name for model in register_models()}
    assert everything - registered == PARTS | OWN_PAGES | INTERNAL


@pytest.mark.parametrize("client_name", ["editor", "desk", "auditor"])
@pytest.mark.parametrize("model", REGISTER)
def test_lists_and_records_open(model, client_name, request):
    client = request.getfixturevalue(client_name)
    record = model._base_manager.first()
    assert page(client.get(address(model, "changelist"))).xpath("//table[@id='result_list']/tbody/tr")
    assert page(client.get(address(model, "change", record.pk))).xpath("//*[@id='content-main']")
    assert page(client.get(address(model, "history", record.pk))).xpath("//*[@id='content-main']")


@pytest.mark.parametrize("model", REGISTER)
def test_only_records_can_be_added(model, desk):
    response = desk.get(address(model, "add"))
    assert response.status_code == (403 if model._meta.model_name in HISTORY | LOADED else 200)


@pytest.mark.parametrize("model", [model for model in REGISTER if model._meta.model_name not in HISTORY])
def test_a_record_saved_unchanged_stays_as_it_is(model, desk):
    record = model._base_manager.first()
    where = address(model, "change", record.pk)
    before = [field.value_from_object(record) for field in model._meta.concrete_fields if field.name != "changed_at"]
    response = desk.post(where, form_data(desk, where))
    assert response.status_code == 302, page(response).text_content()
    record.refresh_from_db()
    after = [field.value_from_object(record) for field in model._meta.concrete_fields if field.name != "changed_at"]
    assert after == before


@pytest.mark.parametrize("model", REGISTER)
def test_search_takes_any_text(model, desk):
    for text in ("Minsk", "Мінск", "%", "\\", "'", "()", "ő" * 300):
        assert desk.get(address(model, "changelist"), {"q": text}).status_code == 200


@pytest.mark.parametrize("text", ["\0", "a\x1fb"])
def test_search_with_control_characters_is_refused(text, desk):
    assert desk.get(reverse("admin:register_grant_changelist"), {"q": text}).status_code == 400


@pytest.mark.parametrize("year", ["0", "99999", "9" * 30, "x"])
def test_a_year_that_cant_be_is_no_failure(year, desk):
    response = desk.get(reverse("admin:register_grant_changelist"), {"signed_on__year": year})
    assert response.status_code in {200, 302}


def test_the_start_page_shows_publishing_to_publishers_only(desk, editor):
    start = reverse("admin:index")
    assert page(desk.get(start)).xpath("//a[@href=$to]", to=reverse("admin:publish"))
    assert not page(editor.get(start)).xpath("//a[@href=$to]", to=reverse("admin:publish"))
    assert editor.get(reverse("admin:publish")).status_code == 403


def test_autocompletes_find_an_organisation_by_any_script(desk, register):
    organisation = register.roles.get().organisation
    organisation.aliases.create(name="Культурны фонд")
    query = {"app_label": "register", "model_name": "grantrole", "field_name": "organisation", "term": "kulturny"}
    found = desk.get(reverse("admin:autocomplete"), query).json()["results"]
    assert [one["text"] for one in found] == [organisation.name]
