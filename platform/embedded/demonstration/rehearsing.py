"""The demonstration's rehearsal: made of the council as it is now, its clock ahead, with a text to rehearse with."""

from datetime import datetime, timedelta

from django.db import transaction

from common import clock
from councils.models import Council, Round, Seat
from councils.rehearsing.actions import clone_council_as_rehearsal, turn_clock_forward
from councils.rehearsing.queries import next_boundary
from proposals.drafting.actions import admit_proposal, begin_proposal, describe_proposal, submit_proposal

from . import cast, plans

# What is asked for, in the currency of the round: it hands out an envelope.
AMOUNT = "1200000.00"


def rehearsal() -> Council | None:
    """The first rehearsal of the demonstration, if there is one."""
    return Council.objects.filter(rehearsal_of__slug=plans.council()["slug"]).order_by("id").first()


def rehearse() -> Council:
    """Make it, write a proposal in its drafting, and turn its clock to the discussion: all of it or nothing."""
    with transaction.atomic():
        made = clone_council_as_rehearsal(council=cast.council(), actor=cast.person("secretary"))
        round_ = made.rounds.first()
        if round_ is not None:
            _turn_to_next(made)
            _turn(made, clock.now(made.pk) + timedelta(hours=1))
            propose(round_)
            _turn_to_next(made)
    return made


def propose(round_: Round) -> None:
    """A text of the story, begun by its movement, submitted and admitted."""
    _title, _call, questions = plans.again()
    motion = questions[0]
    person, movement = cast.person(motion.by), cast.seat(motion.by).movement
    seat = Seat.objects.select_related("movement", "council").get(council=round_.council, movement=movement)
    words = {"language": motion.language, "title": motion.title, "summary": motion.summary, "text": motion.texts[0]}
    proposal = begin_proposal(person=person, seat=seat, round_=round_, **words)
    describe_proposal(
        person=person,
        seat=seat,
        proposal=proposal,
        themes=[round_.themes.order_by("id")[0].slug],
        countries=motion.countries,
        amount=AMOUNT,
        implementing_body=motion.body or movement.name,
    )
    submit_proposal(person=person, seat=seat, proposal=proposal)
    admit_proposal(person=cast.person("secretary"), proposal=proposal, decision_class=motion.decision_class)


def _turn_to_next(council: Council) -> None:
    boundary = next_boundary(council, clock.now(council.pk))
    if boundary is not None:
        _turn(council, boundary[1])


def _turn(council: Council, to: datetime) -> None:
    turn_clock_forward(council=council, actor=cast.person("secretary"), to=to)
