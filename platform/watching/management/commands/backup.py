"""Write an encrypted backup of the database and the uploaded files: `manage.py backup`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from watching.backup import BackupTrouble, recipient, write_backup


class Command(BaseCommand):
    help = "Write a backup into a new folder, encrypted with age to the public keys that are named."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("into", type=Path, help="the folder in which the backup's own folder is made")
        told = "a public key; may be repeated; by default those of BACKUP_TO"
        parser.add_argument("--to", action="append", metavar="age1…", help=told)

    def handle(self, *args: Any, **options: Any) -> None:
        keys = options["to"] or settings.BACKUP_TO
        if not keys:
            raise CommandError("name a public key of age to encrypt to: in BACKUP_TO, or with --to")
        try:
            folder = write_backup(options["into"], [recipient(text) for text in keys])
        except (BackupTrouble, OSError) as trouble:
            raise CommandError(str(trouble)) from trouble
        except Error as error:
            raise CommandError(
                f"the database does not answer ({type(error).__name__}): see manage.py doctor"
            ) from error
        self.stdout.write(f"{folder}")
