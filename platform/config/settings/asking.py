"""What is asked of people beside their password; demonstrations and tests switch it off."""

import environ

env = environ.Env()

# Whether whoever acts in an office of a council must have a second factor. Off in demonstrations and tests, in which
# people change parts at a click.
TWO_FACTOR_FOR_OFFICES = env.bool("TWO_FACTOR_FOR_OFFICES", default=True)

# Whether what matters most asks once more who it is, and for how long one answer holds.
REAUTHENTICATION = env.bool("REAUTHENTICATION", default=True)
REAUTHENTICATION_SECONDS = 15 * 60
