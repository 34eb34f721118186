"""Who stands for election: nominated by a movement, on the ballot paper by their own word alone.

A nomination names an address. Whether it belongs to anybody, to whom, and whether another movement named it before, is
told to nobody: each is answered and recorded in the same way, and a name is public once its bearer accepts.
"""

import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F, Max, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.clock import CouncilNow
from common.errors import Conflict, DomainError, Forbidden, Invalid, refuse
from councils.mandates.permissions import why_not_act, why_not_represent
from councils.mandates.queries import in_force, member_countries, seats_with_standing
from councils.models import Membership, Seat, Standing
from ledger.record import record

from .holding import enter_alone
from .models import Ballot
from .options import Option

NAME_LIMIT, STATEMENT_LIMIT, FIELD_LIMIT, ADDRESS_LIMIT = 200, 4_000, 40, 254
# Of one seat on one ballot: enough for any election, and too few to try addresses out.
MOST_NOMINATIONS = 20
CODE_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
State = Option.State


def nominate_candidate(
    *, person: User, seat: Seat, ballot: Ballot, email: str, country: str = "", expertise: str = ""
) -> Option:
    """Nominate for the seat whoever has this address, if they belong to an admitted movement of the council.

    Refused: to who holds no mandate of the seat (403); on a ballot that elects nobody, once it opens, or after twenty
    nominations of the seat (409); for what is no address, no country of the council or too long (422).
    """
    with transaction.atomic():
        instant = enter_alone(ballot)
        refuse(
            why_not_represent(person, seat, instant),
            why_not_act(seat, instant),
            why_not_nominating(ballot, instant),
            _why_not_another(ballot, seat),
            _why_no_nominee(ballot, instant, email, country, expertise),
        )
        option = Option.objects.create(
            ballot=ballot,
            code="".join(secrets.choice(CODE_ALPHABET) for _position in range(8)),
            place=(ballot.choices.aggregate(last=Max("place"))["last"] or 0) + 1,
            state=State.NOMINATED,
            candidate=_nominee(ballot, email, instant),
            country=country,
            expertise=expertise.strip(),
            nominated_for=seat,
            put_by=person,
            put_at=instant,
        )
        record(
            "nominate_candidate",
            council=seat.council,
            actor=person,
            on_behalf_of=seat.movement.slug,
            subject=ballot.get_absolute_url(),
            data={"ballot": ballot.number, "seat": seat.movement.slug},
            at=instant,
        )
    return option


def accept_nomination(*, person: User, option: Option, name: str, statement: str, language: str) -> Option:
    """Stand, under the name by which one wants to be known, with a statement. From now on both are public.

    Refused: to anybody but the person who was nominated (403); once answered, once the vote opens, or when they belong
    to no admitted movement any more (409); without a name, or with too long a statement (422).
    """
    with transaction.atomic():
        option, instant = _hold(option)
        refuse(
            why_not_candidate(person, option),
            why_not_nominating(option.ballot, instant),
            why_not_unanswered(option),
            _why_no_member(option, instant),
            _why_no_statement(name, statement),
        )
        option.name, option.statement, option.language = name.strip(), statement.strip(), language
        _decide(option, State.ACCEPTED, instant, "name", "statement", "language")
        _tell("accept_nomination", option, person, instant, candidate=option.name)
    return option


def decline_nomination(*, person: User, option: Option) -> Option:
    """Not stand. The log says that a nomination was declined, and not whose. Refused as an acceptance is."""
    with transaction.atomic():
        option, instant = _hold(option)
        refuse(
            why_not_candidate(person, option),
            why_not_nominating(option.ballot, instant),
            why_not_unanswered(option),
        )
        _decide(option, State.DECLINED, instant)
        _tell("decline_nomination", option, person, instant)
    return option


def withdraw_candidacy(*, person: User, option: Option) -> Option:
    """Stand no longer. Refused: to anybody but the candidate (403); to who does not stand, and once the vote opens
    (409).
    """
    with transaction.atomic():
        option, instant = _hold(option)
        refuse(
            why_not_candidate(person, option),
            why_not_nominating(option.ballot, instant),
            why_not_standing_now(option),
        )
        _decide(option, State.WITHDRAWN, instant)
        _tell("withdraw_candidacy", option, person, instant, candidate=option.name)
    return option


def give_up_candidacies(*, person: User) -> None:
    """Of somebody who leaves: what they can still decline or withdraw from, they do; and what they said of themselves
    where they do not stand is forgotten. Once a vote has opened they stay on its paper.
    """
    mine = Option.objects.filter(candidate=person, ballot__state=Ballot.State.PROVISIONAL)
    acts = {State.NOMINATED.value: decline_nomination, State.ACCEPTED.value: withdraw_candidacy}
    for option in mine.filter(state__in=acts).select_related("ballot__window", "ballot__round").order_by("ballot_id"):
        with suppress(Conflict):
            acts[option.state](person=person, option=option)
    gone = Option.objects.filter(candidate=person, state__in=[State.DECLINED, State.WITHDRAWN])
    gone.update(name="", statement="", country="", expertise="")


def nominations_of(person: User) -> QuerySet[Option]:
    """The nominations that the person can still answer; one query."""
    now = CouncilNow(F("ballot__round__council_id"))
    waiting = Option.objects.filter(
        candidate=person,
        state=State.NOMINATED,
        ballot__state=Ballot.State.PROVISIONAL,
        ballot__window__opens_at__gt=now,
    )
    related = waiting.select_related("ballot__round__council", "ballot__window", "nominated_for__movement")
    return related.order_by("ballot__window__opens_at", "pk")[:MOST_NOMINATIONS]


@dataclass(frozen=True)
class Nominating:
    """What the page of an election says to one person: why they cannot nominate, how often their movement has, and
    their own nomination, if there is one that they can still do something about.
    """

    refusal: DomainError | None
    count: int
    mine: Option | None


def nominating_of(ballot: Ballot, person: User | None, seat: Seat | None, at: datetime) -> Nominating | None:
    """None where there is nothing to say: on a ballot that elects nobody, and to a stranger."""
    if ballot.kind != Ballot.Kind.ELECTION or person is None:
        return None
    mine = ballot.choices.filter(candidate=person, state__in=[State.NOMINATED, State.ACCEPTED]).first()
    count = ballot.choices.filter(nominated_for=seat).count() if seat else 0
    return Nominating(why_not_nominating(ballot, at), count, mine)


def why_not_nominating(ballot: Ballot, at: datetime) -> DomainError | None:
    """Candidates are found from the call until the vote opens."""
    if ballot.kind != Ballot.Kind.ELECTION:
        return Conflict("no_election", _("Nobody is elected on this ballot."))
    if ballot.state == Ballot.State.CANCELLED:
        return Conflict("ballot_cancelled", _("This ballot was cancelled."))
    if ballot.state != Ballot.State.PROVISIONAL or at >= ballot.window.opens_at:
        return Conflict("nominations_closed", _("The vote has opened: who stands can no longer change."))
    return None


def why_not_candidate(person: User, option: Option) -> DomainError | None:
    """Nobody stands, or ceases to, by another's word."""
    if option.candidate_id == person.pk:
        return None
    return Forbidden("not_candidate", _("This is for the person who was nominated."))


def why_not_unanswered(option: Option) -> DomainError | None:
    """A nomination is answered once."""
    if option.state == State.NOMINATED:
        return None
    return Conflict("nomination_answered", _("This nomination has been answered."))


def why_not_standing_now(option: Option) -> DomainError | None:
    """Whoever withdraws stands."""
    if option.state == State.ACCEPTED:
        return None
    return Conflict("not_standing", _("You do not stand on this ballot."))


def _hold(option: Option) -> tuple[Option, datetime]:
    instant = enter_alone(option.ballot)
    related = ("ballot__round__council", "ballot__window", "nominated_for__movement")
    return Option.objects.select_related(*related).get(pk=option.pk), instant


def _decide(option: Option, state: State, at: datetime, *written: str) -> None:
    option.state, option.decided_at = state, at
    option.save(update_fields=["state", "decided_at", *written])


def _tell(verb: str, option: Option, person: User, at: datetime, **data: object) -> None:
    ballot = option.ballot
    record(
        verb,
        council=ballot.round.council,
        actor=person,
        subject=ballot.get_absolute_url(),
        data={"ballot": ballot.number, **data},
        at=at,
    )


def _nominee(ballot: Ballot, email: str, at: datetime) -> User | None:
    """Whoever is asked; None for an address of nobody here, and for who was named on this ballot before."""
    admitted = seats_with_standing(ballot.round.council, at).filter(status=Standing.Status.ADMITTED)
    members = Membership.objects.filter(in_force(at), movement__in=admitted.order_by().values("movement"))
    found = User.objects.filter(email=email.strip().lower(), is_active=True, pk__in=members.values("person"))
    return found.exclude(candidacies__ballot=ballot).first()


def _why_not_another(ballot: Ballot, seat: Seat) -> DomainError | None:
    if ballot.choices.filter(nominated_for=seat).count() < MOST_NOMINATIONS:
        return None
    return Conflict("too_many_nominations", _("A movement nominates at most 20 persons on one ballot."))


def _why_no_nominee(ballot: Ballot, at: datetime, email: str, country: str, expertise: str) -> DomainError | None:
    fields: dict[str, str | Promise] = {}
    try:
        validate_email(email.strip())
    except ValidationError:
        fields["email"] = _("Write the e-mail address of the person.")
    if len(email) > ADDRESS_LIMIT:
        fields["email"] = _("Write the e-mail address of the person.")
    if country and country not in member_countries(ballot.round.council, at):
        fields["country"] = _("Choose a country of the council.")
    if len(expertise) > FIELD_LIMIT or "\x00" in expertise:
        fields["expertise"] = _("A field of expertise has at most 40 characters.")
    if not fields:
        return None
    return Invalid("nomination_incomplete", _("The nomination is incomplete."), fields=fields)


def _why_no_member(option: Option, at: datetime) -> DomainError | None:
    admitted = seats_with_standing(option.ballot.round.council, at).filter(status=Standing.Status.ADMITTED)
    movements = admitted.order_by().values("movement")
    if Membership.objects.filter(in_force(at), person=option.candidate, movement__in=movements).exists():
        return None
    return Conflict("candidate_no_member", _("Only who belongs to an admitted movement can stand."))


def _why_no_statement(name: str, statement: str) -> DomainError | None:
    fields: dict[str, str | Promise] = {}
    if not name.strip() or len(name) > NAME_LIMIT or "\x00" in name:
        fields["name"] = _("Write the name by which you want to be known, in at most 200 characters.")
    if not statement.strip() or len(statement) > STATEMENT_LIMIT or "\x00" in statement:
        fields["statement"] = _("Say why you stand, in at most 4,000 characters.")
    if not fields:
        return None
    return Invalid("candidacy_incomplete", _("The candidacy is incomplete."), fields=fields)
