from django.apps import AppConfig

from embedded.guard import require_demonstration


class EmbeddedConfig(AppConfig):
    name = "embedded"

    def ready(self) -> None:
        require_demonstration()
