"""Say what is wrong with this site and what to do: `manage.py doctor`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from watching.doctor import examine
from watching.finding import Level

SIGNS = {Level.WELL: "ok  ", Level.REMARK: "note", Level.WRONG: "BAD "}


class Command(BaseCommand):
    help = (
        "Look at everything that the site needs; say in words what is wrong and what to do. Ends with 1 if anything is."
    )
    # It is for when something is wrong, which Django's own checks would not survive.
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quiet", action="store_true", help="say only what is wrong or worth knowing")

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = 0
        for finding in examine():
            wrong += finding.level is Level.WRONG
            if finding.level is Level.WELL and options["quiet"]:
                continue
            self.stdout.write(f"{SIGNS[finding.level]} {finding.what}")
            if finding.do:
                self.stdout.write(f"     → {finding.do}")
        if wrong:
            raise SystemExit(1)
