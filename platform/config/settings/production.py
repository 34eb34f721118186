"""A deployment: everything from the environment, and no start without what it needs."""

import os

from config.environment import refuse_to_start

# Asked first, because the base settings already read numbers and addresses.
refuse_to_start()

from .base import *  # noqa: E402, F403 - a settings module is its base and what differs
from .base import INSTALLED_APPS, REST_FRAMEWORK, cache_in, databases, env  # noqa: E402 - not before the question

if "embedded" in INSTALLED_APPS:
    raise SystemExit(
        "Minga cannot start: the demonstration (embedded) is installed, and it signs anybody in as anybody."
    )

# As it stands: `env` would take a key that begins with a dollar sign for the name of another variable, and print it.
SECRET_KEY = os.environ["SECRET_KEY"]
# Former keys, in which sessions and second factors are still read while they are renewed: separated by spaces, because
# a key may hold any other sign.
SECRET_KEY_FALLBACKS = os.environ.get("SECRET_KEY_FALLBACKS", "").split()
ALLOWED_HOSTS = [host.strip() for host in env.list("ALLOWED_HOSTS") if host.strip()]
CSRF_TRUSTED_ORIGINS = env.list(
    "CSRF_TRUSTED_ORIGINS",
    default=[f"https://{host.replace('*.', '', 1).lstrip('.')}" for host in ALLOWED_HOSTS if host != "*"],
)

# The address that letters name.
SITE_URL = env("SITE_URL", default=f"https://{ALLOWED_HOSTS[0].lstrip('*.')}")

# --- failures ------------------------------------------------------------------------------------------------------

if SENTRY_DSN := env("SENTRY_DSN", default=""):
    # Not asked for where no Sentry is: it would be loaded by every process.
    from common.failures import tell_failures_to

    tell_failures_to(SENTRY_DSN)

# --- storage -----------------------------------------------------------------------------------------------------

DATABASES = databases(env("DATABASE_URL"))
# The owner changes the schema; the role of DATABASE_URL cannot rewrite what is append-only.
DATABASE_OWNER_URL = env("DATABASE_OWNER_URL", default="")
REDIS_URL = env("REDIS_URL")
CACHES = cache_in(REDIS_URL)

# --- mail --------------------------------------------------------------------------------------------------------

MAIL = env.email_url("EMAIL_URL")
POSTING_BACKEND = MAIL["EMAIL_BACKEND"]
EMAIL_FILE_PATH = MAIL["EMAIL_FILE_PATH"]
EMAIL_HOST = MAIL["EMAIL_HOST"] or "localhost"
EMAIL_USE_TLS = MAIL.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = MAIL.get("EMAIL_USE_SSL", False)
EMAIL_PORT = MAIL["EMAIL_PORT"] or (465 if EMAIL_USE_SSL else 587 if EMAIL_USE_TLS else 25)
EMAIL_HOST_USER = MAIL["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD = MAIL["EMAIL_HOST_PASSWORD"] or ""

# --- behind a front server that speaks TLS -------------------------------------------------------------------------

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
# A browser accepts a `__Host-` cookie from this host alone, so a neighbour's subdomain cannot plant one.
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
LANGUAGE_COOKIE_NAME = "__Host-language"
MESSAGES_COOKIE_NAME, ONCE_COOKIE_NAME = "__Host-messages", "__Host-once"
# One front server, unless the environment knows better: counted for the API's limits and for the sign-in's.
PROXIES = ALLAUTH_TRUSTED_PROXY_COUNT = env.int("PROXIES", default=1)
REST_FRAMEWORK = {**REST_FRAMEWORK, "NUM_PROXIES": PROXIES}
