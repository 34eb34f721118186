"""Who may report, decide, appeal and hear, and what can still be done with a case."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.errors import Conflict, DomainError, Forbidden
from common.words import Moment
from councils.mandates.permissions import why_not_hold
from councils.mandates.queries import in_force, mandates_at, offices_at
from councils.models import Council, Membership, Movement, Office

from .models import Appeal, Case, Decision
from .texts import Text, author_of, body_of, seat_of, text_of

OFFICERS = (Office.Kind.SECRETARY, Office.Kind.MODERATOR)
State = Case.State


def why_not_moderate(person: User, council: Council, at: datetime) -> DomainError | None:
    """Moderation is the office of secretaries and moderators."""
    return why_not_hold(person, council, *OFFICERS, at=at)


def movements_of(people: Iterable[int], at: datetime) -> QuerySet[Movement]:
    """The movements to which any of these people belongs, or whose mandate they hold, at `at`."""
    people = list(people)
    memberships = Membership.objects.filter(in_force(at), person__in=people).order_by().values("movement")
    mandates = mandates_at(at).filter(person__in=people).order_by().values("seat__movement")
    return Movement.objects.filter(Q(pk__in=memberships) | Q(pk__in=mandates))


def _sides(case: Case, at: datetime, *, with_reporters: bool) -> tuple[set[int], set[int]]:
    """The people on the sides of a case, and the movements to which they belong: as ids."""
    people = {case.author_id, author_of(text_of(case)).pk}
    if with_reporters:
        people |= set(case.reports.values_list("reporter", flat=True))
    seat = seat_of(text_of(case))
    movements = set(movements_of(people, at).values_list("pk", flat=True))
    return people, movements | ({seat.movement_id} if seat else set())


def _of_body(case: Case, at: datetime) -> QuerySet[Office]:
    """The offices of the body that wrote the text, if a body did."""
    body = body_of(text_of(case))
    return offices_at(at).filter(council=body) if body else Office.objects.none()


def why_not_impartial(person: User, case: Case, at: datetime) -> DomainError | None:
    """Nobody decides on their own text, nor on one of their movement."""
    people, movements = _sides(case, at, with_reporters=False)
    if person.pk in people:
        return Forbidden("own_text", _("You wrote this text, so somebody else decides on it."))
    if _of_body(case, at).filter(person=person).exists():
        return Forbidden("own_body", _("You answer for the body that wrote this text, so somebody else decides on it."))
    if movements_of([person.pk], at).filter(pk__in=movements).exists():
        return Forbidden("own_movement", _("This text is of your movement, so somebody else decides on it."))
    return None


def why_not_hear(person: User, appeal: Appeal, at: datetime) -> DomainError | None:
    """An appeal is for who did not decide, and is on neither side: not the author's, nor of anybody who reported."""
    case = appeal.decision.case
    refusal = why_not_moderate(person, case.council, at)
    if refusal:
        return refusal
    if person.pk == appeal.decision.decided_by_id:
        return Forbidden("you_decided", _("You took this decision, so somebody else hears the appeal."))
    people, movements = _sides(case, at, with_reporters=True)
    is_of_body = _of_body(case, at).filter(person=person).exists()
    if person.pk in people or is_of_body or movements_of([person.pk], at).filter(pk__in=movements).exists():
        sentence = _("You or your movement wrote or reported this text, so somebody else hears the appeal.")
        return Forbidden("on_a_side", sentence)
    return None


def hearers_of(appeal: Appeal, at: datetime) -> QuerySet[User]:
    """Those who may hear it: what `why_not_hear` says of each. As many queries for a hundred officers as for one."""
    case = appeal.decision.case
    people, movements = _sides(case, at, with_reporters=True)
    offices = offices_at(at).filter(council=case.council, kind__in=OFFICERS)
    officers = set(offices.values_list("person", flat=True)) - people - {appeal.decision.decided_by_id}
    of_memberships = Membership.objects.filter(in_force(at), person__in=officers, movement__in=movements)
    of_mandates = mandates_at(at).filter(person__in=officers, seat__movement__in=movements).order_by()
    partial = {*of_memberships.values_list("person", flat=True), *of_mandates.values_list("person", flat=True)}
    partial |= set(_of_body(case, at).filter(person__in=officers).values_list("person", flat=True))
    return User.objects.filter(pk__in=officers - partial)


def can_somebody_hear(appeal: Appeal, at: datetime) -> bool:
    """Whether the council has anybody who may hear it."""
    return hearers_of(appeal, at).exists()


def why_not_report(person: User, text: Text) -> DomainError | None:
    """*May you* report it: anybody, except what they wrote themselves."""
    if author_of(text).pk != person.pk:
        return None
    return Forbidden("own_text_reported", _("You wrote this text. If you no longer stand by it, retract it."))


def why_not_decide_now(case: Case) -> DomainError | None:
    """A case is decided once."""
    if case.state == State.OPEN:
        return None
    return Conflict("case_decided", _("This case has been decided. Only an appeal can change it."))


def why_not_appeal(person: User, decision: Decision) -> DomainError | None:
    """*May you* appeal: who wrote the text."""
    if decision.case.author_id == person.pk:
        return None
    return Forbidden("not_the_text_author", _("Only whoever wrote the text can appeal."))


def why_not_appeal_now(decision: Decision, at: datetime) -> DomainError | None:
    """*Can it now* be appealed: once, in time, and if it took anything from the author."""
    if decision.case.state in (State.APPEALED, State.CLOSED) and decision.appeal_until is not None:
        return Conflict("appealed_already", _("This decision has been appealed already."))
    if decision.appeal_until is None:
        return Conflict("nothing_to_appeal", _("There is nothing to appeal in this decision."))
    if at >= decision.appeal_until:
        sentence = _("This decision could be appealed until %(until)s.")
        return Conflict("appeal_closed", sentence, data={"until": Moment(decision.appeal_until)})
    return None


def why_not_hear_now(appeal: Appeal) -> DomainError | None:
    """An appeal is heard once. A late hearing is still one: that it was late is shown."""
    if appeal.heard_at is None:
        return None
    return Conflict("appeal_heard", _("This appeal has been heard."))
