"""What the program finds out about amendments, said in words."""

from collections.abc import Iterable, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from . import changes as changing
from .carrying import CHANGED, GONE
from .changes import MOST_CHANGES, Change, Mistake, Overlap
from .models import Amendment

MISTAKES: dict[str, Promise] = {
    "nothing": gettext_lazy("An amendment changes at least one paragraph."),
    "too_many": gettext_lazy("An amendment has at most %(most)s changes. Divide it."),
    "unknown_op": gettext_lazy("A paragraph is replaced, deleted or moved, or a new one is inserted behind it."),
    "unknown_paragraph": gettext_lazy("There is no paragraph %(paragraph)s in the text as it is now."),
    "twice": gettext_lazy("Paragraph %(paragraph)s is changed twice in this amendment. Say it in one change."),
    "behind_deleted": gettext_lazy("Something is put behind paragraph %(paragraph)s, which this amendment deletes."),
    "idle": gettext_lazy("The change of paragraph %(paragraph)s changes nothing."),
    "empties": gettext_lazy("An amendment leaves at least one paragraph standing."),
}
OVERLAPS: dict[str, Promise] = {
    "same": gettext_lazy("Both change paragraph %(paragraph)s."),
    "anchor": gettext_lazy("One deletes paragraph %(paragraph)s, behind which the other puts something."),
}


def mistake_sentences(mistakes: Iterable[Mistake]) -> str:
    """Everything that is wrong with the changes of one amendment."""
    told = (str(MISTAKES[m.code]) % {"paragraph": m.paragraph or "–", "most": MOST_CHANGES} for m in mistakes)
    return " ".join(dict.fromkeys(told))


def change_sentence(change: Change) -> str:
    """What a change does, without its text."""
    data = {"paragraph": change.paragraph, "after": change.after}
    if change.op == changing.REPLACE:
        return _("Replaces paragraph %(paragraph)s.") % data
    if change.op == changing.DELETE:
        return _("Deletes paragraph %(paragraph)s.") % data
    if change.op == changing.INSERT:
        sentence = _("Inserts a paragraph behind %(paragraph)s.")
        return sentence % data if change.paragraph else _("Inserts a paragraph at the beginning.")
    sentence = _("Moves paragraph %(paragraph)s behind %(after)s.")
    return sentence % data if change.after else _("Moves paragraph %(paragraph)s to the beginning.") % data


def stale_sentences(changes: Sequence[Change], fates: Sequence[str]) -> list[str]:
    """Which paragraphs of an amendment are no longer what they were."""
    changed = [change.paragraph for change, fate in zip(changes, fates, strict=True) if fate == CHANGED]
    gone = [change.paragraph or change.after for change, fate in zip(changes, fates, strict=True) if fate == GONE]
    found = []
    if changed:
        sentence = ngettext(
            "Paragraph %(names)s has changed since this amendment was written.",
            "Paragraphs %(names)s have changed since this amendment was written.",
            len(changed),
        )
        found.append(sentence % {"names": ", ".join(changed)})
    if gone:
        sentence = ngettext(
            "What it is about, %(names)s, is no longer in the text.",
            "What it is about, %(names)s, are no longer in the text.",
            len(gone),
        )
        found.append(sentence % {"names": ", ".join(gone)})
    return found


def overlap_sentences(overlaps: Iterable[Overlap]) -> str:
    """Where two amendments are in each other's way."""
    return " ".join(str(OVERLAPS[one.kind]) % {"paragraph": one.paragraph} for one in overlaps)


# Why the worker moved an amendment. The reason that is stored is the code, with a number behind it where it has one,
# so that it speaks the language of whoever reads it; what a person wrote is stored as it was written.
REASONS: dict[str, Promise] = {
    "no_plenary": gettext_lazy("Settlement closed without a decision, and this round has no plenary."),
    "no_place": gettext_lazy("Settlement closed without a decision, and what it moves is no longer in the text."),
    "says_so": gettext_lazy("Settlement closed without a decision, and the text already reads as it asks."),
    "silence": gettext_lazy("Settlement closed without a decision of the sponsors, so the plenary decides."),
    "called": gettext_lazy("Enough seats called for the plenary: %(number)s."),
    "moot": gettext_lazy("Amendment %(number)s was adopted before it, and changes the same."),
    "withdrawn": gettext_lazy("The proposal was withdrawn."),
    "merged": gettext_lazy("The proposal was merged into another."),
    "cancelled": gettext_lazy("Its ballot was cancelled by the secretariat."),
    "rejected": gettext_lazy("The plenary rejected it."),
    "tied": gettext_lazy("The plenary was tied."),
    "no_quorum": gettext_lazy("The plenary lacked its quorum."),
    "not_applicable": gettext_lazy("The binding rule does not apply to it."),
}
DECIDED_BY_PERSONS = frozenset({Amendment.State.DECLINED, Amendment.State.WITHDRAWN})


def reason_words(amendment: Amendment) -> str:
    """Why an amendment is in the state in which it is; empty where nobody had to say."""
    if amendment.state in DECIDED_BY_PERSONS:
        return amendment.state_reason
    code, _mark, number = amendment.state_reason.partition(":")
    return str(REASONS[code]) % {"number": number} if code in REASONS else amendment.state_reason


# For whom each act is.
WHO: dict[str, Promise] = {
    "propose_amendment": gettext_lazy("Amendments are proposed by members of movements with a seat in this council."),
    "accept_amendment": gettext_lazy(
        "The coordinators and mandate holders of the movements that wrote or sponsor the proposal decide on this."
    ),
    "call_plenary": gettext_lazy("The plenary is called for by who holds the mandate of a seat, once for each seat."),
    "carry_over_amendment": gettext_lazy("This is for the movement that proposed the amendment."),
    "sponsor_amendment": gettext_lazy("This is for the coordinators and mandate holders of other movements."),
}
WHO["decline_amendment"] = WHO["accept_amendment"]
WHO["withdraw_amendment"] = WHO["carry_over_amendment"]
WHO["leave_amendment"] = WHO["sponsor_amendment"]


def not_yours(verb: str) -> Promise:
    """For whom the act is, told to somebody else."""
    return WHO[verb]
