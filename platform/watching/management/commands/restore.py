"""Restore a backup into an empty database and an empty folder, and audit what came back: `manage.py restore`."""

import os
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.management.base import BaseCommand, CommandError

from watching.backup import BackupTrouble, database_settings, identity, restore_backup

ADDRESS = "RESTORE_DATABASE_URL"


class Command(BaseCommand):
    help = (
        "Restore a backup into an empty database and an empty folder, then check every position, entry and seal of it."
        " So is a backup tried: into a scratch server."
    )
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="the backup")
        parser.add_argument("--identity", type=Path, required=True, help="the file of the private key (age-keygen)")
        parser.add_argument(
            "--database",
            help=f"the address of an empty database, as its owner; by default what {ADDRESS} says, where a"
            " password belongs: arguments can be read by everybody on the machine",
        )
        parser.add_argument(
            "--media",
            type=Path,
            help="an empty folder for the uploaded files; by default the site's own place, empty too",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        address = options["database"] or os.environ.get(ADDRESS, "")
        if not address:
            raise CommandError(f"name the empty database, as its owner: in {ADDRESS}, or with --database")
        try:
            key = identity(options["identity"].read_text(errors="replace"))
            storage = FileSystemStorage(options["media"]) if options["media"] else default_storage
            restore_backup(options["folder"], key, database_settings(address), storage)
        except (BackupTrouble, OSError) as trouble:
            raise CommandError(str(trouble)) from trouble
        self.stdout.write("Restored. Checking it …")
        self._ask(address, "migrate", "--check")
        self.stdout.write(self._ask(address, "audit").strip())

    def _ask(self, database: str, *words: str) -> str:
        """A command on the database that was restored, in a process of its own."""
        environment = {**os.environ, "DATABASE_URL": database, "DATABASE_OWNER_URL": ""}
        command = [sys.executable, str(settings.ROOT / "manage.py"), *words]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - ours
        if done.returncode:
            said = done.stderr.strip()[-2000:] or "it is of an older release; migrate it, and run manage.py audit"
            raise CommandError(f"what was restored does not hold ({' '.join(words)}): {said}")
        return done.stdout
