"""Addresses of the staff site's process: Django admin at the root, the desk's own pages beside it."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [path("desk/", include("funding.desk.urls")), path("", admin.site.urls)]
