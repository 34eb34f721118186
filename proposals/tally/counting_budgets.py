"""Budgets of a file counted by a named rule, with the working and the conventions that were used."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

from councils.rulebook.rules import fraction_text
from proposals.tally.allocations.completion import Add1, EqualSharesTally, equal_shares
from proposals.tally.allocations.greedy import GreedyTally, greedy
from proposals.tally.allocations.profile import BudgetProfile, tie_order
from proposals.tally.conventions import Options, lot_of
from proposals.tally.formats.pb import WITH_POINTS, PbFile
from proposals.tally.roll import TallyError

# How cities call rules that end the selection at the first project that does not fit; the others pass it over.
STOPPING = ("greedy-no-skip", "greedy-custom")


def allocation(file: PbFile, rule: str, options: Options) -> dict[str, Any]:
    """One of `greedy`, `equal_shares` and `official`; raises `TallyError` for conventions that are none."""
    profile = file.profile if options.budget is None else replace(file.profile, budget=options.budget)
    if rule == "equal_shares":
        return _equal_shares(profile, options)
    if rule == "official":
        return _official(file, profile, options)
    order, conventions = _order(profile, options), {"by": options.by, "misfit": options.misfit, "ties": options.ties}
    scores = [Fraction(score) for score in _scores(file)]
    if options.by == "votes_per_cost":
        scores = [score / (p.cost or 1) for score, p in zip(scores, profile.projects, strict=True)]
    elif options.by != "votes":
        raise TallyError(f"Greedy counts by votes or by votes_per_cost, not by {options.by[:40]!r}.")
    return _told_greedy(profile, rule, greedy(profile, scores, order, misfit=_misfit(options)), conventions)


def _scores(file: PbFile) -> list[int]:
    return file.profile.scores() if file.meta["vote_type"] in WITH_POINTS else file.profile.votes()


def _misfit(options: Options) -> Any:
    if options.misfit not in ("skip", "stop"):
        raise TallyError("What does not fit is passed over (skip) or ends the selection (stop).")
    return options.misfit


def _official(file: PbFile, profile: BudgetProfile, options: Options) -> dict[str, Any]:
    """The rule that the file names, as cities apply it: ties in file order, projects below the threshold left out."""
    name = file.meta["rule"]
    if name.startswith("equalshares"):
        chosen = replace(options, completion="add1", add1=Add1("floor", "overspend"), ties="cheapest")
        return {**_equal_shares(profile, chosen), "rule": "official"}
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
    threshold = "" if file.threshold is None else fraction_text(file.threshold)
    conventions = {"file_rule": name, "by": "score", "misfit": misfit, "threshold": threshold, "ties": "file"}
    return _told_greedy(profile, "official", tally, conventions)


def _equal_shares(profile: BudgetProfile, options: Options) -> dict[str, Any]:
    order = _order(profile, options)
    tally = equal_shares(profile, options.satisfaction, order, options.completion, options.add1)  # type: ignore[arg-type] # checked there
    conventions = {"satisfaction": options.satisfaction, "completion": options.completion, "ties": options.ties}
    if options.completion.startswith("add1"):
        raise_ = options.add1
        conventions |= {"add1_start": raise_.start, "add1_stop": raise_.stop, "add1_all": raise_.all}
        conventions["add1_step"] = fraction_text(raise_.step)
    ids = [project.id for project in profile.projects]
    ties = [[ids[number] for number in bought.level] for bought in tally.purchases if bought.level]
    return {
        "rule": "equal_shares",
        **_selected(profile, tally.selected),
        "ties": ties,
        "working": _purchases(profile, tally),
        "conventions": conventions,
    }


def _purchases(profile: BudgetProfile, tally: EqualSharesTally) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = [
        {"step": "share", "each_voter": fraction_text(tally.share), "voters": profile.voters, "raises": tally.raises}
    ]
    for bought in tally.purchases:
        groups: dict[Fraction, int] = {}
        for ballot, paid in bought.payments.items():
            groups[paid] = groups.get(paid, 0) + profile.ballots[ballot]
        payments = [
            {"each": fraction_text(paid), "voters": count} for paid, count in sorted(groups.items(), reverse=True)
        ]
        project = profile.projects[bought.project]
        told.append(
            {
                "step": "purchase",
                "project": project.id,
                "cost": fraction_text(project.cost),
                "rho": fraction_text(bought.rho),
                "supporters": sum(groups.values()),
                "payments": payments,
            }
        )
    return [*told, *(_steps(tally.completed) if tally.completed else [])]


def _told_greedy(profile: BudgetProfile, rule: str, tally: GreedyTally, conventions: dict[str, str]) -> dict[str, Any]:
    ties = [list(group) for group in tally.ties]
    told = {"rule": rule, **_selected(profile, tally.selected), "ties": ties}
    return {**told, "working": _steps(tally), "conventions": conventions}


def _steps(tally: GreedyTally) -> list[dict[str, Any]]:
    return [
        {
            "step": "look",
            "project": step.project,
            "score": fraction_text(step.score),
            "cost": fraction_text(step.cost),
            "left": fraction_text(step.left),
            "verdict": step.verdict,
        }
        for step in tally.steps
    ]


def _selected(profile: BudgetProfile, selected: tuple[int, ...]) -> dict[str, Any]:
    total = profile.cost_of(selected)
    ids = [profile.projects[number].id for number in selected]
    return {"outcome": "selected" if ids else "none", "selected": ids, "total_cost": fraction_text(total)}


def _order(profile: BudgetProfile, options: Options) -> list[int]:
    kind, _colon, seed = options.ties.partition(":")
    if kind == "lot":
        return tie_order(profile, "lot", lot_of([project.id for project in profile.projects], seed))
    return tie_order(profile, options.ties)
