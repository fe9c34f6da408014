"""The staff's admin: one module for each module of the register's models.

`PublicIdentity` has no page: public ids are the publisher's, and nobody edits them.
"""

from django.conf import settings
from django.contrib import admin

from funding.desk.admin import (
    announcements,
    decisions,
    grants,
    organisations,
    programmes,
    public_lists,
    releases,
    removal_requests,
    sources,
    transactions,
)

__all__ = [
    "announcements",
    "decisions",
    "grants",
    "organisations",
    "programmes",
    "public_lists",
    "releases",
    "removal_requests",
    "sources",
    "transactions",
]

admin.site.site_header = "Assistance tracker – staff"
admin.site.site_title = "Assistance tracker – staff"
admin.site.index_title = "The register"
admin.site.site_url = settings.PORTAL_ADDRESS or None  # "View site"; no link where nobody said where it is
admin.site.enable_nav_sidebar = False  # lists are wide, and the start page shows all there is
