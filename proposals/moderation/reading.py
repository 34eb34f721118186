"""A case as its pages show it: one sentence for everything that was done, and no word of who reported."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from councils.models import Office
from councils.rulebook.grounds import ground_meaning, ground_name
from proposals.drafting.hiding import Veil, masked, veil_of
from proposals.drafting.veiling import block_words

from .models import Appeal, Case, Decision
from .texts import Text, kind_of, language_of, parts_of, proposal_of, text_of

Kind, State = Decision.Kind, Case.State
KINDS: Mapping[str, str | Promise] = {
    "comment": pgettext_lazy("kind of text", "comment"),
    "amendment": pgettext_lazy("kind of text", "amendment"),
    "proposal": pgettext_lazy("kind of text", "proposal"),
    "letter": pgettext_lazy("kind of text", "letter"),
    "evaluation": pgettext_lazy("kind of text", "evaluation"),
    "referral": pgettext_lazy("kind of text", "referral"),
    "followup": pgettext_lazy("kind of text", "report on what was accepted"),
}
TONES = {State.OPEN: "warn", State.DECIDED: "info", State.APPEALED: "warn", State.CLOSED: "good"}
# What the author is told that a decision does.
DOES: Mapping[str, str | Promise] = {
    Kind.KEEP: gettext_lazy("The text stays as it is."),
    Kind.HIDE: gettext_lazy("The text is hidden. Its author and the moderation can read it."),
    Kind.HIDE_PART: gettext_lazy("Part of the text is hidden. Its author and the moderation can read it."),
    Kind.WARN: gettext_lazy("The text stays, and its author is warned."),
    Kind.SUSPEND: gettext_lazy(
        "The text is hidden, and its author writes nothing in this council for a time. They can vote."
    ),
    Kind.REMOVE: gettext_lazy("The text is destroyed, as the law demands. Its hash is kept."),
}


@dataclass(frozen=True)
class DecisionRead:
    """One decision in words, with its appeal."""

    decision: Decision
    does: str | Promise
    ground: str
    meaning: str
    office: str
    appeal: Appeal | None
    is_hearing_overdue: bool


@dataclass(frozen=True)
class CaseRead:
    """A case in words. `grounds` are what it was reported for, with how often."""

    case: Case
    kind: str | Promise
    tone: str
    place: str
    proposal: int | None
    grounds: list[tuple[str, int]]
    decisions: list[DecisionRead]
    is_overdue: bool

    @property
    def last(self) -> DecisionRead | None:
        """The decision that stands."""
        return self.decisions[-1] if self.decisions else None

    @property
    def appealed(self) -> DecisionRead | None:
        """The decision that was appealed."""
        return next((one for one in self.decisions if one.appeal), None)

    @property
    def is_hearing_overdue(self) -> bool:
        """Whether an appeal should have been heard by now."""
        return any(one.is_hearing_overdue for one in self.decisions)


def read_case(case: Any) -> CaseRead:
    """The case, as `public_cases` finds it."""
    text, at = text_of(case), case.instant
    proposal = proposal_of(text)
    return CaseRead(
        case=case,
        kind=KINDS[kind_of(text)],
        tone=TONES[State(case.state)],
        place=place_of(text),
        proposal=proposal.number if proposal else None,
        grounds=[(ground_name(fact["ground"]), fact["count"]) for fact in case.grounds],
        decisions=[_read(decision, at) for decision in case.decisions.all()],
        is_overdue=case.state == State.OPEN and case.due_at <= at,
    )


def _read(decision: Decision, at: datetime) -> DecisionRead:
    appeal = getattr(decision, "appeal", None)
    return DecisionRead(
        decision=decision,
        does=DOES[decision.kind],
        ground=ground_name(decision.ground),
        meaning=ground_meaning(decision.ground),
        office=str(Office.Kind(decision.office).label),
        appeal=appeal,
        is_hearing_overdue=appeal is not None and appeal.heard_at is None and appeal.due_at <= at,
    )


def place_of(text: Text) -> str:
    """The page on which the text stands, or stood."""
    return text.get_absolute_url()


@dataclass(frozen=True)
class Part:
    """A part of a text, called as on its page."""

    name: str | Promise
    text: str


def parts_to_read(text: Text) -> tuple[list[Part], str]:
    """The whole text for whoever may read it, and its language."""
    return _parts(text, None), language_of(text)


def parts_shown(text: Text, at: datetime) -> tuple[list[Part], str]:
    """The text as everybody sees it at the instant, what is hidden of it replaced, and its language."""
    return _parts(text, veil_of(text, at)), language_of(text)


def _parts(text: Text, veil: Veil | None) -> list[Part]:
    names = {"": "", "text": "", "title": _("Title"), "summary": _("Summary"), "note": _("What changed")}
    names |= {"reasons": _("Reasons"), "office": _("Office"), "milestone": _("Milestone"), "link": _("Link")}
    names |= {"technical": _("Technical evaluation"), "risks": _("Risks")}
    return [
        Part(_named(names, name), masked(words, veil, name, block_words))
        for name, words in parts_of(text).items()
        if words
    ]


def _named(names: Mapping[str, str], part: str) -> str:
    """What a part is called; one in several languages says in which."""
    name, _dot, language = part.partition(".")
    known = names.get(name, name)
    return f"{known} ({language})" if language else known
