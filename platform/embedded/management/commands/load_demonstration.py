"""Puts the demonstration council into an empty database; at later starts sees to it that there is a vote to try."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from embedded.demonstration.loading import Unloadable, load


class Command(BaseCommand):
    help = "Load the demonstration council. Safe to run again: what is there is left alone."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            for line in load():
                self.stdout.write(line)
        except Unloadable as trouble:
            raise CommandError(str(trouble)) from trouble
