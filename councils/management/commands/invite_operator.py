"""Make somebody who runs the site an account, and send them the way to the guide: `manage.py invite_operator a@…`."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from councils.beginning.letters import welcome_operator
from councils.wellformed import Fields


class Command(BaseCommand):
    help = "Invite an address that the setting OPERATORS names to begin a council on the site's own pages."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        fields = Fields()
        address = fields.email("email", options["email"])
        if fields.problems:
            raise CommandError(fields.problems["email"])
        if address not in settings.OPERATORS:
            raise CommandError(
                f"The setting OPERATORS does not name {address}: add it, start the site again, and repeat."
            )
        person, _is_new = User.objects.get_or_create(email=address, defaults={"password": make_password(None)})
        welcome_operator(person)
        self.stdout.write(f"{address} can sign in by a code, and begin a council at /begin/.")
