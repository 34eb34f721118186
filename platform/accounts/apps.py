from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

from common import holdings


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        holdings.discover()
        autodiscover_modules("leaving")
