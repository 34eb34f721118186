"""A rulebook as a page reads it out: every rule in a sentence, and the rest as facts."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from common.languages import language_name
from councils.movements.models import Contribution, Movement
from councils.rulebook.rules import RULES, Rulebook, read_rulebook
from councils.rulebook.words import class_name, ground_name, quorum_words, rule_name, rule_sentence

STAGE_LABELS = {
    "drafting": gettext_lazy("drafting"),
    "discussion": gettext_lazy("discussion"),
    "settlement": gettext_lazy("settlement"),
    "plenary": gettext_lazy("plenary"),
    "voting": gettext_lazy("voting"),
    "response": gettext_lazy("response"),
}


@dataclass(frozen=True)
class RuleInWords:
    """One rule: its name, how it decides, and the quorum that is added for it alone."""

    name: str
    sentence: str
    quorum: list[str]
    is_binding: bool


@dataclass(frozen=True)
class InWords:
    """A whole rulebook. `facts` are pairs of what is asked and what the rulebook says."""

    rules: list[RuleInWords]
    quorum: list[str]
    facts: list[tuple[str, str]]


def in_words(data: Mapping[str, object]) -> InWords:
    """The stored data of a version, in the reader's language."""
    rulebook = read_rulebook(data)
    kinds = {str(kind): str(kind.label) for kind in Movement.Kind}
    rules = [
        RuleInWords(
            rule_name(rule),
            rule_sentence(rulebook, rule),
            [quorum_words(predicate, kinds) for predicate in rulebook.rules[rule].quorum],
            rule == rulebook.binding,
        )
        for rule in sorted(RULES, key=lambda rule: rule != rulebook.binding)
    ]
    return InWords(rules, [quorum_words(predicate, kinds) for predicate in rulebook.quorum], _facts(rulebook))


def _facts(rulebook: Rulebook) -> list[tuple[str, str]]:
    ties = {
        "tied": _("a tie stays a tie"),
        "rejected": _("a tie is a rejection"),
        "lot": _("the lot decides a tie"),
    }
    classes = [
        f"{class_name(code)}: {rule_name(rulebook.rules['dual_track'].classes[code])}"
        for code in rulebook.decision_classes
    ]
    second = _("a ballot without quorum may be called once more") if rulebook.second_call else _("there is none")
    minutes, size = rulebook.comment_edit_minutes, rulebook.attachment_megabytes
    return [
        (_("Ties"), ties[rulebook.tied]),
        (_("Vetoes"), ", ".join(rulebook.vetoes) or _("nobody has a veto")),
        (_("Contributions"), f"{Contribution.Kind(rulebook.contributions).label}, {rulebook.currency}"),
        (_("Decision classes, and the rule of each under the dual track"), "; ".join(classes) or "–"),
        (_("Second call"), second),
        (_("Time to answer a position"), _days(rulebook.response_days)),
        (_("Time to edit a comment"), ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}),
        (_("Largest attachment"), f"{size} MB"),
        (_("Shortest windows, in hours"), _hours(rulebook)),
        *_deliberation(rulebook),
        *_adequacy(rulebook),
    ]


def _deliberation(rulebook: Rulebook) -> list[tuple[str, str]]:
    """What the rulebook says of texts, before they are voted on."""
    languages = [language_name(code) for code in rulebook.required_languages]
    seats = rulebook.plenary_seats
    return [
        (_("Languages in which a text has to be reviewed before the vote"), ", ".join(languages) or _("none")),
        (
            _("Seats that send a declined amendment to the plenary"),
            ngettext("%(n)d seat", "%(n)d seats", seats) % {"n": seats},
        ),
        (_("Reminders before a close, in hours"), ", ".join(map(str, rulebook.reminder_hours)) or _("none")),
        (_("Outage over the last minutes of a vote"), _outage(rulebook)),
        (
            _("Whoever casts a vote shows once more who they are"),
            _("yes") if rulebook.reauthenticate_votes else _("no"),
        ),
        (_("What a text can be reported for"), ", ".join(map(ground_name, rulebook.moderation_grounds))),
        (_("Time to decide on a report"), _days(rulebook.moderation_days)),
        (_("Time to appeal"), _days(rulebook.appeal_days)),
        (_("Time to hear an appeal"), _days(rulebook.hearing_days)),
    ]


def _adequacy(rulebook: Rulebook) -> list[tuple[str, str]]:
    """What the rulebook says of the vote on an answer."""
    rounds = rulebook.adequacy_rounds
    return [
        (_("Rule by which an answer is adequate"), rule_name(rulebook.adequacy_rule)),
        (_("Time to vote on an answer"), _days(rulebook.adequacy_days)),
        (_("How often a body is asked"), ngettext("%(n)d time", "%(n)d times", rounds) % {"n": rounds}),
    ]


def _days(days: int) -> str:
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


def _hours(rulebook: Rulebook) -> str:
    return "; ".join(f"{STAGE_LABELS[kind]}: {hours}" for kind, hours in rulebook.minimum_hours.items())


def _outage(rulebook: Rulebook) -> str:
    words = _("the last %(minutes)s minutes; the votes are then held for %(hours)s hours")
    return words % {"minutes": rulebook.outage_minutes, "hours": rulebook.outage_hold_hours}
