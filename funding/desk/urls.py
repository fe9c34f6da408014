"""Addresses of the desk's own pages, beside Django's admin."""

from django.contrib import admin
from django.urls import path

from funding.desk.admin.emergency import emergency_view
from funding.desk.admin.waiting import waiting_room_view

app_name = "desk"
guarded = admin.site.admin_view

urlpatterns = [
    path("emergency/", guarded(emergency_view), name="emergency"),
    path("waiting-room/", guarded(waiting_room_view), name="waiting_room"),
]
