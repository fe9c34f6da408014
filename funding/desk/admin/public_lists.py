# ruff: noqa: ANN401, ARG002 -- the signatures are Django's own
"""Lists that others publish, in the admin: read; entries get a programme and a sector; a list goes as a whole."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import Count, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from funding.desk.admin.base import RegisterAdmin, amount_text
from funding.register.models import PublicList, PublicListEntry


class LoadedAdmin(RegisterAdmin):
    """What a command loads: nobody adds to it by hand."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse."""
        return False


@admin.register(PublicList)
class PublicListAdmin(LoadedAdmin):
    """Lists of recipients."""

    list_display = ("title", "loaded_at", "entry_count", "address")
    search_fields = ("title", "address")
    fields = ("title", "address", "loaded_at", "digest")
    readonly_fields = ("loaded_at", "digest")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Count the entries of each list."""
        entries = PublicListEntry.objects.filter(list=OuterRef("pk")).order_by().values("list")
        count = Subquery(entries.annotate(count=Count("pk")).values("count"))
        counted: QuerySet[Any] = super().get_queryset(request).annotate(entries_in=Coalesce(count, 0))
        return counted

    @admin.display(description="entries", ordering="entries_in")
    def entry_count(self, one: Any) -> str:
        """Show how many entries it has."""
        return f"{one.entries_in:,}"

    def get_deleted_objects(
        self, objs: QuerySet[Any] | Sequence[Model], request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """Count the entries that go with a list: naming hundreds of thousands would take too long."""
        count = PublicListEntry.objects.filter(list__in=[one.pk for one in objs]).count()
        counts = {str(PublicList._meta.verbose_name_plural): len(objs), "entries": count}
        return [str(one) for one in objs], counts, set(), []


@admin.register(PublicListEntry)
class PublicListEntryAdmin(LoadedAdmin):
    """Recipients and their amounts; the sector and programme that staff know make the comparison sharper."""

    list_display = ("recipient", "year", "money", "wording", "programme", "sector", "list")
    list_editable = ("programme", "sector")
    list_filter = ("list", "year", "sector", ("programme", admin.EmptyFieldListFilter))
    list_select_related = ("programme", "list")
    search_fields = ("recipient", "wording")
    autocomplete_fields = ("programme",)
    fields = ("list", "recipient", "year", "money", "wording", "programme", "sector")
    readonly_fields = ("list", "recipient", "year", "money", "wording")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: a list goes as a whole."""
        return False

    @admin.display(description="amount, EUR", ordering="amount")
    def money(self, entry: PublicListEntry) -> str:
        """Show the amount."""
        return amount_text(entry.amount)
