"""One set of votes under every rule, side by side: which disagree with the binding one, and who makes the difference.

Source: the project's design, §3, "Rival rules".
"""

from collections.abc import Mapping
from dataclasses import dataclass

from councils.rulebook.rules import RULES, Rulebook
from proposals.tally.motions import tally_count
from proposals.tally.outcomes import plan_for
from proposals.tally.pivots import RulePivots, find_pivots
from proposals.tally.results import MotionTally
from proposals.tally.roll import Answer, Roll
from proposals.tally.standing import lay_out


@dataclass(frozen=True)
class Comparison:
    """The binding tally, all tallies in the order of `RULES`, and the pivots of each rule that applies.

    `disagreeing` names the rules that apply and come to another outcome than the binding one. If the binding rule does
    not apply, there is no outcome to disagree with and it is empty.
    """

    binding: MotionTally
    tallies: tuple[MotionTally, ...]
    disagreeing: tuple[str, ...]
    pivots: tuple[RulePivots, ...]

    def as_json(self) -> dict[str, object]:
        """JSON-ready: `binding` is the name of a rule, whose tally stands among `tallies`."""
        return {
            "binding": self.binding.rule,
            "outcome": self.binding.outcome,
            "tallies": [tally.as_json() for tally in self.tallies],
            "disagreeing": list(self.disagreeing),
            "pivots": [pivots.as_json() for pivots in self.pivots],
        }


def compare_rules(*, rulebook: Rulebook, roll: Roll, votes: Mapping[str, Answer]) -> Comparison:
    """Count `votes` under all rules; raises `TallyError` as `tally_motion` does."""
    count = lay_out(rulebook, roll, votes)
    tallies = tuple(tally_count(rule, count) for rule in RULES)
    binding = tallies[RULES.index(rulebook.binding)]
    silent = "not_applicable"
    disagreeing = tuple(
        tally.rule
        for tally in tallies
        if silent not in (tally.outcome, binding.outcome) and tally.outcome != binding.outcome
    )
    plans = [plan_for(rule, rulebook, count.ground, roll.decision_class) for rule in RULES]
    return Comparison(binding, tallies, disagreeing, find_pivots(plans, count))
