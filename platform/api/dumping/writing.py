"""The daily dump: everything that is public, in one snapshot of the database, under one date.

It is written into a folder whose name nobody serves and renamed when all of it is on the disk. Whoever is killed in
between leaves a folder behind that the next one sweeps away; a dump that has its date is never written again.
"""

import json
import os
import secrets
import shutil
from datetime import date
from pathlib import Path

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.utils import translation

from common import clock
from common.files import sync_folder
from common.locks import Lock, try_exclude
from common.proof.canonical import instant_text

from ..ledger import horizon
from .files import Sheets, Written, write_text, write_zip
from .keeping import LATEST, UNSERVED, dated, dumps_root, remove_old, sweep_unserved
from .reading import rows
from .tables import SCHEMA, TABLES, readme

log = structlog.get_logger(__name__)

LICENCE = {"name": "CC-BY-4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}
ZIP, README, MANIFEST = "minga.zip", "README.md", "manifest.json"


def write_dump() -> Path | None:
    """Write the dump of this day, point `latest` at it and remove what is old. None: another process is writing it, or
    it is there already.
    """
    root = dumps_root()
    root.mkdir(parents=True, exist_ok=True)
    # A connection of a web request may be in a transaction already; a worker's is not, and reads one snapshot.
    with transaction.atomic():
        _read_one_snapshot()
        if not try_exclude(Lock.DUMP, 0):
            return None
        sweep_unserved(root)
        day = clock.now(None).date()
        written = None if (root / day.isoformat()).is_dir() else _write(root, day)
        _point_latest(root)
        remove_old(root, day)
    return written


def _read_one_snapshot() -> None:
    """Every table as it stood at one instant; asked first, or the database refuses. Within a transaction of somebody
    else's, such as a test's, it stays what it was.
    """
    if len(connection.savepoint_ids) == 0:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def _write(root: Path, day: date) -> Path:
    folder, final = root / f"{UNSERVED}{day.isoformat()}-{secrets.token_hex(4)}", root / day.isoformat()
    folder.mkdir()
    try:
        _fill(folder, day)
        sync_folder(folder)
        folder.rename(final)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    sync_folder(root)
    log.info("dump_written", day=day.isoformat())
    return final


def _fill(folder: Path, day: date) -> None:
    site, generated_at, settled_until = settings.SITE_URL.rstrip("/"), clock.now(None), horizon()
    columns = {name: table.columns for name, table in TABLES.items()}
    # One language for all days: the reasons that are told in words would otherwise be in that of who writes.
    with translation.override(settings.LANGUAGE_CODE):
        with Sheets(folder, columns) as sheets:
            for name, row in rows(site):
                sheets.add(name, row)
            files = sheets.finish()
        words = readme(day=day.isoformat(), site=site, licence=f"{LICENCE['name']}, {LICENCE['url']}")
    files.append(write_text(folder / README, words))
    files.append(write_zip(folder, ZIP, [file.name for file in files], day))
    manifest = {
        "schema": SCHEMA,
        "generated_at": instant_text(generated_at),
        "site": site,
        "settled_until": settled_until,
        "licence": LICENCE,
        "files": [_told(file) for file in files],
    }
    write_text(folder / MANIFEST, json.dumps(manifest, indent=1, ensure_ascii=False) + "\n")


def _told(file: Written) -> dict[str, object]:
    told: dict[str, object] = {"name": file.name, "bytes": file.bytes, "sha256": file.sha256}
    return told if file.rows is None else {**told, "rows": file.rows}


def _point_latest(root: Path) -> None:
    """Let `latest` name the newest, in one step: it is never missing once there was one."""
    newest = max(dated(root), default=None)
    if newest is None:
        return
    link = root / f"{UNSERVED}{secrets.token_hex(4)}"
    link.symlink_to(newest.isoformat(), target_is_directory=True)
    os.replace(link, root / LATEST)
    sync_folder(root)
