"""Who may evaluate, and when. Each answer is None or a refusal with its sentence."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.errors import Conflict, DomainError, Forbidden
from councils.mandates.permissions import why_not_hold
from councils.models import Council, Office
from proposals.drafting.models import Proposal

MOST = 50


def why_not_evaluate(person: User, body: Council, proposal: Proposal, at: datetime) -> DomainError | None:
    """*May you*: who answers for a body to which the round is addressed, and nobody else."""
    if refusal := why_not_hold(person, body, Office.Kind.RESPONDENT, at=at):
        return refusal
    if proposal.round.addressees.filter(pk=body.pk).exists():
        return None
    return not_addressed()


def not_addressed() -> DomainError:
    """The same sentence for who answers for no body, or for one that this round does not address."""
    return Forbidden(
        "not_addressed", _("A proposal is evaluated by those who answer for a body to which its round is addressed.")
    )


def why_not_evaluated(proposal: Proposal) -> DomainError | None:
    """*Can it now*: what everybody may read, and as often as anybody would read it."""
    if proposal.stage != Proposal.Stage.ADMITTED or proposal.revision is None:
        return Conflict("not_admitted", _("Only an admitted proposal is evaluated."))
    if proposal.evaluations.count() < MOST:
        return None
    return Conflict("too_many_evaluations", _("This proposal has been evaluated often enough."))
