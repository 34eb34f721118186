"""A stranger who has only the address counts a council's year again; and whatever was changed behind it is named."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.leaving.actions import leave
from common import clock
from common.owner import as_owner
from ledger.models import Entry, Seal, SealedEntry, SigningKey
from ledger.record import record
from proposals.positions.models import Position
from proposals.positions.shelf import SHELF
from proposals.tasks import seal
from tests.api.conftest import settle
from tests.factories.scenes import Scene
from tests.verifying.conftest import HOST

Verify = Callable[..., tuple[int, str]]


def address(scene: Scene) -> str:
    return f"{HOST}/councils/{scene.council.slug}/"


@contextmanager
def unguarded(table: str) -> Iterator[None]:
    """What the host can do, who owns the database: take the guards off, and put them back."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        try:
            yield
        finally:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    SHELF.clear()


def audited(capsys: pytest.CaptureFixture[str]) -> str:
    """What the audit finds; nothing where all is as it was."""
    try:
        call_command("audit")
    except SystemExit as ended:
        assert ended.code == 1
        return capsys.readouterr().err
    capsys.readouterr()
    return ""


def test_who_voted_leaves_and_the_record_is_as_it_was(
    year: Scene, verify: Verify, capsys: pytest.CaptureFixture[str]
) -> None:
    before = [bytes(position.document) for position in Position.objects.order_by("id")]
    leave(person=next(iter(year.titulars.values())))
    settle()
    seal()
    assert audited(capsys) == ""
    assert verify(address(year), "--ledger")[0] == 0
    assert [bytes(position.document) for position in Position.objects.order_by("id")] == before


def test_a_year_is_counted_again_from_outside(year: Scene, verify: Verify, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = verify(address(year), "--ledger")
    assert code == 0
    references = [position.reference for position in Position.objects.order_by("id")]
    assert len(references) == 2
    for reference in references:
        assert f"{reference}: hash, signature of" in said
    assert f"{Entry.objects.count()} entries read, and the roots of 1 heads computed again" in said
    assert verify(f"{HOST}/api/v1/councils/{year.council.slug}/")[0] == 0
    assert verify(HOST)[0] == 0
    assert audited(capsys) == ""


def test_one_position_one_package_and_one_head_by_their_addresses(year: Scene, verify: Verify) -> None:
    position = Position.objects.first()
    assert position is not None
    size = Seal.objects.get().size
    for path in (position.get_absolute_url(), position.data_url, f"/api/v1/seals/{size}/"):
        code, said = verify(HOST + path)
        assert (code, "committed to; sealed" in said) == (0, "positions" in path), said
    ballot = position.ballot
    assert verify(f"{HOST}/api/v1/ballots/{year.council.slug}/1/{ballot.number}/package.zip")[0] == 0
    assert verify(f"{HOST}/api/v1/ballots/{year.council.slug}/1/99/package.zip")[0] == 2
    assert verify(f"{HOST}/elsewhere/")[0] == 2


def test_proofs_are_kept_by_readers_and_missing_ones_are_404(year: Scene) -> None:
    client, size, entry = Client(), Seal.objects.get().size, Entry.objects.order_by("transaction_id", "id")[3]
    for address in (f"{size}/", f"{size}/inclusion/{entry.pk}/", f"{size}/consistency/{size}/"):
        first = client.get(f"/api/v1/seals/{address}")
        assert first.status_code == 200
        assert client.get(f"/api/v1/seals/{address}", headers={"If-None-Match": first["ETag"]}).status_code == 304
    for address in (
        f"{size + 1}/",
        f"{size}/inclusion/0/",
        f"{size + 1}/inclusion/{entry.pk}/",
        f"{size}/consistency/1/",
    ):
        assert client.get(f"/api/v1/seals/{address}").status_code == 404, address
    with CaptureQueriesContext(connection) as queries:
        told = client.get(f"/api/v1/seals/{size}/inclusion/{entry.pk}/").json()
    assert (told["index"], told["entry"]["leaf"], len(queries) <= 4) == (3, 3, True)


def test_a_changed_entry_is_named(year: Scene, verify: Verify, capsys: pytest.CaptureFixture[str]) -> None:
    entry = Entry.objects.filter(verb="publish_position").first()
    assert entry is not None
    with unguarded("ledger_entry"):
        Entry.objects.filter(pk=entry.pk).update(data={**entry.data, "outcome": "rejected_"})
    code, said = verify(address(year))
    assert code == 1
    assert f"entry {entry.pk} of the ledger is not what was sealed" in said
    leaf = SealedEntry.objects.get(entry=entry).index
    assert f"entry of leaf {leaf} is not what was sealed" in audited(capsys)


def test_an_entry_that_was_taken_out_is_missed(year: Scene, verify: Verify, capsys: pytest.CaptureFixture[str]) -> None:
    entry = Entry.objects.filter(verb="open_ballot").first()
    assert entry is not None
    leaf = SealedEntry.objects.get(entry=entry).index
    with unguarded("ledger_sealedentry"), unguarded("ledger_entry"):
        SealedEntry.objects.filter(entry=entry).delete()
        Entry.objects.filter(pk=entry.pk).delete()
    assert verify(address(year), "--ledger") == (
        1,
        f"minga-verify: seal: 1 sealed entries are missing in the ledger, the first is leaf [{leaf}].\n",
    )
    assert f"Leaf {leaf} of the sealed ledger is missing" in audited(capsys)


def test_a_changed_vote_is_named(year: Scene, verify: Verify, capsys: pytest.CaptureFixture[str]) -> None:
    """In the table it contradicts what was published; in the ledger, what was committed to."""
    position = Position.objects.order_by("id").first()
    assert position is not None
    with unguarded("proposals_vote"), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE proposals_vote SET answer = %s WHERE ballot_id = %s", ['{"no": "1"}', position.ballot_id]
        )
    assert f"{position.reference}: the votes in the database are not those that were published" in audited(capsys)
    entry = Entry.objects.filter(verb="cast_vote", subject=position.ballot.get_absolute_url()).first()
    assert entry is not None
    with unguarded("ledger_entry"):
        Entry.objects.filter(pk=entry.pk).update(data={**entry.data, "commitment": "0" * 64})
    code, said = verify(address(year))
    assert (code, f"what was counted for {entry.data['seat']}" in said) == (1, True)


@pytest.mark.parametrize(
    ("column", "value", "check"),
    [
        ("document", "replace(encode(document, 'escape'), 'adopted', 'adoptad')::bytea", "hash"),
        ("sha256", "repeat('0', 64)", "hash"),
    ],
)
def test_a_changed_position_is_named(
    year: Scene, verify: Verify, capsys: pytest.CaptureFixture[str], column: str, value: str, check: str
) -> None:
    position = Position.objects.order_by("id").first()
    assert position is not None
    with unguarded("proposals_position"), connection.cursor() as cursor:
        cursor.execute(f"UPDATE proposals_position SET {column} = {value} WHERE id = %s", [position.pk])
    code, said = verify(address(year))
    assert (code, position.reference in said, check in said) == (1, True, True)
    assert position.reference in audited(capsys)


def test_a_host_that_signs_its_past_anew_is_found_by_who_kept_a_head(
    year: Scene, verify: Verify, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head, keys = tmp_path / "head.json", tmp_path / "keys.json"
    client = Client()
    head.write_bytes(client.get(f"/api/v1/seals/{Seal.objects.get().size}/").content)
    keys.write_bytes(client.get("/api/v1/keys/").content)
    record("begin_key", council=None, actor=None, data={"key": "x", "before": "y"})
    settle()
    assert seal() == 1
    code, said = verify(address(year), "--key", keys, "--since", head)
    assert code == 0
    assert "entries of today begin with the" in said
    victim = Entry.objects.filter(verb="open_ballot").first()
    assert victim is not None
    with (
        unguarded("ledger_entry"),
        unguarded("ledger_seal"),
        unguarded("ledger_sealnode"),
        unguarded("ledger_sealedentry"),
        connection.cursor() as cursor,
    ):
        Entry.objects.filter(pk=victim.pk).update(on_behalf_of="somebody-else")
        for table in ("ledger_seal", "ledger_sealnode", "ledger_sealedentry"):
            cursor.execute(f"DELETE FROM {table}")
    assert seal() == 1
    assert verify(address(year), "--ledger")[0] == 0, "who kept nothing cannot tell"
    assert audited(capsys) == ""
    code, said = verify(address(year), "--key", keys, "--since", head)
    assert code == 1
    assert "no longer knows a head" in said or "its past was rewritten" in said


def test_another_key_is_not_the_one_that_a_reader_holds(year: Scene, verify: Verify, tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.write_text("ab" * 32)
    code, said = verify(address(year), "--key", keys)
    assert (code, "is none of those that you hold" in said) == (1, True)


def test_a_key_is_followed_by_another_and_not_taken_up_again(
    year: Scene, verify: Verify, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = SigningKey.objects.get()
    old = settings.SIGNING_KEY  # type: ignore[attr-defined] # pytest-django's
    settings.SIGNING_KEY = "77" * 32  # type: ignore[attr-defined] # as above
    with clock.travel(first.valid_from):
        pass
    record("begin_key", council=None, actor=None, data={"key": "x", "before": "y"})
    settle()
    assert seal() == 1
    first.refresh_from_db()
    assert first.valid_until is not None
    assert SigningKey.objects.count() == 2
    assert Entry.objects.filter(verb="begin_key", data__before=first.name).exists()
    assert verify(address(year), "--ledger")[0] == 0, "both keys are published, and both signatures hold"
    settings.SIGNING_KEY = old  # type: ignore[attr-defined] # as above
    record("begin_key", council=None, actor=None, data={"key": "x", "before": "y"})
    settle()
    assert seal() == 0, "a retired key signs nothing"


def test_what_is_sealed_stays_where_it_is(year: Scene) -> None:
    for table in ("ledger_entry", "ledger_seal", "ledger_sealnode", "ledger_sealedentry", "proposals_signature"):
        for act in (f"DELETE FROM {table}", f"UPDATE {table} SET id = id", f"TRUNCATE {table} CASCADE"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(act)
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        SigningKey.objects.update(public_key="0" * 64)


def test_the_head_says_what_it_should(year: Scene) -> None:
    seal_ = Seal.objects.get()
    head = json.loads(bytes(seal_.document))
    assert head == {
        "schema": "minga-seal/1",
        "size": Entry.objects.count(),
        "root": seal_.root,
        "at": head["at"],
        "previous": None,
    }
