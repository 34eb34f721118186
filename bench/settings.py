"""The production settings, with the yardsticks' addresses and table beside the product's."""

from config.settings.production import *  # noqa: F403 - a settings module is its base and what differs
from config.settings.production import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "bench"]
ROOT_URLCONF = "bench.urls"
