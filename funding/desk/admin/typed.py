"""Django's generic classes under names that need no parameter: Django itself can't take one at run time."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin as _BaseModelAdmin
from django.contrib.auth.models import User
from django.http import HttpRequest

if TYPE_CHECKING:
    from django.contrib.admin.options import _FieldOpts

    Fieldset = tuple[str | None, _FieldOpts]
    BaseModelAdmin = _BaseModelAdmin[Any]
    ModelAdmin = admin.ModelAdmin[Any]
    TabularInline = admin.TabularInline[Any, Any]
    ModelForm = forms.ModelForm[Any]
    BaseInlineFormSet = forms.BaseInlineFormSet[Any, Any, Any]
else:
    Fieldset = tuple
    BaseModelAdmin = _BaseModelAdmin
    ModelAdmin = admin.ModelAdmin
    TabularInline = admin.TabularInline
    ModelForm = forms.ModelForm
    BaseInlineFormSet = forms.BaseInlineFormSet

__all__ = ["BaseInlineFormSet", "BaseModelAdmin", "Fieldset", "ModelAdmin", "ModelForm", "TabularInline", "user_of"]


def user_of(request: HttpRequest) -> User:
    """Give the signed-in member of staff."""
    return cast("User", request.user)
