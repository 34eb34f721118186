"""Rankings of a file counted by a named rule, with the working and the conventions that were used."""

from collections.abc import Callable
from typing import Any

from councils.rulebook.rules import fraction_text
from proposals.tally.conventions import Options, Votes, lot_of
from proposals.tally.elections.stv import stv
from proposals.tally.rankings.irv import irv
from proposals.tally.rankings.pairwise import pairwise
from proposals.tally.rankings.profile import RankingProfile
from proposals.tally.rankings.schulze import SchulzeTally, schulze, schulze_quorum
from proposals.tally.roll import TallyError


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
        places=votes.places,
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
    """An order for ties in the middle of a count; `none`: they stay tied. `id` compares ids as text; `file` is the
    ballot paper's order.
    """
    kind, _colon, seed = options.ties.partition(":")
    if kind == "none":
        return None
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


RANKING_RULES: dict[str, Callable[[Votes, Options], dict[str, Any]]] = {
    "schulze": _schulze,
    "schulze_quorum": _schulze_quorum,
    "irv": _irv,
    "stv": _stv,
}
