"""Settings: one file, safe by default. What differs between installations comes from the environment (README.md).

`TRACKER_FACE` chooses what a process is: `portal` (public, read-only role), `staff` (Django admin), or `both`, for
commands and tests.
"""

from pathlib import Path

import django_include_bootstrap

from tracker import database, env

BASE_DIR = Path(__file__).resolve().parent.parent
FACE = env.choice("TRACKER_FACE", ["portal", "staff", "both"], default="both")
HAS_STAFF_SITE = FACE != "portal"

DEBUG = env.flag("TRACKER_DEBUG", default=False)
# The portal signs nothing; the staff site refuses to start without a key (tracker/wsgi.py).
SECRET_KEY = env.text("TRACKER_SECRET_KEY", default="")
ALLOWED_HOSTS = env.items("TRACKER_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.items("TRACKER_ORIGINS", default=[])

PORTAL_ADDRESS = env.text("TRACKER_PORTAL_ADDRESS", default="")  # for the staff site's link to it

INSTALLED_APPS = [
    *(
        [
            "django.contrib.admin",
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "pgtrigger",
            "pghistory",
            "funding.register",
            "funding.desk",
        ]
        if HAS_STAFF_SITE
        else []
    ),
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_filters",
    "django_tables2",
    "funding",
    "funding.publication",
    "funding.portal",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "tracker.middleware.PublicHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tracker.middleware.BodilessHead",
    *(["tracker.middleware.ReadOnlyMethods", "tracker.replicas.asking_again.AskAgain"] if FACE == "portal" else []),
    "tracker.middleware.RefuseControlCharacters",
    "django.middleware.http.ConditionalGetMiddleware",
    *(["django.contrib.sessions.middleware.SessionMiddleware"] if HAS_STAFF_SITE else []),
    "django.middleware.common.CommonMiddleware",
    *(
        [
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "pghistory.middleware.HistoryMiddleware",  # tells the triggers of the history who asks
        ]
        if HAS_STAFF_SITE
        else []
    ),
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

PGHISTORY_MIDDLEWARE_METHODS = ("POST",)  # a GET changes nothing, and what staff send is POST
PGHISTORY_CREATED_AT_FUNCTION = "clock_timestamp()"  # in order within a transaction too

ROOT_URLCONF = f"tracker.urls.{FACE}"
WSGI_APPLICATION = "tracker.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                *(
                    [
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                    if HAS_STAFF_SITE
                    else []
                ),
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",  # for what is drawn by the hundred; see the library
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {"environment": "funding.templatetags.compiled.environment", "auto_reload": DEBUG},
    },
]

DATABASES = {"default": database.settings(face=FACE)}
# Read replicas (docs/replicas.md): the portal asks none that heard nothing of the primary for so many seconds, and a
# withdrawal is confirmed when all that are named here have applied it, or that time is over.
REPLICA_SECONDS = float(env.number("TRACKER_REPLICA_SECONDS") or 10)
REPLICAS = env.items("TRACKER_REPLICAS", default=[])
# Pages that were drawn in the current release, in each process; see funding/portal/kept.py.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "TIMEOUT": None,
        "OPTIONS": {"MAX_ENTRIES": 300},  # of 65 KB each: with the program less than 100 MB
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "CommonPasswordValidator", "NumericPasswordValidator")
] + [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    }
]

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/Brussels"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = Path(env.text("TRACKER_STATIC_ROOT", default=str(BASE_DIR / "var" / "static")))
# The package's style sheets alone: installed as an app it would bring a base.html of its own.
BOOTSTRAP = Path(django_include_bootstrap.__path__[0]) / "static" / "css"
STATICFILES_DIRS = [BASE_DIR / "static", ("bootstrap", BOOTSTRAP)]
WHITENOISE_ALLOW_ALL_ORIGINS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Security. HTTPS is on unless somebody says otherwise, as the demonstration on 127.0.0.1 does.
HTTPS = env.flag("TRACKER_HTTPS", default=True)
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "staff"
SESSION_COOKIE_AGE = 12 * 60 * 60
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# The portal takes GET and HEAD only and knows no sessions: there is no request that could be forged.
SILENCED_SYSTEM_CHECKS = [] if HAS_STAFF_SITE else ["security.W003"]
if env.flag("TRACKER_BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# No inline script or style and no nonce: pages stay byte-identical and cacheable.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; "  # Bootstrap's style sheet holds small pictures
    "connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
)

# How protected grants are shown together (docs/protection.md). The percentage is a secret: it is shown nowhere, and
# without it only a demonstration can pool.
POOL_COUNT = int(env.number("TRACKER_POOL_COUNT") or 5)
POOL_PERCENT = env.number("TRACKER_POOL_PERCENT")
# Whom to ask for removal, as the public page shows it: an address and the fingerprint of its key.
REMOVAL_CONTACT = env.text("TRACKER_REMOVAL_CONTACT", default="")
REMOVAL_KEY = env.text("TRACKER_REMOVAL_KEY", default="")

# Whether a release made on a page of the staff's has its files written by another process of this machine.
WRITES_FILES = env.flag("TRACKER_WRITE_FILES", default=True)

# No query string and no client address is logged: a reader leaves no trace.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {
        "handlers": ["console"],
        "level": env.choice("TRACKER_LOG", ["INFO", "WARNING", "ERROR"], default="WARNING"),
    },
}

DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # a grant with many transactions has many fields

DJANGO_TABLES2_TABLE_ATTRS = {"class": "table ledger"}
DJANGO_TABLES2_TEMPLATE = "funding/_table.html"
