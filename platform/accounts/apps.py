from django.apps import AppConfig

from common import holdings


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        holdings.discover()
