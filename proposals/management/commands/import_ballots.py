"""Bring a real vote in: `manage.py import_ballots FILE --council SLUG`."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from common.errors import DomainError
from councils.models import Council
from proposals.importing.actions import count_beforehand, import_ballot
from proposals.importing.arguments import add_conventions, conventions_of
from proposals.importing.reading import RULES, Brought, Wish, one_line, read_votes
from proposals.tally.roll import TallyError

BAD_INPUT = 2


class Command(BaseCommand):
    help = (
        "Bring a vote that was held elsewhere into a council, as a closed round that the worker counts and publishes: "
        "a .pb of pabulib, an order of PrefLib (.soc .soi .toc .toi .cat), a .blt, or a tally sheet of Debian (.txt)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--council", required=True, metavar="SLUG")
        parser.add_argument("--rule", choices=RULES, help="the binding rule; else the one that the file names")
        parser.add_argument("--title", default="", help="what the vote is called; else what the file says")
        parser.add_argument("--date", type=date.fromisoformat, help="the day of the vote (YYYY-MM-DD); else the file's")
        add_conventions(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        council = Council.objects.filter(slug=options["council"]).first()
        if council is None:
            raise CommandError(f"There is no council {options['council'][:60]!r}.", returncode=BAD_INPUT)
        wish = Wish(options["rule"], conventions_of(options), options["title"], options["date"])
        try:
            ballot = import_ballot(council=council, brought=_read(options["file"], wish))
        except DomainError as refusal:
            if refusal.code != "imported_already":
                raise CommandError(refusal.sentence, returncode=BAD_INPUT) from refusal
            self.stdout.write(refusal.sentence)
            return
        self.stdout.write(f"{ballot.get_absolute_url()}: the worker counts and publishes it.")


def _read(path: Path, wish: Wish) -> Brought:
    """The file, if it can be read and counted; else one line that says why not, and exit 2."""
    try:
        brought = read_votes(path, wish)
        count_beforehand(brought)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}", returncode=BAD_INPUT) from error
    except TallyError as error:
        raise CommandError(one_line(f"{path}: {error}"), returncode=BAD_INPUT) from error
    return brought
