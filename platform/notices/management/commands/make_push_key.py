"""Make the key by which the site sends to devices: `manage.py make_push_key`."""

import base64
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Print a new VAPID_PRIVATE_KEY. With another key every device has to be asked again."

    def handle(self, *args: Any, **options: Any) -> None:
        secret = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value.to_bytes(32, "big")
        self.stdout.write(f"VAPID_PRIVATE_KEY={base64.urlsafe_b64encode(secret).rstrip(b'=').decode()}")
