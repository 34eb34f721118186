"""Look for whatever was changed that never changes: `manage.py audit`."""

from typing import Any

from django.core.management.base import BaseCommand

from ledger.models import Seal
from proposals.positions.auditing import troubles
from proposals.positions.models import Position


class Command(BaseCommand):
    help = (
        "Check every position, tally package, ledger entry and head against its hash, its chain and its signature, and"
        " count every position again. Ends with 1 and a line for each thing that is not as it was published."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        found = 0
        for trouble in troubles():
            found += 1
            self.stderr.write(trouble)
        if found:
            raise SystemExit(1)
        last = Seal.objects.first()
        sealed = f"{last.size} sealed entries" if last else "nothing is sealed yet"
        self.stdout.write(f"{Position.objects.count()} positions and {sealed}: all as they were published")
