"""Found a council: `manage.py found_council cms CMS --name es="Consejo" --secretary a@… --secretary b@…`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from common.errors import DomainError
from councils.mandates.actions import found_council
from councils.models import Council


class Command(BaseCommand):
    help = "Found a council with its secretaries, who sign in with a code sent to their address."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="its part of the address, such as cms")
        parser.add_argument("code", help="two to twelve capital letters and digits, such as CMS")
        parser.add_argument("--kind", choices=Council.Kind.values, default=Council.Kind.ADVISORY.value)
        parser.add_argument("--name", action="append", required=True, metavar="LANGUAGE=NAME")
        parser.add_argument("--secretary", action="append", required=True, metavar="EMAIL")
        parser.add_argument("--time-zone", default="UTC")
        parser.add_argument("--one-person", action="store_true", help="without two-person control")

    def handle(self, *args: Any, **options: Any) -> None:
        names = dict(name.partition("=")[::2] for name in options["name"])
        try:
            council = found_council(
                slug=options["slug"],
                code=options["code"],
                kind=options["kind"],
                name=names,
                secretaries=[person_at(address) for address in options["secretary"]],
                time_zone=options["time_zone"],
                languages=list(names),
                is_two_person=not options["one_person"],
            )
        except DomainError as refusal:
            words = "; ".join(f"{field}: {sentence}" for field, sentence in refusal.fields.items())
            raise CommandError(words or refusal.sentence) from refusal
        self.stdout.write(f"{council.code}: {council.get_absolute_url()}")


def person_at(address: str) -> User:
    """Who signs in with this address; a new person, where nobody does."""
    found = User.objects.filter(email__iexact=address).first()
    return found or User.objects.create_user(address)
