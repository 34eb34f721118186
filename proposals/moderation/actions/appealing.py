"""The author asks somebody else to look again, and is answered with reasons."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common import clock
from common.errors import refuse
from councils.wellformed import Fields
from proposals.drafting.wording import LONGEST_REASON, read_reason, visible

from ..models import Appeal, Case, Decision
from ..permissions import why_not_appeal, why_not_appeal_now, why_not_hear, why_not_hear_now
from ..texts import Text
from .deciding import GRAVITY, Ruling, carry_out, read_ruling
from .effects import undo
from .keeping import hold_case, move_case, rules_of, tell

Outcome, Kind = Appeal.Outcome, Decision.Kind


def appeal_decision(*, person: User, decision: Decision, text: str) -> Appeal:
    """Appeal a decision on one's own text, within the rulebook's days. Whoever is suspended from writing may.

    Refused: to anybody but the author (403); a second time, too late, of a text that was kept (409); without words, or
    with more than 4,000 signs (422).
    """
    with transaction.atomic():
        case, _text = hold_case(decision.case)
        at = clock.now(case.council_id)
        decision = _with(decision, case)
        refuse(why_not_appeal(person, decision), why_not_appeal_now(decision, at))
        fields = Fields()
        words = fields.text("text", visible(text), LONGEST_REASON, lines=True)
        fields.refuse()
        due_at = at + timedelta(days=rules_of(case.council, at).hearing_days)
        appeal = Appeal.objects.create(decision=decision, text=words, appealed_by=person, appealed_at=at, due_at=due_at)
        move_case(case, Case.State.APPEALED, at)
        tell("appeal_decision", case=case, person=person, at=at)
    return appeal


def hear_appeal(
    *,
    person: User,
    appeal: Appeal,
    outcome: str,
    reason: str,
    kind: str = "",
    ground: str = "",
    quotes: Sequence[str] = (),
    until: datetime | str | None = None,
) -> Appeal:
    """Uphold the decision, reverse it, or change it into a milder one, which is then of this `kind`. It is final.

    Late, it can still be heard. Refused: to who holds no such office, decided, wrote or reported the text, or is of the
    movement of who did (403); a second time (409); an unknown outcome, no reason, a change that is not well-formed or
    not milder, and of a removal any but to uphold or to reverse it (422). A removed text does not come back.
    """
    with transaction.atomic():
        case, text = hold_case(appeal.decision.case)
        at = clock.now(case.council_id)
        appeal = Appeal.objects.select_related("decision").get(pk=appeal.pk)
        decision = appeal.decision = _with(appeal.decision, case)
        refuse(why_not_hear(person, appeal, at), why_not_hear_now(appeal))
        fields = Fields()
        chosen = fields.one_of("outcome", outcome, Outcome.values)
        words = read_reason(fields, reason)
        fields.refuse()
        ruling = _ruling(text, decision, chosen, words, at, kind, ground, quotes, until)
        if ruling is not None:
            undo(decision, case, text, at)
            carry_out(case, text, person, ruling, at, is_final=True)
        appeal.outcome, appeal.reason, appeal.heard_by, appeal.heard_at = chosen, words, person, at
        appeal.save(update_fields=["outcome", "reason", "heard_by", "heard_at"])
        move_case(case, Case.State.CLOSED, at)
        tell("hear_appeal", case=case, person=person, at=at, data={"appeal": chosen})
    return appeal


def _with(decision: Decision, case: Case) -> Decision:
    """The decision of a case that is locked."""
    decision.case = case
    return decision


def _ruling(
    text: Text,
    decision: Decision,
    outcome: str,
    reason: str,
    at: datetime,
    kind: str,
    ground: str,
    quotes: Sequence[str],
    until: datetime | str | None,
) -> Ruling | None:
    """What is decided in the place of the decision; None where it stands."""
    if outcome == Outcome.UPHELD:
        return None
    if outcome == Outcome.REVERSED:
        return Ruling(Kind.KEEP, decision.ground, reason, None)
    fields = Fields()
    if decision.kind == Kind.REMOVE:
        fields.note("outcome", _("A removal by law can be upheld or reversed, and not changed."))
    elif kind in GRAVITY and GRAVITY.index(Kind(kind)) > GRAVITY.index(Kind(decision.kind)):
        fields.note("kind", _("An appeal makes nothing worse for its author: choose something milder."))
    fields.refuse()
    rules = rules_of(decision.case.council, at)
    return read_ruling(text, rules, at, kind, ground or decision.ground, reason, quotes, until)
