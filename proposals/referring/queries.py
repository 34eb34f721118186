"""What the pages of referrals read."""

from datetime import datetime

from django.db.models import F, QuerySet

from accounts.models import User
from common.clock import CouncilNow
from councils.mandates.queries import offices_at
from councils.models import Council, Office, Round

from .models import Referral

MOST = 100
RELATED = ("council", "body", "round")


def _listed() -> QuerySet[Referral]:
    """Referrals without their texts, each with its council's clock (`instant`)."""
    found = Referral.objects.select_related(*RELATED).defer("text")
    return found.annotate(instant=CouncilNow(F("council_id")))


def referrals_of(council: Council) -> QuerySet[Referral]:
    """What was referred to a council, or what a body has referred; the latest first."""
    side = {"council": council} if council.kind == Council.Kind.ADVISORY else {"body": council}
    return _listed().filter(**side).order_by("-id")[:MOST]


def referral_at(council: str, number: int) -> Referral | None:
    """One referral, with its council's clock (`instant`)."""
    found = Referral.objects.filter(council__slug=council, number=number).select_related(*RELATED)
    return found.annotate(instant=CouncilNow(F("council_id"))).first()


def referral_of(round_: Round) -> Referral | None:
    """The referral from which a round was opened, if it was."""
    return _listed().filter(round=round_).first()


def waiting_for(council: Council) -> QuerySet[Referral]:
    """What the secretariat has still to decide on, the oldest first."""
    return _listed().filter(council=council, state=Referral.State.WAITING).order_by("id")


def bodies_of(person: User, at: datetime) -> list[Council]:
    """The bodies for which the person answers, and so asks."""
    offices = offices_at(at).filter(person=person, kind=Office.Kind.RESPONDENT)
    deciding = Council.objects.exclude(kind=Council.Kind.ADVISORY)
    return list(deciding.filter(pk__in=offices.values("council")).order_by("slug"))


def made_by(person: User, at: datetime) -> QuerySet[Referral]:
    """What the bodies of a respondent have referred, the latest first."""
    return _listed().filter(body__in=bodies_of(person, at)).order_by("-id")[:MOST]
