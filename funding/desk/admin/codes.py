# ruff: noqa: ANN401 -- the signatures are Django's own
"""Form fields for codes: a currency, a country, several sectors or target groups; texts that can become public."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.db.models import URLField
from django.http import HttpRequest

from funding.codelists.reference import country_choices, currency_choices
from funding.desk.admin.typed import BaseModelAdmin
from funding.register.texts import PUBLIC_TEXTS

if TYPE_CHECKING:
    from django.db.models import Field


class CodedFields(BaseModelAdmin):
    """An admin page or inline whose codes are chosen, never typed."""

    def formfield_for_dbfield(
        self, db_field: "Field[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        """Give codes fields with choices."""
        if isinstance(db_field, ArrayField):
            return forms.MultipleChoiceField(
                choices=db_field.base_field.choices or [],
                widget=forms.CheckboxSelectMultiple,
                required=False,
                label=str(db_field.verbose_name).capitalize(),
                help_text=db_field.help_text,
            )
        if isinstance(db_field, URLField):
            kwargs["assume_scheme"] = "https"
        if db_field.name == "currency":
            return forms.ChoiceField(choices=currency_choices(), initial=db_field.default)
        if db_field.name == "country":
            choices = [("", "---------"), *country_choices()]
            return forms.ChoiceField(choices=choices, required=False, help_text="Of the seat.")
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name in PUBLIC_TEXTS.get(db_field.model.__name__, ()):
            field.widget.attrs["data-scan"] = ""  # what can become public is scanned for names while it is written
        return field
