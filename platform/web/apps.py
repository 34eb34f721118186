from django.apps import AppConfig

from common import todo


class WebConfig(AppConfig):
    name = "web"

    def ready(self) -> None:
        todo.discover()
