"""How the site writes to people: by letters, and to their devices."""

from email.utils import parseaddr

import environ

env = environ.Env()

# A letter is written into the database, and the worker posts it by the other backend.
EMAIL_BACKEND = "config.outbox.RingingBackend"
POSTING_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
# For each reply of the mail server.
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Minga <minga@localhost>")
# To which letters come back that did not arrive: bounces@host, of a mail server that accepts bounces+…@host too. Empty,
# they come back to the sender, and nobody's mailbox is paused for them.
BOUNCE_ADDRESS = env("BOUNCE_ADDRESS", default="")
# By which the site sends to devices, and where the servers of browsers may write to us. Without a key it sends nothing.
VAPID_PRIVATE_KEY = env("VAPID_PRIVATE_KEY", default="")
VAPID_CONTACT = env("VAPID_CONTACT", default="mailto:" + parseaddr(DEFAULT_FROM_EMAIL)[1])
