"""Both faces in one process, for tests and development: the portal at the root, the staff site below /staff/."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("staff/desk/", include("funding.desk.urls")),
    path("staff/", admin.site.urls),
    path("", include("funding.portal.urls")),
]
