"""Addresses of the desk's own pages, beside Django's admin."""

from django.contrib import admin
from django.urls import path

from funding.desk.admin.emergency import emergency_view
from funding.desk.admin.queue import no_name_view, queue_view, take_back_view
from funding.desk.admin.reviewing import review_view
from funding.desk.admin.scanning import scan_view
from funding.desk.admin.waiting import waiting_room_view

app_name = "desk"
guarded = admin.site.admin_view

urlpatterns = [
    path("emergency/", guarded(emergency_view), name="emergency"),
    path("waiting-room/", guarded(waiting_room_view), name="waiting_room"),
    path("queue/", guarded(queue_view), name="queue"),
    path("queue/<int:key>/", guarded(review_view), name="review"),
    path("queue/take-back/", guarded(take_back_view), name="take_back"),
    path("queue/no-name/", guarded(no_name_view), name="no_name"),
    path("scan/", guarded(scan_view), name="scan"),
]
