"""The working of a tally: each step as a code, an English sentence and its numbers, so that a reader can redo it.

The sentences are for a reader with paper; a page in another language words the codes and numbers anew. Seats are named
by their ids, and a vote that is whole by its choice alone.
"""

from collections.abc import Iterable

from councils.rulebook.rules import CHOICES, Rulebook, fraction_text
from proposals.tally.outcomes import Track, Verdict
from proposals.tally.quorum import QuorumResult
from proposals.tally.results import COUNTED, GroupResult, Line, MotionTally, ThresholdResult, exact_texts
from proposals.tally.standing import Count

REASONS = {
    "no_decision_class": "The ballot has no decision class, so there is no track to count it by.",
    "unknown_decision_class": "The rulebook names no rule for the decision class of this ballot.",
    "no_countries": "No country has a seat on the roll.",
    "no_weight": "No country with a seat on the roll has a contribution.",
}
WHY = {
    "no_quorum": "The quorum is not met.",
    "veto": "A seat that holds a veto said no or blocked.",
    "empty_base": "Nothing stands in the base, so neither side has won.",
    "all_hold": "All that the rule asks holds.",
    "equal": "Yes and no are equal under a threshold of 1/2.",
    "not_enough": "Not all that the rule asks holds.",
}
QUORUM_WORDS = {
    "seats_present": "seats present",
    "countries_present": "countries present",
    "kinds_present": "kinds of movement present",
    "yes_share": "yes as a share of the roll",
    "yes_weight": "yes",
}
BASE_WORDS = {"yes+no": "yes and no", "yes+no+abstain": "yes, no and abstain", "roll": "the roll"}


def _line(step: str, text: str, **values: object) -> dict[str, object]:
    return {"step": step, "text": text, **values}


def _names(values: Iterable[str]) -> str:
    return ", ".join(values) or "none"


def not_applicable_line(reason: str) -> Line:
    return _line("not_applicable", f"{REASONS[reason]} The rule does not apply.", reason=reason)


def track_lines(tally: MotionTally, track: Track, verdict: Verdict, count: Count) -> tuple[Line, ...]:
    """The working of one track, in the order in which one would count by hand."""
    lines: list[Line] = [_roll_line(count)]
    if tally.outside:
        text = f"Regional movements have no country and stand outside this count: {_names(tally.outside)}."
        lines.append(_line("outside", text, seats=list(tally.outside)))
    for country, amount in tally.contributors_without_seat:
        text = f"{country} contributes {fraction_text(amount)} {tally.unit}, has no seat and is not counted."
        lines.append(_line("contributor_without_seat", text, country=country, amount=fraction_text(amount)))
    if track.unit == "seats":
        lines += _seat_lines(count)
    else:
        lines += [_country_line(group, track.unit, str(tally.unit)) for group in tally.group_results]
    counts = ", ".join(f"{choice} {fraction_text(tally.counts[choice])}" for choice in COUNTED)
    lines.append(_line("counts", f"In {tally.unit}: {counts}.", unit=tally.unit, counts=exact_texts(tally.counts)))
    lines += [_quorum_line(result) for result in tally.quorum]
    if tally.vetoed_by:
        text = f"Vetoed by: {_names(tally.vetoed_by)}."
        lines.append(_line("veto", text, seats=list(tally.vetoed_by)))
    lines += [_threshold_line(result, tally) for result in tally.thresholds]
    if track.rule in ("consensus", "unanimity"):
        lines.append(_condition_line(tally))
    lines.append(_outcome_line(tally, verdict, count.rulebook))
    return tuple(lines)


def _roll_line(count: Count) -> Line:
    seats, present = len(count.ground.seats), count.standing.seats_present
    text = f"Seats on the roll: {seats}; voted: {present}; absent: {seats - present}."
    return _line("roll", text, seats=seats, present=present, absent=seats - present)


def _seat_lines(count: Count) -> list[Line]:
    lines: list[Line] = []
    whole: dict[str, list[str]] = {choice: [] for choice in COUNTED}
    split = []
    for seat in count.ground.seats:
        answer = count.answers.get(seat.id)
        said = ["absent"] if answer is None else [choice for choice in CHOICES if answer[choice]]
        if len(said) == 1:
            whole[said[0]].append(seat.id)
        else:
            split.append(seat.id)
    for choice, seats in whole.items():
        if seats:
            text = f"{choice.capitalize()}, {len(seats)}: {_names(seats)}."
            lines.append(_line("seats", text, choice=choice, seats=seats))
    for seat_id in split:
        answer = count.answers[seat_id]
        parts = {choice: fraction_text(answer[choice]) for choice in CHOICES if answer[choice]}
        text = f"{seat_id} splits its vote: {', '.join(f'{choice} {part}' for choice, part in parts.items())}."
        lines.append(_line("split", text, seat=seat_id, parts=parts))
    return lines


def _country_line(group: GroupResult, unit: str, unit_name: str) -> Line:
    yes, no = group.parts["yes"], group.parts["no"] + group.parts["block"]
    sides = f"yes {fraction_text(yes)}, no {fraction_text(no)}"
    if group.parts["block"]:
        sides += f" (blocks included: {fraction_text(group.parts['block'])})"
    what = "absent: none of its seats voted" if group.choice == "absent" else f"says {group.choice}"
    weight = fraction_text(group.weight)
    carried = f", weight {weight} {unit_name}" if unit == "capital" else ""
    text = f"{group.country}: {group.present} of {group.seats} seats voted; {sides}; {what}{carried}."
    values = {"choice": group.choice, "yes": fraction_text(yes), "no": fraction_text(no), "weight": weight}
    return _line("country", text, country=group.country, **values)


def _comparison(is_strict: bool) -> str:
    return "more than" if is_strict else "at least"


def _quorum_line(result: QuorumResult) -> Line:
    have, required, total = (fraction_text(value) for value in (result.have, result.required, result.total))
    verdict = "met" if result.met else "not met"
    asked = f"{_comparison(result.strict)} {required} of {total} ({result.unit})"
    text = f"Quorum, {QUORUM_WORDS[result.kind]}: {asked} needed, {have} there: {verdict}."
    if result.lacking:
        text += f" Lacking: {_names(result.lacking)}."
    return _line("quorum", text, **result.as_json())


def _threshold_line(result: ThresholdResult, tally: MotionTally) -> Line:
    exact = {name: fraction_text(getattr(result, name)) for name in ("fraction", "base_value", "needed", "have")}
    share = f"{exact['fraction']} of {BASE_WORDS[result.base]}, {exact['fraction']} × {exact['base_value']}"
    asked = f"{_comparison(result.strict)} {share} = {exact['needed']} ({tally.unit})"
    text = f"Threshold: {asked} needed, yes is {exact['have']}: {'met' if result.met else 'not met'}."
    return _line("threshold", text, **result.as_json())


def _condition_line(tally: MotionTally) -> Line:
    has_yes = tally.counts["yes"] > 0
    met = has_yes and not tally.objectors
    there = "there is one" if has_yes else "there is none"
    refused = "a no or a block" if tally.rule == "unanimity" else "a block"
    against = f"it comes from {_names(tally.objectors)}" if tally.objectors else "there is none"
    text = f"At least one yes is needed: {there}. No seat may give {refused}: {against}."
    return _line("condition", text, met=met, has_yes=has_yes, objectors=list(tally.objectors))


def _outcome_line(tally: MotionTally, verdict: Verdict, rulebook: Rulebook) -> Line:
    text = f"{WHY[verdict.why]} Outcome: {tally.outcome}."
    if verdict.is_tie and rulebook.tied == "rejected":
        text += " It is a tie, which the rulebook makes a rejection."
    elif tally.lot_required:
        text += " The rulebook leaves a tie to the lot."
    return _line("outcome", text, outcome=tally.outcome, why=verdict.why, is_tie=verdict.is_tie)


def dual_track_line(decision_class: str, counted_as: str) -> Line:
    text = f"The decision class is {decision_class}, which the rulebook counts by the rule {counted_as}."
    return _line("decision_class", text, decision_class=decision_class, counted_as=counted_as)


def tracks_line(tally: MotionTally) -> Line:
    """The last line of a tally of several tracks."""
    outcomes = {track.rule: track.outcome for track in tally.tracks}
    said = ", ".join(f"{rule} {outcome}" for rule, outcome in outcomes.items())
    text = f"Both tracks must adopt, and either one rejects. They say: {said}. Outcome: {tally.outcome}."
    return _line("outcome", text, outcome=tally.outcome, why="tracks", is_tie=tally.is_tie, tracks=outcomes)


def under_track(line: Line, track: str) -> Line:
    """A line of one track, repeated in the working of the whole."""
    return {**line, "text": f"[{track}] {line['text']}", "track": track}
