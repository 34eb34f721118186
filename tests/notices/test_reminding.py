"""Reminders before a close: at their hours, to those who can still act and have not, and to nobody else."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db.models import Q

from accounts.models import User
from common import clock
from councils.models import Rulebook, Window
from councils.rounds.moving import extend_window
from ledger.models import Entry
from notices import reminding
from notices.models import Notice, Plan, Reminder
from notices.posting import send_letters
from notices.registry import ANNOUNCEMENTS
from notices.reminding import plan_reminders, remind_once
from proposals.models import Ballot, Recusal, Vote
from proposals.tasks import sweep
from proposals.voting.casting import cast_vote
from proposals.voting.opening import open_if_due
from tests.api.conftest import settle
from tests.factories.scenes import Scene, voting_scene

from .conftest import tell_all

OPENS = datetime(2026, 3, 1, 12, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=10)
Outcome = Reminder.Outcome
MICROSECOND, DAY = timedelta(microseconds=1), timedelta(days=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    made = voting_scene(opens_at=OPENS, closes_at=CLOSES, countries={"BR": 1, "AR": 1, "UY": 1})
    with clock.travel(OPENS):
        open_if_due(made.ballot)
    return made


def plan(at: datetime) -> list[datetime]:
    with clock.travel(at):
        plan_reminders()
    return list(Reminder.objects.filter(done_at__isnull=True).order_by("due_at").values_list("due_at", flat=True))


def remind(at: datetime) -> int:
    steps = 0
    with clock.travel(at):
        while remind_once():
            steps += 1
    return steps


def reminded(scene: Scene) -> list[Entry]:
    return list(Entry.objects.filter(council_id=scene.council.pk, verb="remind_close").order_by("id"))


def audience(entry: Entry, at: datetime) -> set[str]:
    with clock.travel(at):
        return set(ANNOUNCEMENTS["remind_close"].audience(entry).values_list("name", flat=True))


def vote(scene: Scene, country: str, at: datetime, answer: str = "yes") -> Vote:
    with clock.travel(at):
        return cast_vote(person=scene.titulars[country], seat=scene.seats[country], ballot=scene.ballot, choice=answer)


def test_reminders_are_planned_when_the_window_opens_at_the_hours_of_the_rulebook(scene: Scene) -> None:
    assert plan(OPENS - MICROSECOND) == []
    assert plan(OPENS) == [CLOSES - timedelta(hours=hours) for hours in (168, 48, 24, 2)]
    assert plan(OPENS) == [CLOSES - timedelta(hours=hours) for hours in (168, 48, 24, 2)], "once"
    assert Plan.objects.filter(ends_at=CLOSES).count() == 1


def test_what_lay_in_the_past_when_the_window_opened_was_never_a_reminder() -> None:
    short = voting_scene(opens_at=OPENS, closes_at=OPENS + timedelta(hours=30), countries={"BR": 1})
    assert plan(OPENS) == [short.window.closes_at - timedelta(hours=hours) for hours in (24, 2)]


def test_another_rulebook_other_hours_and_none_at_all() -> None:
    voting_scene(opens_at=OPENS, closes_at=CLOSES, countries={"BR": 1}, reminder_hours=[5])
    voting_scene(opens_at=OPENS, closes_at=CLOSES, countries={"BR": 1}, reminder_hours=[])
    assert plan(OPENS) == [CLOSES - timedelta(hours=5)]
    assert Plan.objects.count() == 2


@pytest.mark.parametrize(
    ("off", "steps"), [(-MICROSECOND, 0), (timedelta(0), 1), (MICROSECOND, 1)], ids=["before", "at", "after"]
)
@pytest.mark.parametrize("hours", [168, 48, 24, 2])
def test_a_reminder_is_due_at_its_instant(scene: Scene, hours: int, off: timedelta, steps: int) -> None:
    plan(OPENS)
    Reminder.objects.filter(~Q(hours=hours)).delete()
    assert remind(CLOSES - timedelta(hours=hours) + off) == steps
    assert len(reminded(scene)) == steps


def test_only_those_who_can_vote_and_have_not_hear(scene: Scene) -> None:
    plan(OPENS)
    vote(scene, "BR", OPENS + timedelta(days=1))
    at = CLOSES - timedelta(hours=168)
    remind(at)
    (entry,) = reminded(scene)
    assert entry.data == {"round": 1, "window": "voting", "closes_at": CLOSES.isoformat(), "hours": 168}
    assert audience(entry, at) == {"Titular AR", "Alternate AR", "Titular UY", "Alternate UY"}
    vote(scene, "AR", at)
    assert audience(entry, at) == {"Titular UY", "Alternate UY"}, "asked again when the letter goes out"
    scene.seats["UY"].mandates.update(revoked_at=at, revoked_by=scene.secretary)
    assert audience(entry, at) == set()


def test_where_nobody_is_missing_nothing_is_said(scene: Scene) -> None:
    plan(OPENS)
    for country in scene.seats:
        vote(scene, country, OPENS + timedelta(hours=1))
    remind(CLOSES - timedelta(hours=2))
    assert reminded(scene) == []
    assert set(Reminder.objects.values_list("outcome", flat=True)) == {Outcome.NOBODY, Outcome.OVERTAKEN}


def test_a_worker_that_was_away_tells_the_latest_alone(scene: Scene) -> None:
    plan(OPENS)
    assert remind(CLOSES - timedelta(hours=23)) == 3
    assert [entry.data["hours"] for entry in reminded(scene)] == [24]
    assert list(Reminder.objects.order_by("due_at").values_list("outcome", flat=True)) == [
        *(Outcome.OVERTAKEN, Outcome.OVERTAKEN, Outcome.TOLD, ""),
    ]


@pytest.mark.parametrize("late", [timedelta(0), timedelta(days=3)])
def test_from_the_close_on_nobody_is_reminded(scene: Scene, late: timedelta) -> None:
    plan(OPENS)
    remind(CLOSES + late)
    assert reminded(scene) == []
    assert set(Reminder.objects.values_list("outcome", flat=True)) == {Outcome.OVER}


def test_a_window_that_moves_is_planned_anew_and_what_was_planned_before_comes_to_nothing(scene: Scene) -> None:
    plan(OPENS)
    later = CLOSES + timedelta(days=1)
    with clock.travel(OPENS + timedelta(days=1)):
        extend_window(window=scene.window, closes_at=later, reason="Inundaciones", actor=scene.secretary)
    plan(OPENS + timedelta(days=1))
    remind(CLOSES - timedelta(hours=2))
    closes = {entry.data["closes_at"] for entry in reminded(scene)}
    assert closes == {later.isoformat()}
    moved = Reminder.objects.filter(plan__ends_at=CLOSES)
    assert set(moved.values_list("outcome", flat=True)) == {Outcome.MOVED}


def test_a_reminder_that_cannot_be_written_is_set_aside_and_blocks_no_other(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = voting_scene(opens_at=OPENS, closes_at=CLOSES, countries={"BR": 1})
    plan(OPENS)
    at = CLOSES - timedelta(hours=168)
    real = ANNOUNCEMENTS["remind_close"].audience

    def broken(entry: Entry) -> Any:
        if entry.council_id == scene.council.pk:
            raise RuntimeError("no such window")
        return real(entry)

    with monkeypatch.context() as patch:
        patch.setitem(
            ANNOUNCEMENTS,
            "remind_close",
            type(ANNOUNCEMENTS["remind_close"])(kind=ANNOUNCEMENTS["remind_close"].kind, audience=broken),
        )
        assert remind(at) == 2
    assert len(reminded(other)) == 1
    failed = Reminder.objects.exclude(failure="").get()
    assert (failed.failure, failed.done_at) == ("RuntimeError: no such window", None)
    assert remind(at + timedelta(seconds=4)) == 0
    assert remind(at + timedelta(seconds=5)) == 1
    assert len(reminded(scene)) == 1


def test_a_rulebook_that_cannot_be_read_reminds_by_the_defaults(scene: Scene) -> None:
    Rulebook.objects.create(
        council=scene.council, version=2, data={"binding": "nonsense"}, effective_at=OPENS, recorded_at=OPENS - DAY
    )
    assert plan(OPENS) == [CLOSES - timedelta(hours=hours) for hours in (168, 48, 24, 2)]


def test_a_kind_of_deadline_that_raises_holds_up_neither_the_others_nor_the_conductor(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_plans: Any, _most: int) -> Any:
        raise RuntimeError("no such column")

    monkeypatch.setitem(reminding.DEADLINES, "another", reminding.Deadline("another", broken, lambda *_: None))
    monkeypatch.setattr(reminding, "DEADLINES", dict(reversed(reminding.DEADLINES.items())))
    with clock.travel(OPENS):
        sweep()
    assert Plan.objects.filter(ends_at=CLOSES).exists()


def test_a_seat_that_stood_aside_or_handed_its_vote_on_is_not_reminded(scene: Scene) -> None:
    plan(OPENS)
    Recusal.objects.create(
        ballot=scene.ballot, seat=scene.seats["AR"], recused_by=scene.titulars["AR"], reason="x", recused_at=OPENS
    )
    at = CLOSES - timedelta(hours=48)
    remind(at)
    (entry,) = reminded(scene)
    assert audience(entry, at) == {f"{who} {code}" for who in ("Titular", "Alternate") for code in ("BR", "UY")}


@pytest.mark.django_db(transaction=True)
def test_the_whole_way_from_the_window_to_the_letter(mailoutbox: list[Any]) -> None:
    tell_all()
    scene = voting_scene(opens_at=OPENS, closes_at=CLOSES, countries={"BR": 1, "AR": 1})
    with clock.travel(OPENS):
        open_if_due(scene.ballot)
    vote(scene, "BR", OPENS + timedelta(days=1))
    at = CLOSES - timedelta(hours=2)
    plan(OPENS)
    remind(at)
    settle()
    with clock.travel(at):
        tell_all()
        Notice.objects.filter(is_digest=True).delete()
        send_letters(lambda: True)
    assert sorted(letter.to[0] for letter in mailoutbox) == sorted(
        User.objects.filter(name__endswith=" AR").values_list("email", flat=True)
    )
    assert Ballot.objects.get().state == Ballot.State.OPEN
    assert Window.objects.filter(kind="voting").get().closes_at == CLOSES
