# ruff: noqa: ANN401 -- the signatures are Django's own
"""Form fields for codes: a currency, a country, several sectors or target groups; texts that can become public."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db.models import URLField
from django.http import HttpRequest

from funding.codelists.reference import country_choices, currency_choices
from funding.desk.admin.typed import BaseModelAdmin
from funding.register.texts import PUBLIC_TEXTS

if TYPE_CHECKING:
    from django.db.models import Field, ForeignKey


class LenientAutocomplete(AutocompleteSelect):
    """Shows nothing chosen where what was sent can't be a key; Django's own fails on it."""

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> Any:
        """Leave out what isn't a key."""
        return super().optgroups(name, [one for one in value if self._can_be_key(one)], attr)

    def _can_be_key(self, text: str) -> bool:
        try:
            self.field.target_field.to_python(text)
        except ValidationError:
            return False
        return True


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

    def formfield_for_foreignkey(self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any) -> Any:
        """Let a key that can't be one be an error of the form."""
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", LenientAutocomplete(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
