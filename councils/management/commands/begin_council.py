"""Begin a council with all that it needs for its first round. What is left out is asked, where there is a terminal."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from common.errors import DomainError
from common.zones import zone_or_none
from councils.beginning.actions import begin_council, calendar_of, refusal_of, try_council
from councils.beginning.arguments import beginning_of
from councils.beginning.asking import complete
from councils.beginning.calendar import rows_of
from councils.beginning.plan import Beginning
from councils.beginning.reading import COLUMNS
from councils.rounds.laying import NOON
from councils.rulebook.templates import TEMPLATES
from councils.wellformed import Fields


class Command(BaseCommand):
    help = "Found a council with its countries, movements, rulebook, secretaries and first round, or say what is wrong."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", nargs="?", default="", help="its part of the address, such as cms")
        parser.add_argument("code", nargs="?", default="", help="two to twelve capital letters and digits, such as CMS")
        several: dict[str, Any] = {"action": "append", "default": []}
        parser.add_argument("--name", metavar="LANGUAGE=NAME", **several)
        parser.add_argument("--country", metavar="CODE[=ZONE]", help="ISO 3166-1, such as BO", **several)
        parser.add_argument(
            "--movement", metavar="NAME;KIND;COUNTRY;EMAIL", help="its coordinator's address", **several
        )
        parser.add_argument("--movements", metavar="FILE", help=f"a CSV file with the columns {', '.join(COLUMNS)}")
        parser.add_argument("--rulebook", default="", help=f"one of {', '.join(TEMPLATES)}")
        parser.add_argument("--secretary", metavar="EMAIL", **several)
        parser.add_argument("--time-zone", default="UTC")
        parser.add_argument("--one-person", action="store_true", help="without two-person control")
        parser.add_argument(
            "--starts-on", default="", metavar="DATE", help="when the first round begins; else there is none"
        )
        parser.add_argument("--hour", type=int, default=NOON, help="of the council's clock, at which stages give way")
        parser.add_argument("--days", metavar="STAGE=DAYS", nargs="*", default=[])
        parser.add_argument("--title", metavar="LANGUAGE=TITLE", **several)
        parser.add_argument("--call", metavar="LANGUAGE=TEXT", **several)
        parser.add_argument("--theme", metavar="LANGUAGE=NAME[|…]", **several)
        parser.add_argument("--envelope", default="")
        parser.add_argument("--currency", default="USD")
        parser.add_argument("--addressee", metavar="SLUG", help="a body that is here already", **several)
        parser.add_argument("--body", metavar="CODE;KIND;LANGUAGE=NAME[|…]", help="a body that is founded to answer")
        parser.add_argument("--dry-run", action="store_true", help="say what would be made, and make nothing")
        parser.add_argument("--no-input", action="store_true", help="ask nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        if sys.stdin.isatty() and not options["no_input"]:
            options = complete(options, input, self.stdout.write)
        with translation.override("en"):
            try:
                self._begin(beginning_of(options), is_dry=options["dry_run"])
            except DomainError as refusal:
                lines = [f"{name}: {sentence}" for name, sentence in refusal_of(refusal).items()]
                raise CommandError("\n".join(lines)) from refusal

    def _begin(self, beginning: Beginning, *, is_dry: bool) -> None:
        if is_dry:
            try_council(beginning=beginning)
            self._show(beginning)
            self.stdout.write("Nothing was made: this was a dry run.")
            return
        council = begin_council(beginning=beginning)
        self._show(beginning)
        self.stdout.write(f"{council.code}: {council.get_absolute_url()}")

    def _show(self, beginning: Beginning) -> None:
        self.stdout.write(f"{len(beginning.countries)} countries, {len(beginning.movements)} movements.")
        self.stdout.write(f"Rulebook: {TEMPLATES[beginning.template].decides}")
        zone = zone_or_none(beginning.time_zone)
        if beginning.first_round is not None and zone is not None:
            for row in rows_of(calendar_of(Fields(), beginning.first_round, beginning.time_zone), zone):
                self.stdout.write(
                    f"  {row.stage}: {row.opens_at:%a %d %b %Y %H:%M} – {row.closes_at:%a %d %b %Y %H:%M}"
                )
