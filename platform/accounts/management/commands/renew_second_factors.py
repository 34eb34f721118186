"""Write every second factor anew under the present `SECRET_KEY`: `manage.py renew_second_factors`."""

from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.core.management.base import BaseCommand
from django.db import transaction

from accounts.factors.sealing import renew

# Under these names the library keeps what is secret.
SECRETS = ("secret", "seed")


class Command(BaseCommand):
    help = "After SECRET_KEY was changed, and before the former one is taken out of SECRET_KEY_FALLBACKS."

    def handle(self, *args: Any, **options: Any) -> None:
        renewed = unreadable = 0
        for pk in Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).values_list("pk", flat=True):
            try:
                renewed += self._renew(pk)
            except InvalidToken:
                unreadable += 1
        self.stdout.write(f"{renewed} second factors are under the present key, {unreadable} could not be read.")

    @transaction.atomic
    def _renew(self, pk: int) -> bool:
        factor = Authenticator.objects.select_for_update().filter(pk=pk).first()
        if factor is None:
            return False
        factor.data |= {name: renew(factor.data[name]) for name in SECRETS if name in factor.data}
        factor.save(update_fields=["data"])
        return True
