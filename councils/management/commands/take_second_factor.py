"""A lost phone: `manage.py take_second_factor a@example.org`, once it is certain that it is they who ask."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from common.errors import DomainError
from councils.mandates.actions import take_second_factor


class Command(BaseCommand):
    help = (
        "Take away a person's second factors and sign them out. They are told, and so is the ledger of their councils."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="of somebody who can sign in here")

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.filter(email__iexact=options["email"]).first()
        if person is None:
            raise CommandError("Nobody signs in with this address.")
        try:
            taken = take_second_factor(person=person)
        except DomainError as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write(f"{taken} second factors of {person} were taken away.")
