"""Backups: the database and the uploaded files, each encrypted on its way, so that no disk holds any of it readable.

A backup is a folder: `database.age` (`pg_dump`, custom format), `files.age` (a tar), and `backup.json`, which says when
it was made and the SHA-256 of the other two, and is written last. Encrypted with age (https://age-encryption.org/v1) to
one public key or several: the machine that writes backups cannot read them. The keys of secret ballots are in none.
"""

import hashlib
import json
import os
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

import environ
import pyrage
from django.conf import settings
from django.core.files.storage import Storage, default_storage

from common import clock
from watching.uploads import names_in, packed, unpack

DATABASE, FILES, SAYS = "database.age", "files.age", "backup.json"
CHUNK = 2**20
# Entries of the ledger stand in the order of the transactions that wrote them, and a new cluster counts those from the
# beginning: until it had passed the last of them, nothing new would settle. Each turn uses up one.
COUNT_PAST_THE_LAST = """
DO $$
DECLARE last bigint;
BEGIN
    SELECT max(transaction_id) INTO last FROM ledger_entry;
    WHILE pg_current_xact_id()::text::bigint <= last LOOP COMMIT; END LOOP;
END $$
"""


class BackupTrouble(RuntimeError):
    """Something without which there is no backup, or no restoring it; the message is a sentence."""


def recipient(text: str) -> pyrage.x25519.Recipient:
    """A public key, `age1…`. Raises `BackupTrouble` for anything else."""
    try:
        return pyrage.x25519.Recipient.from_str(text.strip())
    except pyrage.RecipientError as error:
        raise BackupTrouble(f"{text[:80]!r} is no public key of age (age1…): {error}") from error


def identity(text: str) -> pyrage.x25519.Identity:
    """The private key in a file as `age-keygen` writes it: the line that begins with AGE-SECRET-KEY-1."""
    lines = [line.strip() for line in text.splitlines()]
    keys = [line for line in lines if line.startswith("AGE-SECRET-KEY-1")]
    try:
        return pyrage.x25519.Identity.from_str(keys[0])
    except (IndexError, pyrage.IdentityError) as error:
        raise BackupTrouble("there is no private key of age in that file (a line AGE-SECRET-KEY-1…)") from error


def owner_settings() -> dict[str, Any]:
    """Django's settings of the database for its owner, who may read all of it."""
    address = getattr(settings, "DATABASE_OWNER_URL", "")
    return database_settings(address) if address else dict(settings.DATABASES["default"])


def database_settings(address: str) -> dict[str, Any]:
    """The same of an address. Raises `BackupTrouble` for one of no database of PostgreSQL, and says nothing of it."""
    is_ours = address.startswith(("postgres://", "postgresql://"))
    try:
        found = environ.Env.db_url_config(address) if is_ours else {}
    except ValueError:
        found = {}
    if not found.get("NAME"):
        raise BackupTrouble("that is no address of a database: postgres://owner@host/name")
    found["HOST"] = found.get("OPTIONS", {}).pop("host", found["HOST"])
    return found


def libpq(database: Mapping[str, Any]) -> dict[str, str]:
    """A database as the environment of PostgreSQL's programs: their arguments, with a password, anybody could read."""
    names = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "NAME": "PGDATABASE"}
    told = {there: str(database[here]) for here, there in names.items() if database.get(here)}
    options = {f"PG{name.upper()}": value for name, value in database.get("OPTIONS", {}).items() if name != "pool"}
    return {**os.environ, **{name: value for name, value in options.items() if isinstance(value, str)}, **told}


def program(name: str) -> str:
    """A program of PostgreSQL: from the folder `POSTGRES_BIN`, or as the system finds it."""
    return str(Path(settings.POSTGRES_BIN) / name) if settings.POSTGRES_BIN else name


@dataclass(frozen=True)
class _Running:
    process: subprocess.Popen[bytes]

    def end(self, name: str) -> None:
        _out, words = self.process.communicate()
        if self.process.returncode:
            last = words.decode(errors="replace").strip().splitlines()[-1:] or [f"status {self.process.returncode}"]
            raise BackupTrouble(f"{name} failed: {last[0]}")


def _start(name: str, arguments: Sequence[str], environment: Mapping[str, str], **pipes: Any) -> _Running:
    try:
        command = [program(name), *arguments]
        return _Running(subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, **pipes))  # noqa: S603 - ours
    except OSError as error:
        raise BackupTrouble(f"{name} cannot be started ({error.strerror}): set POSTGRES_BIN") from error


def write_backup(into: Path, recipients: Sequence[pyrage.x25519.Recipient]) -> Path:
    """A new folder in `into`, named by the instant. Nothing is left of one that fails but a folder without its
    `backup.json`, which `restore` refuses.
    """
    at = clock.now(None)
    folder = into / f"{at:%Y-%m-%dT%H%M%SZ}"
    folder.mkdir(parents=True, mode=0o700)
    dump = _start(
        "pg_dump", ["--format=custom", "--no-owner", "--no-privileges"], libpq(owner_settings()), stdout=subprocess.PIPE
    )
    hashes = {DATABASE: _encrypt(cast("BinaryIO", dump.process.stdout), folder / DATABASE, recipients)}
    dump.end("pg_dump")
    # After the database: a file that comes in between is one too many, and none is one too few.
    with packed(default_storage) as files:
        hashes[FILES] = _encrypt(files, folder / FILES, recipients)
    says = {"schema": "minga-backup-1", "at": at.isoformat(), "sha256": hashes}
    (folder / SAYS).write_text(json.dumps(says, indent=1) + "\n")
    return folder


def _encrypt(source: BinaryIO, to: Path, recipients: Sequence[pyrage.x25519.Recipient]) -> str:
    """Encrypt a stream into a file that is on the disk when this returns; its SHA-256."""
    with to.open("xb") as file:
        try:
            pyrage.encrypt_io(source, file, list(recipients))
        except pyrage.EncryptError as error:
            raise BackupTrouble(f"{to} cannot be written: {error}") from error
        file.flush()
        os.fsync(file.fileno())
    return _sha256(to)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def restore_backup(folder: Path, key: pyrage.x25519.Identity, database: Mapping[str, Any], storage: Storage) -> None:
    """Into an empty database and an empty store of files. Raises `BackupTrouble`; for a backup that is not whole, and
    for a place that is not empty, before it writes anything.
    """
    says = _says(folder)
    for name, sha256 in says["sha256"].items():
        if not (folder / name).is_file() or _sha256(folder / name) != sha256:
            raise BackupTrouble(f"{name} is not what {SAYS} says: the backup is not whole")
    _refuse_full(database, storage)
    with _decrypted(folder / DATABASE, key) as dump:
        _restore_database(dump, database)
    _ask(COUNT_PAST_THE_LAST, database)
    with _decrypted(folder / FILES, key) as files:
        unpack(files, storage)


def _says(folder: Path) -> dict[str, Any]:
    try:
        says = json.loads((folder / SAYS).read_text())
    except (OSError, ValueError, RecursionError) as error:
        raise BackupTrouble(f"{folder} holds no whole backup: there is no {SAYS}") from error
    is_ours = isinstance(says, dict) and says.get("schema") == "minga-backup-1"
    hashes = says.get("sha256") if is_ours else None
    if not isinstance(hashes, dict) or set(hashes) != {DATABASE, FILES}:
        raise BackupTrouble(f"{SAYS} is of another kind of backup")
    return says


def _refuse_full(database: Mapping[str, Any], storage: Storage) -> None:
    try:
        held = next(names_in(storage), None)
    except Exception as error:  # whatever stands in the way, of a library's many
        raise BackupTrouble(f"where the files are to come cannot be looked at ({type(error).__name__})") from error
    if held is not None:
        raise BackupTrouble("where the files are to come is not empty")
    if _ask("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", database) != b"0":
        raise BackupTrouble("the database is not empty: a backup is restored into a new one")


def _ask(statement: str, database: Mapping[str, Any]) -> bytes:
    hurried = {**libpq(database), "PGOPTIONS": "-c synchronous_commit=off"}
    running = _start("psql", ["--no-psqlrc", "-tAc", statement], hurried, stdout=subprocess.PIPE)
    out, words = running.process.communicate()
    if running.process.returncode:
        raise BackupTrouble(f"the database cannot be asked: {words.decode(errors='replace').strip()}")
    return out.strip()


@contextmanager
def _decrypted(path: Path, key: pyrage.x25519.Identity) -> Iterator[BinaryIO]:
    """What is in the file, decrypted while it is read."""
    receiving, sending = os.pipe()
    failed: list[BaseException] = []

    def send() -> None:
        try:
            with path.open("rb") as file, os.fdopen(sending, "wb") as pipe:
                pyrage.decrypt_io(file, pipe, [key])
        except Exception as error:  # told to whoever reads, when the pipe ends
            failed.append(error)

    sender = threading.Thread(target=send)
    sender.start()
    try:
        with os.fdopen(receiving, "rb") as pipe:
            yield pipe
    except (OSError, BackupTrouble):
        sender.join()
        if not _is_told(failed):
            raise
    else:
        sender.join()
    if _is_told(failed):
        raise BackupTrouble(f"{path.name} cannot be opened with this key: {failed[0]}")


def _is_told(failed: Sequence[BaseException]) -> bool:
    """Whether it failed by itself: a pipe breaks when whoever reads has gone, for a reason of their own."""
    return bool(failed) and not isinstance(failed[0], BrokenPipeError)


def _restore_database(dump: BinaryIO, database: Mapping[str, Any]) -> None:
    name = str(database["NAME"])
    arguments = ["--no-owner", "--no-privileges", "--exit-on-error", f"--dbname={name}"]
    running = _start("pg_restore", arguments, libpq(database), stdin=subprocess.PIPE)
    receiver = cast("BinaryIO", running.process.stdin)
    try:
        while piece := dump.read(CHUNK):
            receiver.write(piece)
    except BrokenPipeError:
        pass  # it has ended, and says why
    running.end("pg_restore")
