"""The application object that a server runs; `TRACKER_FACE` says which face it is."""

import os

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")

application = get_wsgi_application()

from django.conf import settings  # noqa: E402 -- settings are read once the application is set up

if settings.HAS_STAFF_SITE and not settings.SECRET_KEY:
    message = "TRACKER_SECRET_KEY is not set: the staff site signs its sessions with it."
    raise ImproperlyConfigured(message)
