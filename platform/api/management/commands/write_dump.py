"""Write the dump of this day now: `manage.py write_dump`."""

from typing import Any

from django.core.management.base import BaseCommand

from api.dumping.writing import write_dump


class Command(BaseCommand):
    help = (
        "Write everything that is public as files under PUBLISH_ROOT/dumps, unless the dump of this day is there"
        " already: a dump that has its date is never written again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        folder = write_dump()
        self.stdout.write(str(folder) if folder else "The dump of this day is there, or is being written.")
