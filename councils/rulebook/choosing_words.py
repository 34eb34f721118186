"""The clauses for ballots that are no motions in words: how a ranking, a budget or an election is decided."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .choices import AllocationClauses, Choices, ElectionClauses, RankingClauses
from .clauses import fraction_text
from .words import rule_name

HOW = {
    "schulze": gettext_lazy(
        "Every two options are compared: the one that more votes place higher wins. First comes the option that beats "
        "each other one, directly or over a chain of others that is stronger than any chain back."
    ),
    "irv": gettext_lazy(
        "A vote counts for its first option. While none has more than half, the weakest is struck, and its votes go on "
        "to their next."
    ),
    "greedy": gettext_lazy("The projects are paid for in turn, the most supported first, as long as the money lasts."),
    "equal_shares": gettext_lazy(
        "Each vote gets an equal share of the budget. A project is paid for when those who support it can pay it "
        "together out of their shares; first the one that costs them least for what it is worth."
    ),
    "stv": gettext_lazy(
        "Whoever reaches the quota is elected, and what is above it goes on to the next of those votes, at its exact "
        "part. While a place is free the weakest is struck, and their votes go on to their next."
    ),
}
WEIGHING = {
    "seats": gettext_lazy("Each seat weighs the same."),
    "countries": gettext_lazy("Each country weighs the same, divided equally over its seats that vote."),
    "capital": gettext_lazy("Each country weighs its contribution, divided equally over its seats that vote."),
}
OUTSIDE = gettext_lazy("Regional movements have no country and weigh nothing under this rule.")
STRENGTH = {
    "winning_votes": gettext_lazy("A comparison is as strong as the votes that won it."),
    "margins": gettext_lazy("A comparison is as strong as the difference of its votes."),
}
UNRANKED = {
    "last": gettext_lazy("What a vote leaves out stands behind all that it ranks."),
    "absent": gettext_lazy("What a vote leaves out is not compared in it."),
}
COMPLETION = {
    "none": gettext_lazy("What the shares do not buy is not spent."),
    "greedy": gettext_lazy("What is left of the money goes to the most supported projects that still fit."),
    "add1": gettext_lazy("What is left is used by raising everybody's share until no more can be bought."),
    "add1+greedy": gettext_lazy(
        "What is left is used by raising everybody's share, and then for the most supported projects that still fit."
    ),
}
MISFIT = {
    "skip": gettext_lazy("One that does not fit any more is passed over."),
    "stop": gettext_lazy("The first that does not fit any more ends it."),
}
PER_COST = gettext_lazy("Support is counted for each unit of cost.")


def choice_sentences(choices: Choices, kind: str) -> tuple[str, str]:
    """The binding rule of a kind of ballot: what it is called, and how it decides with every clause that matters."""
    clauses = {"ranking": choices.rankings, "allocation": choices.allocations, "election": choices.elections}[kind]
    weighting = "seats" if isinstance(clauses, ElectionClauses) else clauses.weighting
    name = rule_name(clauses.binding if weighting == "seats" else f"{clauses.binding}/{weighting}")
    weighed = [WEIGHING[weighting], *([] if weighting == "seats" else [OUTSIDE])]
    return name, " ".join(map(str, [*_told(clauses), *weighed]))


def _told(clauses: RankingClauses | AllocationClauses | ElectionClauses) -> list[object]:
    if isinstance(clauses, RankingClauses):
        return _ranked(clauses)
    if isinstance(clauses, ElectionClauses):
        return [HOW[clauses.binding]]
    if clauses.binding == "greedy":
        return [HOW["greedy"], *([PER_COST] if clauses.by == "votes_per_cost" else []), MISFIT[clauses.misfit]]
    return [HOW["equal_shares"], COMPLETION[clauses.completion]]


def _ranked(clauses: RankingClauses) -> list[object]:
    if clauses.binding == "irv":
        return [HOW["irv"]]
    first = []
    if clauses.binding == "schulze_quorum":
        data = {"quorum": fraction_text(clauses.quorum), "majority": fraction_text(clauses.majority)}
        words = _(
            "An option stays only if at least %(quorum)s votes place it above the status quo, and more than "
            "%(majority)s times as many as place it below."
        )
        first.append(words % data)
    return [*first, HOW["schulze"], STRENGTH[clauses.strength], UNRANKED[clauses.unranked]]
