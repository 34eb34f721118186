"""A ranking, an allocation or an election in words: what came of it, why a rule does not apply, why somebody is out."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from common.templatetags.minga import money
from councils.rulebook.words import rule_name

from .numbers import exact
from .paper import Paper
from .words import SENTENCES

MOST_NAMES = 30
CHOSEN: dict[str, Promise] = {
    "ranking": gettext_lazy("Chosen: %(names)s, by the rule that binds: %(rule)s."),
    "allocation": gettext_lazy("To be paid for: %(names)s, by the rule that binds: %(rule)s."),
    "election": gettext_lazy("Elected: %(names)s, by the rule that binds: %(rule)s."),
}
# Of a budget for dozens of projects the names stand in the table below, and not in a sentence of half a page.
MOST_PROJECTS = 6
MANY = gettext_lazy("%(projects)s are to be paid for, by the rule that binds: %(rule)s.")
WHICH = gettext_lazy("Which ones, the table of all projects says.")
NOTHING: dict[str, Promise] = {
    "ranking": gettext_lazy("Nothing was chosen, by the rule that binds: %(rule)s."),
    "allocation": gettext_lazy("No project is to be paid for, by the rule that binds: %(rule)s."),
    "election": gettext_lazy("Nobody was elected, by the rule that binds: %(rule)s."),
}
TIED = gettext_lazy("Tied by the rule that binds, %(rule)s, between: %(names)s. Only a lot could tell them apart.")
TIED_AFTER = gettext_lazy("Elected so far: %(elected)s.")
# Why a rule does not apply, by the sentence that the count itself wrote, which is in English.
REASONS: dict[str, Promise] = {
    "irv fills one place, and there are more.": gettext_lazy("This rule fills one place, and there are more."),
    "There is no status quo among the options.": gettext_lazy(
        "This rule measures each option against the status quo, and none was named among them."
    ),
    "Nobody voted who weighs anything here.": gettext_lazy("Nobody voted who weighs anything in this count."),
    "A raise of one unit per voter has no meaning where voters weigh differently.": gettext_lazy(
        "The rulebook raises the shares by so much for each voter, which means nothing where voters weigh differently."
    ),
    "A raise is so much for each voter, so it means nothing where votes have weights.": gettext_lazy(
        "The rulebook raises the shares by so much for each voter, which means nothing where voters weigh differently."
    ),
    "The minimum places together are more than the seats.": gettext_lazy(
        "The minimum places together are more than the places to fill."
    ),
    "The minimum places are too entangled to be counted.": gettext_lazy(
        "The minimum places are too entangled to be counted."
    ),
    "There is no vote, so there are no shares.": gettext_lazy("There is no vote, so there are no shares."),
    "The amounts or weights of this budget are too large to be counted.": gettext_lazy(
        "The amounts or weights of this budget are too large to be counted."
    ),
}
BEGINNINGS: dict[str, Promise] = {
    "There are not enough candidates": gettext_lazy("There are not enough candidates to fill the minimum places."),
    "The shares were raised": gettext_lazy("The shares were raised again and again without coming to an end."),
    "The floor of": gettext_lazy("A floor of this budget is above the cap of the same country or theme."),
}
OTHERWISE = gettext_lazy("This rule cannot be applied to these votes.")
# What decided a tie, by the code of the count.
DECIDED: dict[str, Promise] = {
    "earlier": pgettext_lazy("a tie was decided by", "the last round in which they were not level"),
    "lot": pgettext_lazy("a tie was decided by", "lot"),
    "convention": pgettext_lazy("a tie was decided by", "the order that the rulebook names for ties"),
}


def choice_sentence(document: Mapping[str, Any], binding: Mapping[str, Any], paper: Paper) -> str:
    """The outcome in one sentence, with whom or what it chose."""
    kind, outcome, result = document["kind"], binding["outcome"], binding["result"]
    rule = {"rule": rule_name(binding["rule"])}
    chosen = list(result.get("selected", ()))
    if outcome == "selected":
        many = is_many(kind, chosen)
        names = {"projects": project_count(chosen, paper)} if many else {"names": paper.names(chosen, MOST_NAMES)}
        sentence = str(MANY if many else CHOSEN[kind]) % {**rule, **names}
        return " ".join(filter(None, [sentence, _more(document, result), str(WHICH) if many else ""]))
    if outcome == "none":
        return str(NOTHING[kind]) % rule
    if outcome == "tied":
        between = tied_between(binding)
        sentence = str(TIED) % {**rule, "names": paper.names(between, MOST_NAMES)}
        elected = [one for one in chosen if one not in between]
        so_far = str(TIED_AFTER) % {"elected": paper.names(elected, MOST_NAMES)} if elected else ""
        return f"{sentence} {so_far}".rstrip()
    return str(SENTENCES[outcome]) % rule


def is_many(kind: str, chosen: Sequence[str]) -> bool:
    """Whether so many projects are paid for that they are counted and not named."""
    return kind == "allocation" and len(chosen) > MOST_PROJECTS


def chosen_words(kind: str, chosen: Sequence[str], paper: Paper) -> str:
    """Who or what was chosen, in a cell."""
    return project_count(chosen, paper) if is_many(kind, chosen) else paper.names(chosen)


def project_count(chosen: Sequence[str], paper: Paper) -> str:
    """How many of how many."""
    data = {"n": len(chosen), "all": len(paper.options)}
    return ngettext("%(n)d of %(all)d project", "%(n)d of %(all)d projects", data["all"]) % data


def tied_between(tally: Mapping[str, Any]) -> list[str]:
    """Between whom a tied rule could not tell. A count of stages says it last of its ties; what it has elected by then
    is not among them.
    """
    result = tally["result"]
    if tally["rule"].partition("/")[0] == "stv":
        return list(result["ties"][-1]) if result.get("ties") else []
    return list(result.get("selected", ()))


def _more(document: Mapping[str, Any], result: Mapping[str, Any]) -> str:
    """What the names alone do not say: what they cost together, or that places stay empty."""
    terms = document["terms"]
    if document["kind"] == "allocation":
        amounts = {
            "cost": amount(result["total_cost"], terms.get("currency", "")),
            "budget": amount(terms.get("budget", "0"), terms.get("currency", "")),
        }
        return _("They cost %(cost)s of %(budget)s.") % amounts
    places = terms.get("places", 1) if document["kind"] == "election" else 1
    lacking = places - len(result.get("selected", ()))
    if lacking <= 0:
        return ""
    return _("Places that stay empty: %(lacking)d of %(places)d.") % {"lacking": lacking, "places": places}


def amount(value: str, currency: str = "") -> str:
    """An exact amount of money. One with a fraction of a cent stays a fraction."""
    value_exact = Fraction(value) if len(value) <= 60 else None
    if value_exact is not None and (value_exact * 100).denominator == 1:
        cents = int(value_exact * 100)
        return money(f"{cents // 100}.{cents % 100:02d}", currency)
    return f"{exact(value)}\u00a0{currency}".rstrip("\u00a0")


def reason_words(reason: str) -> str:
    """Why a rule does not apply, in the reader's language."""
    if known := REASONS.get(reason):
        return str(known)
    return str(next((words for opening, words in BEGINNINGS.items() if reason.startswith(opening)), OTHERWISE))


def tie_words(tie: Mapping[str, Any] | None, paper: Paper) -> str:
    """Who was level in the middle of a count, and what told them apart; empty where nobody was."""
    if not tie:
        return ""
    data = {"names": paper.names(tie["options"])}
    sentence = _("Level at this point: %(names)s.") % data
    if not tie.get("chosen"):
        return sentence
    decided = DECIDED.get(tie.get("decided_by", ""), "")
    chosen = tie["chosen"] if isinstance(tie["chosen"], list) else [tie["chosen"]]
    by = _("Decided by %(by)s: %(chosen)s.") % {"by": decided, "chosen": paper.names(chosen)} if decided else ""
    return f"{sentence} {by}".rstrip()
