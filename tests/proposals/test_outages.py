"""The site was down when a vote closed: the ballots are held uncounted, and only then extended after the fact."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from common import clock, heartbeat
from common.errors import Conflict, DomainError, Forbidden, Invalid
from common.heartbeat import REST, TOLERANCE, Silence, ask_and_beat, beat, gaps
from common.models import Heartbeat
from councils.models import Rulebook, Window
from councils.rounds.actions import extend_after_outage
from ledger.models import Entry
from proposals.models import Ballot, Vote
from proposals.tasks import sweep
from proposals.voting.casting import cast_vote
from proposals.voting.closing import close_ballot
from proposals.voting.pages import phase_of
from tests.factories.scenes import Scene, voting_scene
from tests.ground import kept

pytestmark = pytest.mark.usefixtures("ground")

OPENS = datetime(2026, 3, 1, 12, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=3)
INSIDE = OPENS + timedelta(hours=5)
MINUTE, HOUR, DAY, TICK = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(microseconds=1)
DOWN, UP = CLOSES - 5 * MINUTE, CLOSES + 30 * MINUTE
HELD = UP + 48 * HOUR


@pytest.fixture
def scene(db: None) -> Scene:
    return kept(begun)


def begun() -> Scene:
    with clock.travel(OPENS - HOUR):
        made = voting_scene(opens_at=OPENS, closes_at=CLOSES)
    conduct(OPENS)
    with clock.travel(INSIDE):
        cast_vote(person=made.titulars["BR"], seat=made.seats["BR"], ballot=made.ballot, choice="yes")
    return made


def conduct(at: datetime) -> int:
    with clock.travel(at):
        return sweep()


def lived(*times: tuple[datetime, datetime]) -> None:
    Heartbeat.objects.all().delete()
    for began_at, last_at in times:
        Heartbeat.objects.create(began_at=began_at, last_at=last_at)


def ballot_of(scene: Scene) -> Ballot:
    return Ballot.objects.select_related("round__council", "window", "proposal").get(pk=scene.ballot.pk)


def extend(scene: Scene, at: datetime, close: datetime, **facts: Any) -> Window:
    with clock.travel(at):
        window = Window.objects.select_related("round__council").get(pk=scene.window.pk)
        given = {"window": window, "closes_at": close, "reason": "Corte nacional", "actor": scene.secretary}
        return extend_after_outage(**{**given, **facts})


def code(scene: Scene, at: datetime, close: datetime, **facts: Any) -> str:
    try:
        extend(scene, at, close, **facts)
    except DomainError as refusal:
        return f"{refusal.status} {refusal.code}"
    return ""


def test_over_an_outage_nothing_is_counted_until_the_hold_ends(scene: Scene) -> None:
    lived((OPENS - DAY, DOWN), (UP, UP))
    conduct(UP)
    assert (ballot_of(scene).state, Window.objects.get(pk=scene.window.pk).held_until) == ("open", HELD)
    entry = Entry.objects.get(verb="hold_window")
    assert (entry.data["began_at"], entry.data["ended_at"]) == (DOWN.isoformat(), UP.isoformat())
    assert (entry.data["hours"], entry.data["until"], entry.actor) == (48, HELD.isoformat(), None)
    for at in (UP + TICK, HELD - TICK):
        conduct(at)
        assert ballot_of(scene).state == "open"
        assert phase_of(ballot_of(scene), at) == "held"
        with clock.travel(at):
            assert not close_ballot(ballot_of(scene))
            with pytest.raises(Conflict) as refused:
                cast_vote(person=scene.titulars["AR"], seat=scene.seats["AR"], ballot=scene.ballot, choice="no")
        assert refused.value.code == "closed"
    conduct(HELD)
    assert ballot_of(scene).state == "published"
    assert Entry.objects.filter(verb="hold_window").count() == 1


def test_while_it_is_held_it_may_go_on_and_those_who_voted_stay(scene: Scene) -> None:
    lived((OPENS - DAY, DOWN), (UP, UP))
    conduct(UP)
    later = UP + DAY
    response = scene.round.windows.filter(kind="response").first()
    extend(scene, UP + HOUR, later)
    window = Window.objects.get(pk=scene.window.pk)
    assert (window.closes_at, window.held_until, window.outage_began_at) == (later, None, None)
    entry = Entry.objects.get(verb="extend_after_outage")
    assert entry.actor == scene.secretary
    assert (entry.data["old"], entry.data["new"]) == (CLOSES.isoformat(), later.isoformat())
    assert (entry.data["began_at"], entry.data["ended_at"]) == (DOWN.isoformat(), UP.isoformat())
    if response is not None:
        moved = Window.objects.get(pk=response.pk)
        assert moved.closes_at == response.closes_at + (later - CLOSES)
    with clock.travel(later - TICK):
        cast_vote(person=scene.titulars["AR"], seat=scene.seats["AR"], ballot=ballot_of(scene), choice="no")
    assert Vote.objects.count() == 2
    lived((OPENS - DAY, DOWN), (UP, later + MINUTE))
    conduct(later + MINUTE)
    assert ballot_of(scene).state == "published"


def test_it_can_be_held_again_by_another_outage(scene: Scene) -> None:
    lived((OPENS - DAY, DOWN), (UP, UP))
    conduct(UP)
    extend(scene, UP + HOUR, UP + DAY)
    lived((OPENS - DAY, DOWN), (UP, UP + DAY - HOUR), (UP + DAY + HOUR, UP + DAY + HOUR))
    conduct(UP + DAY + HOUR)
    assert Window.objects.get(pk=scene.window.pk).held_until == UP + DAY + HOUR + 48 * HOUR


@pytest.mark.parametrize(
    "times",
    [
        pytest.param([], id="no heart ever beat"),
        pytest.param([(OPENS, CLOSES + HOUR)], id="no gap"),
        pytest.param([(OPENS, DOWN), (DOWN + TOLERANCE, CLOSES + HOUR)], id="a gap that is tolerated"),
        pytest.param([(OPENS, CLOSES - HOUR), (CLOSES - 15 * MINUTE, CLOSES + HOUR)], id="up for the last minutes"),
        pytest.param([(OPENS, CLOSES), (CLOSES + 30 * MINUTE, CLOSES + HOUR)], id="down from the close on"),
        pytest.param([(CLOSES - 3 * MINUTE, CLOSES + HOUR)], id="nothing is known of before"),
    ],
)
def test_what_is_no_outage_holds_nothing(scene: Scene, times: list[tuple[datetime, datetime]]) -> None:
    lived(*times)
    conduct(CLOSES + HOUR)
    assert ballot_of(scene).state == "published"


@pytest.mark.parametrize(
    "times",
    [
        pytest.param([(OPENS, CLOSES - TICK), (CLOSES + HOUR, CLOSES + HOUR)], id="its last instant"),
        pytest.param([(OPENS, INSIDE), (CLOSES - 15 * MINUTE + TICK, CLOSES + HOUR)], id="its first instant"),
        pytest.param([(OPENS, DOWN), (DOWN + TOLERANCE + TICK, CLOSES + HOUR)], id="a gap that is too long"),
        pytest.param([(OPENS, DOWN)], id="the heart has not begun again"),
    ],
)
def test_what_reaches_into_the_last_minutes_holds(scene: Scene, times: list[tuple[datetime, datetime]]) -> None:
    lived(*times)
    conduct(CLOSES + HOUR)
    assert ballot_of(scene).state == "open"


def test_the_rulebook_says_how_long(scene: Scene) -> None:
    rules = Rulebook.objects.get(council=scene.council)
    Rulebook.objects.create(
        council=scene.council,
        version=2,
        data={**rules.data, "outage_minutes": 4, "outage_hold_hours": 5},
        effective_at=OPENS - DAY,
        recorded_at=OPENS - DAY,
    )
    lived((OPENS, DOWN), (CLOSES - 4 * MINUTE, CLOSES + HOUR))
    conduct(CLOSES + HOUR)
    assert ballot_of(scene).state == "published"


def test_who_extends_and_when(scene: Scene) -> None:
    lived((OPENS - DAY, DOWN), (UP, UP))
    assert code(scene, CLOSES - TICK, CLOSES + DAY) == "409 not_held"
    assert code(scene, UP, CLOSES + DAY) == "409 not_held"
    conduct(UP)
    for who in (scene.titulars["BR"], scene.alternates["BR"]):
        with pytest.raises(Forbidden):
            extend(scene, UP + TICK, UP + DAY, actor=who)
    for close in (UP, CLOSES, UP + TICK, CLOSES + 400 * DAY):
        with pytest.raises(Invalid):
            extend(scene, UP + TICK, close)
    with pytest.raises(Invalid):
        extend(scene, UP + TICK, UP + DAY, reason=" ")
    assert code(scene, HELD, HELD + DAY) == "409 not_held"
    assert code(scene, HELD - TICK, HELD + DAY) == ""
    assert code(scene, HELD, HELD + 2 * DAY) == "409 not_held"


def test_a_voter_and_the_desk_read_why(scene: Scene, client: Client) -> None:
    lived((OPENS - DAY, DOWN), (UP, UP))
    conduct(UP)
    client.force_login(scene.secretary)
    address = reverse("desk_window", args=[scene.council.slug, scene.window.pk])
    with clock.travel(UP + HOUR):
        assert client.get(ballot_of(scene).get_absolute_url()).status_code == 200
        desk = client.get(reverse("desk", args=[scene.council.slug])).content.decode()
        assert address in desk
        assert client.get(address).status_code == 200
        told = {"act": "after", "closes_at": "2026-03-06T12:00", "reason": "Corte nacional"}
        assert client.post(address, told).status_code == 302
    assert Window.objects.get(pk=scene.window.pk).closes_at > UP


instants = st.integers(0, 5_000).map(lambda seconds: OPENS + timedelta(seconds=seconds))


@given(st.lists(instants, min_size=2, max_size=16), instants, instants)
def test_gaps_are_what_no_beat_covers(points: list[datetime], one: datetime, other: datetime) -> None:
    since, until = sorted((one, other))
    ordered = sorted(point for point in points if point <= until)
    beats = list(zip(ordered[::2], ordered[1::2], strict=False))
    found = gaps(beats, since, until)
    assert found == sorted(found, key=lambda gap: gap.began_at)
    for gap in found:
        assert gap.ended_at - gap.began_at > TOLERANCE
        assert not any(first < gap.ended_at and last > gap.began_at for first, last in beats)
        assert gap.ended_at > since
    edges = [*beats, (until, until)]
    longest = max((b[0] - a[1] for a, b in pairwise(edges)), default=timedelta())
    if longest <= TOLERANCE:
        assert found == []


def test_a_gap_is_told_from_the_last_beat_to_the_next() -> None:
    assert gaps([(OPENS, DOWN), (UP, UP)], CLOSES - 15 * MINUTE, UP) == [Silence(DOWN, UP)]


@pytest.mark.django_db
def test_beats_make_one_time_until_one_comes_too_late() -> None:
    voting_scene(opens_at=OPENS, closes_at=CLOSES)  # its database's clock may be moved
    for after, noted in [(0 * MINUTE, True), (REST - TICK, False), (REST, True), (REST + TOLERANCE, True)]:
        with clock.travel(OPENS + after):
            assert beat() is noted
    assert Heartbeat.objects.get().last_at == OPENS + REST + TOLERANCE
    with clock.travel(OPENS + REST + 2 * TOLERANCE + TICK):
        assert beat()
    assert Heartbeat.objects.count() == 2
    with clock.travel(OPENS):  # a clock that was set back says nothing new
        assert not beat()


@pytest.mark.django_db
def test_the_heart_beats_only_while_the_site_answers(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.HEARTBEAT_URL = "http://127.0.0.1:9/readyz"  # nobody listens there
    assert not ask_and_beat()
    monkeypatch.setattr(heartbeat, "_is_ready", lambda url: True)
    assert ask_and_beat()
    settings.HEARTBEAT_URL = ""
    Heartbeat.objects.all().delete()
    assert ask_and_beat()


@pytest.mark.django_db
def test_whoever_probes_a_ready_site_keeps_it_beating(client: Client) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, Heartbeat.objects.count()) == (200, 1)
    assert b"heartbeat: ready" in answer.content
