"""Somebody says that a text breaks the council's rules."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common import clock
from common.errors import Conflict, DomainError, Forbidden, refuse
from councils.lastword import last_word
from councils.wellformed import Fields
from proposals.drafting.hiding import veil_of
from proposals.drafting.wording import visible

from ..models import Case, Decision, Report
from ..permissions import why_not_report
from ..texts import Text, council_of, hash_of, hold_text, kind_of, proposal_of
from .keeping import open_case, rules_of, tell

LONGEST_REPORT = 2_000


def report_text(*, person: User, text: Text, ground: str, words: str = "") -> Report:
    """Report a public text, with a ground of the rulebook and in words of one's own; the report joins the text's open
    case, or opens one. The text is known by its hash, should it be changed afterwards. Open in every stage.

    Refused: what is not public, and one's own text (403); a second report by the same person, and of the same words on
    a ground on which they were kept (409); a ground that is not the rulebook's, more than 2,000 signs (422).
    """
    with transaction.atomic():
        text = hold_text(text)
        council = council_of(text)
        at = clock.now(council.pk)
        refuse(why_not_public(text, at), why_not_report(person, text))
        rules, fields = rules_of(council, at), Fields()
        told = fields.one_of("ground", ground, rules.moderation_grounds)
        said = fields.text("words", visible(words), LONGEST_REPORT, required=False, lines=True)
        fields.refuse()
        case = Case.objects.filter(**{kind_of(text): text}, state=Case.State.OPEN).first()
        refuse(why_not_anew(text, told) if case is None else None)
        case = case or open_case(text, at)
        with last_word({"one_report_per_person": _reported_already(case)}):
            report = Report.objects.create(
                case=case, reporter=person, ground=told, text=said, text_sha256=hash_of(text), reported_at=at
            )
        case.changed_at = at
        case.save(update_fields=["changed_at"])
        tell("report_text", case=case, person=None, at=at, data={"ground": told})
    return report


def why_not_public(text: Text, at: datetime) -> DomainError | None:
    """What nobody can read is nobody's to report."""
    veil, proposal = veil_of(text, at), proposal_of(text)
    if (proposal is None or proposal.is_public) and (veil is None or not veil.is_whole):
        return None
    return Forbidden("not_public", _("There is no such text, or it is no longer public."))


def why_not_anew(text: Text, ground: str) -> DomainError | None:
    """The same words are not tried twice on the same ground."""
    kept = Decision.objects.filter(
        **{f"case__{kind_of(text)}": text}, case__state=Case.State.CLOSED, kind=Decision.Kind.KEEP, ground=ground
    )
    last = kept.filter(case__reports__text_sha256=hash_of(text)).order_by("-decided_at").select_related("case").first()
    if last is None:
        return None
    sentence = _("This text was looked at and kept on this ground: case %(case)s.")
    return Conflict("kept_already", sentence, data={"case": last.case.number})


def _reported_already(case: Case) -> DomainError:
    sentence = _("You have reported this text: case %(case)s.")
    return Conflict("reported_already", sentence, data={"case": case.number})
