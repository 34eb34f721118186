"""The catalogues of translations, from `manage.py`."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from common import catalogues


class Command(BaseCommand):
    """`manage.py catalogues update | compile | check`, as `python -m common.catalogues` does it."""

    help = "Gather the strings of the sources, compile the catalogues, or name what is not translated."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["update", "compile", "check"])

    def handle(self, *args: object, what: str, **options: object) -> None:
        if catalogues.main([what]):
            raise CommandError("some strings are not translated")
