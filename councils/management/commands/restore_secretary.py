"""Give a council with too few secretaries another one: `manage.py restore_secretary cms a@example.org`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from common.errors import DomainError
from councils.mandates.actions import restore_secretary
from councils.models import Council


class Command(BaseCommand):
    help = "Appoint a secretary where too few are left to appoint one. The public ledger says that the operator did."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("council")
        parser.add_argument("email", help="of somebody who can sign in here")

    def handle(self, *args: Any, **options: Any) -> None:
        council = Council.objects.filter(slug=options["council"]).first()
        person = User.objects.filter(email__iexact=options["email"]).first()
        if council is None or person is None:
            raise CommandError("There is no such council." if council is None else "Nobody signs in with this address.")
        try:
            restore_secretary(council=council, person=person)
        except DomainError as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write(f"{person} is secretary of {council}.")
