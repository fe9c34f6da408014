"""Packages, statements, envelopes, events and documents in the admin."""

from typing import Any

from django.contrib import admin

from funding.desk.admin.base import amount_text
from funding.desk.admin.decide import PublishableAdmin
from funding.desk.admin.grant_inlines import RegisterInline
from funding.desk.admin.typed import Fieldset
from funding.register.models import Document, Envelope, EnvelopePart, Event, Package, Statement

_WHEN: Fieldset = ("When and where from", {"fields": (("dated", "precision"), "source")})
_INTERNAL: Fieldset = ("Internal", {"fields": ("is_invented",)})


class AnnouncedAdmin(PublishableAdmin):
    """A list of dated facts."""

    date_hierarchy = "dated"

    @admin.display(description="amount", ordering="amount")
    def money(self, record: Any) -> str:  # noqa: ANN401 -- packages, statements and envelopes
        """Show the amount with its currency."""
        return amount_text(record.amount, record.currency)


class PackagePartInline(RegisterInline):
    """Packages that lie inside another; they are edited on pages of their own."""

    model = Package
    fk_name = "part_of"
    fields = readonly_fields = ("title", "dated", "amount", "currency")
    can_delete = False
    max_num = 0
    show_change_link = True
    verbose_name_plural = "packages inside this one (they add nothing to it)"


@admin.register(Package)
class PackageAdmin(AnnouncedAdmin):
    """Announced sums."""

    list_display = ("title", "dated", "money", "part_of", "instrument", "public")
    list_filter = ("level", "instrument", "source__kind", "is_invented")
    list_select_related = ("part_of", "instrument")
    search_fields = ("title", "summary", "speaker")
    autocomplete_fields = ("part_of", "instrument", "source")
    inlines = (PackagePartInline,)
    fieldsets = (
        (None, {"fields": ("title", "speaker", ("amount", "currency"), "part_of", "instrument", "sectors", "summary")}),
        _WHEN,
        _INTERNAL,
    )


@admin.register(Statement)
class StatementAdmin(AnnouncedAdmin):
    """Figures as somebody said them."""

    list_display = ("wording", "speaker", "dated", "money", "public")
    list_filter = ("level", "source__kind", "is_invented")
    search_fields = ("wording", "speaker")
    autocomplete_fields = ("source",)
    fieldsets = ((None, {"fields": ("wording", "speaker", ("amount", "currency"))}), _WHEN, _INTERNAL)


class EnvelopePartInline(RegisterInline):
    """Parts as they were worded."""

    model = EnvelopePart
    verbose_name_plural = "parts as they were worded (they may overlap and are never added up)"


@admin.register(Envelope)
class EnvelopeAdmin(AnnouncedAdmin):
    """Conditional money."""

    list_display = ("title", "dated", "money", "public")
    list_filter = ("level", "source__kind", "is_invented")
    search_fields = ("title", "condition", "partners")
    autocomplete_fields = ("source",)
    inlines = (EnvelopePartInline,)
    fieldsets = (
        (None, {"fields": ("title", ("amount", "currency"), "condition", "partners")}),
        _WHEN,
        _INTERNAL,
    )


@admin.register(Event)
class EventAdmin(AnnouncedAdmin):
    """What happened when."""

    list_display = ("title", "kind", "dated", "public")
    list_filter = ("level", "kind", "source__kind", "is_invented")
    search_fields = ("title", "summary")
    autocomplete_fields = ("source",)
    fieldsets = ((None, {"fields": ("title", "kind", "summary")}), _WHEN, _INTERNAL)


@admin.register(Document)
class DocumentAdmin(AnnouncedAdmin):
    """Factsheets and key documents."""

    list_display = ("title", "kind", "language", "dated", "programme", "grant", "public")
    list_filter = ("level", "kind", "language", "is_invented")
    list_select_related = ("programme", "grant")
    search_fields = ("title", "address")
    autocomplete_fields = ("source", "programme", "grant")
    fieldsets = (
        (None, {"fields": ("title", ("kind", "language"), "address")}),
        ("Belongs to", {"fields": ("programme", "grant"), "description": "Public only while that is public."}),
        _WHEN,
        _INTERNAL,
    )
