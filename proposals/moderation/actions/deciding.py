"""A case is decided: always with the ground, the reason in words, and who decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common import clock
from common.errors import Conflict, DomainError, refuse
from councils.mandates.queries import offices_at
from councils.rulebook.rules import Rulebook
from councils.wellformed import Fields
from proposals.drafting.hiding import Passage, find_passages
from proposals.drafting.wording import read_reason, visible

from ..models import Case, Decision
from ..permissions import OFFICERS, why_not_decide_now, why_not_impartial, why_not_moderate
from ..texts import REMOVABLE, Text, hash_of, parts_of
from .effects import apply, named
from .keeping import hold_case, move_case, rules_of, tell
from .removing import Removal, named_removals, plan_removal, remove

Kind = Decision.Kind
LONGEST_QUOTE, MOST_QUOTES = 20_000, 50
LONGEST_TERM = timedelta(days=366)
# From the mildest to the gravest. The author may appeal all but the first.
GRAVITY = (Kind.KEEP, Kind.WARN, Kind.HIDE_PART, Kind.HIDE, Kind.SUSPEND, Kind.REMOVE)


@dataclass(frozen=True)
class Ruling:
    """A decision that was read: with what is quoted, where that stands, what a removal takes out, and until when."""

    kind: str
    ground: str
    reason: str
    until: datetime | None
    quotes: tuple[str, ...] = ()
    passages: tuple[Passage, ...] = ()
    removals: tuple[Removal, ...] = ()


def decide_case(
    *,
    person: User,
    case: Case,
    kind: str,
    ground: str,
    reason: str,
    quotes: Sequence[str] = (),
    until: datetime | str | None = None,
    seen: str = "",
) -> Decision:
    """Keep the text, hide it or the `quotes` in it, warn or suspend its author, or remove it by law.

    `until` ends a hiding, and must be said of a suspension, which hides the text as well. `seen` is the hash of the
    text that was read. Open in every stage. Refused: to who is neither secretary nor moderator, wrote the text or is of
    its movement (403); a case that is decided, a text that was changed since it was read (409); an unknown kind or
    ground, no reason, no quotes or such as do not stand there, an instant that has passed or is a year away (422).
    """
    with transaction.atomic():
        case, text = hold_case(case)
        at = clock.now(case.council_id)
        refuse(why_not_moderate(person, case.council, at) or why_not_impartial(person, case, at))
        refuse(why_not_decide_now(case), why_not_seen(text, seen))
        ruling = read_ruling(text, rules_of(case.council, at), at, kind, ground, reason, quotes, until)
        decision = carry_out(case, text, person, ruling, at, is_final=ruling.kind == Kind.KEEP)
        move_case(case, Case.State.DECIDED if decision.appeal_until else Case.State.CLOSED, at)
        tell("decide_case", case=case, person=person, at=at, data=told(decision))
    return decision


def why_not_seen(text: Text, seen: str) -> DomainError | None:
    """Nobody decides on words that they have not read."""
    if not seen or seen == hash_of(text):
        return None
    return Conflict("text_changed", gettext_lazy("The text was changed while you read it. Read it again."))


def read_ruling(
    text: Text,
    rules: Rulebook,
    at: datetime,
    kind: object,
    ground: object,
    reason: object,
    quotes: Sequence[str],
    until: object,
) -> Ruling:
    """What was sent, read and found well-formed; raises `Invalid` with every sentence."""
    fields = Fields()
    chosen = fields.one_of("kind", kind, Kind.values)
    if chosen == Kind.REMOVE and not isinstance(text, REMOVABLE):
        fields.note("kind", _("Words of this kind of text are hidden, and not destroyed: choose to hide it."))
    grounds = fields.one_of("ground", ground, rules.moderation_grounds)
    words = read_reason(fields, reason)
    ends_at = _read_until(fields, chosen, until, at)
    said = _read_quotes(fields, chosen, quotes)
    found, missing = find_passages(parts_of(text), said)
    if missing:
        sentence = _("These words do not stand in the text: %(words)s")
        fields.note("quotes", sentence % {"words": missing[0][:200]})
    fields.refuse()
    removals = plan_removal(text, said) if chosen == Kind.REMOVE else []
    return Ruling(chosen, grounds, words, ends_at, tuple(said), tuple(found), tuple(removals))


def _read_quotes(fields: Fields, kind: str, quotes: Sequence[str]) -> list[str]:
    if kind not in (Kind.HIDE_PART, Kind.REMOVE):
        return []
    listed = fields.listed("quotes", quotes, MOST_QUOTES)
    read = [fields.text("quotes", visible(one), LONGEST_QUOTE, required=False, lines=True) for one in listed]
    said = [one for one in read if one]
    if kind == Kind.HIDE_PART and not said:
        fields.note("quotes", _("Quote the words that are to be hidden."))
    return said


def _read_until(fields: Fields, kind: str, until: object, at: datetime) -> datetime | None:
    if kind not in (Kind.HIDE, Kind.HIDE_PART, Kind.SUSPEND):
        return None
    ends_at = fields.instant("until", until, required=kind == Kind.SUSPEND)
    if ends_at is not None and not at < ends_at <= at + LONGEST_TERM:
        fields.note("until", _("This has to be a time to come, within a year."))
    return ends_at


def carry_out(case: Case, text: Text, person: User, ruling: Ruling, at: datetime, *, is_final: bool) -> Decision:
    """Write the decision, and do to the text what it says."""
    last = case.decisions.count()
    appeal_days = timedelta(days=rules_of(case.council, at).appeal_days)
    decision = Decision.objects.create(
        case=case,
        serial=last + 1,
        kind=ruling.kind,
        ground=ruling.ground,
        reason=ruling.reason,
        passages=named_removals(ruling.removals) if ruling.kind == Kind.REMOVE else named(ruling.passages),
        until=ruling.until,
        decided_by=person,
        office=office_of(person, case, at),
        decided_at=at,
        appeal_until=None if is_final else at + appeal_days,
    )
    if decision.kind == Kind.REMOVE:
        remove(decision, case, text, ruling.removals, ruling.quotes)
    else:
        apply(decision, case, text, ruling.passages)
    return decision


def office_of(person: User, case: Case, at: datetime) -> str:
    """The office by which the person decides: the secretary's before the moderator's."""
    held = offices_at(at).filter(person=person, council=case.council, kind__in=OFFICERS).values_list("kind", flat=True)
    return min(held, key=OFFICERS.index)


def told(decision: Decision) -> dict[str, object]:
    """What the ledger says of it. The reason stands on the case, where it could be removed by law itself."""
    until = decision.until.isoformat() if decision.until else None
    return {"decision": decision.kind, "ground": decision.ground, "office": decision.office, "until": until}
