"""The real elections that the demonstration brings in show their published winners, on the page and on the API."""

import io
import json
import os
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from embedded.demonstration.archive import FILES
from proposals.models import Ballot, Package, Position
from proposals.schedule import close_one_due_window
from proposals.tally.choices import recount_choice
from proposals.tally.formats.package import read_package
from tests.factories.scenes import voting_scene
from tests.proposals.test_imports import FAR

FOLDER = Path(os.environ["ELECTIONS_DIR"])
BUDGET, WARD = FILES

pytestmark = pytest.mark.django_db


def published(name: str, **options: object) -> tuple[Ballot, dict]:
    """The ballot and what the API says of it."""
    council = voting_scene(opens_at=FAR, closes_at=FAR.replace(month=2)).council
    call_command("import_ballots", str(FOLDER / name), council=council.slug, stdout=io.StringIO(), **options)
    while close_one_due_window():
        pass
    ballot = Ballot.objects.get(is_imported=True)
    assert ballot.state == Ballot.State.PUBLISHED, ballot.failure
    return ballot, Client().get(f"/api/v1/ballots/{council.slug}/{ballot.round.number}/1/").json()


def binding(told: dict) -> dict:
    return next(result["result"] for result in told["results"] if result["is_binding"])


def shown(ballot: Ballot) -> tuple[str, str]:
    """The page of the result and that of the position."""
    position = Position.objects.get(ballot=ballot)
    pages = [Client().get(page) for page in (ballot.get_absolute_url(), position.get_absolute_url())]
    assert [page.status_code for page in pages] == [200, 200]
    return pages[0].content.decode(), pages[1].content.decode()


def test_the_budget_of_wieliczka(tmp_path: Path) -> None:
    if not (FOLDER / BUDGET).is_file():
        pytest.skip("this budget is not in the folder")
    ballot, told = published(BUDGET)
    expected = json.loads((FOLDER / "expected" / f"pb_{Path(BUDGET).stem}.json").read_text())["official"]["selected"]
    assert sorted(binding(told)["selected"]) == sorted(expected)
    assert binding(told)["total_cost"] == "995079"
    assert binding(told)["working"]
    names = {option["id"]: option["name"]["pl"] for option in ballot.options}
    for page in shown(ballot):
        for winner in expected[:3]:
            assert names[winner][:20] in page
    package = tmp_path / "package.zip"
    package.write_bytes(bytes(Package.objects.get().content))
    assert sorted(recount_choice(read_package(package)).binding.result["selected"]) == sorted(expected)


def test_the_councillors_of_govan() -> None:
    if not (FOLDER / WARD).is_file():
        pytest.skip("this ward is not in the folder")
    ballot, told = published(WARD, arithmetic="scottish")
    expected = json.loads((FOLDER / "expected" / f"scot_{Path(WARD).stem}.json").read_text())["stv_scottish"]
    assert binding(told)["selected"] == [str(one) for one in expected["elected_in_order"]]
    assert binding(told)["working"]
    for page in shown(ballot):
        for name in expected["elected_names"]:
            assert name in page
