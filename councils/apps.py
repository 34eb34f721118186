from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CouncilsConfig(AppConfig):
    name = "councils"

    def ready(self) -> None:
        # Each registers itself, and needs the models, which are there only now.
        import_module("councils.invitations")
        autodiscover_modules("desk")
