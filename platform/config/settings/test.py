"""The tests' settings. `tests/conftest.py` starts the servers and names them in the environment before this is read."""

from .base import *  # noqa: F403 - a settings module is its base and what differs
from .base import ROOT, cache_in, database, env

SECRET_KEY = "tests only: no session of these settings outlives a test run"  # noqa: S105 - not a secret
ALLOWED_HOSTS = ["*"]
DATABASES = {"default": database(env("DATABASE_URL", default="postgres://minga@localhost/minga"))}
# pytest-django drops and creates databases, which a pool's idle connections would forbid.
DATABASES["default"]["OPTIONS"] = {}
REDIS_URL = env("REDIS_URL", default="redis://localhost:6379/0")
CACHES = cache_in(REDIS_URL)
BALLOT_KEYS_DIR = env("BALLOT_KEYS_DIR", default=str(ROOT / ".local" / "ballot-keys"))
SIGNING_KEY = "5e" * 32
WEBHOOKS_PRIVATE = True
# The people of tests act right after they are made, and never signed in; what asks who they are is tested by itself.
TWO_FACTOR_FOR_OFFICES = REAUTHENTICATION = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = POSTING_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
