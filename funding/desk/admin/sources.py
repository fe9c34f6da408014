"""Sources in the admin."""

from django.contrib import admin

from funding.desk.admin.base import RegisterAdmin
from funding.register.models import Source


@admin.register(Source)
class SourceAdmin(RegisterAdmin):
    """Where facts come from."""

    list_display = ("title", "publisher", "kind", "published_on", "is_link_unsafe")
    list_filter = ("kind", "is_link_unsafe", "publisher")
    search_fields = ("title", "publisher", "address")
    date_hierarchy = "published_on"
