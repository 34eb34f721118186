"""Budgets counted by a named rule, with the working and the conventions that were used."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from proposals.tally.allocations.bounds import Bounds, Spending
from proposals.tally.allocations.completion import Add1, EqualSharesTally, equal_shares
from proposals.tally.allocations.explaining import told_bounds, told_exactly, told_greedy, told_shares
from proposals.tally.allocations.greedy import GreedyTally, greedy
from proposals.tally.allocations.profile import BudgetProfile, tie_order
from proposals.tally.conventions import Options, lot_of
from proposals.tally.formats.pb import WITH_POINTS, PbFile
from proposals.tally.roll import TallyError

# How cities call rules that end the selection at the first project that does not fit; the others pass it over.
STOPPING = ("greedy-no-skip", "greedy-custom")
SHARING = ("equalshares", "equalshares-comparison", "equalshares/add1", "equalshares/add1-comparison")


def allocation(file: PbFile, rule: str, options: Options) -> dict[str, Any]:
    """One of `greedy`, `equal_shares` and `official`; raises `TallyError` for conventions that are none."""
    # Whoever imports this may give a whole number, whose share would be a float.
    profile = file.profile if options.budget is None else replace(file.profile, budget=Fraction(options.budget))
    if options.budget is not None:
        told = allocation(replace(file, profile=profile), rule, replace(options, budget=None))
        return {**told, "conventions": {**told["conventions"], "budget": told_exactly(options.budget)}}
    if rule == "official":
        return _official(file, profile, options)
    if rule == "equal_shares" and options.satisfaction == "borda" and file.meta["vote_type"] != "ordinal":
        raise TallyError("Only ranked votes have Borda points.")
    return divided(profile, rule, options, with_points=file.meta["vote_type"] in WITH_POINTS, unit=file.unit)


def divided(
    profile: BudgetProfile, rule: str, options: Options, *, with_points: bool = False, unit: int = 1
) -> dict[str, Any]:
    """The result of `greedy` or `equal_shares` on a profile, which need not come from a file.

    `with_points`: greedy goes by points and not by votes; `unit` of the profile's points are one point of a ballot.
    With floors or caps the result tells what was spent under each (`floors`, `caps`) and whether it is all the same
    what the rule without them would have said (`is_plain`); where not, what that is (`plain`).
    """
    if rule == "equal_shares":
        told, spending = _equal_shares(profile, options, unit)
    else:
        told, spending = _greedy(profile, options, with_points, unit)
    if not spending:
        return told
    plain = divided(profile, rule, replace(options, bounds=Bounds()), with_points=with_points, unit=unit)
    is_plain = all(plain[key] == told[key] for key in ("selected", "total_cost")) and _share(plain) == _share(told)
    return {
        **told,
        **told_bounds(profile, spending),
        "is_plain": is_plain,
        **({} if is_plain else {"plain": plain["selected"]}),
    }


def _share(told: dict[str, Any]) -> str | None:
    return next((step["each_voter"] for step in told["working"] if step["step"] == "share"), None)


def _greedy(
    profile: BudgetProfile, options: Options, with_points: bool, unit: int
) -> tuple[dict[str, Any], Spending | None]:
    conventions = {"by": options.by, "misfit": options.misfit, "ties": options.ties}
    counted = profile.scores() if with_points else profile.votes()
    scores: Sequence[Fraction] = [score / (profile.weight_unit * (unit if with_points else 1)) for score in counted]
    if options.by == "votes_per_cost":
        scores = _per_cost(profile, scores)
    elif options.by != "votes":
        raise TallyError(f"Greedy counts by votes or by votes_per_cost, not by {options.by[:40]!r}.")
    spending = Spending(profile, options.bounds) if options.bounds else None
    tally = greedy(profile, scores, _order(profile, options), misfit=_misfit(options), spending=spending)
    return _told_greedy(profile, "greedy", tally, conventions), spending


def _per_cost(profile: BudgetProfile, scores: Sequence[Fraction]) -> list[Fraction]:
    """A free project that somebody wants comes before all others: no cost divides its votes."""
    return [score / (project.cost or 1) for score, project in zip(scores, profile.projects, strict=True)]


def _misfit(options: Options) -> Any:
    if options.misfit not in ("skip", "stop"):
        raise TallyError("What does not fit is passed over (skip) or ends the selection (stop).")
    return options.misfit


def _official(file: PbFile, profile: BudgetProfile, options: Options) -> dict[str, Any]:
    """The rule that the file names, as cities apply it: ties in file order, projects below the threshold left out."""
    name = file.meta.get("rule", "")
    if name in SHARING:
        return _official_shares(profile, name, options)
    if not name.startswith("greedy"):
        raise TallyError(f"The file names the rule {name[:40]!r}, which is not known.")
    misfit = "stop" if name in STOPPING else "skip"
    tally = greedy(
        profile,
        file.scores,
        tie_order(profile, "file"),
        misfit="stop" if misfit == "stop" else "skip",
        threshold=file.threshold,
    )
    threshold = "" if file.threshold is None else told_exactly(file.threshold)
    conventions = {"file_rule": name, "by": "score", "misfit": misfit, "threshold": threshold, "ties": "file"}
    return _told_greedy(profile, "official", tally, conventions)


def _official_shares(profile: BudgetProfile, name: str, options: Options) -> dict[str, Any]:
    """Equal Shares as the archive knows it; after a comparison, greedy if more voters have more of theirs by it."""
    completion = "add1" if "add1" in name else "none"
    chosen = replace(options, satisfaction="cost", completion=completion, add1=Add1("floor", "overspend"))
    told, _spending = _equal_shares(profile, replace(chosen, ties="cheapest", bounds=Bounds()), 1)
    told |= {"rule": "official", "conventions": {"file_rule": name, **told["conventions"]}}
    if not name.endswith("comparison"):
        return told
    other = greedy(profile, profile.votes(), tie_order(profile, "file"))
    ids = [project.id for project in profile.projects]
    bought, taken = set(told["selected"]), {ids[number] for number in other.selected}
    prefer = {"equal_shares": 0, "greedy": 0}
    for ballot, weight in profile.ballots.items():
        more = sum((ids[number] in bought) - (ids[number] in taken) for number, _points in ballot)
        if more:
            prefer["equal_shares" if more > 0 else "greedy"] += weight
    winner = "greedy" if prefer["greedy"] > prefer["equal_shares"] else "equal_shares"
    step = {"step": "comparison", **{f"prefer_{rule}": count for rule, count in prefer.items()}, "chosen": winner}
    if winner == "greedy":
        greedily = _told_greedy(profile, "official", other, told["conventions"])
        return {**greedily, "working": [*told["working"], step, *greedily["working"]]}
    return {**told, "working": [*told["working"], step]}


def _equal_shares(profile: BudgetProfile, options: Options, unit: int) -> tuple[dict[str, Any], Spending | None]:
    order, satisfaction = _order(profile, options), options.satisfaction
    tally: EqualSharesTally = equal_shares(
        profile,
        satisfaction,  # type: ignore[arg-type] # checked there
        order,
        options.completion,  # type: ignore[arg-type] # checked there
        options.add1,
        bounds=options.bounds,
    )
    conventions = {"satisfaction": satisfaction, "completion": options.completion, "ties": options.ties}
    if options.completion.startswith("add1"):
        raise_ = options.add1
        conventions |= {"add1_start": raise_.start, "add1_stop": raise_.stop, "add1_all": raise_.all}
        conventions["add1_step"] = told_exactly(raise_.step)
    ids = [project.id for project in profile.projects]
    ties = [[ids[number] for number in bought.level] for bought in tally.purchases if bought.level]
    return {
        "rule": "equal_shares",
        **_selected(profile, tally.selected),
        "ties": [*ties, *(list(group) for group in (tally.completed.ties if tally.completed else ()))],
        "working": told_shares(profile, satisfaction, tally, unit),  # type: ignore[arg-type] # as above
        "conventions": conventions,
    }, tally.spending


def _told_greedy(profile: BudgetProfile, rule: str, tally: GreedyTally, conventions: dict[str, str]) -> dict[str, Any]:
    told = {"rule": rule, **_selected(profile, tally.selected), "ties": [list(group) for group in tally.ties]}
    return {**told, "working": told_greedy(profile, tally), "conventions": conventions}


def _selected(profile: BudgetProfile, selected: tuple[int, ...]) -> dict[str, Any]:
    total = profile.cost_of(selected)
    ids = [profile.projects[number].id for number in selected]
    return {"outcome": "selected" if ids else "none", "selected": ids, "total_cost": told_exactly(total)}


def _order(profile: BudgetProfile, options: Options) -> list[int]:
    kind, _colon, seed = options.ties.partition(":")
    if kind == "lot":
        return tie_order(profile, "lot", lot_of([project.id for project in profile.projects], seed))
    return tie_order(profile, options.ties)
