"""Make a key that positions and heads are signed with: `manage.py make_signing_key`."""

import secrets
from typing import Any

from django.core.management.base import BaseCommand

from common.proof.signatures import Signer


class Command(BaseCommand):
    help = "Print a new SIGNING_KEY, for the environment of the worker that publishes and for nothing else."

    def handle(self, *args: Any, **options: Any) -> None:
        signer = Signer(secrets.token_hex(32))
        self.stdout.write(f"SIGNING_KEY={signer.secret}")
        self.stderr.write(f"Its public half, which the API will publish as {signer.name}: {signer.public_key}")
