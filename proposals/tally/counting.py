"""A file of votes counted by a named rule: what the command line, an import and a page of examples call.

Every convention that changes winners is an option with a stated default, and the result repeats what was used.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any

from councils.rulebook.rules import fraction_text
from proposals.tally.allocations.completion import Add1, EqualSharesTally, equal_shares
from proposals.tally.allocations.greedy import GreedyTally, greedy
from proposals.tally.allocations.profile import BudgetProfile, tie_order
from proposals.tally.elections.stv import stv
from proposals.tally.formats.blt import read_blt
from proposals.tally.formats.debian import read_debian
from proposals.tally.formats.pb import WITH_POINTS, PbFile, read_pb
from proposals.tally.formats.preflib import ENDINGS, read_preflib
from proposals.tally.rankings.irv import irv
from proposals.tally.rankings.pairwise import pairwise
from proposals.tally.rankings.preferences import Reading
from proposals.tally.rankings.profile import RankingProfile
from proposals.tally.rankings.schulze import SchulzeTally, schulze, schulze_quorum
from proposals.tally.roll import TallyError

ALLOCATIONS = ("greedy", "equal_shares", "official")
RANKINGS = ("schulze", "schulze_quorum", "irv", "stv")
RULES = (*ALLOCATIONS, *RANKINGS)
# How cities call rules that end the selection at the first project that does not fit; the others pass it over.
STOPPING = ("greedy-no-skip", "greedy-custom")


@dataclass(frozen=True)
class Options:
    """The conventions of a count. The defaults are those that the field's own programs use most."""

    budget: Fraction | None = None
    by: str = "votes"
    misfit: str = "skip"
    satisfaction: str = "cost"
    completion: str = "none"
    add1: Add1 = field(default_factory=Add1)
    ties: str = "id"
    unranked: str = "last"
    reading: Reading = field(default_factory=Reading)
    batch: bool = False
    strength: str = "winning_votes"
    quorum: Fraction = Fraction(0)
    majorities: Mapping[str, Fraction] = field(default_factory=dict)
    default: str | None = None
    seats: int | None = None
    arithmetic: str = "exact"


@dataclass(frozen=True)
class Votes:
    """The votes of a file: rankings or wishes of a budget, with what else the file says."""

    rankings: RankingProfile | None = None
    pb: PbFile | None = None
    seats: int = 1
    withdrawn: tuple[int, ...] = ()
    default: str | None = None


def read_votes_file(path: Path) -> Votes:
    """Read a file by its ending; raises `TallyError` for one that is not known, or cannot be read."""
    ending = path.suffix.lower()
    if ending == ".pb":
        return Votes(pb=read_pb(path))
    if ending in ENDINGS:
        return Votes(rankings=read_preflib(path).profile)
    if ending == ".blt":
        file = read_blt(path)
        return Votes(rankings=file.profile, seats=file.seats, withdrawn=file.withdrawn)
    if ending == ".txt":
        sheet = read_debian(path)
        return Votes(rankings=sheet.profile, default=sheet.default)
    raise TallyError(f"There is no reader for files that end in {ending or 'nothing'!r}.")


def rules_for(votes: Votes) -> tuple[str, ...]:
    """The rules that these votes can be counted by."""
    if votes.pb is not None:
        return ALLOCATIONS
    return tuple(rule for rule in RANKINGS if rule != "schulze_quorum" or votes.default)


def count_votes(votes: Votes, rule: str, options: Options | None = None) -> dict[str, Any]:
    """Count by one rule: `{"rule", "outcome", "selected", "ranking", "ties", "total_cost", "working", "conventions"}`.

    Keys that do not apply are left out. Raises `TallyError` when the votes cannot be counted by that rule.
    """
    chosen = options or Options()
    if rule in ALLOCATIONS and votes.pb is not None:
        return _allocation(votes.pb, rule, chosen)
    if rule in RANKINGS and votes.rankings is not None:
        return {"rule": rule, **_RANKING_RULES[rule](votes, chosen)}
    if rule not in RULES:
        raise TallyError(f"There is no rule called {rule[:40]!r}.")
    raise TallyError(f"The rule {rule} does not apply to the votes of this file.")


# Budgets.


def _allocation(file: PbFile, rule: str, options: Options) -> dict[str, Any]:
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


def lot_of(ids: list[str], seed: str) -> list[int]:
    """The order of a lot: by SHA-256 of the seed and the id, which anybody can work out once the seed is public."""
    if not seed:
        raise TallyError("A lot needs a seed: lot:SEED.")
    return sorted(range(len(ids)), key=lambda number: sha256(f"{seed}|{ids[number]}".encode()).hexdigest())


# Rankings.


def _schulze(votes: Votes, options: Options) -> dict[str, Any]:
    profile = _rankings(votes)
    tally = schulze(profile.options, pairwise(profile, options.unranked), options.strength)  # type: ignore[arg-type] # checked by the caller
    return _told_schulze(tally, options)


def _schulze_quorum(votes: Votes, options: Options) -> dict[str, Any]:
    profile, default = _rankings(votes), options.default or votes.default
    if default is None:
        raise TallyError("Name the default option: --default OPTION.")
    tally = schulze_quorum(
        profile.options,
        pairwise(profile, options.unranked),  # type: ignore[arg-type] # checked by the caller
        default=default,
        quorum=options.quorum,
        majorities=options.majorities,
        strength=options.strength,  # type: ignore[arg-type] # as above
    )
    told = _told_schulze(tally, options)
    told["conventions"] |= {"default": default, "quorum": fraction_text(options.quorum)}
    told["conventions"] |= {
        f"majority {name}": fraction_text(ratio) for name, ratio in sorted(options.majorities.items())
    }
    return told


def _told_schulze(tally: SchulzeTally, options: Options) -> dict[str, Any]:
    winners = list(tally.winners)
    return {
        "outcome": "selected" if len(winners) == 1 else "tied" if winners else "none",
        "selected": winners,
        "ranking": [list(group) for group in tally.ranking],
        "ties": [list(group) for group in tally.ranking if len(group) > 1],
        "working": [{"step": "schulze", **tally.as_json()}],
        "conventions": {"unranked": options.unranked, "strength": options.strength},
    }


def _irv(votes: Votes, options: Options) -> dict[str, Any]:
    profile = _rankings(votes)
    tally = irv(profile, options.reading, batch=options.batch, lot=_lot(profile, options))
    return {
        "outcome": "selected" if tally.winner else "tied" if tally.lot_between else "none",
        "selected": [tally.winner] if tally.winner else list(tally.lot_between),
        "ties": [list(tie.options) for tie in tally.ties],
        "working": [{"step": "round", **round_.as_json()} for round_ in tally.rounds],
        "conventions": {**_reading(options), "batch": str(options.batch).lower(), "ties": options.ties},
    }


def _stv(votes: Votes, options: Options) -> dict[str, Any]:
    profile = _rankings(votes)
    tally = stv(
        profile,
        options.seats or votes.seats,
        arithmetic=options.arithmetic,  # type: ignore[arg-type] # checked by the caller
        reading=options.reading,
        lot=_lot(profile, options),
        withdrawn=votes.withdrawn,
    )
    stages = [{"step": "stage", **stage.as_json()} for stage in tally.stages]
    return {
        "outcome": "tied" if tally.lot_between else "selected" if tally.elected else "none",
        "selected": list(tally.elected),
        "ties": [list(tie.options) for tie in tally.ties] + ([list(tally.lot_between)] if tally.lot_between else []),
        "working": [{"step": "quota", "quota": fraction_text(tally.quota), "seats": tally.seats}, *stages],
        "conventions": {**_reading(options), "arithmetic": options.arithmetic, "ties": options.ties},
    }


def _reading(options: Options) -> dict[str, str]:
    reading = options.reading
    skipped = "never" if reading.skipped is None else str(reading.skipped)
    return {"equal_ranks": reading.equal_ranks, "overvote": reading.overvote, "skipped": skipped}


def _lot(profile: RankingProfile, options: Options) -> list[int] | None:
    """An order for ties in the middle of a count. `id` compares ids as text; `file` is the ballot paper's order."""
    kind, _colon, seed = options.ties.partition(":")
    if kind == "lot":
        return lot_of(list(profile.options), seed)
    orders: dict[str, Callable[[int], Any]] = {
        "id": lambda number: profile.options[number],
        "file": lambda number: number,
    }
    if options.ties not in orders:
        raise TallyError(f"Ties of a ranking are broken by id, file or lot:SEED, not by {options.ties[:40]!r}.")
    return sorted(range(len(profile.options)), key=orders[options.ties])


def _rankings(votes: Votes) -> RankingProfile:
    if votes.rankings is None or not votes.rankings.options:
        raise TallyError("There are no rankings to count.")
    return votes.rankings


_RANKING_RULES: dict[str, Callable[[Votes, Options], dict[str, Any]]] = {
    "schulze": _schulze,
    "schulze_quorum": _schulze_quorum,
    "irv": _irv,
    "stv": _stv,
}
