"""A person is nominated, accepts, is voted for in secret and elected: in a browser, with JavaScript and without."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from playwright.sync_api import expect

from accounts.models import User
from proposals.models import Ballot, OpenedChoice, Participation
from proposals.schedule import close_one_due_window
from proposals.voting.calling import call_ballot
from proposals.voting.casting import cast_vote
from tests.factories.scenes import FOUNDED, Scene, person, voting_scene

from .conftest import BUDGET, Visitor, sign_in

pytestmark = pytest.mark.django_db(transaction=True)

CONTINUE = "form[action$='/vote/'] .actions button >> nth=0"


def move(scene: Scene, column: str) -> None:
    """The window's bound is now: the server's own connections see no forced clock."""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE councils_window SET {column} = clock_timestamp() WHERE id = %s", [scene.window.pk])


def called() -> tuple[Scene, Ballot, User]:
    now = datetime.now(UTC)
    scene = voting_scene(opens_at=now + timedelta(hours=1), closes_at=now + timedelta(hours=2))
    terms = {"places": 1, "is_secret": True}
    ballot = call_ballot(
        person=scene.secretary, round_=scene.round, kind="election", title={"es": "¿Quién coordina?"}, terms=terms
    )
    marta = person("Marta Quispe")
    scene.seats["UY"].movement.memberships.create(person=marta, starts_at=FOUNDED)
    return scene, ballot, marta


@pytest.mark.parametrize("js", [True, False], ids=["with script", "without script"])
def test_nominate_accept_vote_in_secret_and_read_the_result(
    visit: Callable[..., Visitor], js: bool, tmp_path: Path, settings: Any
) -> None:
    settings.BALLOT_KEYS_DIR = str(tmp_path / "keys")
    scene, ballot, marta = called()
    address = ballot.get_absolute_url()

    delegate = visit(js=js)
    sign_in(delegate, scene.titulars["BR"], Client())
    delegate.go(address)
    delegate.check(f"election-coming-{js}")
    delegate.page.click("a[href*='/nominations/']")
    delegate.page.fill("input[name=email]", marta.email)
    delegate.page.fill("input[name=expertise]", "agua")
    delegate.check(f"nominate-{js}")
    delegate.page.click("main form .actions button")
    delegate.page.wait_for_url(f"{delegate.site}{address}*")
    expect(delegate.page.locator("main")).not_to_contain_text("Marta Quispe")

    candidate = visit(js=js)
    sign_in(candidate, marta, Client())
    candidate.go("/")
    candidate.page.click("a[href*='/nominations/']")
    candidate.page.fill("textarea[name=statement]", "Agua para todas.")
    candidate.check(f"candidacy-{js}")
    candidate.page.click("button[value=accept]")
    candidate.page.wait_for_url(f"{candidate.site}{address}*")
    expect(candidate.page.locator("main")).to_contain_text("Marta Quispe")

    move(scene, "opens_at")
    delegate.go(address)
    delegate.check(f"election-open-{js}")
    delegate.page.fill("input[name^=rank-]", "1")
    delegate.page.click(CONTINUE)
    delegate.check(f"election-confirm-{js}")
    delegate.page.click(CONTINUE)
    expect(delegate.page.locator(".receipt")).to_be_visible()
    delegate.check(f"election-receipt-{js}")
    assert Participation.objects.count() == 1
    option = Ballot.objects.get(pk=ballot.pk).options[0]["id"]  # type: ignore[index] # opened
    for country in ("AR", "VE", "EC"):
        cast_vote(
            person=scene.titulars[country],
            seat=scene.seats[country],
            ballot=Ballot.objects.get(pk=ballot.pk),
            answer={"ranking": [[option]]},
        )

    move(scene, "closes_at")
    while close_one_due_window():
        pass
    assert OpenedChoice.objects.filter(ballot=ballot).count() == 4
    reader = visit(js=js)
    reader.go(address)
    expect(reader.page.locator("main")).to_contain_text("Marta Quispe")
    reader.check(f"election-result-{js}")
    reader.go(f"{address}roll/")
    expect(reader.page.locator("main .badge.good")).to_have_count(4)
    reader.check(f"election-roll-{js}")
    assert reader.weigh(address) <= BUDGET
