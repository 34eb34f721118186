"""What of consultations waits for whom: an answer to give, what the members said to be read, a count set aside."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from common.clock import CouncilNow
from common.languages import say
from common.todo import Item, Kind
from councils.models import Council, Mandate
from proposals.drafting.veiling import listed
from proposals.voting.models import Ballot

from .models import Consultation, ConsultationAnswer, ConsultedMovement
from .queries import asked_of

MOST = 50
State = Consultation.State


def unanswered_by(person: User) -> QuerySet[ConsultedMovement]:
    """The movements as whose member the person can answer now and has not: one row for each, in one query."""
    now = CouncilNow(F("consultation__round__council_id"))
    mine = ConsultationAnswer.objects.filter(person=person, consultation=OuterRef("consultation"))
    return (
        asked_of(person)
        .filter(consultation__state=State.OPEN, consultation__closes_at__gt=now)
        .filter(consultation__round__suspended_at__isnull=True)
        .exclude(consultation__ballot__state__in=[Ballot.State.CANCELLED, Ballot.State.MOOT])
        .exclude(Exists(mine))
        .select_related(*(f"consultation__{one}" for one in RELATED))
        .defer("consultation__ballot__rules", "consultation__ballot__proposal__revision__paragraphs")
        .order_by("consultation__closes_at", "consultation", "movement")[:MOST]
    )


RELATED = ("round__council", "ballot__window", "ballot__proposal__revision", "seat__movement")


def said_to(person: User) -> QuerySet[Consultation]:
    """Counted consultations of movements whose mandate the person holds, while the ballot can still be voted on."""
    now = CouncilNow(F("round__council_id"))
    mandate = Mandate.objects.filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=now_of_outer()),
        Q(revoked_at__isnull=True) | Q(revoked_at__gt=now_of_outer()),
        seat=OuterRef("seat"),
        person=person,
        starts_at__lte=now_of_outer(),
    )
    ours = Consultation.objects.filter(Exists(mandate), state=State.COUNTED, ballot__window__closes_at__gt=now)
    return ours.select_related(*RELATED).defer("result").order_by("ballot__window__closes_at", "pk")[:MOST]


def now_of_outer() -> CouncilNow:
    """The clock of the council of the consultation that is looked at."""
    return CouncilNow(OuterRef("round__council_id"))


def set_aside(council: Council) -> QuerySet[Consultation]:
    """The council's consultations that could not be counted; each is tried again."""
    failed = Consultation.objects.filter(round__council=council).exclude(failure="")
    return failed.select_related(*RELATED).order_by("next_try_at", "pk")[:MOST]


def title_of(ballot: Ballot, at: datetime) -> str:
    """What is asked, as far as the moderation left it to everybody."""
    revision = listed(ballot.proposal, at).revision if ballot.proposal else None
    return revision.title if revision else say(ballot.title)


def consultations(person: AbstractBaseUser | None, now: datetime) -> Iterable[Item]:
    """Consultations in which the person is asked, and has not answered."""
    if not isinstance(person, User):
        return []
    found = {asked.consultation_id: asked.consultation for asked in unanswered_by(person)}
    return [
        Item(
            title=_("Your movement asks you: %(title)s") % {"title": title_of(one.ballot, now)}
            if one.seat
            else _("The council asks you: %(title)s") % {"title": title_of(one.ballot, now)},
            url=one.get_absolute_url(),
            kind=Kind.WAITS,
            until=one.closes_at,
            detail=one.seat.movement.name if one.seat else say(one.round.council.name),
        )
        for one in found.values()
    ]


def said(person: AbstractBaseUser | None, now: datetime) -> Iterable[Item]:
    """What the members said to the person who holds their movement's mandate."""
    if not isinstance(person, User):
        return []
    return [
        Item(
            title=_("Read what your members say: %(title)s") % {"title": title_of(one.ballot, now)},
            url=one.get_absolute_url(),
            kind=Kind.WAITS,
            until=one.ballot.window.closes_at,
            detail=one.seat.movement.name if one.seat else "",
        )
        for one in said_to(person)
    ]
