"""Organisations in the admin, with everything that could name them, and whether they may be named."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.timezone import localdate

from funding.codelists.disclosure import Outcome
from funding.desk.admin.base import RegisterAdmin, user_of
from funding.desk.admin.grant_inlines import RegisterInline
from funding.desk.admin.naming import propose_many, protect_view
from funding.desk.reviews import is_clearance_due, to_review, with_places
from funding.desk.searching import keep_matching, organisations_named
from funding.register import deciding
from funding.register.models import (
    Clearance,
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


class NamingFilter(admin.SimpleListFilter):
    """Whether an organisation may be named."""

    title = "naming"
    parameter_name = "naming"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Sequence[tuple[str, str]]:  # noqa: ANN401, ARG002 -- Django's own signature
        """Offer the states."""
        return [
            ("to_review", "Protected, to review: in grants decided on or waiting"),
            ("protected", "Protected"),
            ("waiting", "Protected, a clearance waits"),
            ("cleared", "Cleared"),
            ("due", "Cleared, review due"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002 -- the same
        """Keep organisations in one state."""
        waiting = Clearance.objects.filter(organisation=OuterRef("pk"), outcome=Outcome.WAITING)
        match self.value():
            case "to_review":
                return to_review(queryset)
            case "protected":
                return queryset.filter(clearance__isnull=True)
            case "waiting":
                return queryset.filter(Exists(waiting), clearance__isnull=True)
            case "cleared":
                return queryset.filter(clearance__isnull=False)
            case "due":
                return queryset.filter(is_clearance_due())
        return queryset


@admin.register(Organisation)
class OrganisationAdmin(RegisterAdmin):
    """Organisations."""

    actions = ("propose_clearance",)
    change_form_template = "desk/organisation_form.html"
    list_display = (
        "name",
        "country",
        "kind",
        "grant_count",
        "grants_in_view",
        "naming",
        "is_natural_person",
        "is_invented",
    )
    list_filter = (NamingFilter, "kind", "is_natural_person", "is_named_after_person", "is_invented", "country")
    list_select_related = ("clearance",)
    search_fields = ("name",)
    search_help_text = "Any name in any script, or an identifier."
    autocomplete_fields = ("holding", "fiscal_sponsor")
    inlines = (AliasInline, IdentifierInline, EmailInline, DomainInline)
    fieldsets = (
        (None, {"fields": ("name", "local_name", ("kind", "country"), "website")}),
        (
            "Persons",
            {
                "fields": ("is_natural_person", "is_named_after_person"),
                "description": "Their names leave the public on 31 December of the second year after the commitment’s.",
            },
        ),
        ("Who stands behind it", {"fields": ("holding", "fiscal_sponsor")}),
        ("Internal", {"fields": ("notes", "is_invented")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Count the grants of each organisation, each grant once."""
        roles = GrantRole.objects.filter(organisation=OuterRef("pk")).order_by().values("organisation")
        count = Subquery(roles.annotate(count=Count("grant", distinct=True)).values("count"))
        counted: QuerySet[Any] = super().get_queryset(request).annotate(grants_with=Coalesce(count, 0))
        return with_places(counted)

    def get_urls(self) -> list[URLPattern]:
        """Add the page on which an organisation is protected again."""
        page = self.admin_site.admin_view(self.protect_page)
        return [path("<path:object_id>/protect/", page, name="register_organisation_protect"), *super().get_urls()]

    def protect_page(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show what protecting takes from the public; do it."""
        return protect_view(self, request, object_id)

    def has_submit_permission(self, request: HttpRequest) -> bool:
        """Tell who may propose; `clearing` asks again."""
        return user_of(request).has_perm(deciding.SUBMIT)

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Tell who may protect; the publisher asks again."""
        return user_of(request).has_perm(deciding.DECIDE)

    @admin.action(description="Propose that they may be named…", permissions=["submit"])
    def propose_clearance(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse:
        """Propose one basis for all of them."""
        return propose_many(self, request, queryset)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        *args: Any,  # noqa: ANN401 -- the same
        **kwargs: Any,  # noqa: ANN401 -- Django's own signature
    ) -> HttpResponse:
        """Show beside the form whether it may be named, and why."""
        organisation = kwargs.get("obj")
        if organisation is not None:
            clearances = organisation.clearances.select_related("submitted_by", "decided_by", "ended_by")
            context |= {
                "clearance": clearances.filter(pk=organisation.clearance_id).first(),
                "waiting": clearances.filter(outcome=Outcome.WAITING).first(),
                "latest": clearances.exclude(outcome__in=[Outcome.WAITING, Outcome.TAKEN_BACK]).first(),
                "places": organisation.places,
                "may_submit": self.has_submit_permission(request),
                "may_decide": self.has_decide_permission(request),
                "today": localdate(),
            }
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description="decided on or waiting", ordering="places")
    def grants_in_view(self, organisation: Any) -> int:  # noqa: ANN401 -- annotated
        """Show in how many grants it has a role that are decided on, or wait to be."""
        return int(organisation.places)

    @admin.display(description="naming", ordering="clearance__review_on")
    def naming(self, organisation: Organisation) -> str:
        """Show whether it may be named, and whether that is to be looked at again."""
        if organisation.clearance is None:
            return "Protected"
        due = organisation.clearance.review_on
        return "Cleared, review due" if due and due <= localdate() else "Cleared"

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
