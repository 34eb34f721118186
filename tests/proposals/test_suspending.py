"""A round that is suspended stands still: nothing opens, closes or is lost, and the time is given back."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from common import clock
from common.errors import Conflict, DomainError, Forbidden, Invalid
from councils.models import Round, Window
from councils.rounds.actions import (
    extend_window,
    open_second_call_window,
    resume_round,
    shorten_window,
    suspend_round,
)
from councils.rounds.suspending import why_not_suspend
from ledger.models import Entry
from proposals.consulting.answering import answer_consultation
from proposals.drafting.deadlines import enter, glance, why_not_open
from proposals.models import Ballot, RollEntry, Vote
from proposals.stages import OPEN
from proposals.tasks import sweep
from proposals.voting.casting import cast_vote
from proposals.voting.closing import cancel_ballot, close_ballot
from proposals.voting.opening import open_if_due
from proposals.voting.pages import phase_of
from tests.factories.consulting import again, consulted, members
from tests.factories.scenes import Scene, voting_scene
from tests.ground import kept

OPENS = datetime(2026, 3, 1, 12, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=3)
INSIDE = OPENS + timedelta(hours=5)
OUTAGE = OPENS + timedelta(days=1)
HOUR, DAY, TICK = timedelta(hours=1), timedelta(days=1), timedelta(microseconds=1)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ground")]


def coming() -> Scene:
    with clock.travel(OPENS - HOUR):
        return voting_scene(opens_at=OPENS, closes_at=CLOSES)


@pytest.fixture
def scene() -> Scene:
    return kept(coming)


def suspend(scene: Scene, at: datetime = OUTAGE, **facts: Any) -> Round:
    with clock.travel(at):
        given = {"round_": scene.round, "reason": "Se cayó la red", "actor": scene.secretary, **facts}
        return suspend_round(**given)


def resume(scene: Scene, at: datetime, **facts: Any) -> Round:
    with clock.travel(at):
        return resume_round(**{"round_": scene.round, "actor": scene.secretary, **facts})


def cast(scene: Scene, at: datetime, country: str = "BR", choice: str = "yes") -> Vote:
    with clock.travel(at):
        return cast_vote(
            person=scene.titulars[country], seat=scene.seats[country], ballot=ballot_of(scene), choice=choice
        )


def ballot_of(scene: Scene) -> Ballot:
    return Ballot.objects.select_related("round__council", "window", "proposal").get(pk=scene.ballot.pk)


def conduct(at: datetime) -> int:
    with clock.travel(at):
        return sweep()


def bounds(scene: Scene) -> dict[str, tuple[datetime, datetime]]:
    return {w.kind: (w.opens_at, w.closes_at) for w in Window.objects.filter(round=scene.round)}


def code(do: Callable[[], object]) -> str:
    try:
        with transaction.atomic():
            do()
    except DomainError as refusal:
        assert refusal.sentence
        return f"{refusal.status} {refusal.code}"
    return ""


def test_a_suspended_vote_is_open_for_nobody_and_closes_for_nobody(scene: Scene) -> None:
    conduct(OPENS)
    cast(scene, INSIDE)
    suspend(scene)
    for at in (OUTAGE, OUTAGE + TICK, CLOSES - TICK, CLOSES, CLOSES + DAY):
        assert code(lambda at=at: cast(scene, at, "AR")) == "409 suspended"
        conduct(at)
        assert ballot_of(scene).state == "open"
        assert phase_of(ballot_of(scene), at) == "suspended"
    with clock.travel(CLOSES + DAY):
        assert not close_ballot(ballot_of(scene))
    assert Vote.objects.count() == 1


def test_the_lost_time_is_given_back_to_the_microsecond(scene: Scene) -> None:
    conduct(OPENS)
    before = bounds(scene)
    lost = timedelta(hours=50, microseconds=7)
    suspend(scene)
    resume(scene, OUTAGE + lost)
    after = bounds(scene)
    assert after["voting"] == (OPENS, CLOSES + lost)
    for kind, (opens_at, closes_at) in before.items():
        over, coming = closes_at <= OUTAGE, opens_at > OUTAGE
        assert after[kind] == (opens_at + lost * coming, closes_at if over else closes_at + lost), kind
    assert cast(scene, CLOSES + lost - TICK).serial == 1
    assert code(lambda: cast(scene, CLOSES + lost, "AR")) == "409 closed"
    conduct(CLOSES + lost)
    assert ballot_of(scene).state == "published"


def test_what_was_yet_to_come_waits_as_well(scene: Scene) -> None:
    suspended_at = OPENS - HOUR
    suspend(scene, suspended_at)
    conduct(OPENS + HOUR)
    with clock.travel(OPENS + HOUR):
        assert not open_if_due(ballot_of(scene))
    assert ballot_of(scene).state == "provisional"
    assert code(lambda: cast(scene, OPENS + HOUR)) == "409 suspended"
    resume(scene, OPENS + HOUR)
    assert bounds(scene)["voting"] == (OPENS + 2 * HOUR, CLOSES + 2 * HOUR)
    assert code(lambda: cast(scene, OPENS + 2 * HOUR - TICK)) == "409 not_open_yet"
    assert cast(scene, OPENS + 2 * HOUR).serial == 1


@pytest.mark.parametrize("verb", sorted(OPEN))
def test_no_verb_of_a_stage_is_open_meanwhile(scene: Scene, verb: str) -> None:
    kinds = sorted(OPEN[verb])
    window = scene.round.windows.filter(kind__in=kinds).order_by("opens_at").first()
    if window is None:
        window = scene.round.windows.create(kind=kinds[0], opens_at=OPENS - DAY, closes_at=CLOSES)
    inside = window.opens_at + TICK
    with clock.travel(inside):
        assert why_not_open(enter(scene.round, verb)) is None
    suspend(scene, inside)
    for at in (inside, window.closes_at + DAY):
        with clock.travel(at):
            for refusal in (why_not_open(enter(scene.round, verb)), why_not_open(glance(scene.round, verb, at))):
                assert refusal is not None
                assert refusal.code == "suspended"


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (OPENS - 100 * DAY, ""),
        (OUTAGE, ""),
        (CLOSES - TICK, ""),
        (CLOSES, "409 closed"),
        (CLOSES + DAY, "409 closed"),
    ],
)
def test_when_a_round_can_be_suspended(scene: Scene, at: datetime, expected: str) -> None:
    assert code(lambda: suspend(scene, at)) == expected


def test_who_suspends_and_resumes(scene: Scene) -> None:
    for who in (scene.titulars["BR"], scene.alternates["BR"]):
        with pytest.raises(Forbidden):
            suspend(scene, actor=who)
    assert code(lambda: resume(scene, OUTAGE)) == "409 not_suspended"
    for reason in ("", "  ", "x" * 5_000, "\x00"):
        with pytest.raises(Invalid):
            suspend(scene, reason=reason)
    suspend(scene)
    assert code(lambda: suspend(scene, OUTAGE + HOUR)) == "409 suspended"
    for who in (scene.titulars["BR"], scene.alternates["BR"]):
        with pytest.raises(Forbidden):
            resume(scene, OUTAGE + HOUR, actor=who)
    resume(scene, OUTAGE + HOUR)
    assert code(lambda: resume(scene, OUTAGE + 2 * HOUR)) == "409 not_suspended"
    entries = Entry.objects.filter(verb__endswith="_round").order_by("id")
    told = [(entry.verb, entry.data.get("reason"), entry.data.get("minutes")) for entry in entries]
    assert told == [("suspend_round", "Se cayó la red", None), ("resume_round", None, 60)]


def test_a_calendar_that_stands_still_is_moved_by_nobody(scene: Scene) -> None:
    conduct(OPENS)
    suspend(scene)
    facts = {"actor": scene.secretary, "reason": "r"}
    voting = scene.round.windows.get(kind="voting")
    with clock.travel(OUTAGE + HOUR):
        assert code(lambda: extend_window(window=voting, closes_at=CLOSES + DAY, **facts)) == "409 suspended"
        assert code(lambda: shorten_window(window=voting, closes_at=CLOSES - HOUR, **facts)) == "409 suspended"
        second = {"opens_at": CLOSES + DAY, "closes_at": CLOSES + 9 * DAY, "actor": scene.secretary}
        assert code(lambda: open_second_call_window(round_=scene.round, **second)) == "409 suspended"
        # What ends a ballot is no deadline: the secretariat may still call it off.
        cancel_ballot(person=scene.secretary, ballot=ballot_of(scene), reason="Error en el texto")
    assert ballot_of(scene).state == "cancelled"


def test_the_tables_themselves_refuse_a_vote_meanwhile(scene: Scene) -> None:
    conduct(OPENS)
    vote = cast(scene, INSIDE)
    suspend(scene)
    row = {field.attname: getattr(vote, field.attname) for field in Vote._meta.concrete_fields if not field.primary_key}
    entry = RollEntry.objects.get(ballot=scene.ballot, seat=scene.seats["AR"])
    with clock.travel(OUTAGE + HOUR), pytest.raises(IntegrityError), transaction.atomic():
        Vote.objects.create(**{**row, "roll_entry_id": entry.pk, "cast_at": OUTAGE + HOUR})
    with pytest.raises(DatabaseError), transaction.atomic():
        Round.objects.filter(pk=scene.round.pk).update(suspension_reason="")


def test_the_members_consultation_stands_still_and_is_given_its_time(scene: Scene) -> None:
    people = members(scene.seats["BR"], 3)
    closes_at = OPENS + timedelta(days=1, hours=6)
    consultation = consulted(scene, at=OPENS - HOUR, closes_at=closes_at)

    def answer(who: int, at: datetime) -> object:
        with clock.travel(at):
            return answer_consultation(person=people[who], consultation=again(consultation), choice="yes")

    answer(0, OPENS - HOUR + TICK)
    suspend(scene)
    assert code(lambda: answer(1, closes_at - TICK)) == "409 suspended"
    conduct(closes_at + HOUR)
    assert again(consultation).state == "open"
    resume(scene, OUTAGE + 10 * HOUR)
    assert again(consultation).closes_at == closes_at + 10 * HOUR
    answer(1, closes_at + 10 * HOUR - TICK)
    assert code(lambda: answer(2, closes_at + 10 * HOUR)) == "409 closed"
    conduct(closes_at + 10 * HOUR)
    assert again(consultation).result["answered"] == 2


def test_pages_and_the_api_say_so(scene: Scene, client: Client) -> None:
    conduct(OPENS)
    suspend(scene)
    client.force_login(scene.secretary)
    at_desk = reverse("desk_suspension", args=[scene.council.slug, scene.round.number])
    with clock.travel(OUTAGE + HOUR):
        for address in (scene.round.get_absolute_url(), ballot_of(scene).get_absolute_url(), at_desk):
            page = client.get(address)
            assert page.status_code == 200
            assert "Se cayó la red" in page.content.decode(), address
        assert "Se cayó la red" in client.get(reverse("desk", args=[scene.council.slug])).content.decode()
        told = json.loads(client.get(f"/api/v1/rounds/{scene.council.slug}/{scene.round.number}/").content)
        assert (told["stage"], told["suspension_reason"]) == (None, "Se cayó la red")
        assert told["suspended_at"] == "2026-03-02T12:00:00Z"
        assert client.post(at_desk, {"act": "resume"}).status_code == 302
        assert client.post(at_desk, {"act": "resume"}).status_code == 409
        assert client.post(at_desk, {"reason": " "}).status_code == 422
        assert client.post(at_desk, {"reason": "Otra vez"}).status_code == 302
    scene.round.refresh_from_db()
    assert scene.round.suspension_reason == "Otra vez"
    assert why_not_suspend([], OUTAGE) is not None


def test_a_shorter_window_before_it_opens(scene: Scene) -> None:
    voting = scene.round.windows.get(kind="voting")
    facts = {"window": voting, "actor": scene.secretary, "reason": "Feriado"}

    def shorten(at: datetime, close: datetime, **other: Any) -> object:
        with clock.travel(at):
            return shorten_window(**{**facts, "closes_at": close, **other})

    for at in (OPENS, OPENS + TICK, CLOSES):
        assert code(lambda at=at: shorten(at, CLOSES - DAY)) == "409 opened_already"
    before = OPENS - TICK
    for who in (scene.titulars["BR"], scene.alternates["BR"]):
        assert code(lambda who=who: shorten(before, CLOSES - DAY, actor=who)).startswith("403")
    for close in (CLOSES, CLOSES + DAY, OPENS + timedelta(hours=24) - TICK, OPENS, OPENS - DAY):
        assert code(lambda close=close: shorten(before, close)).startswith("422"), close
    assert code(lambda: shorten(before, CLOSES - DAY, reason=" ")).startswith("422")
    shorten(before, OPENS + timedelta(hours=24))
    assert bounds(scene)["voting"] == (OPENS, OPENS + timedelta(hours=24))
    entry = Entry.objects.get(verb="shorten_window")
    assert (entry.data["old"], entry.data["reason"]) == (CLOSES.isoformat(), "Feriado")


def test_the_desk_moves_a_window_in_each_way(scene: Scene, client: Client) -> None:
    client.force_login(scene.secretary)
    voting = scene.round.windows.get(kind="voting")
    address = reverse("desk_window", args=[scene.council.slug, voting.pk])
    with clock.travel(OPENS - HOUR):
        assert client.get(address).status_code == 200
        late = {"act": "shorten", "closes_at": "2026-03-05T12:00", "reason": "Feriado"}
        assert client.post(address, late).status_code == 422
        assert client.post(address, {**late, "closes_at": "2026-03-03T12:00"}).status_code == 302
    with clock.travel(OPENS):
        assert client.post(address, {**late, "closes_at": "2026-03-02T18:00"}).status_code == 409
        assert client.post(address, {**late, "act": "after"}).status_code == 409
        assert client.post(address, {**late, "act": "nonsense"}).status_code == 200
    with pytest.raises(Conflict):
        resume(scene, OUTAGE)


def test_another_councils_secretary_neither_suspends_nor_moves_anything_here(scene: Scene, client: Client) -> None:
    with clock.travel(OPENS - HOUR):
        other = voting_scene(opens_at=OPENS, closes_at=CLOSES)
    client.force_login(other.secretary)
    number, window = scene.round.number, scene.round.windows.get(kind="voting").pk
    told = {"reason": "x", "act": "shorten", "closes_at": "2026-03-03T12:00"}
    with clock.travel(OPENS - HOUR):
        assert client.post(reverse("desk_suspension", args=[scene.council.slug, number]), told).status_code == 403
        assert client.post(reverse("desk_window", args=[scene.council.slug, window]), told).status_code == 403
        # Through their own desk, by an id that is not theirs.
        assert client.post(reverse("desk_window", args=[other.council.slug, window]), told).status_code == 404
        own = reverse("desk_suspension", args=[other.council.slug, other.round.number])
        assert client.post(own, {"reason": "x" * 5_000}).status_code == 422
    scene.round.refresh_from_db()
    assert (scene.round.suspended_at, bounds(scene)["voting"]) == (None, (OPENS, CLOSES))
