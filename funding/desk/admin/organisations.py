"""Organisations in the admin, with everything that could name them."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from funding.desk.admin.base import RegisterAdmin
from funding.desk.admin.grant_inlines import RegisterInline
from funding.desk.searching import keep_matching, organisations_named
from funding.register.models import (
    GrantRole,
    Organisation,
    OrganisationAlias,
    OrganisationDomain,
    OrganisationEmail,
    OrganisationIdentifier,
)


class AliasInline(RegisterInline):
    """Other names."""

    model = OrganisationAlias
    verbose_name_plural = "other names"


class IdentifierInline(RegisterInline):
    """Numbers in registers."""

    model = OrganisationIdentifier
    verbose_name_plural = "identifiers"


class EmailInline(RegisterInline):
    """E-mail addresses."""

    model = OrganisationEmail
    verbose_name_plural = "e-mail addresses (never published)"


class DomainInline(RegisterInline):
    """Internet domains."""

    model = OrganisationDomain
    verbose_name_plural = "internet domains (never published)"


@admin.register(Organisation)
class OrganisationAdmin(RegisterAdmin):
    """Organisations."""

    list_display = ("name", "country", "kind", "grant_count", "is_natural_person", "is_invented")
    list_filter = ("kind", "is_natural_person", "is_invented", "country")
    search_fields = ("name",)
    search_help_text = "Any name in any script, or an identifier."
    autocomplete_fields = ("holding", "fiscal_sponsor")
    inlines = (AliasInline, IdentifierInline, EmailInline, DomainInline)
    fieldsets = (
        (None, {"fields": ("name", "local_name", ("kind", "country"), "website", "is_natural_person")}),
        ("Who stands behind it", {"fields": ("holding", "fiscal_sponsor")}),
        ("Internal", {"fields": ("notes", "is_invented")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Count the grants of each organisation, each grant once."""
        roles = GrantRole.objects.filter(organisation=OuterRef("pk")).order_by().values("organisation")
        count = Subquery(roles.annotate(count=Count("grant", distinct=True)).values("count"))
        counted: QuerySet[Any] = super().get_queryset(request).annotate(grants_with=Coalesce(count, 0))
        return counted

    def get_search_results(
        self,
        request: HttpRequest,  # noqa: ARG002 -- Django's own signature
        queryset: QuerySet[Any],
        search_term: str,
    ) -> tuple[QuerySet[Any], bool]:
        """Search in all names, folded, and in identifiers."""
        return keep_matching(queryset, search_term, _mentions), False

    @admin.display(description="grants", ordering="grants_with")
    def grant_count(self, organisation: Any) -> int:  # noqa: ANN401 -- annotated
        """Show in how many grants it has a role."""
        return int(organisation.grants_with)


def _mentions(word: str) -> Q:
    numbers = OrganisationIdentifier.objects.filter(organisation=OuterRef("pk"), value__icontains=word)
    return organisations_named(word) | Q(Exists(numbers))
