"""What every deployment shares. What differs between machines comes from the environment (`.env.example`)."""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.conf.locale import LANG_INFO
from django.utils.translation import gettext_lazy as _
from whitenoise.compress import Compressor

from common.logging import logging_settings
from web import policy

from .asking import *  # noqa: F403 - a part of this module
from .keeping import *  # noqa: F403 - a part of this module
from .mailing import *  # noqa: F403 - a part of this module
from .reading import *  # noqa: F403 - a part of this module
from .servers import *  # noqa: F403 - a part of this module
from .servers import files_in
from .sign_in import *  # noqa: F403 - a part of this module

ROOT = Path(__file__).resolve().parents[3]
PLATFORM = ROOT / "platform"
env = environ.Env()

# How many servers of ours stand in front and add to X-Forwarded-For; what came before them anybody can write.
PROXIES = env.int("PROXIES", default=0)

DEBUG = False
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "config.static.ServedFiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "corsheaders",
    "csp",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "pgtrigger",
    "rest_framework",
    "common",
    "accounts",
    "ledger",
    "notices",
    "councils",
    "proposals",
    "api",
    "web",
    "following",
    "watching",
]

MIDDLEWARE = [
    "common.logging.RequestIdMiddleware",
    "web.health.HealthMiddleware",
    "watching.metrics.MetricsMiddleware",
    "watching.requests.RequestMetricsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # A secret beside what its page's address brought could be guessed by the size of the page (BREACH). The one that
    # every page with a form holds is the CSRF token, which is masked anew in each; and the compression is padded at
    # random. A server in between that packed it again would take the padding away: `no-transform` forbids it.
    "django.middleware.gzip.GZipMiddleware",
    "web.middleware.AsItIsMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "csp.middleware.CSPMiddleware",
    "web.middleware.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.ReaderMiddleware",
    "accounts.middleware.BrowserMiddleware",
    "accounts.middleware.OneThingMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.resending.ResendingMiddleware",
    "accounts.again.middleware.AgainMiddleware",
    "web.middleware.RefusalMiddleware",
    "web.rehearsing.RehearsalMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PLATFORM / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "web.context.site",
            ],
        },
    }
]

FORM_RENDERER = "common.forms.Renderer"

# --- storage -----------------------------------------------------------------------------------------------------

# Where PostgreSQL's own programs are that backups need, when the system does not find them by their names.
POSTGRES_BIN = env("POSTGRES_BIN", default="")
# The public keys of age to which backups are encrypted, separated by spaces.
BACKUP_TO = env("BACKUP_TO", default="").split()

MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(ROOT / ".local" / "media"))
# What is published as files, in the layout of its addresses: the worker writes it, the front server serves it.
PUBLISH_ROOT = env.path("PUBLISH_ROOT", default=str(ROOT / ".local" / "published"))
STATIC_URL = "static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=str(ROOT / ".local" / "static"))
STATICFILES_DIRS = [PLATFORM / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "config.joined.JoinedFinder",
]
# Where the scripts that a page loads as one are written, to be collected with the other static files.
JOINED_ROOT = ROOT / ".local" / "joined"
STORAGES = {
    # In the folder MEDIA_ROOT unless a store of files is named.
    "default": files_in(env("FILES_URL", default="")),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# A page names a file by its hash; the copies without one would be compressed for nobody.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_ADD_HEADERS_FUNCTION = policy.close
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")
# Uploads are read once, by size and by content, before they are stored: see proposals.drafting.attachments.
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

# --- sign-in -----------------------------------------------------------------------------------------------------

# The limits on signing in count the reader's address and not the front server's only if the number of proxies is right.
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES

# --- who runs the site -------------------------------------------------------------------------------------------

# The addresses of those who may begin a council from the pages of the site (`/begin/`), in small letters.
OPERATORS = [address.strip().lower() for address in env.list("OPERATORS", default=[])]

# --- language and time -------------------------------------------------------------------------------------------

LANGUAGE_CODE = "es"
LANGUAGES = [
    *(("es", _("Spanish")), ("pt-br", _("Portuguese")), ("en", _("English")), ("fr", _("French"))),
    *(("qu", _("Quechua")), ("gn", _("Guarani"))),
]
# Django knows neither of the two that are begun.
LANG_INFO |= {
    "qu": {"bidi": False, "code": "qu", "name": "Quechua", "name_local": "Runasimi"},
    "gn": {"bidi": False, "code": "gn", "name": "Guarani", "name_local": "Avañe'ẽ"},
}
# A language is offered to readers when its catalogue is complete; a house test holds each one to it.
COMPLETE_LANGUAGES = ["es", "pt-br", "en", "fr"]
# Languages in which the words of voting stand, and Spanish for all others: shown to whoever chooses them by name. See
# `docs/decisions/0086`.
BEGUN_LANGUAGES = ["qu", "gn"]
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [PLATFORM / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- jobs --------------------------------------------------------------------------------------------------------

SWEEP_SECONDS = env.float("SWEEP_SECONDS", default=5.0)
# Where the doorbells are; left empty, in the Redis of `REDIS_URL`. Sentinels are named one after another, with `;`
# between them, and the Redis that they keep by its name.
BROKER_URL = env("BROKER_URL", default="")
BROKER_MASTER = env("BROKER_MASTER", default="")

# Where a worker asks whether the site is up; gaps in the answers are the evidence when a vote closed over an outage.
HEARTBEAT_URL = env("HEARTBEAT_URL", default="")
HEARTBEAT_SECONDS = 15.0
CLOCKS_SECONDS = 60.0 * 60

# --- whoever watches the site ---------------------------------------------------------------------------------------

# What a reader of `/metrics` names as their bearer token. Left empty, there is no such page.
METRICS_TOKEN = env("METRICS_TOKEN", default="")

# --- keys of secret ballots ------------------------------------------------------------------------------------------

# The folder of the private halves, outside the database and its backups. Only the worker needs it; without it a process
# can neither open nor close a secret ballot, and everything else.
BALLOT_KEYS_DIR = env("BALLOT_KEYS_DIR", default="")

# --- the key of what is published ------------------------------------------------------------------------------------

# Set in the worker that publishes and nowhere else; without it nothing is signed or sealed.
SIGNING_KEY = env("SIGNING_KEY", default="")
SEAL_SECONDS = env.float("SEAL_SECONDS", default=60.0)

# --- webhooks --------------------------------------------------------------------------------------------------------

# Whether the ledger may also be sent to machines of our own network, and without TLS: for demonstrations and tests.
WEBHOOKS_PRIVATE = env.bool("WEBHOOKS_PRIVATE", default=False)

# --- translation by a machine ---------------------------------------------------------------------------------------

# The address of a server that speaks LibreTranslate's API. Off where it is empty: no text leaves the site unasked.
TRANSLATION_URL = env("TRANSLATION_URL", default="")
TRANSLATION_API_KEY = env("TRANSLATION_API_KEY", default="")

# --- what is written down about the running -------------------------------------------------------------------------

LOGGING = logging_settings(env("LOG_LEVEL", default="INFO"))

# --- what is asked of comments before they are shown -----------------------------------------------------------------

# An account younger than so many days publishes at most so many comments in an hour.
NEW_ACCOUNT_DAYS = env.int("NEW_ACCOUNT_DAYS", default=7)
NEW_ACCOUNT_COMMENTS = env.int("NEW_ACCOUNT_COMMENTS", default=10)
# More links than this in one comment, or the same words from so many others within a day, and a moderator reads first.
MOST_LINKS = env.int("MOST_LINKS", default=3)
REPEATED_BY = env.int("REPEATED_BY", default=3)

# --- where it is ------------------------------------------------------------------------------------------------------

# Where the site is, for links in letters: an act has no request from which it could be read.
SITE_URL = env("SITE_URL", default="http://127.0.0.1:8000")

# --- the browser is told what a page may do -------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
MESSAGES_COOKIE_NAME, ONCE_COOKIE_NAME = "messages", "once"
MESSAGE_STORAGE = "web.saying.Storage"
CSRF_FAILURE_VIEW = "web.errors.csrf_failure"

# --- the public API ------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    # No authenticators and AllowAny: with either, DRF answers 401 or 403 to a write before it can say 405.
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "common.api.negotiation.AlwaysJson",
    "DEFAULT_PAGINATION_CLASS": "common.api.cursor.CursorPage",
    "PAGE_SIZE": 20,
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "api.problems.problem_response",
    "DEFAULT_THROTTLE_CLASSES": ["api.throttling.ReaderThrottle"],
    "DEFAULT_THROTTLE_RATES": {"reader": env("API_RATE", default="600/min")},
    "NUM_PROXIES": PROXIES,
    "COERCE_DECIMAL_TO_STRING": True,
    "DATETIME_FORMAT": "iso-8601",
}
