"""How the council came to be: countries, contributions, movements, members, mandates, offices and rules."""

from datetime import datetime, timedelta

from common import clock
from councils.mandates.actions import (
    admit_movement,
    adopt_rulebook,
    apply_movement,
    appoint_officer,
    confirm_act,
    found_council,
    grant_mandate,
    invite_member,
    record_accession,
    record_contribution,
    suspend_movement,
)
from councils.models import Council, Movement, PendingAct
from councils.movements.actions import accept_invitation

from . import cast, plans
from .agenda import Agenda, a_minute_later
from .minutes import minutes

STEP = timedelta(minutes=3)
MANDATES_LAST = timedelta(days=730)


def plan_founding(agenda: Agenda) -> None:
    """Everything before the first round, and what changed in the council since."""
    at = agenda.day(-301, 9)
    agenda.add(at, cast.bring_countries)
    agenda.add(at, cast.bring_everybody)
    agenda.add(at, found_bodies)
    for number, country in enumerate(plans.facts()["countries"]):
        agenda.add(agenda.day(-300, 9) + STEP * number, join, country)
    for number, (key, kind) in enumerate(OFFICES.items()):
        agenda.add(agenda.day(-300, 11) + STEP * number, appoint, key, kind)
    for number, movement in enumerate(plans.movements().values()):
        plan_movement(agenda, movement, number)
    for version in plans.council()["rulebooks"][1:]:
        agenda.add(agenda.day(version["day"], 17), adopt, version)


def plan_movement(agenda: Agenda, movement: plans.Movement, number: int) -> None:
    """It applies, is admitted, names its people; one waits, one is suspended."""
    later = STEP * number
    if movement.waits:
        agenda.add(agenda.day(-3, 9), apply, movement)
        agenda.add(agenda.day(-1, 16), propose_admission, movement)
        return
    agenda.add(agenda.day(-299, 9) + later, apply, movement)
    agenda.add(agenda.day(-297, 9) + later, admit, movement)
    agenda.add(agenda.day(-296, 9) + later, gather, movement)
    agenda.add(agenda.day(-295, 9) + later, mandate, movement, "titular", agenda.day(-295, 9) + MANDATES_LAST)
    if movement.alternate:
        agenda.add(agenda.day(-295, 13) + later, mandate, movement, "alternate", agenda.day(-295, 9) + MANDATES_LAST)
    if movement.suspended:
        agenda.add(agenda.day(movement.suspended["day"], 15), suspend, movement)


OFFICES = {"moderator": "moderator", "observer": "observer", "observer2": "observer"}


def found_bodies() -> None:
    """The advisory council and the bodies that it addresses."""
    told = plans.council()
    for body in told["addressees"]:
        found_council(
            slug=body["slug"],
            code=body["code"],
            kind=body["kind"],
            name=body["name"],
            description=body["description"],
            secretaries=[cast.person("registrar")],
            time_zone=told["time_zone"],
            languages=told["languages"],
            is_two_person=False,
            is_demonstration=True,
        )
        answering = Council.objects.get(slug=body["slug"])
        with a_minute_later(clock.now()):
            registrar, respondent = cast.person("registrar"), cast.by_name(body["respondent"])
            appoint_officer(council=answering, person=respondent, kind="respondent", actor=registrar)
    found_council(
        slug=told["slug"],
        code=told["code"],
        kind=Council.Kind.ADVISORY,
        name=told["name"],
        description=told["description"],
        secretaries=[cast.person("secretary"), cast.person("second")],
        time_zone=told["time_zone"],
        languages=told["languages"],
        rulebook=told["rulebooks"][0]["data"],
        is_demonstration=True,
    )


def confirmed(proposed: object) -> None:
    """What the secretary proposed, the second secretary confirms a minute later."""
    if isinstance(proposed, PendingAct):
        with a_minute_later(clock.now()):
            confirm_act(act=proposed, actor=cast.person("second"))


def join(country: dict) -> None:
    """A country joins, and its contribution is written down with its source."""
    facts, secretary = plans.facts(), cast.person("secretary")
    code = country["code"]
    confirmed(record_accession(council=cast.council(), country=code, is_member=True, actor=secretary))
    confirmed(
        record_contribution(
            council=cast.council(),
            country=code,
            kind="subscribed",
            amount=country["subscribed"],
            currency=facts["currency"],
            effective_at=facts["known_since"],
            source=facts["source"],
            actor=secretary,
        )
    )


def appoint(key: str, kind: str) -> None:
    """An officer of the advisory council."""
    secretary = cast.person("secretary")
    confirmed(appoint_officer(council=cast.council(), person=cast.person(key), kind=kind, actor=secretary))


def apply(movement: plans.Movement) -> None:
    """A movement applies, and is marked as one that does not exist."""
    seat = apply_movement(
        council=cast.council(),
        actor=cast.by_name(movement.coordinator),
        name=movement.name,
        kind=movement.kind,
        country=movement.country or None,
        description=movement.description,
    )
    Movement.objects.filter(pk=seat.movement_id).update(is_demonstration=True)


def admit(movement: plans.Movement) -> None:
    """A seat."""
    confirmed(admit_movement(seat=cast.seat(movement.key), actor=cast.person("secretary")))


def propose_admission(movement: plans.Movement) -> None:
    """Left for the secretary of the sign-in page to confirm."""
    admit_movement(seat=cast.seat(movement.key), actor=cast.person("second"))


def gather(movement: plans.Movement) -> None:
    """The coordinator invites the others, and they accept."""
    coordinator, *others = movement.people
    for name in others:
        role = "coordinator" if name == movement.titular else "member"
        seat, actor, guest = cast.seat(movement.key), cast.by_name(coordinator), cast.by_name(name)
        invitation = invite_member(movement=seat.movement, email=guest.email, actor=actor, role=role)
        with a_minute_later(clock.now()):
            accept_invitation(token=invitation.token, person=guest)


def mandate(movement: plans.Movement, role: str, ends_at: datetime) -> None:
    """The minutes of the assembly are the evidence."""
    holder = getattr(movement, role)
    confirmed(
        grant_mandate(
            seat=cast.seat(movement.key),
            person=cast.by_name(holder),
            role=role,
            actor=cast.person("secretary"),
            ends_at=ends_at,
            evidence=minutes(movement.name, holder, role),
        )
    )


def suspend(movement: plans.Movement) -> None:
    """It keeps its seat and cannot act."""
    seat, secretary = cast.seat(movement.key), cast.person("secretary")
    confirmed(suspend_movement(seat=seat, actor=secretary, reason=movement.suspended["reason"]))


def adopt(version: dict) -> None:
    """Another version of the rulebook; ballots that have opened keep theirs."""
    secretary = cast.person("secretary")
    confirmed(adopt_rulebook(council=cast.council(), data=version["data"], note=version["note"], actor=secretary))
