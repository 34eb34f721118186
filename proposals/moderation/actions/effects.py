"""What a decision does to the text and to its author, and how an appeal undoes it."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from django.db.models import Q

from common.proof.canonical import sha256
from councils.mandates.silence import Silence
from proposals.deliberation.models import Comment
from proposals.deliberation.questions import note_answer
from proposals.drafting.hiding import COLUMNS, Passage, is_hidden

from ..models import Case, Decision
from ..texts import CHANGING, Text, kind_of, parts_of

Kind = Decision.Kind
HIDING = (Kind.HIDE, Kind.HIDE_PART, Kind.SUSPEND)


def apply(decision: Decision, case: Case, text: Text, passages: Sequence[Passage] = ()) -> None:
    """Write what was decided. A text that was held is released, or hidden; a suspension hides the text as well."""
    at, was_held = decision.decided_at, text.held_at is not None
    text.held_at = None
    if decision.kind in HIDING:
        hidden = [asdict(passage) for passage in passages]
        is_partly = is_hidden(text, at) and bool(text.hidden_passages)
        text.hidden_passages = [*text.hidden_passages, *hidden] if hidden and is_partly else hidden
        text.hidden_at, text.hidden_ground, text.hidden_reason = at, decision.ground, decision.reason
        text.hidden_until = None if decision.kind == Kind.SUSPEND else decision.until
    if decision.kind == Kind.SUSPEND and decision.until is not None:
        Silence.objects.create(
            council=case.council, person=case.author, starts_at=at, ends_at=decision.until, reason=decision.reason
        )
    write(text, case, at)
    if isinstance(text, Comment) and was_held and decision.kind == Kind.KEEP:
        note_answer(text)


def undo(decision: Decision, case: Case, text: Text, at: datetime) -> None:
    """Take back what the decision did. What another case has decided on the same text stands again."""
    if decision.kind == Kind.SUSPEND:
        mine = Silence.objects.filter(council=case.council, person=case.author, starts_at=decision.decided_at)
        mine.filter(ends_at__gt=at).update(ends_at=at)
    if decision.kind in HIDING:
        text.hidden_at, text.hidden_until, text.hidden_ground, text.hidden_reason = None, None, "", ""
        text.hidden_passages = []
        for other in _others(case, text, at):
            text.hidden_at, text.hidden_ground, text.hidden_reason = other.decided_at, other.ground, other.reason
            text.hidden_until = None if other.kind == Kind.SUSPEND else other.until
            text.hidden_passages = _restored(other, text)
    write(text, case, at)


def _others(case: Case, text: Text, at: datetime) -> list[Decision]:
    """The last decision by which another case hides the text."""
    decisions = Decision.objects.filter(**{f"case__{kind_of(text)}": text}, kind__in=HIDING).exclude(case=case)
    standing = decisions.filter(Q(until__isnull=True) | Q(until__gt=at) | Q(kind=Kind.SUSPEND))
    last = [one for one in standing.order_by("decided_at") if not one.case.decisions.filter(serial__gt=one.serial)]
    return last[-1:]


def named(passages: Sequence[Passage]) -> list[dict[str, object]]:
    """The passages as a decision names them: by their places and hashes, because a decision is kept for ever."""
    return [
        {"passage": p.passage, "start": p.start, "end": p.end, "sha256": sha256(p.words.encode())} for p in passages
    ]


def _restored(decision: Decision, text: Text) -> list[dict[str, object]]:
    """The passages of a decision with their words, as far as the text still reads so."""
    parts, found = parts_of(text), []
    for told in decision.passages:
        words = parts.get(told["passage"], "")[told["start"] : told["end"]]
        if sha256(words.encode()) == told["sha256"]:
            found.append(asdict(Passage(told["passage"], told["start"], told["end"], words)))
    return found


def write(text: Text, case: Case, at: datetime) -> None:
    """The columns of moderation, and no other; a text that says when it changed says so of this too."""
    text.moderated_at, text.moderated_case = at, case.number
    changed = ("changed_at",) if isinstance(text, CHANGING) else ()
    if isinstance(text, CHANGING):
        text.changed_at = at
    text.save(update_fields=[*COLUMNS, *changed])
