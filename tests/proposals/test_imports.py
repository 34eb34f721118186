"""Votes that were held elsewhere: brought in from a file, counted and published in a series of their own."""

import io
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command
from django.db import Error, connection, transaction
from django.test import Client
from django.utils import timezone

from common.errors import Conflict
from common.proof.canonical import canonical
from councils.models import Council, Round
from ledger.models import Entry
from proposals.importing.actions import import_ballot
from proposals.importing.reading import Wish, read_votes
from proposals.models import Ballot, ImportedVotes, Package, Position
from proposals.positions.queries import read_for_a_page
from proposals.schedule import close_one_due_window
from proposals.tally.choices import recount_choice
from proposals.tally.counting import count_votes, read_votes_file
from proposals.tally.formats.package import read_package
from tests.factories.files import BUDGET, FILES, written
from tests.factories.scenes import voting_scene

OPENS = datetime(2026, 3, 1, 12, tzinfo=UTC)
FAR = datetime(2199, 1, 1, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def council() -> Council:
    """A council whose own vote is far away, so that the conductor has only imports to do."""
    return voting_scene(opens_at=FAR, closes_at=FAR.replace(month=2)).council


def bring(path: Path, council: Council, **options: Any) -> str:
    said = io.StringIO()
    call_command("import_ballots", str(path), council=council.slug, stdout=said, **options)
    return said.getvalue()


def conduct() -> int:
    steps = 0
    while close_one_due_window():
        steps += 1
    return steps


def published(path: Path, council: Council, **options: Any) -> dict[str, Any]:
    bring(path, council, **options)
    conduct()
    ballot = Ballot.objects.get(is_imported=True)
    assert ballot.state == Ballot.State.PUBLISHED, ballot.failure
    return json.loads(bytes(Position.objects.get(ballot=ballot).document))


def by_rule(document: dict[str, Any]) -> dict[str, Any]:
    return {result["rule"]: result["result"] for result in document["results"]}


def test_a_budget_is_published_as_its_own_rule_divides_it(council: Council, tmp_path: Path) -> None:
    document = published(written(tmp_path, "barrio.pb"), council)
    assert (document["binding_rule"], document["outcome"]) == ("official", "selected")
    assert set(by_rule(document)) == {"official", "equal_shares", "greedy"}
    assert sorted(by_rule(document)["official"]["selected"]) == ["huerta", "plaza"]
    assert document["reference"] == f"{council.code}-I/{timezone.now().year}/001"
    assert document["is_imported"] is True
    assert (document["source"]["file"], document["source"]["rule"]) == ("barrio.pb", "greedy")
    assert document["roll"] == {"seats": [], "contributions": [], "decision_class": None, "voters": 5}
    assert {"answer": {"approved": ["plaza", "huerta"]}, "weight": 2} in document["votes"]
    assert document["ballot"]["opens_at"] == "2023-04-03T04:00:00+00:00"
    assert document["ballot"]["closes_at"] == "2023-04-22T04:00:00+00:00"


@pytest.mark.parametrize(
    ("name", "options", "kind", "rule"),
    [
        ("barrio.pb", {}, "allocation", "official"),
        ("barrio.pb", {"rule": "equal_shares", "completion": "add1"}, "allocation", "equal_shares"),
        ("puntos.pb", {}, "allocation", "official"),
        ("postres.toi", {}, "ranking", "schulze"),
        ("postres.toi", {"seats": 2}, "election", "stv"),
        ("postres.toi", {"rule": "irv", "equal_ranks": "split"}, "ranking", "irv"),
        ("barrio.blt", {}, "election", "stv"),
        ("barrio.blt", {"arithmetic": "scottish"}, "election", "stv"),
        ("tally.txt", {"majority": [("1", 3)], "quorum": 2}, "ranking", "schulze_quorum"),
    ],
)
def test_each_format_is_counted_as_its_file_is(
    council: Council, tmp_path: Path, name: str, options: dict[str, Any], kind: str, rule: str
) -> None:
    """What the position says is what the command line says of the file, and what a recount of the document says."""
    path = written(tmp_path, name)
    document = published(path, council, **options)
    assert (document["kind"], document["binding_rule"]) == (kind, rule)
    again = recount_choice(document)
    told = [{k: v for k, v in result["result"].items() if k != "pivots"} for result in document["results"]]
    assert json.loads(json.dumps([tally.as_json() for tally in again.tallies])) == told
    wish = Wish(rule=options.get("rule"))
    brought = read_votes(path, wish)
    assert sum(vote["weight"] for vote in brought.votes) == document["roll"]["voters"]
    if not options:
        counted = count_votes(read_votes_file(path), rule)
        said = by_rule(document)[rule]
        assert {key: said[key] for key in counted} == json.loads(json.dumps(counted))


@pytest.mark.parametrize("name", FILES)
def test_its_package_is_lossless_and_counts_alike(council: Council, tmp_path: Path, name: str) -> None:
    document = published(written(tmp_path, name), council)
    package = tmp_path / "package.zip"
    package.write_bytes(bytes(Package.objects.get().content))
    read = read_package(package)
    position = Position.objects.get()
    assert canonical(read) == bytes(position.document)
    assert read_for_a_page(position) == {**read, "votes": []}
    assert recount_choice(read).binding.as_json()["selected"] == by_rule(document)[document["binding_rule"]]["selected"]


def test_the_same_file_twice_is_one_line(council: Council, tmp_path: Path) -> None:
    first = bring(written(tmp_path, "barrio.pb"), council)
    again = bring(written(tmp_path, "copy.pb", BUDGET), council)
    assert "the worker counts" in first
    assert again.count("\n") == 1
    assert Ballot.objects.get(is_imported=True).get_absolute_url() in again
    assert Round.objects.filter(council=council).count() == 2
    assert Entry.objects.filter(verb="import_ballot").count() == 1


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("bad.pb", BUDGET.replace("plaza;60", "plaza;-60"), "line 18"),
        ("bad.pb", BUDGET.replace("num_votes;5", "num_votes;6"), "line 8"),
        ("bad.pb", BUDGET.replace("3;biblioteca", "3;nada"), "line 25"),
        ("bad.pb", BUDGET.replace("rule;greedy", "rule;phragmen"), "phragmen"),
        ("bad.pb", BUDGET[:300], "line"),
        ("bad.pb", "", "line"),
        ("bad.toi", FILES["postres.toi"].replace("VOTERS: 6", "VOTERS: 7"), "line 4"),
        ("bad.blt", "3 1\n1 7 0\n0\n", "line 2"),
        ("bad.txt", "nothing\n", "no vote"),
        ("bad.xls", "nothing", ".xls"),
    ],
)
def test_a_bad_file_is_one_line_and_nothing_is_brought_in(
    council: Council, tmp_path: Path, name: str, text: str, said: str
) -> None:
    with pytest.raises(CommandError) as refusal:
        bring(written(tmp_path, name, text), council)
    assert refusal.value.returncode == 2
    assert said in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert not Ballot.objects.filter(is_imported=True).exists()
    assert Round.objects.filter(council=council).count() == 1


def test_what_there_is_not_is_said(council: Council, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no council"):
        call_command("import_ballots", str(written(tmp_path, "barrio.pb")), council="nobody")
    with pytest.raises(CommandError, match="No such file"):
        bring(tmp_path / "missing.pb", council)
    with pytest.raises(CommandError, match="divided by one of"):
        bring(written(tmp_path, "barrio.pb"), council, rule="stv")
    with pytest.raises(CommandError, match="none of the options"):
        bring(written(tmp_path, "tally.txt"), council, default="9")
    Council.objects.filter(pk=council.pk).update(kind="ministerial")
    with pytest.raises(CommandError, match="consultivos"):
        bring(written(tmp_path, "barrio.pb"), council)


def test_names_are_text_whatever_they_hold(council: Council, tmp_path: Path) -> None:
    hostile = BUDGET.replace("La plaza", "<script>alert(1)</script>").replace("Presupuesto del barrio", "') DROP--")
    document = published(written(tmp_path, "x.pb", hostile), council)
    assert document["options"][0]["name"] == {"es": "<script>alert(1)</script>"}
    page = Client().get(Round.objects.get(number=2).get_absolute_url())
    assert page.status_code == 200
    assert b"<script>alert(1)" not in page.content


def test_imports_have_a_chain_of_their_own(council: Council, tmp_path: Path) -> None:
    for name in ("barrio.pb", "postres.toi"):
        bring(written(tmp_path, name), council)
    conduct()
    first, second = Position.objects.order_by("id")
    assert (first.number, second.number) == (1, 2)
    assert (first.series, first.previous_sha256, second.previous_sha256) == ("imports", "", first.sha256)
    packages = list(Package.objects.order_by("position_id"))
    for package, previous in zip(packages, (None, packages[0].manifest_sha256), strict=True):
        zip_path = tmp_path / f"{package.pk}.zip"
        zip_path.write_bytes(bytes(package.content))
        assert json.loads(_manifest(zip_path))["previous"] == previous


def _manifest(path: Path) -> bytes:
    with ZipFile(path) as archive:
        return archive.read("manifest.json")


def test_each_step_is_taken_once_however_often_the_worker_comes_back(
    council: Council, tmp_path: Path, settings: Any
) -> None:
    """A worker that is killed after any step leaves a whole one behind, and the next goes on from there."""
    settings.SIGNING_KEY = ""  # a signature would be one step more
    bring(written(tmp_path, "barrio.pb"), council)
    states = [Ballot.objects.get(is_imported=True).state]
    while close_one_due_window():
        states.append(Ballot.objects.get(is_imported=True).state)
    assert states == ["closed", "tallied", "published"]
    assert not close_one_due_window()
    ballot = Ballot.objects.get(is_imported=True)
    assert ballot.tallies.count() == 3
    assert Position.objects.filter(ballot=ballot).count() == 1


def test_votes_stand_only_behind_an_import_that_waits(council: Council, tmp_path: Path) -> None:
    scene_ballot = Ballot.objects.filter(is_imported=False).first()
    bring(written(tmp_path, "barrio.pb"), council)
    imported = ImportedVotes.objects.get()
    facts = {"council": council, "source": {}, "voters": 1, "votes": [], "imported_at": OPENS}
    with pytest.raises(Error), transaction.atomic():
        ImportedVotes.objects.create(ballot=scene_ballot, sha256="a" * 64, **facts)
    with pytest.raises(Error), transaction.atomic():
        ImportedVotes.objects.filter(pk=imported.pk).update(voters=9)
    with pytest.raises(Error), transaction.atomic():
        Ballot.objects.filter(pk=scene_ballot.pk).update(is_imported=True)
    with pytest.raises(Error), transaction.atomic():
        imported.delete()


def test_import_ballot_is_told_in_the_log(council: Council, tmp_path: Path) -> None:
    brought = read_votes(written(tmp_path, "barrio.pb"), Wish(title="  Otro\nnombre "))
    ballot = import_ballot(council=council, brought=brought)
    entry = Entry.objects.get(verb="import_ballot")
    assert entry.data["sha256"] == brought.source["sha256"]
    assert ballot.title == {"es": "Otro nombre"}
    assert str(ballot.round) == "Otro nombre"


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_one_file_at_once_make_one_ballot(tmp_path: Path) -> None:
    council = voting_scene(opens_at=FAR, closes_at=FAR.replace(month=2)).council
    brought = read_votes(written(tmp_path, "barrio.pb"), Wish())

    def attempt(_number: int) -> str:
        try:
            return import_ballot(council=council, brought=brought).get_absolute_url()
        except Conflict as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=4) as pool:
        told = list(pool.map(attempt, range(4)))
    assert sorted(told)[1:] == ["imported_already"] * 3
    assert Ballot.objects.filter(is_imported=True).count() == 1
    assert list(Round.objects.filter(council=council).order_by("number").values_list("number", flat=True)) == [1, 2]
