"""From sums to an outcome: the table of outcomes of the project's design, §3, and nothing else.

In this order: `not_applicable`; `no_quorum`; `rejected` by a veto; `tied` if a base is empty, whatever the threshold;
`adopted`; `tied` if yes equals no exactly and nothing but thresholds of 1/2 stands in the way; else `rejected`.
Then the rulebook says what becomes of a tie.

Three choices that the table leaves open:

* A veto comes before the empty base. Otherwise a country torn in two by its veto holder could leave the base empty,
  and the lot could adopt what was vetoed.
* In a list of thresholds, yes equal to no is a tie only if every other one holds. A motion that also lacks, say, a
  third of the roll would not be adopted by one more yes, so it has lost and is not tied.
* Consensus and unanimity compare yes with no even where no threshold is set: when nobody takes a side, their base is as
  empty as that of a majority, and the outcome is `tied`.
"""

from dataclasses import dataclass
from fractions import Fraction

from councils.rulebook.rules import DOUBLE_MAJORITY_TRACKS, RULES, QuorumPredicate, Rulebook, Threshold
from proposals.tally.quorum import measure
from proposals.tally.roll import TallyError
from proposals.tally.standing import Figures, Ground, Standing

HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Track:
    """One count: the rule whose name it bears, the unit it counts in, and all that must hold."""

    rule: str
    unit: str
    thresholds: tuple[Threshold, ...]
    quorum: tuple[QuorumPredicate, ...]


@dataclass(frozen=True)
class Plan:
    """How a rule is counted on one ballot: its tracks, or the reason why it does not apply.

    `counted_as` is the rule that really counts: the one that a decision class points to under `dual_track`.
    """

    rule: str
    counted_as: str
    tracks: tuple[Track, ...] = ()
    reason: str | None = None


@dataclass(frozen=True)
class Verdict:
    """An outcome, the row of the table that it comes from, and whether it was a tie before the rulebook judged ties.

    `why` is no_quorum, veto, empty_base, all_hold, equal, not_enough, or for several tracks `tracks`.
    """

    outcome: str
    why: str
    is_tie: bool = False


def plan_for(rule: str, rulebook: Rulebook, ground: Ground, decision_class: str | None) -> Plan:
    """Lay down how `rule` counts; raises `TallyError` for a rule that does not exist."""
    if rule not in RULES:
        raise TallyError(f"{rule!r} is not one of the rules {', '.join(RULES)}.")
    counted_as, quorum = rule, rulebook.quorum
    if rule == "dual_track":
        if not decision_class:
            return Plan(rule, rule, reason="no_decision_class")
        if decision_class not in rulebook.rules[rule].classes:
            return Plan(rule, rule, reason="unknown_decision_class")
        counted_as = rulebook.rules[rule].classes[decision_class]
        quorum += rulebook.rules[rule].quorum
    settings = rulebook.rules[counted_as]
    quorum += settings.quorum
    if counted_as == "double_majority":
        tracks = tuple(Track(track, track, settings.tracks[track], quorum) for track in DOUBLE_MAJORITY_TRACKS)
    else:
        unit = counted_as if counted_as in ("countries", "capital") else "seats"
        tracks = (Track(counted_as, unit, settings.thresholds, quorum),)
    return Plan(rule, counted_as, tracks, next(filter(None, (_why_not(track, ground) for track in tracks)), None))


def _why_not(track: Track, ground: Ground) -> str | None:
    if track.unit == "seats":
        return None
    if not ground.members:
        return "no_countries"
    return "no_weight" if track.unit == "capital" and not ground.weight_total else None


def base_of(base: str, figures: Figures) -> int:
    """The size of a threshold's base, in the scaled unit of the figures."""
    return {"yes+no": figures.yes + figures.no, "yes+no+abstain": figures.cast, "roll": figures.roll}[base]


def is_met(threshold: Threshold, figures: Figures) -> bool:
    """Whether the yes is enough; of an empty base it never is."""
    base = base_of(threshold.base, figures)
    above, below = threshold.fraction.as_integer_ratio()
    have, needed = figures.yes * below, above * base
    return base > 0 and (have > needed or (have == needed and not threshold.strict))


def condition_holds(rule: str, standing: Standing) -> bool:
    """What consensus and unanimity ask besides thresholds: one yes, and nobody who blocks (or says no)."""
    if rule == "consensus":
        return standing.seat_yes > 0 and not standing.blocks
    return rule != "unanimity" or (standing.seat_yes > 0 and not standing.nays)


def decide_track(track: Track, rulebook: Rulebook, ground: Ground, standing: Standing) -> Verdict:
    """The outcome of one track, by the table at the head of this module."""
    if not all(measure(predicate, track.unit, ground, standing).is_met for predicate in track.quorum):
        return Verdict("no_quorum", "no_quorum")
    if standing.vetoes:
        return Verdict("rejected", "veto")
    figures = ground.figures(track.unit, standing)
    if has_empty_base(track, figures):
        return _tie(rulebook, "empty_base")
    failing = [threshold for threshold in track.thresholds if not is_met(threshold, figures)]
    holds = condition_holds(track.rule, standing)
    if holds and not failing:
        return Verdict("adopted", "all_hold")
    if holds and figures.yes == figures.no and all(threshold.fraction == HALF for threshold in failing):
        return _tie(rulebook, "equal")
    return Verdict("rejected", "not_enough")


def has_empty_base(track: Track, figures: Figures) -> bool:
    bases = {threshold.base for threshold in track.thresholds}
    if not bases or track.rule in ("consensus", "unanimity"):
        bases.add("yes+no")
    return not all(base_of(base, figures) for base in bases)


def _tie(rulebook: Rulebook, why: str) -> Verdict:
    return Verdict("rejected" if rulebook.tied == "rejected" else "tied", why, is_tie=True)


def combine(verdicts: tuple[Verdict, ...]) -> Verdict:
    """The verdict of all tracks together.

    Any track without quorum: `no_quorum`, because it comes first in the order of outcomes. Else any that rejects:
    `rejected`, and a tie only if no track rejects without one. Else all that adopt: `adopted`. What remains are ties
    beside nothing worse: `tied`, since such a track has neither adopted nor rejected.
    """
    if len(verdicts) == 1:
        return verdicts[0]
    for outcome in ("no_quorum", "rejected", "tied"):
        found = [verdict for verdict in verdicts if verdict.outcome == outcome]
        if found:
            return Verdict(outcome, "tracks", all(verdict.is_tie for verdict in found))
    return Verdict("adopted", "tracks")


def decide(plan: Plan, rulebook: Rulebook, ground: Ground, standing: Standing) -> Verdict:
    """The outcome of a plan; pure arithmetic on the sums, so that what-if questions ask exactly what the tally asks."""
    if plan.reason is not None:
        return Verdict("not_applicable", plan.reason)
    return combine(tuple(decide_track(track, rulebook, ground, standing) for track in plan.tracks))
