"""Leaving while something else of the same person is under way: one of them comes first, and nobody waits for good."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.leaving.actions import leave
from accounts.models import User
from common.errors import Conflict, DomainError
from councils.mandates.actions import grant_mandate
from councils.models import Mandate, Office
from ledger.models import Entry
from proposals.models import Ballot, Vote
from proposals.voting.casting import cast_vote
from proposals.voting.opening import open_ballot
from tests.factories.scenes import FOUNDED, Scene, person, voting_scene
from tests.factories.threads import in_thread

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scene() -> Scene:
    now = datetime.now(UTC)
    found = voting_scene(
        opens_at=now - timedelta(hours=1), closes_at=now + timedelta(days=1), countries={"BR": 1, "AR": 1}
    )
    open_ballot(found.ballot)
    return found


def leaving(who: User) -> str:
    try:
        leave(person=User.objects.get(pk=who.pk))
    except Conflict as refusal:
        return refusal.code
    return "left"


def test_of_several_at_once_one_leaves(scene: Scene, pool: ThreadPoolExecutor) -> None:
    who = scene.titulars["BR"]
    together = threading.Barrier(4)

    def run() -> str:
        together.wait()
        return leaving(who)

    told = sorted(future.result() for future in [pool.submit(in_thread(run)) for _each in range(4)])
    assert told.count("left") == 1
    assert set(told) <= {"left", "left_already"}
    assert Entry.objects.filter(verb="lay_down_mandate").count() == 1


def test_a_vote_that_is_under_way_is_cast_and_stays(scene: Scene, pool: ThreadPoolExecutor) -> None:
    who, written, go_on = scene.titulars["BR"], threading.Event(), threading.Event()

    def cast() -> Vote:
        ballot = Ballot.objects.select_related("round__council", "window", "proposal").get(pk=scene.ballot.pk)
        with transaction.atomic():
            vote = cast_vote(person=who, seat=scene.seats["BR"], ballot=ballot, choice="yes")
            written.set()
            assert go_on.wait(20)
        return vote

    casting = pool.submit(in_thread(cast))
    assert written.wait(20)
    assert leaving(who) == "left"
    go_on.set()
    assert casting.result().cast_by_id == who.pk
    assert Vote.objects.get().cast_at <= Mandate.objects.get(person=who).revoked_at  # type: ignore[operator] # it is over


def test_votes_and_the_leaving_at_once_end_in_one_order_or_the_other(scene: Scene, pool: ThreadPoolExecutor) -> None:
    who = scene.titulars["BR"]

    def cast() -> str:
        ballot = Ballot.objects.select_related("round__council", "window", "proposal").get(pk=scene.ballot.pk)
        try:
            cast_vote(person=who, seat=scene.seats["BR"], ballot=ballot, choice="yes")
        except DomainError as refusal:
            return refusal.code
        return "cast"

    casts = [pool.submit(in_thread(cast)) for _each in range(6)]
    left = pool.submit(in_thread(lambda: leaving(who))).result()
    told = [future.result() for future in casts]
    assert set(told) <= {"cast", "no_mandate"}
    assert left == "left"
    assert Vote.objects.count() == told.count("cast")


def test_two_officers_acts_on_who_leaves_wait_for_nobody_for_good(scene: Scene, pool: ThreadPoolExecutor) -> None:
    """A grant holds the council and then the person's row; leaving takes them in the same order."""
    who = scene.titulars["BR"]

    def grant(number: int) -> str:
        starts_at = datetime.now(UTC) + timedelta(days=number)
        try:
            grant_mandate(
                seat=scene.seats["AR"], person=who, role="alternate", actor=scene.secretary,
                starts_at=starts_at, ends_at=starts_at + timedelta(hours=12),
            )  # fmt: skip
        except DomainError as refusal:
            return refusal.code
        return "granted"

    granting = [pool.submit(in_thread(lambda n=number: grant(n))) for number in range(1, 7)]  # type: ignore[misc] # a number of its own
    left = pool.submit(in_thread(lambda: leaving(who))).result()
    told = [future.result() for future in granting]
    assert left == "left"
    assert set(told) <= {"granted", "invalid"}
    assert not Mandate.objects.filter(person=who, revoked_at__isnull=True).exists()


def test_of_the_last_two_secretaries_one_stays(scene: Scene, pool: ThreadPoolExecutor) -> None:
    other = person("Other")
    Office.objects.create(council=scene.council, person=other, kind="secretary", starts_at=FOUNDED)
    together = threading.Barrier(2)

    def run(who: User) -> str:
        together.wait()
        return leaving(who)

    told = [pool.submit(in_thread(lambda w=who: run(w))) for who in (scene.secretary, other)]  # type: ignore[misc] # one's own
    assert sorted(future.result() for future in told) == ["last_secretary", "left"]
    assert Entry.objects.filter(verb="lay_down_office").count() == 1


def test_of_two_who_run_the_site_one_stays(scene: Scene, pool: ThreadPoolExecutor, settings: Any) -> None:
    both = [scene.titulars["BR"], scene.titulars["AR"]]
    settings.OPERATORS = [who.email for who in both]
    for who in both:
        EmailAddress.objects.create(user=who, email=who.email, verified=True)
    together = threading.Barrier(2)

    def run(who: User) -> str:
        together.wait()
        return leaving(who)

    told = [future.result() for future in [pool.submit(in_thread(partial(run, who))) for who in both]]
    assert sorted(told) == ["last_operator", "left"]
