"""Addresses of the portal's process: the public site and nothing else."""

from django.urls import include, path

urlpatterns = [path("", include("funding.portal.urls"))]
