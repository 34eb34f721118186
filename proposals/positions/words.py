"""A tally in words: outcomes, and each line of the working as a sentence of the reader's language.

A line of the working holds its step as a code and its numbers; its own English sentence is what is shown of a step that
is not known here, so that a position of another time can still be read.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from common.templatetags.minga import fraction
from councils.rulebook.words import BASES, class_name, rule_name, share_words
from proposals.voting.words import COUNTED, choice_word, few

OUTCOMES: dict[str, Promise] = {
    "adopted": pgettext_lazy("outcome", "adopted"),
    "rejected": pgettext_lazy("outcome", "rejected"),
    "tied": pgettext_lazy("outcome", "tied"),
    "no_quorum": pgettext_lazy("outcome", "no quorum"),
    "not_applicable": pgettext_lazy("outcome", "does not apply"),
    "selected": pgettext_lazy("outcome", "chosen"),
    "none": pgettext_lazy("outcome", "nothing chosen"),
    "annulled": pgettext_lazy("outcome", "annulled"),
}
TONES = {
    "adopted": "good",
    "selected": "good",
    "rejected": "bad",
    "none": "bad",
    "tied": "warn",
    "no_quorum": "warn",
    "annulled": "bad",
}
SENTENCES: dict[str, Promise] = {
    "adopted": gettext_lazy("Adopted, by the rule that binds: %(rule)s."),
    "rejected": gettext_lazy("Not adopted, by the rule that binds: %(rule)s."),
    "tied": gettext_lazy("Tied by the rule that binds, %(rule)s: neither adopted nor rejected."),
    "no_quorum": gettext_lazy("No decision: the quorum of the rule that binds, %(rule)s, was not met."),
    "not_applicable": gettext_lazy("No decision: the rule that binds, %(rule)s, does not apply to this ballot."),
}
UNITS: dict[str, Promise] = {
    "seats": pgettext_lazy("unit", "seats"),
    "countries": pgettext_lazy("unit", "countries"),
    "kinds": pgettext_lazy("unit", "kinds of movement"),
    "tracks": pgettext_lazy("unit", "counts"),
}
REASONS: dict[str, Promise] = {
    "no_decision_class": gettext_lazy("The ballot has no decision class, so no rule is named for it."),
    "unknown_decision_class": gettext_lazy("The rulebook names no rule for the decision class of this ballot."),
    "no_countries": gettext_lazy("No country has a seat on the roll."),
    "no_weight": gettext_lazy("No country with a seat on the roll has a contribution."),
}
WHY: dict[str, Promise] = {
    "no_quorum": gettext_lazy("The quorum is not met."),
    "veto": gettext_lazy("A seat that holds a veto said no or blocked."),
    "empty_base": gettext_lazy("Nothing stands in the base, so neither side has won."),
    "all_hold": gettext_lazy("All that the rule asks holds."),
    "equal": gettext_lazy("Yes and no are equal under a threshold of one half."),
    "not_enough": gettext_lazy("Not all that the rule asks holds."),
    "tracks": gettext_lazy("Both counts must adopt, and either one rejects."),
}
QUORUMS: dict[str, Promise] = {
    "seats_present": gettext_lazy("seats present"),
    "countries_present": gettext_lazy("countries present"),
    "kinds_present": gettext_lazy("kinds of movement present"),
    "yes_share": gettext_lazy("yes as a share of the roll"),
    "yes_weight": gettext_lazy("yes"),
}

Line = Mapping[str, Any]
Names = Mapping[str, str]


def outcome_word(outcome: str) -> str:
    """What an outcome is called."""
    return str(OUTCOMES.get(outcome, outcome))


def would_words(outcome: str, bound: str, *, is_binding: bool, is_other: bool = False) -> str:
    """What would be, if this rule bound instead of the one that does, which came to `bound`. `is_other`: it chooses
    something else, though it too chooses. Of a rule that does not apply nothing can be said.
    """
    if is_binding:
        return _("This rule binds.")
    if outcome == "not_applicable":
        return ""
    if outcome != bound:
        return _("If it bound, the outcome would be “%(outcome)s”.") % {"outcome": outcome_word(outcome)}
    return _("If it bound, others would be chosen.") if is_other else _("If it bound, nothing would change.")


def unit_word(unit: str | None) -> str:
    """What is counted; a currency is called by its code."""
    return str(UNITS.get(unit or "", unit or ""))


def counts_words(counts: Mapping[str, str], unit: str | None) -> str:
    """*Yes 4, No 3, Absent 1 (seats)*: every choice that somebody made."""
    # Stored JSON has lost its order, so the order is that in which choices are always named.
    given = [(choice, counts[choice]) for choice in COUNTED if counts.get(choice, "0") != "0"]
    said = ", ".join(f"{choice_word(choice)} {fraction(value)}" for choice, value in given)
    return f"{said or '0'} ({unit_word(unit)})"


def threshold_words(result: Line) -> str:
    """What a threshold asked and what there was."""
    data = {
        "share": share_words(Fraction(result["fraction"])),
        "base": BASES.get(result["base"], result["base"]),
        "needed": fraction(result["needed"]),
        "have": fraction(result["have"]),
    }
    if result["strict"]:
        return _("Yes must be more than %(share)s of %(base)s, which is %(needed)s. It is %(have)s.") % data
    return _("Yes must be at least %(share)s of %(base)s, which is %(needed)s. It is %(have)s.") % data


def quorum_words(result: Line, names: Names) -> str:
    """What a quorum asked, what there was, and who was lacking."""
    data = {
        "what": QUORUMS.get(result["kind"], result["kind"]),
        "required": fraction(result["required"]),
        "total": fraction(result["total"]),
        "unit": unit_word(result["unit"]),
        "have": fraction(result["have"]),
    }
    more = _("Quorum, %(what)s: more than %(required)s of %(total)s (%(unit)s) needed, %(have)s there.")
    least = _("Quorum, %(what)s: at least %(required)s of %(total)s (%(unit)s) needed, %(have)s there.")
    sentence = (more if result["strict"] else least) % data
    lacking = _(" Lacking: %(names)s.") % {"names": called(result["lacking"], names)} if result["lacking"] else ""
    return sentence + lacking


def called(ids: Sequence[str], names: Names, most: int = 12) -> str:
    """Seats, countries or kinds by their names."""
    return few([names.get(identifier, identifier) for identifier in ids], most)


def _roll(line: Line, names: Names) -> str:
    return _("Seats on the roll: %(seats)s. Voted: %(present)s. Absent: %(absent)s.") % line


def _outside(line: Line, names: Names) -> str:
    sentence = _("Regional movements have no country and stand outside this count: %(names)s.")
    return sentence % {"names": called(line["seats"], names)}


def _contributor(line: Line, names: Names) -> str:
    data = {"country": names.get(line["country"], line["country"]), "amount": fraction(line["amount"])}
    return _("%(country)s contributes %(amount)s, has no seat, and is not counted.") % data


def _seats(line: Line, names: Names) -> str:
    said = {"choice": choice_word(line["choice"]), "n": len(line["seats"]), "names": called(line["seats"], names)}
    return _("%(choice)s, %(n)s: %(names)s.") % said


def _split(line: Line, names: Names) -> str:
    parts = ", ".join(f"{choice_word(choice)} {part}" for choice, part in line["parts"].items())
    return _("%(seat)s divides its vote: %(parts)s.") % {"seat": names.get(line["seat"], line["seat"]), "parts": parts}


def _country(line: Line, names: Names) -> str:
    data = {
        "country": names.get(line["country"], line["country"]),
        "choice": choice_word(line["choice"]),
        "yes": line["yes"],
        "no": line["no"],
        "weight": fraction(line["weight"]),
    }
    if line["choice"] == "absent":
        return _("%(country)s is absent: none of its seats voted. It would carry %(weight)s.") % data
    sentence = _("%(country)s: yes %(yes)s, no %(no)s, so the country says: %(choice)s. It carries %(weight)s.")
    return sentence % data


def _counts(line: Line, names: Names) -> str:
    return _("Counted: %(counts)s.") % {"counts": counts_words(line["counts"], line["unit"])}


def _quorum(line: Line, names: Names) -> str:
    return f"{quorum_words(line, names)} {_met(line)}"


def _threshold(line: Line, names: Names) -> str:
    return f"{threshold_words(line)} {_met(line)}"


def _met(line: Line) -> str:
    return _("That holds.") if line["met"] else _("That does not hold.")


def _veto(line: Line, names: Names) -> str:
    return _("Vetoed by: %(names)s.") % {"names": called(line["seats"], names)}


def _condition(line: Line, names: Names) -> str:
    has_yes = _("At least one seat says yes.") if line["has_yes"] else _("No seat says yes, and one is needed.")
    if not line["objectors"]:
        objectors = _("Nobody stands in the way.")
    else:
        objectors = _("These stand in the way: %(names)s.") % {"names": called(line["objectors"], names)}
    return f"{has_yes} {objectors}"


def _outcome(line: Line, names: Names) -> str:
    said = [str(WHY[line["why"]])]
    said += [f"{rule_name(track)}: {outcome_word(outcome)}." for track, outcome in line.get("tracks", {}).items()]
    said.append(_("Outcome: %(outcome)s.") % {"outcome": outcome_word(line["outcome"])})
    if line["is_tie"] and line["outcome"] == "rejected":
        said.append(_("It is a tie, which the rulebook makes a rejection."))
    return " ".join(said)


def _class(line: Line, names: Names) -> str:
    data = {"name": class_name(line["decision_class"]), "rule": rule_name(line["counted_as"])}
    return _("A decision of the class “%(name)s” is counted by the rule “%(rule)s”.") % data


def _not_applicable(line: Line, names: Names) -> str:
    return _("%(reason)s The rule does not apply.") % {"reason": REASONS[line["reason"]]}


STEPS: dict[str, Callable[[Line, Names], str]] = {
    "roll": _roll,
    "outside": _outside,
    "contributor_without_seat": _contributor,
    "seats": _seats,
    "split": _split,
    "country": _country,
    "counts": _counts,
    "quorum": _quorum,
    "threshold": _threshold,
    "veto": _veto,
    "condition": _condition,
    "outcome": _outcome,
    "decision_class": _class,
    "not_applicable": _not_applicable,
}


def tell(line: Line, names: Names) -> str:
    """One line of the working. What was written by another version may lack a number: its own sentence then stands."""
    try:
        sentence = STEPS[line["step"]](line, names)
    except (KeyError, TypeError, ValueError):
        return str(line.get("text", ""))
    return f"[{rule_name(line['track'])}] {sentence}" if "track" in line else sentence
