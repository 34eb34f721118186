"""Evaluating a proposal, and evaluating it anew."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from common.errors import refuse
from councils.models import Council
from councils.wellformed import Fields
from ledger.record import record
from proposals.drafting.actions.holding import hold
from proposals.drafting.deadlines import why_not_open
from proposals.drafting.models import Proposal
from proposals.drafting.wording import visible

from .models import Evaluation
from .permissions import why_not_evaluate, why_not_evaluated

LONGEST_TECHNICAL, LONGEST_RISKS, LONGEST_OFFICE = 20_000, 8_000, 120


def evaluate_proposal(
    *,
    person: User,
    body: Council,
    proposal: Proposal,
    technical: Mapping[str, str],
    risks: Mapping[str, str] | None = None,
    cost: Decimal | str | None = None,
    currency: str = "",
    office: str,
) -> Evaluation:
    """Attach an evaluation to a proposal; one of the same body before it stays to be read.

    `technical` and `risks` are texts by language. Refused: to who does not answer for a body that the round addresses
    (403); once the vote has opened, and of what is not admitted (409); without a technical text or an office, a cost
    that is no amount or has no currency (422).
    """
    with transaction.atomic():
        proposal, entrance = hold(proposal, "evaluate_proposal")
        at = entrance.instant
        refuse(why_not_evaluate(person, body, proposal, at))
        refuse(why_not_open(entrance), why_not_evaluated(proposal))
        assert proposal.revision is not None  # noqa: S101 - narrows the type: refused above
        fields = Fields()
        amount = fields.amount("cost", cost, required=False)
        facts = {
            "technical": fields.texts("technical", _visible(technical), LONGEST_TECHNICAL, lines=True),
            "risks": fields.texts("risks", _visible(risks or {}), LONGEST_RISKS, required=False, lines=True),
            "cost": amount,
            "currency": fields.currency("currency", currency) if amount is not None else "",
            "office": fields.text("office", visible(office), LONGEST_OFFICE),
        }
        fields.refuse()
        last = proposal.evaluations.aggregate(last=Max("number"))["last"] or 0
        evaluation = Evaluation.objects.create(
            proposal=proposal,
            number=last + 1,
            body=body,
            revision=proposal.revision,
            evaluated_by=person,
            evaluated_at=at,
            **facts,
        )
        _tell(evaluation, person)
    return evaluation


def _visible(texts: object) -> object:
    return {code: visible(text) for code, text in texts.items()} if isinstance(texts, Mapping) else texts


def _tell(evaluation: Evaluation, person: User) -> None:
    proposal = evaluation.proposal
    told: dict[str, object] = {
        "proposal": proposal.number,
        "body": evaluation.body.slug,
        "evaluation": evaluation.number,
        "revision": evaluation.revision.number,
    }
    if evaluation.cost is not None:
        told |= {"cost": str(evaluation.cost), "currency": evaluation.currency}
    record(
        "evaluate_proposal",
        council=proposal.round.council,
        actor=person,
        subject=evaluation.get_absolute_url(),
        data=told,
        at=evaluation.evaluated_at,
    )
