"""A ballot on which members are consulted: a movement with its members, and the bulk that a test needs."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from accounts.models import User
from common import clock
from councils.models import Membership, Seat
from proposals.consulting.answering import answer_consultation
from proposals.consulting.opening import open_consultation
from proposals.models import Ballot, Consultation, ConsultationAnswer

from .pages import BEFORE, INSIDE, OPENS
from .proposals import member
from .scenes import FOUNDED, Scene

CLOSE = OPENS + timedelta(days=1)
COORDINATOR = Membership.Role.COORDINATOR


def fresh(ballot: Ballot) -> Ballot:
    return Ballot.objects.select_related("round__council", "window", "proposal").get(pk=ballot.pk)


def again(consultation: Consultation) -> Consultation:
    """The consultation as it stands by now."""
    related = ("round__council", "ballot__window", "ballot__proposal", "seat__movement")
    return Consultation.objects.select_related(*related).get(pk=consultation.pk)


def consulted(
    scene: Scene,
    country: str | None = "BR",
    *,
    at: datetime = BEFORE,
    closes_at: datetime = CLOSE,
    who: User | None = None,
) -> Consultation:
    """A consultation that a movement's coordinator opened, or without a country the secretary."""
    seat = scene.seats[country] if country else None
    person = who or (member(seat, COORDINATOR) if seat else scene.secretary)
    with clock.travel(at):
        return open_consultation(person=person, ballot=fresh(scene.ballot), seat=seat, closes_at=closes_at)


def members(seat: Seat, number: int, *, starts_at: datetime = FOUNDED) -> list[User]:
    """So many more members of the seat's movement."""
    people = [member(seat) for _number in range(number)]
    seat.movement.memberships.filter(person__in=people).update(starts_at=starts_at)
    return people


def take_time() -> None:
    """An answer gives its transaction fifteen seconds, and a test is one transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('transaction_timeout', '0', true)")


def answer(consultation: Consultation, who: User, given: Any = "yes", at: datetime = INSIDE, **facts: Any) -> Any:
    """One answer: a choice, or what a ballot paper is answered with."""
    told = {"choice": given} if isinstance(given, str) else {"answer": given}
    try:
        with clock.travel(at):
            return answer_consultation(person=who, consultation=again(consultation), **told, **facts)
    finally:
        take_time()


def answers(consultation: Consultation, people: Sequence[User], choices: Sequence[Any], at: datetime = INSIDE) -> None:
    """Each person with one of the answers."""
    for who, choice in zip(people, choices, strict=True):
        answer(consultation, who, choice, at)


def crowd(seats: Sequence[Seat], number: int) -> None:
    """So many members, dealt out to the movements, by one statement for each table."""
    movements = [seat.movement_id for seat in seats]
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH made AS (INSERT INTO accounts_user (password, email, name, salt, is_active, date_joined, language, "
            "time_zone) SELECT '!', 'crowd' || n || '.' || %s || '@x.org', 'x', md5(n::text), true, now(), '', '' "
            "FROM generate_series(1, %s) n RETURNING id) "
            "INSERT INTO councils_membership (movement_id, person_id, role, starts_at, is_named) "
            "SELECT (%s::bigint[])[1 + id %% %s], id, 'member', %s, false FROM made",
            [movements[0], number, movements, len(movements), FOUNDED],
        )


def crowd_answers(consultation: Consultation, at: datetime, choices: Sequence[str] = ("yes", "yes", "no")) -> int:
    """Everybody on the roll answers, each in the place of the acts that it would take; how many they are."""
    with clock.travel(at), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO proposals_consultationanswer (consultation_id, asked_id, person_id, answer, answered_at) "
            "SELECT asked.consultation_id, asked.id, g.person_id, "
            "jsonb_build_object((%s::text[])[1 + g.person_id %% %s], '1'), minga_now(%s) "
            "FROM proposals_consultedmovement asked JOIN councils_seat s ON s.id = asked.seat_id "
            "JOIN councils_membership g ON g.movement_id = s.movement_id WHERE asked.consultation_id = %s "
            "ON CONFLICT DO NOTHING",
            [list(choices), len(choices), consultation.round.council_id, consultation.pk],
        )
    return ConsultationAnswer.objects.filter(consultation=consultation).count()
