"""The tally package and the votes in the format of their field: after the close, at addresses that stay."""

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from common import clock
from common.proof.canonical import canonical
from proposals.models import Ballot, Package, Position
from proposals.tally.choices import recount_choice
from proposals.tally.counting import count_votes, read_votes_file
from proposals.tally.formats.package import read_package
from proposals.tally.recount import recount
from proposals.tasks import sweep
from proposals.voting.calling import Choice, call_ballot
from proposals.voting.casting import cast_vote
from tests.factories.choices import nominate
from tests.factories.files import written
from tests.factories.scenes import Scene, voting_scene

OPENS = datetime(2026, 3, 1, 12, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=3)
CODES = (("caminos", 60), ("riego", 50), ("semillas", 40))

pytestmark = pytest.mark.django_db


def facts_of(scene: Scene, kind: str, terms: dict[str, Any]) -> dict[str, Any]:
    title = {"es": "¿Qué va primero?"}
    return {"person": scene.secretary, "round_": scene.round, "kind": kind, "terms": terms, "title": title}


def called(kind: str, terms: dict[str, Any]) -> tuple[Scene, Ballot]:
    with clock.travel(OPENS - timedelta(hours=1)):
        scene = voting_scene(opens_at=OPENS, closes_at=CLOSES)
        cost = kind == "allocation"
        if kind == "election":
            scene.ballot = call_ballot(**facts_of(scene, kind, terms), choices=())
            nominate(scene, {code: code for code, _price in CODES}, at=OPENS - timedelta(hours=1))
            return scene, scene.ballot
        choices = [Choice(code, {"es": code}, cost=Decimal(price) if cost else None) for code, price in CODES]
        ballot = call_ballot(**facts_of(scene, kind, terms), choices=choices)
    return scene, ballot


def cast(scene: Scene, ballot: Ballot, **answers: Any) -> None:
    with clock.travel(OPENS + timedelta(hours=5)):
        for country, answer in answers.items():
            now = Ballot.objects.get(pk=ballot.pk)
            cast_vote(person=scene.titulars[country], seat=scene.seats[country], ballot=now, answer=answer)


def close() -> None:
    with clock.travel(CLOSES):
        sweep()


def address(ballot: Ballot, name: str = "package.zip") -> str:
    return f"/api/v1/ballots/{ballot.round.council.slug}/{ballot.round.number}/{ballot.number}/{name}"


def read(content: bytes, folder: Path) -> dict[str, Any]:
    path = folder / "package.zip"
    path.write_bytes(content)
    return read_package(path)


def test_a_motion_is_packed_once_it_is_published(tmp_path: Path) -> None:
    with clock.travel(OPENS - timedelta(hours=1)):
        scene = voting_scene(opens_at=OPENS, closes_at=CLOSES)
    client, ballot = Client(), scene.ballot
    cast(scene, ballot, BR={"yes": "1"}, AR={"no": "1"})
    assert client.get(address(ballot)).status_code == 404
    close()
    answer = client.get(address(ballot))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    assert answer["Cache-Control"] == "public, no-cache"
    document = read(answer.content, tmp_path)
    position = Position.objects.get(ballot=ballot)
    assert canonical(document) == bytes(position.document)
    assert recount(document).binding.outcome == position.outcome
    assert client.get(address(ballot, "votes.pb")).status_code == 404
    told = client.get(f"/api/v1/ballots/{scene.council.slug}/1/{ballot.number}/").json()
    assert told["package_url"].endswith(address(ballot))
    assert told["votes_file_url"] is None
    assert (told["is_imported"], told["source"]) == (False, None)


@pytest.mark.parametrize(
    ("kind", "terms", "answers", "name", "rule"),
    [
        (
            "allocation",
            {"budget": "100.00", "currency": "USD", "input": "approval"},
            [{"approved": ["caminos", "semillas"]}, {"approved": ["riego"]}],
            "votes.pb",
            "equal_shares",
        ),
        (
            "allocation",
            {"budget": "100.00", "currency": "USD", "input": "score"},
            [{"points": {"caminos": 3, "riego": 1}}, {"points": {"riego": 9}}],
            "votes.pb",
            "greedy",
        ),
        ("ranking", {}, [{"ranking": [["riego"], ["caminos"]]}, {"ranking": [["riego"]]}], "votes.soi", "schulze"),
        ("ranking", {}, [{"ranking": [["riego", "caminos"]]}, {"ranking": [["riego"]]}], "votes.toi", "schulze"),
        ("election", {"places": 2}, [{"ranking": [["riego"]]}, {"ranking": [["caminos"]]}], "votes.blt", "stv"),
    ],
)
def test_what_is_no_motion_is_packed_and_exported(
    tmp_path: Path, kind: str, terms: dict[str, Any], answers: list[Any], name: str, rule: str
) -> None:
    scene, ballot = called(kind, terms)
    cast(scene, ballot, BR=answers[0], AR=answers[1])
    close()
    ballot.refresh_from_db()
    assert ballot.state == Ballot.State.PUBLISHED, ballot.failure
    client = Client()
    document = read(client.get(address(ballot)).content, tmp_path)
    assert canonical(document) == bytes(Position.objects.get(ballot=ballot).document)
    again = {tally.rule: tally.as_json() for tally in recount_choice(document).tallies}
    assert again == {r["rule"]: {k: v for k, v in r["result"].items() if k != "pivots"} for r in document["results"]}
    exported = client.get(address(ballot, name))
    assert exported.status_code == 200
    path = tmp_path / name
    path.write_bytes(exported.content)
    assert count_votes(read_votes_file(path), rule)["outcome"] in ("selected", "tied", "none")
    told = client.get(f"/api/v1/ballots/{scene.council.slug}/1/{ballot.number}/").json()
    assert told["votes_file_url"].endswith(address(ballot, name))


def test_packages_follow_one_another(tmp_path: Path) -> None:
    with clock.travel(OPENS - timedelta(hours=1)):
        scene = voting_scene(opens_at=OPENS, closes_at=CLOSES)
        second = scene.put()
    close()
    first, then = (zipfile.ZipFile(io.BytesIO(Client().get(address(b)).content)) for b in (scene.ballot, second))
    manifests = [json.loads(one.read("manifest.json")) for one in (first, then)]
    hashes = list(Package.objects.order_by("position_id").values_list("manifest_sha256", flat=True))
    assert [manifest["previous"] for manifest in manifests] == [None, hashes[0]]


def test_packages_are_only_read(tmp_path: Path) -> None:
    with clock.travel(OPENS - timedelta(hours=1)):
        council = voting_scene(opens_at=OPENS, closes_at=CLOSES).council
    call_command("import_ballots", str(written(tmp_path, "barrio.pb")), council=council.slug, stdout=io.StringIO())
    close()
    ballot, client = Ballot.objects.get(is_imported=True), Client()
    for name in ("package.zip", "votes.pb"):
        whole = client.get(address(ballot, name))
        head = client.head(address(ballot, name))
        assert (head.status_code, head.content, head["ETag"]) == (200, b"", whole["ETag"])
        known = client.get(address(ballot, name), headers={"If-None-Match": whole["ETag"]})
        assert (known.status_code, known.content) == (304, b"")
        for method in ("post", "put", "patch", "delete"):
            assert getattr(client, method)(address(ballot, name)).status_code == 405
    assert client.get(address(ballot, "votes.blt")).status_code == 404
    assert client.get(address(ballot, "package.zip").replace("/1/", "/99999999999999/")).status_code == 404


def test_an_import_is_told_apart_on_the_api_and_on_the_pages(tmp_path: Path) -> None:
    with clock.travel(OPENS - timedelta(hours=1)):
        council = voting_scene(opens_at=OPENS, closes_at=CLOSES).council
    call_command("import_ballots", str(written(tmp_path, "barrio.pb")), council=council.slug, stdout=io.StringIO())
    close()
    ballot, client = Ballot.objects.get(is_imported=True), Client()
    told = client.get(f"/api/v1/ballots/{council.slug}/2/1/").json()
    assert (told["is_imported"], told["votes"], told["binding_rule"]) == (True, None, "official")
    assert told["source"]["file"] == "barrio.pb"
    assert sorted(told["results"][0]["result"]["selected"]) == ["huerta", "plaza"]
    assert told["results"][0]["result"]["working"]
    (listed,) = client.get(f"/api/v1/positions/?council={council.slug}&series=imports").json()["results"]
    position = Position.objects.get(ballot=ballot)
    assert listed["series"] == "imports"
    assert listed["url"].endswith(f"/api/v1/positions/{council.slug}/imports/{position.year}/1/")
    one = client.get(listed["url"])
    assert one.json()["sha256"] == position.sha256
    assert position.get_absolute_url() == f"/positions/{council.slug}/imports/{position.year}/1/"
    assert told["positions"][0]["url"] == listed["url"]
    assert client.get(f"/positions/{council.slug}/{position.year}/9/").status_code == 404
    for page in (position.get_absolute_url(), ballot.get_absolute_url(), f"/positions/{council.slug}/"):
        assert client.get(page).status_code == 200, page
