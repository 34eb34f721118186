"""Reminders of what ends by itself: mandates, invitations, the time to appeal, and the time to hear an appeal."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from accounts.models import User
from common import clock
from councils.mandates.actions.members import invite_member, withdraw_invitation
from councils.models import Council, Invitation, Mandate, Membership, Office, Seat
from ledger.models import Entry
from notices.models import Reminder
from notices.registry import ANNOUNCEMENTS, words_of
from notices.reminding import plan_reminders, remind_once
from proposals.moderation.actions import appeal_decision, hear_appeal
from tests.factories.moderation import AT, Matter, matter
from tests.factories.proposals import member, official
from tests.factories.scenes import FOUNDED, council_of, mandate, person, seat_of

pytestmark = pytest.mark.django_db

ENDS = datetime(2027, 3, 1, 12, tzinfo=UTC)
DAY, TICK = timedelta(days=1), timedelta(microseconds=1)
COORDINATOR = Membership.Role.COORDINATOR


def remind(at: datetime) -> None:
    """What the conductor does at the instant."""
    with clock.travel(at):
        plan_reminders()
        while remind_once():
            pass


def told(verb: str) -> list[Entry]:
    return list(Entry.objects.filter(verb=verb).order_by("id"))


def hears(entry: Entry, at: datetime) -> set[User]:
    with clock.travel(at):
        return set(ANNOUNCEMENTS[entry.verb].audience(entry))


class Ending:
    """A titular whose mandate ends, an alternate who goes on, a coordinator, and who is neither."""

    def __init__(self) -> None:
        self.council: Council = council_of({"BO": 1, "EC": 1})
        self.seat: Seat = seat_of(self.council, "BO")
        self.other: Seat = seat_of(self.council, "EC")
        self.holder, self.alternate = person(), person()
        self.mandate: Mandate = mandate(self.seat, self.holder)
        Mandate.objects.filter(pk=self.mandate.pk).update(ends_at=ENDS)
        mandate(self.seat, self.alternate, order=1)
        mandate(self.other, person())
        self.coordinator = member(self.seat, COORDINATOR)
        member(self.seat)
        member(self.other, COORDINATOR)

    def follow(self, **facts: Any) -> Mandate:
        given = {"starts_at": ENDS, "granted_at": FOUNDED, "granted_by": self.holder, "role": "titular", **facts}
        return Mandate.objects.create(seat=self.seat, person=person(), **given)


@pytest.mark.parametrize("days", [30, 7])
def test_a_mandate_that_ends_is_remembered_by_its_holder_and_the_coordinators(days: int) -> None:
    of, due = Ending(), ENDS - days * DAY
    remind(due - TICK)
    assert days == 7 or not told("remind_mandate")
    remind(due)
    entry = told("remind_mandate")[-1]
    assert (entry.council_id, entry.data["hours"]) == (of.council.pk, 24 * days)
    assert entry.subject == of.seat.movement.get_absolute_url()
    assert hears(entry, due) == {of.holder, of.coordinator}
    assert of.seat.movement.name in words_of([entry])[0]
    remind(due)
    assert len([one for one in told("remind_mandate") if one.data["hours"] == 24 * days]) == 1


def test_where_somebody_follows_nobody_is_reminded_and_the_audience_is_asked_again() -> None:
    of, due = Ending(), ENDS - 30 * DAY
    remind(due - TICK)
    remind(due)
    (entry,) = told("remind_mandate")
    successor = of.follow(ends_at=ENDS + DAY)
    assert hears(entry, due) == set()
    Mandate.objects.filter(pk=successor.pk).update(revoked_at=ENDS, revoked_by=of.holder)
    assert hears(entry, due) == {of.holder, of.coordinator}
    of.follow(role="alternate", order=2)
    assert hears(entry, due) == {of.holder, of.coordinator}, "another place is no successor"
    Mandate.objects.filter(pk=of.mandate.pk).update(revoked_at=due, revoked_by=of.holder)
    assert hears(entry, due) == set()
    remind(ENDS - 7 * DAY)
    assert len(told("remind_mandate")) == 1
    assert Reminder.objects.get(hours=168, plan__deadline="mandate").outcome == Reminder.Outcome.MOVED


def test_from_its_end_on_nobody_is_reminded_of_a_mandate() -> None:
    Ending()
    with clock.travel(ENDS - 40 * DAY):
        plan_reminders()
    remind(ENDS)
    assert told("remind_mandate") == []


def test_an_invitation_is_remembered_by_who_sent_it_once_for_all_of_a_day() -> None:
    of = Ending()
    secretary, at = official(of.council, Office.Kind.SECRETARY), ENDS
    official(of.council, Office.Kind.SECRETARY)
    with clock.travel(at):
        first = invite_member(movement=of.seat.movement, email="a@example.org", actor=secretary)
    with clock.travel(at + timedelta(hours=1)):
        second = invite_member(movement=of.seat.movement, email="b@example.org", actor=of.coordinator)
    due = first.expires_at - 2 * DAY
    remind(due - TICK)
    assert told("remind_invitations") == []
    remind(due)
    remind(due + timedelta(hours=1))
    (entry,) = told("remind_invitations")
    assert (entry.council_id, entry.data["number"]) == (None, 2)
    assert "@example.org" not in str(entry.data)
    assert hears(entry, due) == {secretary, of.coordinator}
    assert "2 " in words_of([entry])[0]
    with clock.travel(due):
        withdraw_invitation(invitation=first, actor=secretary)
    assert hears(entry, due) == {of.coordinator}, "what the secretary sent is withdrawn"
    Invitation.objects.filter(pk=second.pk).update(accepted_at=due)
    assert hears(entry, due) == set()


def test_an_answered_invitation_is_nobodys_deadline() -> None:
    of = Ending()
    with clock.travel(ENDS):
        invitation = invite_member(movement=of.seat.movement, email="a@example.org", actor=of.coordinator)
        plan_reminders()
    Invitation.objects.filter(pk=invitation.pk).update(accepted_at=ENDS)
    remind(invitation.expires_at - DAY)
    assert told("remind_invitations") == []


def last_day(of: Matter) -> tuple[Any, datetime]:
    decision = of.decide()
    with clock.travel(AT):
        plan_reminders()
    return decision, decision.appeal_until


def test_who_can_appeal_is_reminded_at_the_hours_of_the_rulebook_and_nobody_else() -> None:
    of = matter()
    decision, until = last_day(of)
    remind(until - 2 * DAY - TICK)
    assert [one.data["hours"] for one in told("remind_appeal")] in ([], [168])
    remind(until - 2 * DAY)
    entry = told("remind_appeal")[-1]
    assert (entry.data["hours"], entry.subject) == (48, decision.case.get_absolute_url())
    assert hears(entry, until - 2 * DAY) == {of.people["bystander"]}
    assert "ystander" not in str(entry.data)
    with clock.travel(until - DAY - TICK):
        appeal_decision(person=of.people["bystander"], decision=decision, text="No.")
    assert hears(entry, until - DAY) == set()
    number = len(told("remind_appeal"))
    remind(until - DAY)
    assert len(told("remind_appeal")) == number
    assert hears(entry, until) == set()


def test_who_can_hear_an_appeal_is_reminded_before_it_is_due() -> None:
    of = matter()
    appeal = of.appeal()
    with clock.travel(appeal.appealed_at):
        plan_reminders()
    at = appeal.due_at - 2 * DAY
    remind(at)
    entry = told("remind_hearing")[-1]
    assert hears(entry, at) == {of.people["secretary"], of.people["second"]}
    with clock.travel(at):
        hear_appeal(person=of.people["secretary"], appeal=appeal, outcome="upheld", reason="Sí.")
    assert hears(entry, at) == set()
    number = len(told("remind_hearing"))
    remind(appeal.due_at - DAY)
    assert len(told("remind_hearing")) == number
