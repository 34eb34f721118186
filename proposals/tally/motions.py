"""The tally of one motion under one rule, with everything that a reader needs to check it.

Pure and exact. The rules and the table of outcomes are those of the project's design, §3; the choices that it leaves
open are argued in `outcomes`. How the seven rules differ:

* `seats`, `consensus`, `unanimity` count seats, regional movements among them;
* `countries` and `capital` count countries, each by what its seats say, and leave regional movements outside;
* `dual_track` is the rule that the rulebook names for the ballot's decision class, with the quorum of both;
* `double_majority` is two counts, countries and capital, with thresholds of its own and one quorum for both.
"""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from councils.rulebook.rules import Rulebook, Threshold
from proposals.tally.outcomes import Plan, Track, base_of, combine, decide_track, is_met, plan_for
from proposals.tally.quorum import quorum_result
from proposals.tally.results import GroupResult, MotionTally, ThresholdResult, no_counts
from proposals.tally.roll import Answer, Roll
from proposals.tally.standing import Count, country_choice, lay_out
from proposals.tally.working import dual_track_line, not_applicable_line, track_lines, tracks_line, under_track

TRACK_COLUMNS = {"adopted": "yes", "rejected": "no", "tied": "abstain", "no_quorum": "absent"}


def tally_motion(rule: str, *, rulebook: Rulebook, roll: Roll, votes: Mapping[str, Answer]) -> MotionTally:
    """Count `votes` (seat id → parts per choice) under `rule`, one of `councils.rulebook.rules.RULES`.

    Raises `TallyError` for a rule that does not exist, a seat twice on the roll, a vote of a seat that is not on it, or
    parts that are no parts of one vote. Everything else is an outcome: an empty roll, no votes, no capital, a tie.
    """
    return tally_count(rule, lay_out(rulebook, roll, votes))


def tally_count(rule: str, count: Count) -> MotionTally:
    """The same for a ballot that is laid out already, so that seven rules lay it out once."""
    plan = plan_for(rule, count.rulebook, count.ground, count.roll.decision_class)
    if plan.reason is not None:
        return MotionTally(rule, "not_applicable", plan.reason, working=(not_applicable_line(plan.reason),))
    whole = _tally_tracks(plan, count) if len(plan.tracks) > 1 else _tally_track(plan.tracks[0], count)
    if plan.counted_as == rule:
        return whole
    first = dual_track_line(str(count.roll.decision_class), plan.counted_as)
    return replace(whole, rule=rule, tracks=(whole,), working=(first, *whole.working))


def _tally_tracks(plan: Plan, count: Count) -> MotionTally:
    parts = tuple(_tally_track(track, count) for track in plan.tracks)
    standing = (count.rulebook, count.ground, count.standing)
    verdict = combine(tuple(decide_track(track, *standing) for track in plan.tracks))
    counts = no_counts()
    for part in parts:
        counts[TRACK_COLUMNS[part.outcome]] += 1
    whole = replace(
        # What both tracks share is taken from the last one, whose groups carry the contributions.
        parts[-1],
        rule=plan.counted_as,
        outcome=verdict.outcome,
        is_tie=verdict.is_tie,
        lot_required=verdict.outcome == "tied" and count.rulebook.tied == "lot",
        unit="tracks",
        counts=counts,
        thresholds=(),
        quorum=tuple(dict.fromkeys(result for part in parts for result in part.quorum)),
        tracks=parts,
    )
    lines = [under_track(line, part.rule) for part in parts for line in part.working]
    return replace(whole, working=(*lines, tracks_line(whole)))


def _tally_track(track: Track, count: Count) -> MotionTally:
    verdict = decide_track(track, count.rulebook, count.ground, count.standing)
    groups = tuple(_group_result(country, track, count) for country in count.ground.members)
    is_by_country = track.unit != "seats"
    seats = count.ground.seats
    tally = MotionTally(
        rule=track.rule,
        outcome=verdict.outcome,
        is_tie=verdict.is_tie,
        lot_required=verdict.outcome == "tied" and count.rulebook.tied == "lot",
        unit=count.rulebook.currency if track.unit == "capital" else track.unit,
        counts=_country_counts(groups) if is_by_country else _seat_counts(count),
        thresholds=tuple(_threshold_result(threshold, track, count) for threshold in track.thresholds),
        quorum=tuple(quorum_result(predicate, track.unit, count) for predicate in track.quorum),
        group_results=groups,
        outside=tuple(seats[index].id for index in count.ground.regional) if is_by_country else (),
        contributors_without_seat=_contributors_without_seat(count) if track.unit == "capital" else (),
        vetoed_by=tuple(seats[index].id for index in sorted(count.ground.vetoers) if _says_no(count, index)),
        objectors=_objectors(track.rule, count),
    )
    return replace(tally, working=track_lines(tally, track, verdict, count))


def _says_no(count: Count, index: int) -> bool:
    cast = count.casts[index]
    return cast is not None and cast.no > 0


def _objectors(rule: str, count: Count) -> tuple[str, ...]:
    if rule not in ("consensus", "unanimity"):
        return ()
    pairs = zip(count.ground.seats, count.casts, strict=True)
    return tuple(
        seat.id for seat, cast in pairs if cast is not None and (cast.block if rule == "consensus" else cast.no)
    )


def _contributors_without_seat(count: Count) -> tuple[tuple[str, Fraction], ...]:
    contributions = sorted(count.roll.contributions.items())
    return tuple(
        (land, Fraction(amount)) for land, amount in contributions if amount and land not in count.ground.members
    )


def _group_result(country: str, track: Track, count: Count) -> GroupResult:
    seats = len(count.ground.members[country])
    parts, present = count.parts_of[country]
    weight = {
        "seats": Fraction(seats),
        "countries": Fraction(1),
        "capital": Fraction(count.ground.weights[country], count.ground.weight_scale),
    }[track.unit]
    choice = country_choice(parts["yes"], parts["no"] + parts["block"], present > 0)
    return GroupResult(country, choice, parts, seats, present, weight)


def _country_counts(groups: tuple[GroupResult, ...]) -> dict[str, Fraction]:
    counts = no_counts()
    for group in groups:
        counts[group.choice] += group.weight
    return counts


def _seat_counts(count: Count) -> dict[str, Fraction]:
    return {**no_counts(), **count.parts, "absent": Fraction(len(count.ground.seats) - len(count.answers))}


def _threshold_result(threshold: Threshold, track: Track, count: Count) -> ThresholdResult:
    figures = count.ground.figures(track.unit, count.standing)
    base = Fraction(base_of(threshold.base, figures), figures.scale)
    have = Fraction(figures.yes, figures.scale)
    needed = threshold.fraction * base
    return ThresholdResult(
        threshold.fraction, threshold.base, base, needed, have, threshold.strict, is_met(threshold, figures)
    )
