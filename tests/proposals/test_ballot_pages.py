"""The vote through HTTP: what its pages say and when, and the status of every refusal."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from common import clock
from councils.models import Rulebook, Standing, Window
from proposals.models import Ballot, Recusal, Vote
from proposals.voting.opening import open_ballot
from tests.factories.pages import (
    BEFORE,
    CLOSES,
    INSIDE,
    OPENS,
    TICK,
    address,
    cast,
    conduct,
    get,
    prepared,
    send,
    signed_in,
    slug,
    text,
)
from tests.factories.scenes import FOUNDED, Scene, mandate

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return prepared()


def test_a_vote_is_shown_once_more_before_it_is_cast(scene: Scene) -> None:
    who = scene.titulars["BR"]
    page = get(scene, who, INSIDE)
    assert page.status_code == 200
    assert "Voting is open" in text(page)
    assert f'name="acting_for" value="{slug(scene)}"' in page.content.decode()
    asked = send(scene, who, INSIDE, "vote", acting_for=slug(scene), choice="block")
    assert asked.status_code == 200
    assert "Is this your vote?" in text(asked)
    assert not Vote.objects.exists()
    done = send(scene, who, INSIDE, "vote", acting_for=slug(scene), choice="block", confirm="1")
    assert done.status_code == 302
    assert done["Location"] == address(scene, "receipt", slug(scene))
    vote = Vote.objects.get()
    assert vote.answer == {"block": "1"}
    receipt = get(scene, who, INSIDE, "receipt", slug(scene))
    for told in (vote.receipt, vote.commitment, "Vote 1 of this seat", "You can vote again until the close"):
        assert told in text(receipt)


def test_a_receipt_is_shown_to_nobody_else(scene: Scene) -> None:
    cast(scene, BR="yes")
    for who in (scene.alternates["BR"], scene.titulars["AR"], scene.secretary):
        assert get(scene, who, INSIDE, "receipt", slug(scene)).status_code == 404
    assert get(scene, None, INSIDE, "receipt", slug(scene)).status_code == 302


@pytest.mark.parametrize("step", [{}, {"confirm": "1"}])
@pytest.mark.parametrize(
    ("who", "country", "at", "status", "sentence"),
    [
        ("titular", "BR", OPENS, 200, ""),
        ("titular", "BR", CLOSES - TICK, 200, ""),
        ("titular", "BR", OPENS - TICK, 409, "Voting opens on"),
        ("titular", "BR", CLOSES, 409, "Voting closed on"),
        ("titular", "BR", CLOSES + timedelta(seconds=1), 409, "Voting closed on"),
        ("alternate", "BR", OPENS, 200, ""),
        ("titular", "AR", INSIDE, 403, "You hold no mandate of"),
        ("secretary", "BR", INSIDE, 403, "You hold no mandate of"),
    ],
)
def test_a_refusal_has_its_status_and_its_sentence(
    scene: Scene, step: dict[str, str], who: str, country: str, at: datetime, status: int, sentence: str
) -> None:
    """`country` is the seat that Brazil's people try to vote for."""
    people = {"titular": scene.titulars["BR"], "alternate": scene.alternates["BR"], "secretary": scene.secretary}
    answer = send(scene, people[who], at, "vote", acting_for=slug(scene, country), choice="yes", **step)
    assert answer.status_code == (302 if status == 200 and step else status)
    assert sentence in text(answer)
    assert Vote.objects.exists() == bool(status == 200 and step)


@pytest.mark.parametrize("fields", [{}, {"choice": ""}, {"choice": "perhaps"}, {"choice": "perhaps", "confirm": "1"}])
def test_an_answer_that_is_none_is_asked_again(scene: Scene, fields: dict[str, str]) -> None:
    answer = send(scene, scene.titulars["BR"], INSIDE, "vote", acting_for=slug(scene), **fields)
    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()
    assert not Vote.objects.exists()


@pytest.mark.parametrize("movement", ["", "nobody", "a\x00b", "x" * 5000])
def test_a_vote_for_a_seat_that_does_not_exist(scene: Scene, movement: str) -> None:
    answer = send(scene, scene.titulars["BR"], INSIDE, "vote", acting_for=movement, choice="yes", confirm="1")
    assert answer.status_code == 404


def test_who_is_not_signed_in_is_asked_to(scene: Scene) -> None:
    page = get(scene, None, INSIDE)
    assert "Sign in to vote" in text(page)
    assert send(scene, None, INSIDE, "vote", acting_for=slug(scene), choice="yes", confirm="1").status_code == 302
    assert get(scene, scene.titulars["BR"], INSIDE, "vote").status_code == 302, "back from the sign-in, to the ballot"
    assert not Vote.objects.exists()


def test_the_titular_and_the_alternate_both_see_who_has_voted(scene: Scene) -> None:
    send(scene, scene.alternates["BR"], INSIDE, "vote", acting_for=slug(scene), choice="no", confirm="1")
    page = text(get(scene, scene.titulars["BR"], INSIDE))
    assert "The alternate of this seat has voted" in page
    assert "takes the place of the alternate's" in page
    cast(scene, BR="yes")
    page = text(get(scene, scene.alternates["BR"], INSIDE))
    assert "The titular of this seat has voted" in page
    assert "The titular has voted, so the alternate no longer can." in page
    refused = send(scene, scene.alternates["BR"], INSIDE, "vote", acting_for=slug(scene), choice="no", confirm="1")
    assert refused.status_code == 409


def test_no_page_says_how_anybody_voted_before_the_count(scene: Scene) -> None:
    cast(scene, BR="block", AR="block")
    with clock.travel(CLOSES):
        Ballot.objects.filter(pk=scene.ballot.pk).update(state="closed", closed_at=CLOSES)
    for who in (None, scene.alternates["BR"], scene.titulars["AR"], scene.secretary):
        for at in (INSIDE, CLOSES):
            for page in ("ballot", "roll"):
                shown = get(scene, who, at, page).content.decode().replace('value="block"', "")
                salts = list(Vote.objects.values_list("salt", flat=True))
                assert not any(salt in shown for salt in salts)
                assert "Block (" not in shown
                assert "Block, " not in shown


def test_a_disabled_vote_says_why(scene: Scene) -> None:
    who = scene.titulars["BR"]
    assert "Voting opens on" in text(get(scene, who, BEFORE))
    with clock.travel(INSIDE):
        open_ballot(scene.ballot)
    Recusal.objects.create(
        ballot=scene.ballot, seat=scene.seats["BR"], reason="Ejecutamos la obra.", recused_by=who, recused_at=INSIDE
    )
    page = text(get(scene, who, INSIDE))
    assert "stood aside from this ballot" in page
    assert "Ejecutamos la obra." in page
    Standing.objects.create(
        seat=scene.seats["AR"], status="suspended", effective_at=INSIDE, recorded_at=INSIDE, reason="x"
    )
    later = INSIDE + timedelta(hours=1)
    assert "is suspended and cannot act" in text(get(scene, scene.titulars["AR"], later))
    assert "You hold no mandate" in text(get(scene, scene.secretary, later))


def test_a_person_with_two_seats_chooses(scene: Scene) -> None:
    who = scene.titulars["BR"]
    other = scene.seats["AR"]
    mandate(other, who, order=2)
    with clock.travel(INSIDE):
        page = signed_in(who).get(address(scene), {"acting_for": other.movement.slug})
    assert f'name="acting_for" value="{other.movement.slug}"' in page.content.decode()
    assert f"You act for {other.movement.name}" in text(page)


def test_a_visitor_prepares_and_opens_what_no_worker_has(scene: Scene) -> None:
    Window.objects.filter(round=scene.round).update(opening_done_at=None)
    with clock.travel(INSIDE):
        page = signed_in(None).get(address(scene))
    assert "Voting is open" in text(page)
    scene.ballot.refresh_from_db()
    assert scene.ballot.state == Ballot.State.OPEN


def test_a_round_that_no_worker_has_settled_prepares_its_ballots(scene: Scene) -> None:
    with clock.travel(FOUNDED - timedelta(days=1)), pytest.raises(Ballot.DoesNotExist):
        scene.put()
    second = reverse("ballot", args=[scene.council.slug, 1, 2])
    with clock.travel(BEFORE):
        assert signed_in(None).get(second).status_code == 404, "a worker has been there"
        Window.objects.filter(round=scene.round).update(opening_done_at=None)
        assert signed_in(None).get(second).status_code == 200
        assert signed_in(None).get(second).status_code == 200
    assert Ballot.objects.filter(round=scene.round).count() == 2
    assert signed_in(None).get(reverse("ballot", args=[scene.council.slug, 1, 99])).status_code == 404


def test_a_ballot_without_rules_says_so_and_refuses_in_words(scene: Scene) -> None:
    Rulebook.objects.create(
        council=scene.council,
        version=2,
        data={"binding": "no such rule"},
        effective_at=OPENS - timedelta(hours=2),
        recorded_at=OPENS - timedelta(hours=2),
    )
    page = get(scene, scene.titulars["BR"], INSIDE)
    assert page.status_code == 200
    assert "could not be opened" in text(page)
    answer = send(scene, scene.titulars["BR"], INSIDE, "vote", acting_for=slug(scene), choice="yes", confirm="1")
    assert answer.status_code == 409
    assert "no rules to vote by" in text(answer)


def test_between_close_and_count_the_page_says_so(scene: Scene) -> None:
    cast(scene, BR="yes")
    assert "Counting is under way" in text(get(scene, None, CLOSES))
    conduct(CLOSES)
    assert "Counting is under way" not in text(get(scene, None, CLOSES))
