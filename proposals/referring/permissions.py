"""Who may refer what, and who opens a round from it. Each answer is None or a refusal with its sentence."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.errors import Conflict, DomainError, Forbidden
from councils.mandates.permissions import why_not_beyond, why_not_hold
from councils.models import Council, Office

from .models import Referral

State = Referral.State
# The secretariat reads each: so many of one body wait at a time.
MOST_WAITING, MOST_DOCUMENTS = 5, 10


def why_not_speak_for(person: User, body: Council, at: datetime) -> DomainError | None:
    """*May you*: who answers for a body asks for it, too."""
    return why_not_hold(person, body, Office.Kind.RESPONDENT, at=at)


def why_not_refer(body: Council, council: Council) -> DomainError | None:
    """*Can it now*: a council that deliberates is asked by a body that decides, and not more than it can read."""
    if council.kind != Council.Kind.ADVISORY:
        return Conflict("not_advisory", _("Only an advisory council is asked: the other bodies answer."))
    if body.kind == Council.Kind.ADVISORY:
        return Conflict("not_a_body_that_decides", _("An advisory council refers nothing to another."))
    if refusal := why_not_beyond(council):
        return refusal
    if Referral.objects.filter(council=council, body=body, state=State.WAITING).count() < MOST_WAITING:
        return None
    sentence = _("%(most)s referrals of this body wait already. Refer another when one of them was decided.")
    return Conflict("too_many_referrals", sentence, data={"most": MOST_WAITING})


def why_not_waiting(referral: Referral) -> DomainError | None:
    """What was decided on is not decided on again, and nothing more is added to it."""
    if referral.state == State.WAITING:
        return None
    return Conflict("referral_decided", _("The secretariat has decided on this referral already."))


def why_not_more(referral: Referral) -> DomainError | None:
    """A referral is a question; ten files beside it are enough."""
    if referral.documents.count() < MOST_DOCUMENTS:
        return None
    sentence = _("%(most)s documents stand beside this referral already.")
    return Conflict("too_many_documents", sentence, data={"most": MOST_DOCUMENTS})


def why_not_decide(person: User, council: Council, at: datetime) -> DomainError | None:
    """The secretariat decides what becomes a round, as it does of every round."""
    return why_not_hold(person, council, Office.Kind.SECRETARY, at=at)


def speaks_for_nobody() -> DomainError:
    """For who answers for no body at all."""
    return Forbidden("speaks_for_no_body", _("This is for those who answer for a body that decides."))
