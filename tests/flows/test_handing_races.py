"""Several who act for one seat at once, two that would close a circle between them, and a delegation at the close."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from accounts.models import User
from common import clock
from common.errors import Conflict
from common.locks import Lock
from councils.models import Membership
from proposals.models import Ballot, Delegation, Position, Vote
from proposals.schedule import close_one_due_window
from proposals.tally.delegation import Act, standing
from proposals.voting.casting import cast_vote
from proposals.voting.closing import close_ballot
from proposals.voting.delegating.actions import delegate_vote
from proposals.voting.instructing.actions import instruct_mandate, replace_vote
from proposals.voting.opening import open_ballot
from proposals.voting.queries import counted_votes
from tests.factories.handing import bind
from tests.factories.scenes import FOUNDED, Scene, mandate, person, voting_scene
from tests.factories.threads import in_thread, wait_until, waiting_for

pytestmark = pytest.mark.django_db(transaction=True)


def scene_closing_in(seconds: float) -> Scene:
    now = datetime.now(UTC)
    return voting_scene(
        opens_at=now - timedelta(seconds=1),
        closes_at=now + timedelta(seconds=seconds),
        delegation={"longest_chain": 3},
    )


def all_at_once(works: list[Callable[[], object]]) -> list[object]:
    """What each returns, or the code of its refusal; they begin together."""
    gate = threading.Barrier(len(works))

    def run(work: Callable[[], object]) -> object:
        gate.wait(10)
        try:
            return work()
        except Conflict as refusal:
            return refusal.code

    with ThreadPoolExecutor(max_workers=len(works)) as pool:
        return list(pool.map(lambda work: in_thread(lambda: run(work))(), works))


def test_one_vote_per_seat_however_many_people_hold_it() -> None:
    scene = scene_closing_in(60)
    open_ballot(scene.ballot)
    seat = scene.seats["BR"]
    alternates = [scene.alternates["BR"], *(person() for _ in range(4))]
    for order, who in enumerate(alternates[1:], 2):
        mandate(seat, who, order=order)
    people = [*reversed(alternates), scene.titulars["BR"]]

    def vote(who: User, choice: str) -> Callable[[], object]:
        return lambda: cast_vote(person=who, seat=seat, ballot=scene.ballot, choice=choice)

    for _attempt in range(3):
        done = all_at_once([vote(who, "yes" if who == people[-1] else "no") for who in people])
        assert isinstance(done[-1], Vote), "nobody stands before the titular"
        assert {one for one in done if isinstance(one, str)} <= {"titular_has_voted", "alternate_has_voted"}
    assert counted_votes(scene.ballot).get().answer == {"yes": "1"}
    serials = list(Vote.objects.order_by("serial").values_list("serial", flat=True))
    assert serials == list(range(1, len(serials) + 1))
    last_titular = Vote.objects.filter(capacity="titular").earliest("serial").serial
    assert not Vote.objects.filter(capacity="alternate", serial__gt=last_titular).exists()


def test_two_at_once_do_not_close_a_circle_between_them() -> None:
    scene = scene_closing_in(60)
    open_ballot(scene.ballot)
    pairs = [("BR", "AR"), ("AR", "VE"), ("VE", "BR")]

    def hand_on(seat: str, to: str, of_round: bool) -> Callable[[], object]:
        scope = {"round_": scene.round} if of_round else {"ballot": scene.ballot}
        return lambda: delegate_vote(person=scene.titulars[seat], seat=scene.seats[seat], to=scene.seats[to], **scope)

    for of_round in (False, True):
        done = all_at_once([hand_on(seat, to, of_round and seat != "AR") for seat, to in pairs])
        assert "circle" in done
    said = Delegation.objects.order_by("id").values_list("seat_id", "to_id", "ballot_id")
    edges = standing(Act(str(seat), str(to), is_of_round=ballot is None) for seat, to, ballot in said)
    for seat in edges:
        here, steps = seat, 0
        while here in edges:
            here, steps = edges[here], steps + 1
            assert here != seat
            assert steps <= 3


def test_a_delegation_that_entered_in_time_counts_though_it_commits_after_the_close() -> None:
    scene = scene_closing_in(2.5)
    open_ballot(scene.ballot)
    cast_vote(person=scene.titulars["AR"], seat=scene.seats["AR"], ballot=scene.ballot, choice="yes")
    said, may_commit = threading.Event(), threading.Event()

    def slowly() -> None:
        with transaction.atomic():
            person_, seat, to = scene.titulars["BR"], scene.seats["BR"], scene.seats["AR"]
            delegate_vote(person=person_, seat=seat, to=to, round_=scene.round)
            said.set()
            assert may_commit.wait(10)

    with ThreadPoolExecutor(max_workers=2) as pool:
        slow = pool.submit(in_thread(slowly))
        assert said.wait(10)
        wait_until(lambda: clock.now() >= scene.window.closes_at, "the close")
        closing = pool.submit(in_thread(lambda: close_ballot(Ballot.objects.get(pk=scene.ballot.pk))))
        wait_until(lambda: waiting_for(Lock.DELEGATIONS, scene.round.pk), "the close waits for the delegation")
        may_commit.set()
        slow.result()
        assert closing.result() is True
    [told] = Ballot.objects.get(pk=scene.ballot.pk).delegations
    assert told["counts"]
    while close_one_due_window():
        pass
    assert Position.objects.filter(ballot=scene.ballot).exists()


def test_two_coordinators_replace_a_vote_once() -> None:
    scene = scene_closing_in(60)
    open_ballot(scene.ballot)
    seat, first, second = scene.seats["BR"], bind(scene), person()
    Membership.objects.create(movement=seat.movement, person=second, role="coordinator", starts_at=FOUNDED)
    instruct_mandate(person=first, seat=seat, ballot=scene.ballot, answer={"no": "1"})
    cast_vote(person=scene.titulars["BR"], seat=seat, ballot=scene.ballot, choice="yes")
    holder = scene.titulars["BR"]
    done = all_at_once(
        [
            lambda: replace_vote(person=first, seat=seat, ballot=scene.ballot),
            lambda: replace_vote(person=second, seat=seat, ballot=scene.ballot),
            lambda: cast_vote(person=holder, seat=seat, ballot=scene.ballot, choice="yes"),
        ]
    )
    assert set(one for one in done if isinstance(one, str)) <= {"nothing_to_replace", "replaced_by_movement"}
    assert Vote.objects.filter(capacity="coordinator").count() == 1
    assert counted_votes(scene.ballot).get().answer == {"no": "1"}
    connection.close()
