from importlib import import_module

from django.apps import AppConfig


class CouncilsConfig(AppConfig):
    name = "councils"

    def ready(self) -> None:
        # It registers itself, and needs the models, which are there only now.
        import_module("councils.invitations")
