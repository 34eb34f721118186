"""A council's decision rules as immutable data: what a rulebook says, how it is read, how it is written.

Pure: no database, no clock, exact fractions only. A ballot keeps a copy of the written form of the rulebook in force
when it opened, and whoever recounts it reads that copy with this module.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from councils.rulebook.choices import SECTIONS, Choices, read_choices
from councils.rulebook.clauses import (
    BASES,
    CHOICES,
    CONTRIBUTION_KINDS,
    DOUBLE_MAJORITY_TRACKS,
    GROUNDS,
    MORE_THAN_HALF,
    RULES,
    TIED_OUTCOMES,
    TRACKS,
    WINDOW_KINDS,
    CountriesPresent,
    KindsPresent,
    Problem,
    QuorumPredicate,
    RulebookError,
    RuleSettings,
    SeatsPresent,
    Threshold,
    YesShare,
    YesWeight,
    fraction_text,
)
from councils.rulebook.reading import Reader

__all__ = [
    "BASES",
    "CHOICES",
    "CONTRIBUTION_KINDS",
    "DOUBLE_MAJORITY_TRACKS",
    "GROUNDS",
    "RULES",
    "TIED_OUTCOMES",
    "TRACKS",
    "WINDOW_KINDS",
    "Choices",
    "CountriesPresent",
    "KindsPresent",
    "Problem",
    "QuorumPredicate",
    "RuleSettings",
    "Rulebook",
    "RulebookError",
    "SeatsPresent",
    "Threshold",
    "YesShare",
    "YesWeight",
    "default_rulebook",
    "for_adequacy",
    "for_second_call",
    "fraction_text",
    "read_rulebook",
    "write_rulebook",
]

CURRENCY = re.compile(r"[A-Z]{3}\Z")
LONGEST_WINDOW_HOURS = 24 * 366
LONGEST_REMINDER_HOURS = 24 * 60
# Terms in days: of moderation, and of the vote on an answer.
TERMS = ("moderation_days", "appeal_days", "hearing_days", "adequacy_days")
MOST_ROUNDS = 9


def _default_rules() -> dict[str, RuleSettings]:
    counted = RuleSettings(thresholds=(MORE_THAN_HALF,))
    return {
        "seats": counted,
        "countries": counted,
        "capital": counted,
        "dual_track": RuleSettings(classes={"fundamental": "countries", "operational": "capital"}),
        "double_majority": RuleSettings(tracks={track: (MORE_THAN_HALF,) for track in DOUBLE_MAJORITY_TRACKS}),
        "consensus": RuleSettings(),
        "unanimity": RuleSettings(),
    }


def _default_hours() -> dict[str, int]:
    return {"drafting": 72, "discussion": 72, "settlement": 24, "plenary": 24, "voting": 24, "response": 24}


@dataclass(frozen=True)
class Rulebook:
    """One version of a council's decision rules.

    `binding` is the rule whose outcome counts; the others are counted beside it. `quorum` is asked under every rule.
    `vetoes` are movement slugs whose seat's no or block rejects, under every rule. `tied` is what becomes of a tie:
    it stays `tied`, is `rejected`, or goes to the `lot`. `contributions` says which kind makes the capital, in the
    unit `currency` (ISO 4217). Hours, minutes, days and megabytes are whole numbers.

    `second_call` lets a ballot that lacked its quorum be called once more; `second_call_quorum` is then the whole of
    what is asked (None: the same quorum as before).

    `reminder_hours` is how long before a close those are reminded who can still act and have not.

    `plenary_seats` is how many seats send an amendment to the plenary that the sponsors declined. A ballot does not
    open until its text is reviewed in each of `required_languages`. `moderation_grounds` are what a text may be
    reported for; a case is decided within `moderation_days`, appealed within `appeal_days`, heard within
    `hearing_days`.

    When the site was down within the last `outage_minutes` of a vote, its ballots are held uncounted for
    `outage_hold_hours`, and may be extended meanwhile. With `reauthenticate_votes` whoever casts shows who they are.

    Whether an answer to a position is adequate is voted on for `adequacy_days`, and decided by `adequacy_rule`; what is
    inadequate is asked again, until a body was asked `adequacy_rounds` times.

    `choices` says how ballots are counted that are no motions, and whether votes may be delegated.
    """

    binding: str = "seats"
    rules: Mapping[str, RuleSettings] = field(default_factory=_default_rules, hash=False)
    quorum: tuple[QuorumPredicate, ...] = ()
    vetoes: tuple[str, ...] = ()
    tied: str = "tied"
    contributions: str = "subscribed"
    currency: str = "USD"
    decision_classes: tuple[str, ...] = ("fundamental", "operational")
    second_call: bool = True
    second_call_quorum: tuple[QuorumPredicate, ...] | None = None
    minimum_hours: Mapping[str, int] = field(default_factory=_default_hours, hash=False)
    response_days: int = 90
    comment_edit_minutes: int = 10
    attachment_megabytes: int = 10
    reminder_hours: tuple[int, ...] = (168, 48, 24, 2)
    plenary_seats: int = 3
    required_languages: tuple[str, ...] = ()
    moderation_grounds: tuple[str, ...] = GROUNDS
    moderation_days: int = 3
    appeal_days: int = 14
    hearing_days: int = 14
    adequacy_rule: str = "seats"
    adequacy_days: int = 14
    adequacy_rounds: int = 2
    outage_minutes: int = 15
    outage_hold_hours: int = 48
    reauthenticate_votes: bool = False
    choices: Choices = field(default_factory=Choices)


def default_rulebook() -> Rulebook:
    """The defaults of the design, §3: binding by seats, simple majorities of yes+no, no quorum, nobody with a veto."""
    return Rulebook()


def for_second_call(rulebook: Rulebook) -> Rulebook:
    """The rulebook as it is copied into the second call of a ballot that lacked its quorum.

    Where a quorum of its own is stated, it replaces both the common quorum and that of each rule: a lowered quorum
    would lower nothing if the rule went on asking for the old one. There is no third call.
    """
    if rulebook.second_call_quorum is None:
        return replace(rulebook, second_call=False)
    rules = {rule: replace(settings, quorum=()) for rule, settings in rulebook.rules.items()}
    return replace(rulebook, rules=rules, quorum=rulebook.second_call_quorum, second_call=False)


def for_adequacy(rulebook: Rulebook) -> Rulebook:
    """The rulebook as it is copied into the vote on an answer: the rule that binds is the one stated for it. A vote
    that lacks its quorum says nothing of the answer, and is not called again.
    """
    return replace(rulebook, binding=rulebook.adequacy_rule, second_call=False)


# `choices` are not one name in the written form, but one for each of their sections.
NAMES = (*(name for name in Rulebook.__dataclass_fields__ if name != "choices"), *SECTIONS)


# What a rulebook does not state is as in the defaults. So a default, once a version was stored without it, is never
# changed: a stored copy must mean tomorrow what it meant when the ballot opened.
def read_rulebook(data: Mapping[str, object]) -> Rulebook:
    """The rulebook that `data` (the form of `write_rulebook`) describes; raises `RulebookError` naming every problem.

    Refused are unknown names, values of another type (a float or a decimal is no fraction, true is no number),
    fractions outside 0..1, whatever is too long, and clauses that do not fit each other.
    """
    reader = Reader()
    default = default_rulebook()
    table = reader.table(data, "", NAMES)
    classes = reader.codes(table.get("decision_classes", default.decision_classes), "decision_classes")
    second = table.get("second_call_quorum")
    rulebook = Rulebook(
        binding=reader.one_of(table.get("binding", default.binding), "binding", RULES),
        rules=_read_rules(reader, table.get("rules", {}), default, classes),
        quorum=reader.quorum(table.get("quorum", ()), "quorum"),
        vetoes=reader.codes(table.get("vetoes", ()), "vetoes"),
        tied=reader.one_of(table.get("tied", default.tied), "tied", TIED_OUTCOMES),
        contributions=reader.one_of(
            table.get("contributions", default.contributions), "contributions", CONTRIBUTION_KINDS
        ),
        currency=_read_currency(reader, table.get("currency", default.currency)),
        decision_classes=classes,
        second_call=reader.boolean(table.get("second_call", default.second_call), "second_call"),
        second_call_quorum=None if second is None else reader.quorum(second, "second_call_quorum"),
        minimum_hours=reader.hours(
            table.get("minimum_hours", {}), "minimum_hours", default.minimum_hours, LONGEST_WINDOW_HOURS
        ),
        response_days=reader.integer(table.get("response_days", default.response_days), "response_days", 1, 3650),
        comment_edit_minutes=reader.integer(
            table.get("comment_edit_minutes", default.comment_edit_minutes), "comment_edit_minutes", 0, 1440
        ),
        attachment_megabytes=reader.integer(
            table.get("attachment_megabytes", default.attachment_megabytes), "attachment_megabytes", 1, 100
        ),
        reminder_hours=reader.integers(
            table.get("reminder_hours", default.reminder_hours), "reminder_hours", 1, LONGEST_REMINDER_HOURS
        ),
        plenary_seats=reader.integer(table.get("plenary_seats", default.plenary_seats), "plenary_seats", 1, 500),
        required_languages=reader.codes(table.get("required_languages", ()), "required_languages"),
        moderation_grounds=_read_grounds(reader, table.get("moderation_grounds", default.moderation_grounds)),
        adequacy_rule=reader.one_of(table.get("adequacy_rule", default.adequacy_rule), "adequacy_rule", RULES),
        outage_minutes=reader.integer(table.get("outage_minutes", default.outage_minutes), "outage_minutes", 0, 1440),
        outage_hold_hours=reader.integer(
            table.get("outage_hold_hours", default.outage_hold_hours), "outage_hold_hours", 1, 720
        ),
        reauthenticate_votes=reader.boolean(table.get("reauthenticate_votes", False), "reauthenticate_votes"),
        adequacy_rounds=reader.integer(
            table.get("adequacy_rounds", default.adequacy_rounds), "adequacy_rounds", 1, MOST_ROUNDS
        ),
        choices=read_choices(reader, table),
        **{name: reader.integer(table.get(name, getattr(default, name)), name, 1, 3650) for name in TERMS},
    )
    if reader.problems:
        raise RulebookError(reader.problems)
    return rulebook


def _read_grounds(reader: Reader, value: object) -> tuple[str, ...]:
    grounds = reader.codes(value, "moderation_grounds")
    for ground in grounds:
        if ground not in GROUNDS:
            reader.refuse(
                "moderation_grounds", "unknown_ground", f"{ground} is no ground that a text can be reported for."
            )
    if not grounds:
        reader.refuse("moderation_grounds", "missing", "A council moderates by at least one ground.")
    return grounds


def _read_currency(reader: Reader, value: object) -> str:
    if isinstance(value, str) and CURRENCY.match(value):
        return value
    reader.refuse("currency", "not_a_currency", "A currency is three capital letters of ISO 4217, such as USD.")
    return "USD"


def _read_rules(reader: Reader, value: object, default: Rulebook, classes: tuple[str, ...]) -> dict[str, RuleSettings]:
    table = reader.table(value, "rules", RULES)
    rules = {rule: reader.settings(rule, table.get(rule, {}), f"rules.{rule}", default.rules[rule]) for rule in RULES}
    tracks = rules["dual_track"].classes
    for code in classes:
        if code not in tracks:
            sentence = f"The decision class {code} has no rule here, so dual_track could not count it."
            reader.refuse(f"rules.dual_track.classes.{code}", "missing", sentence)
    for code in tracks:
        if code not in classes:
            sentence = f"{code} is not among the decision classes of this rulebook."
            reader.refuse(f"rules.dual_track.classes.{code}", "unknown_class", sentence)
    return rules


def write_rulebook(rulebook: Rulebook) -> dict[str, object]:
    """The rulebook as JSON-ready data: fractions as text, whole numbers, always the same names in the same order."""
    second = rulebook.second_call_quorum
    return {
        "binding": rulebook.binding,
        "rules": {rule: rulebook.rules[rule].as_json(rule) for rule in RULES},
        "quorum": [predicate.as_json() for predicate in rulebook.quorum],
        "vetoes": list(rulebook.vetoes),
        "tied": rulebook.tied,
        "contributions": rulebook.contributions,
        "currency": rulebook.currency,
        "decision_classes": list(rulebook.decision_classes),
        "second_call": rulebook.second_call,
        "second_call_quorum": None if second is None else [predicate.as_json() for predicate in second],
        "minimum_hours": {kind: rulebook.minimum_hours[kind] for kind in WINDOW_KINDS},
        "response_days": rulebook.response_days,
        "comment_edit_minutes": rulebook.comment_edit_minutes,
        "attachment_megabytes": rulebook.attachment_megabytes,
        "reminder_hours": list(rulebook.reminder_hours),
        "plenary_seats": rulebook.plenary_seats,
        "required_languages": list(rulebook.required_languages),
        "moderation_grounds": list(rulebook.moderation_grounds),
        **{name: getattr(rulebook, name) for name in TERMS},
        "adequacy_rule": rulebook.adequacy_rule,
        "adequacy_rounds": rulebook.adequacy_rounds,
        "outage_minutes": rulebook.outage_minutes,
        "outage_hold_hours": rulebook.outage_hold_hours,
        "reauthenticate_votes": rulebook.reauthenticate_votes,
        **rulebook.choices.as_json(),
    }
