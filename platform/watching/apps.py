from django.apps import AppConfig

from common import backlogs


class WatchingConfig(AppConfig):
    name = "watching"

    def ready(self) -> None:
        backlogs.discover()
