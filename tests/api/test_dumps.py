"""The daily dump: all that is public and nothing else, whole or not at all, at addresses that stay."""

import csv
import hashlib
import json
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from api.dumping import reading, sharing, writing
from api.dumping.keeping import dated, to_remove
from api.dumping.reading import rows
from api.dumping.tables import TABLES
from api.dumping.writing import write_dump
from api.tasks import dump
from common import clock
from common.api.shapes import Shape
from common.locks import Lock, key
from councils.models import Movement
from proposals.deliberation.api import public_comments
from proposals.models import Comment, Proposal, Vote
from tests.api.conftest import FOUNDED, SECRET, Record, settle

pytestmark = pytest.mark.usefixtures("ground")

SITE = "http://testserver"
DAY = "2026-03-04"  # on which the record is read
NEXT_DAY = datetime(2026, 3, 5, 1, tzinfo=UTC)
LISTS = (
    *("councils", "countries", "movements", "seats", "rulebooks", "rounds", "proposals", "translations", "amendments"),
    *("comments", "endorsements", "ballots", "positions", "ledger"),
)


class Killed(BaseException):
    """What `kill` does, as far as Python can say it."""


@pytest.fixture(autouse=True)
def root(tmp_path: Path, settings: Any) -> Path:
    settings.PUBLISH_ROOT, settings.SITE_URL = tmp_path, SITE
    return tmp_path / "dumps"


@pytest.fixture
def hostile(record: Record) -> Comment:
    """A comment of a text that is hard on every format."""
    Comment.objects.filter(pk=record.comment.pk).update(text='=1+1,"a";\r\n\tb\u2028ñ</script>')
    return record.comment


def lines(folder: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / f"{name}.jsonl").read_text().split("\n") if line]


def cells(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def listed(name: str) -> Iterator[dict[str, Any]]:
    """Everything that a list of the API shows, page by page."""
    address = f"/api/v1/{name}/?page_size=100"
    while address:
        page = Client().get(address).json()
        yield from page["results"]
        address = (page["next"] or "").removeprefix(SITE)


def told(address: str) -> Any:
    return Client().get(f"/api/v1/{address}").json()


@pytest.mark.django_db(transaction=True)
def test_it_says_what_the_api_says_and_all_of_it(record: Record, hostile: Comment, root: Path) -> None:
    settle()
    folder = write_dump()
    assert folder == root / DAY
    for name in LISTS:
        shown = {row["url"]: row for row in listed(name)}
        assert shown or name == "translations", name
        assert {row["url"]: row for row in lines(folder, name)} == shown, name
    council = record.closed.council.slug
    ballot = told(f"ballots/{council}/1/1/")
    place = {"council": council, "round": 1, "ballot": 1}

    def of_the_ballot(name: str) -> list[dict[str, Any]]:
        return [row for row in lines(folder, name) if place.items() <= row.items()]

    for name, part in (("rolls", ballot["roll"]["seats"]), ("weights", ballot["roll"]["contributions"])):
        assert of_the_ballot(name) == [{**place, **row} for row in part]
    for name, part in (("votes", "votes"), ("tallies", "results"), ("statements", "statements")):
        assert ballot[part]
        assert of_the_ballot(name) == [{**place, **row} for row in ballot[part]]
    # The other vote is open: of that, the roll alone.
    assert {row["council"] for row in lines(folder, "rolls")} == {council, record.opened.council.slug}
    assert {row["council"] for row in lines(folder, "votes")} == {council}


@pytest.mark.django_db
@pytest.mark.parametrize("kept", [1, sharing.KEPT])
def test_the_short_ways_say_what_the_framework_says(
    record: Record, hostile: Comment, monkeypatch: pytest.MonkeyPatch, kept: int
) -> None:
    monkeypatch.setattr(sharing, "KEPT", kept)
    short = [(name, json.dumps(row)) for name, row in rows(SITE)]
    monkeypatch.delattr(Shape, "to_representation")
    monkeypatch.setattr(reading, "sharing", lambda queryset: queryset)
    assert [(name, json.dumps(row)) for name, row in rows(SITE)] == short


@pytest.mark.django_db
def test_what_many_rows_point_to_is_made_once(record: Record) -> None:
    many_comments(record, 3)
    found = sharing.sharing(public_comments().filter(proposal=record.closed.ballot.proposal))
    assert len({id(comment.proposal.round.council) for comment in found}) == 1
    assert [comment.pk for comment in found] == sorted(comment.pk for comment in found)
    assert {comment.amendment for comment in found} == {None}


@pytest.mark.django_db
def test_the_text_stands_passage_by_passage_and_language_by_language(record: Record) -> None:
    folder = write_dump()
    assert folder
    council = record.closed.council.slug
    [revision] = told(f"proposals/{council}/1/1/")["revisions"]
    place = {"council": council, "round": 1, "proposal": 1}
    found = [row for row in lines(folder, "paragraphs") if row["council"] == council]
    assert [(row["place"], row["passage"], row["language"]) for row in found] == [
        (0, "title", "es"),
        (0, "summary", "es"),
        *((n, part["id"], "es") for n, part in enumerate(revision["paragraphs"], 1)),
    ]
    assert [row["text"] for row in found] == [
        revision.pop("title"),
        revision.pop("summary"),
        *(part["text"] for part in revision.pop("paragraphs")),
    ]
    assert [row for row in lines(folder, "revisions") if row["council"] == council] == [{**place, **revision}]
    said = {(row["table"], row["column"], row["url"]): row["text"] for row in lines(folder, "texts")}
    shown = told(f"councils/{council}/")
    assert said["councils", "name", shown["url"]] == shown["name"]["es"]


@pytest.mark.django_db
def test_both_formats_hold_the_same_to_the_letter(record: Record, hostile: Comment) -> None:
    folder = write_dump()
    assert folder
    for name, table in TABLES.items():
        one, other = cells(folder, name), lines(folder, name)
        assert len(one) == len(other)
        for row, whole in zip(one, other, strict=True):
            assert list(row) == list(table.columns)
            assert set(whole) <= set(row), name
            for column, cell in row.items():
                value = whole.get(column)
                assert cell == ("" if value is None else value if isinstance(value, str) else cell)
                if value is not None and not isinstance(value, str):
                    assert json.loads(cell) == value
    [said] = [row["text"] for row in cells(folder, "comments") if row["url"].endswith(f"/{hostile.pk}/")]
    assert said == '=1+1,"a";\r\n\tb\u2028ñ</script>'


@pytest.mark.django_db(transaction=True)
def test_nothing_private_and_nothing_hidden_is_in_any_file(record: Record) -> None:
    Comment.objects.filter(pk=record.comment.pk).update(
        text=SECRET, hidden_at=FOUNDED, hidden_ground="insult", hidden_reason="Insulta.", moderated_at=FOUNDED
    )
    Proposal.objects.filter(pk=record.opened.ballot.proposal_id).update(
        implementing_body=SECRET, hidden_at=FOUNDED, hidden_ground="insult", moderated_at=FOUNDED
    )
    title = record.opened.ballot.proposal.revision.title
    settle()
    folder = write_dump()
    assert folder
    everything = "\n".join(path.read_text() for path in folder.glob("*.[cjm]*"))
    assert "cast_vote" in everything and "Insulta." in everything
    assert SECRET not in everything
    for user in User.objects.all():
        for private in (user.email, user.name, user.salt):
            assert private not in everything
    for vote in Vote.objects.all():
        assert vote.receipt not in everything
        assert (vote.salt in everything) == (vote.ballot_id == record.closed.ballot.pk)
    council = record.opened.council.slug
    assert {row["text"] for row in lines(folder, "paragraphs") if row["council"] == council} == {""}
    assert title not in "\n".join(str(row) for row in lines(folder, "proposals") if row["council"] == council)


@pytest.mark.django_db
def test_the_manifest_knows_every_file_and_the_zip_holds_them(record: Record, root: Path) -> None:
    folder = write_dump()
    assert folder
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["schema"] == "minga-dump/1"
    assert manifest["generated_at"].startswith(DAY)
    assert manifest["licence"]["name"]
    names = {f"{table}.{kind}" for table in TABLES for kind in ("csv", "jsonl")} | {"README.md"}
    assert {file["name"] for file in manifest["files"]} == names | {"minga.zip"}
    assert {path.name for path in folder.iterdir()} == names | {"minga.zip", "manifest.json"}
    for file in manifest["files"]:
        content = (folder / file["name"]).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (file["bytes"], file["sha256"])
    counts = {file["name"]: file["rows"] for file in manifest["files"] if "rows" in file}
    assert counts["rolls.csv"] == counts["rolls.jsonl"] == len(cells(folder, "rolls")) == 13
    with ZipFile(folder / "minga.zip") as archive:
        assert set(archive.namelist()) == names
        assert all(archive.read(name) == (folder / name).read_bytes() for name in names)
    words = (folder / "README.md").read_text()
    for name, table in TABLES.items():
        assert f"## {name}\n" in words
        assert all(f"| `{column}` |" in words for column in table.columns)
    assert [entry.name for entry in sorted(root.iterdir())] == [DAY, "latest"]


@pytest.mark.django_db
@pytest.mark.parametrize("killed_at", ["rows", "write_zip", "sync_folder", "_point_latest"])
def test_whoever_is_killed_leaves_nothing_that_is_served_and_the_next_completes(
    record: Record, root: Path, client: Client, monkeypatch: pytest.MonkeyPatch, killed_at: str
) -> None:
    def kill(*_arguments: Any, **_more: Any) -> Any:
        raise Killed

    with monkeypatch.context() as dying:
        dying.setattr(writing, killed_at, kill)
        # A process that is killed does not tidy up behind itself.
        dying.setattr(writing.shutil, "rmtree", lambda *_arguments, **_more: None)
        with pytest.raises(Killed), transaction.atomic():
            write_dump()
    is_whole = killed_at == "_point_latest"
    assert dated(root) == ([date.fromisoformat(DAY)] if is_whole else [])
    assert [entry.name[0] for entry in root.iterdir()] == [DAY[0] if is_whole else "."]
    assert (client.get("/dumps/latest/minga.zip").status_code == 200) == is_whole
    assert client.get(f"/dumps/{next(root.iterdir()).name}/minga.zip").status_code == (200 if is_whole else 404)
    write_dump()
    assert sorted(entry.name for entry in root.iterdir()) == [DAY, "latest"]
    assert client.get("/dumps/latest/minga.zip").status_code == 200


@pytest.mark.django_db
def test_a_day_is_written_once_and_latest_moves_on(record: Record, root: Path, capsys: pytest.CaptureFixture) -> None:
    call_command("write_dump")
    before = (root / DAY / "manifest.json").read_bytes()
    assert dump() is False
    call_command("write_dump")
    assert capsys.readouterr().out.splitlines() == [
        str(root / DAY),
        "The dump of this day is there, or is being written.",
    ]
    assert (root / DAY / "manifest.json").read_bytes() == before
    with clock.travel(NEXT_DAY):
        assert dump() is True
    assert (root / "latest").resolve() == (root / "2026-03-05").resolve()


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_the_second_leaves_it_to_the_first(root: Path) -> None:
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key(Lock.DUMP, 0)])
        assert write_dump() is None
        assert dated(root) == []
        other.rollback()
        assert write_dump()
    finally:
        other.close()


def test_the_last_week_and_the_first_of_each_month_are_kept() -> None:
    today = date(2026, 3, 10)
    days = [today - timedelta(days=n) for n in range(70) if n != 37]  # the first of February was missed
    left = set(days) - set(to_remove(days, today))
    assert left == {
        *(today - timedelta(days=n) for n in range(7)),
        *(date(2026, 3, 1), date(2026, 2, 2), date(2026, 1, 1), date(2025, 12, 31)),
    }


@pytest.mark.django_db
def test_old_ones_are_taken_away(record: Record, root: Path) -> None:
    for day in ("2026-02-01", "2026-02-02", "2026-02-26", "not-a-day"):
        (root / day).mkdir(parents=True)
    write_dump()
    assert sorted(entry.name for entry in root.iterdir()) == ["2026-02-01", "2026-02-26", DAY, "latest", "not-a-day"]


@pytest.mark.django_db
def test_the_application_hands_out_the_same_bytes_for_good(record: Record, root: Path, client: Client) -> None:
    folder = write_dump()
    assert folder
    manifest = json.loads((folder / "manifest.json").read_text())
    for file in [*manifest["files"], {"name": "manifest.json"}]:
        answer = client.get(f"/dumps/{DAY}/{file['name']}", headers={"Origin": "https://elsewhere.example"})
        assert b"".join(answer.streaming_content) == (folder / file["name"]).read_bytes()
        assert answer["ETag"] == f'"{file.get("sha256", manifest["generated_at"])}"'
        assert "immutable" in answer["Cache-Control"]
        assert answer["Access-Control-Allow-Origin"] == "*"
        known = client.get(f"/dumps/{DAY}/{file['name']}", headers={"If-None-Match": f"W/{answer['ETag']}"})
        assert (known.status_code, known.content) == (304, b"")
    latest = client.get("/dumps/latest/comments.csv")
    assert latest["Cache-Control"] == "no-cache"
    assert b"".join(latest.streaming_content) == (folder / "comments.csv").read_bytes()
    assert client.get("/dumps/latest/")["Location"] == f"/dumps/{DAY}/manifest.json"
    assert client.get("/dumps/").json() == {"results": [{"date": DAY, "url": f"{SITE}/dumps/{DAY}/manifest.json"}]}
    assert client.post(f"/dumps/{DAY}/comments.csv").status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "../secret.csv",
        "%2e%2e/secret.csv",
        f"{DAY}/../../secret.csv",
        f"{DAY}/..%2f..%2fsecret.csv",
        f"{DAY}/%2e%2e/%2e%2e/secret.csv",
        f"{DAY}/secret.csv",
        f"{DAY}/",
        f"{DAY}/comments.csv%00.zip",
        "2026-02-30/comments.csv",
        "9999-99-99/comments.csv",
        ".hidden/secret.csv",
        "latest/../secret.csv",
    ],
)
def test_an_address_leads_nowhere_else(record: Record, root: Path, client: Client, address: str) -> None:
    write_dump()
    (root / ".hidden").mkdir()
    for place in (root.parent, root, root / DAY, root / ".hidden"):
        (place / "secret.csv").write_text("secret")
    assert client.get(f"/dumps/{address}").status_code == 404


@pytest.mark.django_db
def test_before_the_first_there_is_none(client: Client) -> None:
    assert client.get("/dumps/").json() == {"results": []}
    assert client.get("/dumps/latest/").status_code == 404
    assert client.get("/dumps/latest/minga.zip").status_code == 404


def many_comments(record: Record, count: int) -> None:
    proposal = record.closed.ballot.proposal
    Comment.objects.bulk_create(
        Comment(
            proposal=proposal,
            revision=proposal.revision,
            stance="neutral",
            text="Palabra. " * 200,
            language="es",
            author=record.closed.secretary,
            seat=record.closed.seats["BR"],
            created_at=FOUNDED,
        )
        for _number in range(count)
    )


def peak_of(work: Callable[[], object]) -> int:
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.django_db
def test_its_memory_and_its_questions_do_not_grow_with_the_comments(record: Record) -> None:
    def work() -> int:
        return sum(1 for _row in rows(SITE))

    peaks, costs = [], []
    for count in (1_000, 4_000):
        many_comments(record, count)
        work()
        with CaptureQueriesContext(connection) as queries:
            work()
        costs.append(len(queries))
        peaks.append(peak_of(work))
    assert costs[0] == costs[1]
    assert peaks[1] < peaks[0] * 1.2


@pytest.mark.django_db
def test_its_questions_do_not_grow_with_what_has_no_parts(record: Record) -> None:
    costs = []
    for start in (100, 200):
        Movement.objects.bulk_create(
            Movement(slug=f"m-{n}", name=f"M {n}", kind="union", founded_at=FOUNDED) for n in range(start, start + 50)
        )
        with CaptureQueriesContext(connection) as queries:
            assert sum(1 for _row in rows(SITE))
        costs.append(len(queries))
    assert costs[0] == costs[1]
