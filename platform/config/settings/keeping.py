"""For how many days what only serves the running is kept (`docs/privacy.md`)."""

import environ

env = environ.Env()

# Notices, letters about them, and what was handed to devices.
KEEP_NOTICES_DAYS = env.int("KEEP_NOTICES_DAYS", default=365)
# What webhooks were sent, or could not be.
KEEP_DELIVERIES_DAYS = env.int("KEEP_DELIVERIES_DAYS", default=90)
# What is over: the addresses of invitations, and those of private calendars that were revoked.
KEEP_ENDED_DAYS = env.int("KEEP_ENDED_DAYS", default=30)
