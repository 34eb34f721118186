"""Taking an option off a ballot that has not opened: who may and when (the matrix of `withdraw_option`)."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.test import Client

from accounts.models import User
from common import clock
from common.errors import DomainError
from councils.models import Membership, Office
from ledger.models import Entry
from proposals.models import Ballot
from proposals.voting.closing import cancel_ballot
from proposals.voting.opening import open_ballot
from proposals.voting.options import Option
from proposals.voting.withdrawing import withdraw_option
from tests.factories.choosing import KINDS, NAMES, choosing_scene, kind_of
from tests.factories.pages import BEFORE, CLOSES, INSIDE, OPENS, TICK, get, send, text
from tests.factories.proposals import member, official
from tests.factories.scenes import FOUNDED, Scene, person

pytestmark = pytest.mark.django_db
REASON = "La obra ya se hizo."


def people(scene: Scene) -> dict[str, User]:
    coordinator = person()
    Membership.objects.create(
        movement=scene.seats["BR"].movement, person=coordinator, role="coordinator", starts_at=FOUNDED
    )
    return {
        "secretary": scene.secretary,
        "moderator": official(scene.council, Office.Kind.MODERATOR),
        "observer": official(scene.council, Office.Kind.OBSERVER),
        "titular": scene.titulars["BR"],
        "alternate": scene.alternates["BR"],
        "coordinator": coordinator,
        "member": member(scene.seats["BR"]),
        "stranger": person(),
    }


def attempt(scene: Scene, who: User, at: datetime, code: str = "riego", reason: str = REASON) -> str | None:
    """The code of the refusal, if it is one. What is done is undone, so that a table of attempts is one test."""
    refused = None
    with clock.travel(at), transaction.atomic():
        try:
            withdraw_option(person=who, ballot=ballot_of(scene), code=code, reason=reason)
        except DomainError as refusal:
            assert refusal.sentence and "%(" not in refusal.sentence
            refused = refusal.code
        transaction.set_rollback(True)
    return refused


def ballot_of(scene: Scene) -> Ballot:
    return Ballot.objects.select_related("round__council", "window").get(pk=scene.ballot.pk)


TIMES = [
    (BEFORE, None),
    (OPENS - TICK, None),
    (OPENS, "options_frozen"),
    (INSIDE, "options_frozen"),
    (CLOSES - TICK, "options_frozen"),
    (CLOSES, "options_frozen"),
    (CLOSES + timedelta(days=1), "options_frozen"),
]


@pytest.mark.parametrize("asked", KINDS)
def test_who_takes_an_option_off_when(asked: str) -> None:
    """Every role before, at and after the opening, on every kind of ballot; also where no worker has opened it."""
    scene = choosing_scene(asked)
    everybody = people(scene)
    for at, code in TIMES:
        for role, who in everybody.items():
            expected = "candidates_withdraw" if kind_of(asked) == "election" else code
            assert attempt(scene, who, at) == (expected if role == "secretary" else "not_your_office"), (role, at)
        if at == OPENS:
            with clock.travel(at):
                open_ballot(ballot_of(scene))
    assert not Option.objects.filter(state=Option.State.WITHDRAWN).exists()


def test_it_is_not_on_the_paper_and_everybody_reads_why() -> None:
    scene = choosing_scene("approval")
    with clock.travel(BEFORE):
        withdraw_option(person=scene.secretary, ballot=ballot_of(scene), code="riego", reason=f"  {REASON} ")
    entry = Entry.objects.get(verb="withdraw_option")
    assert entry.data == {"ballot": scene.ballot.number, "option": "riego", "reason": REASON}
    assert entry.actor_id == scene.secretary.pk
    option = Option.objects.get(ballot=scene.ballot, code="riego")
    assert (option.state, option.decided_at, option.withdrawal_reason) == ("withdrawn", BEFORE, REASON)
    page = text(get(scene, None, BEFORE + TICK))
    assert "1 option was taken off" in page and REASON in page
    with clock.travel(OPENS):
        open_ballot(ballot_of(scene))
    assert [one["id"] for one in ballot_of(scene).options] == [name for name in NAMES if name != "riego"]
    path = f"/api/v1/ballots/{scene.council.slug}/1/{scene.ballot.number}/"
    with clock.travel(INSIDE):
        told = Client().get(path).json()
    assert "riego" not in [one["id"] for one in told["options"]]


@pytest.mark.parametrize(
    ("code", "reason", "refusal"),
    [
        ("nada", REASON, "unknown_option"),
        ("", REASON, "unknown_option"),
        ("\x00", REASON, "unknown_option"),
        ("riego'; --", REASON, "unknown_option"),
        ("riego", "", "reason_needed"),
        ("riego", " \n", "reason_needed"),
        ("riego", "x\x00", "reason_needed"),
        ("riego", "x" * 2_001, "reason_needed"),
        ("caminos", REASON, "status_quo"),
    ],
)
def test_what_is_refused_in_words(code: str, reason: str, refusal: str) -> None:
    scene = choosing_scene("ranking", status_quo="caminos")
    assert attempt(scene, scene.secretary, BEFORE, code, reason) == refusal


@pytest.mark.parametrize(("asked", "least"), [("ranking", 2), ("approval", 1)])
def test_something_is_left_to_choose_from(asked: str, least: int) -> None:
    scene = choosing_scene(asked)
    with clock.travel(BEFORE):
        for code in NAMES[least:]:
            withdraw_option(person=scene.secretary, ballot=ballot_of(scene), code=code, reason=REASON)
    for code in NAMES[:least]:
        assert attempt(scene, scene.secretary, BEFORE, code) == "too_few_options"
    assert attempt(scene, scene.secretary, BEFORE, NAMES[-1]) == "too_few_options"


def test_nothing_is_taken_off_twice_or_off_a_motion_or_a_cancelled_ballot() -> None:
    scene = choosing_scene("approval")
    with clock.travel(BEFORE):
        withdraw_option(person=scene.secretary, ballot=ballot_of(scene), code="riego", reason=REASON)
    assert attempt(scene, scene.secretary, BEFORE) == "unknown_option"
    with clock.travel(BEFORE):
        cancel_ballot(person=scene.secretary, ballot=ballot_of(scene), reason="Un error.")
    assert attempt(scene, scene.secretary, BEFORE, "caminos") == "ballot_cancelled"
    scene.ballot = Ballot.objects.get(round=scene.round, kind="motion")
    assert attempt(scene, scene.secretary, BEFORE) == "no_options_here"


def test_the_page_takes_it_off_and_loses_nothing_that_was_typed() -> None:
    scene = choosing_scene("ranking", status_quo="caminos")
    who = scene.secretary
    assert "Take an option off the ballot" in text(get(scene, who, BEFORE))
    assert "Take an option off the ballot" not in text(get(scene, scene.titulars["BR"], BEFORE))
    form = get(scene, who, BEFORE, "withdraw_option")
    assert 'value="riego"' in form.content.decode() and 'value="caminos"' not in form.content.decode()
    assert get(scene, scene.titulars["BR"], BEFORE, "withdraw_option").status_code == 403
    assert get(scene, None, BEFORE, "withdraw_option").status_code == 302
    wrong = send(scene, who, BEFORE, "withdraw_option", code="nada", reason="Porque sí")
    assert wrong.status_code == 422 and "Porque sí" in wrong.content.decode()
    assert send(scene, who, BEFORE, "withdraw_option", code="riego", reason=" ").status_code == 422
    assert send(scene, scene.titulars["BR"], BEFORE, "withdraw_option", code="riego", reason="x").status_code == 403
    assert send(scene, who, BEFORE, "withdraw_option", code="riego", reason=REASON).status_code == 302
    assert REASON in text(get(scene, None, BEFORE + TICK))
    assert send(scene, who, OPENS, "withdraw_option", code="semillas", reason=REASON).status_code == 409
