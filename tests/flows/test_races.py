"""Two people at once, and the deadline, on a real PostgreSQL with real threads and real time."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from accounts.models import User
from common import clock
from common.errors import Conflict
from common.locks import Lock
from councils.models import Seat, Window
from ledger.models import Entry
from proposals.models import Ballot, Position, Tally, Vote
from proposals.schedule import close_one_due_window
from proposals.voting.casting import cast_vote
from proposals.voting.closing import close_ballot
from proposals.voting.opening import open_ballot, prepare_ballots
from tests.factories.scenes import Scene, mandate, person, seat_of, voting_scene
from tests.factories.threads import in_thread, wait_until, waiting_for

pytestmark = pytest.mark.django_db(transaction=True)


def scene_closing_in(seconds: float) -> Scene:
    now = datetime.now(UTC)
    return voting_scene(opens_at=now - timedelta(seconds=1), closes_at=now + timedelta(seconds=seconds))


def cast(scene: Scene, country: str, choice: str) -> Vote | Conflict:
    ballot = Ballot.objects.select_related("round__council", "window", "proposal").get(pk=scene.ballot.pk)
    try:
        return cast_vote(person=scene.titulars[country], seat=scene.seats[country], ballot=ballot, choice=choice)
    except Conflict as refusal:
        return refusal


def test_one_seat_voting_in_many_tabs_at_once_gets_one_serial_each(pool: ThreadPoolExecutor) -> None:
    scene = scene_closing_in(60)
    choices = ["yes", "no", "abstain", "block"] * 5
    results = list(pool.map(lambda choice: in_thread(lambda: cast(scene, "BR", choice))(), choices))
    assert all(isinstance(result, Vote) for result in results)
    assert sorted(Vote.objects.values_list("serial", flat=True)) == list(range(1, 21))
    assert Entry.objects.filter(verb="cast_vote").count() == 20


def test_titular_and_alternate_at_once_leave_the_titular_counted(pool: ThreadPoolExecutor) -> None:
    scene = scene_closing_in(60)
    open_ballot(scene.ballot)
    seat = scene.seats["BR"]

    def of(who: User, choice: str) -> object:
        try:
            return cast_vote(person=who, seat=seat, ballot=scene.ballot, choice=choice)
        except Conflict as refusal:
            return refusal.code

    for _attempt in range(5):
        first = pool.submit(in_thread(lambda: of(scene.alternates["BR"], "no")))
        second = pool.submit(in_thread(lambda: of(scene.titulars["BR"], "yes")))
        assert isinstance(second.result(), Vote)
        assert isinstance(first.result(), Vote) or first.result() == "titular_has_voted"
    assert Vote.objects.latest("serial").capacity == "titular"


def test_twelve_first_voters_open_the_ballot_once(pool: ThreadPoolExecutor) -> None:
    scene = scene_closing_in(60)
    results = list(pool.map(lambda c: in_thread(lambda: cast(scene, c, "yes"))(), scene.seats))
    assert all(isinstance(result, Vote) for result in results)
    assert Entry.objects.filter(verb="open_ballot").count() == 1
    assert scene.ballot.roll.count() == 7


def test_a_vote_that_entered_in_time_is_counted_though_it_commits_after_the_close(pool: ThreadPoolExecutor) -> None:
    scene = scene_closing_in(1.5)
    open_ballot(scene.ballot)
    voted, may_commit = threading.Event(), threading.Event()

    def slow_cast() -> None:
        with transaction.atomic():
            assert isinstance(cast(scene, "BR", "yes"), Vote)
            voted.set()
            assert may_commit.wait(10)

    slow = pool.submit(in_thread(slow_cast))
    assert voted.wait(10)
    wait_until(lambda: clock.now() >= scene.window.closes_at, "the close")
    closing = pool.submit(in_thread(lambda: close_ballot(scene.ballot)))
    wait_until(lambda: waiting_for(Lock.BALLOT, scene.ballot.pk), "the close waits for the vote")
    may_commit.set()
    slow.result()
    assert closing.result() is True
    while close_one_due_window():
        pass
    assert Tally.objects.get(is_binding=True).result["counts"]["yes"] == "1"


def test_a_vote_that_waits_for_the_close_is_refused(pool: ThreadPoolExecutor) -> None:
    scene = scene_closing_in(0.7)
    open_ballot(scene.ballot)
    wait_until(lambda: clock.now() >= scene.window.closes_at, "the close")
    closed, may_commit = threading.Event(), threading.Event()

    def slow_close() -> None:
        with transaction.atomic():
            assert close_ballot(scene.ballot)
            closed.set()
            assert may_commit.wait(10)

    slow = pool.submit(in_thread(slow_close))
    assert closed.wait(10)
    late = pool.submit(in_thread(lambda: cast(scene, "BR", "yes")))
    wait_until(lambda: waiting_for(Lock.BALLOT, scene.ballot.pk), "the vote waits for the close")
    may_commit.set()
    slow.result()
    refusal = late.result()
    assert isinstance(refusal, Conflict)
    assert refusal.code == "closed"
    assert not Vote.objects.exists()


def test_a_stream_of_votes_across_the_close_loses_none_and_admits_none_late(pool: ThreadPoolExecutor) -> None:
    scene = scene_closing_in(3)
    open_ballot(scene.ballot)

    def keep_casting(country: str) -> list[Vote]:
        accepted = []
        while isinstance(vote := cast(scene, country, "yes"), Vote):
            accepted.append(vote)
        assert vote.code == "closed"
        return accepted

    def keep_conducting() -> None:
        until = time.monotonic() + 6
        while time.monotonic() < until:
            if not close_one_due_window():
                time.sleep(0.02)

    casters = [pool.submit(in_thread(lambda c=c: keep_casting(c))) for c in scene.seats]
    conductors = [pool.submit(in_thread(keep_conducting)) for _ in range(2)]
    accepted = [vote.pk for caster in casters for vote in caster.result()]
    for conductor in conductors:
        conductor.result()
    assert sorted(accepted) == sorted(Vote.objects.values_list("pk", flat=True))
    assert len(accepted) > 7
    assert not Vote.objects.filter(cast_at__gte=scene.window.closes_at).exists()
    assert Position.objects.count() == 1
    assert Tally.objects.count() == 7
    assert Tally.objects.get(is_binding=True).result["counts"]["yes"] == "7"


def test_two_conductors_share_the_work_and_repeat_none(pool: ThreadPoolExecutor) -> None:
    scene = scene_closing_in(0.3)
    for _number in range(5):
        scene.put()
    time.sleep(0.4)

    def conduct() -> int:
        steps = 0
        idle = 0
        while idle < 20:
            if close_one_due_window():
                steps, idle = steps + 1, 0
            else:
                idle += 1
                time.sleep(0.02)
        return steps

    futures = [pool.submit(in_thread(conduct)) for _ in range(4)]
    assert sum(future.result() for future in futures) > 0
    assert Position.objects.count() == 6
    numbers = list(Position.objects.order_by("id").values_list("number", "previous_sha256", "sha256"))
    assert [n for n, _previous, _own in numbers] == [1, 2, 3, 4, 5, 6]
    assert [p for _n, p, _own in numbers[1:]] == [own for _n, _p, own in numbers[:-1]]
    for verb in ("open_ballot", "close_ballot", "count_ballot", "publish_position"):
        assert Entry.objects.filter(verb=verb).count() == 6, verb


def test_preparing_at_once_makes_each_ballot_once(pool: ThreadPoolExecutor) -> None:
    scene = scene_closing_in(60)
    Window.objects.filter(round=scene.round, kind="settlement").update(opening_done_at=None)
    list(pool.map(lambda _n: in_thread(lambda: prepare_ballots(scene.round))(), range(8)))
    assert Ballot.objects.filter(round=scene.round).count() == 1


def test_sixty_seats_vote_at_once(pool: ThreadPoolExecutor) -> None:
    scene = scene_closing_in(60)
    seats: list[tuple[Seat, User]] = []
    for _number in range(60):
        seat, holder = seat_of(scene.council, "BR"), person()
        mandate(seat, holder)
        seats.append((seat, holder))
    ballot = Ballot.objects.select_related("round__council", "window", "proposal").get(pk=scene.ballot.pk)

    def one(pair: tuple[Seat, User]) -> Vote:
        return cast_vote(person=pair[1], seat=pair[0], ballot=ballot, choice="yes")

    list(pool.map(lambda pair: in_thread(lambda: one(pair))(), seats))
    assert Vote.objects.count() == 60
