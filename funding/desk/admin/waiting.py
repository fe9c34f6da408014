"""The page of the waiting room: what waits for a sealed pool and why, and what was sealed. For staff alone."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.timezone import localdate

from funding.desk.admin.base import user_of
from funding.desk.waiting import room

SEE = "register.view_poolitem"  # publishers and auditors


def waiting_room_view(request: HttpRequest) -> HttpResponse:
    """Show the waiting room."""
    if not user_of(request).has_perm(SEE):
        raise PermissionDenied
    context = {"title": "The waiting room", "room": room(today=localdate())}
    return TemplateResponse(request, "desk/waiting_room.html", admin.site.each_context(request) | context)
