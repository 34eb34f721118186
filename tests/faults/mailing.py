"""The settings of the tests, for processes of a site that sends to a real mail server."""

import os

from config.settings.test import *  # noqa: F403 - the settings of the tests, all of them

EMAIL_BACKEND, POSTING_BACKEND = "config.outbox.RingingBackend", "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST, EMAIL_PORT = "127.0.0.1", int(os.environ["POSTMAN_PORT"])
# A server on this machine answers at once; a letter in the hand of a worker that was killed is free again the sooner.
EMAIL_TIMEOUT = 1
