"""The demonstration on one machine: everything under `MINGA_DATA`, nothing to configure. Never for the internet."""

from embedded.places import data_folder
from embedded.secrets import demonstration_secret
from embedded.servers import Cluster

from .base import *  # noqa: F403 - a settings module is its base and what differs
from .base import INSTALLED_APPS, cache_in, databases, env

DATA = data_folder()
CLUSTER = Cluster(DATA).environment()

# The demonstration's own pages check this; production settings refuse to start beside them.
DEMONSTRATION = True
INSTALLED_APPS = [*INSTALLED_APPS, "embedded"]
ROOT_URLCONF = "embedded.urls"

SECRET_KEY = demonstration_secret(DATA / "secrets", "secret-key")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
DATABASE_URL = env("DATABASE_URL", default=CLUSTER["DATABASE_URL"])
DATABASE_OWNER_URL = env(
    "DATABASE_OWNER_URL",
    default=CLUSTER["DATABASE_OWNER_URL"] if CLUSTER["DATABASE_URL"] == DATABASE_URL else "",
)
DATABASES = databases(DATABASE_URL)
REDIS_URL = env("REDIS_URL", default=CLUSTER["REDIS_URL"])
CACHES = cache_in(REDIS_URL)

SITE_URL = env("SITE_URL", default=f"http://{env('HOST', default='127.0.0.1')}:{env('PORT', default='8000')}")
HEARTBEAT_URL = env("HEARTBEAT_URL", default=f"{SITE_URL}/readyz")
MEDIA_ROOT = DATA / "media"
PUBLISH_ROOT = DATA / "published"
STATIC_ROOT = DATA / "static"
JOINED_ROOT = DATA / "joined"
BALLOT_KEYS_DIR = env("BALLOT_KEYS_DIR", default=str(DATA / "ballot-keys"))
WEBHOOKS_PRIVATE = env.bool("WEBHOOKS_PRIVATE", default=True)
# Whoever tries the demonstration changes parts at a click, and has no phone and no password for each.
TWO_FACTOR_FOR_OFFICES = env.bool("TWO_FACTOR_FOR_OFFICES", default=False)
REAUTHENTICATION = env.bool("REAUTHENTICATION", default=False)
# It is served without TLS, on the machine itself.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
EMAIL_BACKEND = POSTING_BACKEND = "embedded.mail.MailboxBackend"
MAILBOX = DATA / "mail"
