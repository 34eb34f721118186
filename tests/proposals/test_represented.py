"""Who delegated is represented: missed by nobody, and there once the delegate votes. Nowhere is said who voted how."""

import pytest

from common import clock
from councils.models import Mandate
from proposals.models import Ballot, Recusal
from proposals.voting.opening import open_ballot
from proposals.voting.waiting import votes_missing
from tests.factories.handing import answered, bind, delegate, handing, instruct, revoke
from tests.factories.pages import BEFORE, INSIDE, OPENS, cast, counted, get, text
from tests.factories.scenes import Scene

pytestmark = pytest.mark.django_db
HALF = [{"kind": "seats_present", "share": "1/2"}]
YES, SPLIT = {"yes": "1"}, {"yes": "2/3", "no": "1/3"}


@pytest.fixture
def scene() -> Scene:
    return handing(quorum=HALF)


def opened(scene: Scene) -> None:
    with clock.travel(OPENS):
        open_ballot(scene.ballot)


def waits(scene: Scene, country: str = "BR") -> bool:
    with clock.travel(INSIDE), counted(4):  # its titles are three of them, where there is one
        return scene.ballot in list(votes_missing(scene.titulars[country]))


def names(scene: Scene, *countries: str) -> str:
    return ", ".join(sorted(scene.seats[country].movement.name for country in countries))


def test_a_seat_that_delegated_is_represented_and_there_once_its_delegate_votes(scene: Scene) -> None:
    opened(scene)
    delegate(scene, "BR", "AR")
    page = text(get(scene, None, INSIDE))
    assert f"Represented once their delegates vote: {names(scene, 'BR')}" in page
    assert "there: 0; needed: 4" in page
    assert "represented once its delegate votes" in text(get(scene, None, INSIDE, "roll"))
    cast(scene, AR="no", EC="yes")
    page = text(get(scene, None, INSIDE))
    assert f"Represented by their delegates: {names(scene, 'BR')}" in page
    assert "Represented once" not in page
    assert "there: 3; needed: 4" in page, "a delegated seat is present if its delegate voted"
    assert "there by its delegate" in text(get(scene, None, INSIDE, "roll"))
    cast(scene, BR="yes")
    page = text(get(scene, None, INSIDE))
    assert "Represented" not in page and "there: 3; needed: 4" in page


def test_a_chain_is_represented_by_whoever_votes_on_it(scene: Scene) -> None:
    opened(scene)
    delegate(scene, "BR", "AR")
    delegate(scene, "AR", "VE")
    cast(scene, VE="yes")
    page = text(get(scene, None, INSIDE))
    for country in ("BR", "AR"):
        assert f"Represented by their delegates: {names(scene, country)}" in page
    assert "there: 3; needed: 4" in page


@pytest.mark.parametrize("of_round", [False, True])
def test_nobody_is_told_to_cast_a_vote_that_they_handed_on(scene: Scene, of_round: bool) -> None:
    assert waits(scene), "due, and opened by the vote"
    delegate(scene, "BR", "AR", of_round=of_round, at=BEFORE)
    assert not waits(scene)
    opened(scene)
    assert not waits(scene)
    assert waits(scene, "AR"), "the delegate votes for both"
    revoke(scene, "BR", of_round=of_round)
    assert waits(scene)


def test_what_was_said_of_the_ballot_stands_before_what_was_said_of_the_round(scene: Scene) -> None:
    opened(scene)
    delegate(scene, "BR", "AR", of_round=True)
    revoke(scene, "BR")
    assert waits(scene)
    delegate(scene, "BR", "VE")
    revoke(scene, "BR", of_round=True)
    assert not waits(scene)


@pytest.mark.parametrize("why", ["delegate aside", "delegate off the roll", "instructed", "no clause"])
def test_a_delegation_that_does_not_stand_leaves_the_vote_to_be_cast(scene: Scene, why: str) -> None:
    delegate(scene, "BR", "AR", at=BEFORE)
    facts = {"ballot": scene.ballot, "seat": scene.seats["AR"], "reason": "x", "recused_by": scene.secretary}
    if why == "delegate off the roll":
        Recusal.objects.create(**facts, recused_at=BEFORE)
    opened(scene)
    if why == "delegate aside":
        Recusal.objects.create(**facts, recused_at=INSIDE)
    elif why == "instructed":
        instruct(scene, bind(scene), YES)
    elif why == "no clause":
        scene = handing(0)
        opened(scene)
    assert waits(scene)
    assert "Represented" not in text(get(scene, None, INSIDE))


def test_a_seat_whose_mandate_is_split_is_there_once_and_a_delegate_of_its_divided_vote(scene: Scene) -> None:
    opened(scene)
    bind(scene, "AR", Mandate.Kind.SPLIT)
    delegate(scene, "BR", "AR")
    answered(scene, SPLIT, country="AR")
    page = text(get(scene, None, INSIDE))
    assert "there: 2; needed: 4" in page
    assert f"Represented by their delegates: {names(scene, 'BR')}" in page
    assert "2/3" not in page and "1/3" not in page
    assert not waits(scene, "AR")
    bind(scene, "EC", Mandate.Kind.SPLIT)
    delegate(scene, "EC", "AR")
    assert "there: 3; needed: 4" in text(get(scene, None, INSIDE))
    assert Ballot.objects.get(pk=scene.ballot.pk).votes.count() == 1
