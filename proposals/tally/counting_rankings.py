"""Rankings of a file counted by a named rule, with the working and the conventions that were used."""

from collections.abc import Callable, Sequence
from typing import Any, cast

from councils.rulebook.rules import fraction_text
from proposals.tally.conventions import Options, Votes, lot_of
from proposals.tally.elections.stv import stv
from proposals.tally.rankings.irv import irv
from proposals.tally.rankings.pairwise import Matrix, pairwise
from proposals.tally.rankings.profile import RankingProfile
from proposals.tally.rankings.schulze import SchulzeTally, schulze, schulze_quorum
from proposals.tally.rankings.ties import Order, Tie
from proposals.tally.roll import TallyError


def _schulze(votes: Votes, options: Options) -> dict[str, Any]:
    names, matrix = _pairs(votes, options)
    tally = schulze(names, matrix, options.strength)  # type: ignore[arg-type] # checked by the caller
    return _told_schulze(tally, options)


def _schulze_quorum(votes: Votes, options: Options) -> dict[str, Any]:
    (names, matrix), default = _pairs(votes, options), options.default or votes.default
    if default is None:
        raise TallyError("Name the default option: --default OPTION.")
    tally = schulze_quorum(
        names,
        matrix,
        default=default,
        quorum=options.quorum,
        majorities=options.majorities,
        strength=options.strength,  # type: ignore[arg-type] # checked by the caller
    )
    told = _told_schulze(tally, options)
    told["conventions"] |= {"default": default, "quorum": fraction_text(options.quorum)}
    told["conventions"] |= {
        f"majority {name}": fraction_text(ratio) for name, ratio in sorted(options.majorities.items())
    }
    return told


def _pairs(votes: Votes, options: Options) -> tuple[tuple[str, ...], Matrix]:
    """Who is preferred to whom, among those who have not withdrawn."""
    profile = _rankings(votes, options)
    matrix = pairwise(profile, options.unranked)  # type: ignore[arg-type] # checked by the caller
    stay = [number for number in range(len(profile.options)) if number not in votes.withdrawn]
    return tuple(profile.options[number] for number in stay), [[matrix[a][b] for b in stay] for a in stay]


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
    profile = _rankings(votes, options)
    tally = irv(
        profile,
        options.reading,
        batch=options.batch,
        lot=_lot(profile, options),
        withdrawn=votes.withdrawn,
    )
    return {
        "outcome": "selected" if tally.winner else "tied" if tally.lot_between else "none",
        "selected": [tally.winner] if tally.winner else list(tally.lot_between),
        "ties": _ties(tally.ties, tally.lot_between),
        "working": [{"step": "round", **line} for line in tally.working()],
        "conventions": {**_reading(options), "batch": str(options.batch).lower(), "ties": options.ties},
    }


def _stv(votes: Votes, options: Options) -> dict[str, Any]:
    profile = _rankings(votes, options)
    tally = stv(
        profile,
        votes.seats if options.seats is None else options.seats,
        arithmetic=options.arithmetic,  # type: ignore[arg-type] # checked by the caller
        reading=options.reading,
        lot=_lot(profile, options),
        withdrawn=votes.withdrawn,
        places=votes.places,
    )
    told = tally.as_json()
    quota = {key: told[key] for key in ("quota", "seats", "valid")}
    stages = [{"step": "stage", **stage} for stage in cast(list[dict[str, Any]], told["stages"])]
    conventions = {**_reading(options), "arithmetic": options.arithmetic, "ties": options.ties}
    return {
        "outcome": "tied" if tally.lot_between else "selected" if tally.elected else "none",
        "selected": list(tally.elected),
        "ties": _ties(tally.ties, tally.lot_between),
        "working": [{"step": "quota", **quota}, *stages],
        "conventions": {**conventions, "quota": "droop", "seats": str(tally.seats)},
    }


def _ties(ties: Sequence[Tie], lot_between: Sequence[str]) -> list[list[str]]:
    """Who was level when it mattered: what was decided, and what only a lot can decide."""
    return [list(tie.options) for tie in ties] + ([list(lot_between)] if lot_between else [])


def _reading(options: Options) -> dict[str, str]:
    reading = options.reading
    skipped = "never" if reading.skipped is None else str(reading.skipped)
    return {"equal_ranks": reading.equal_ranks, "overvote": reading.overvote, "skipped": skipped}


def _lot(profile: RankingProfile, options: Options) -> Order | None:
    """An order for ties in the middle of a count; `none`: they stay tied. `id` compares ids as text; `file` is the
    ballot paper's order; only `lot:SEED` is a lot, which may also decide who wins.
    """
    kind, _colon, seed = options.ties.partition(":")
    if options.ties == "none":
        return None
    if kind == "lot":
        return Order(tuple(lot_of(list(profile.options), seed)), is_drawn=True)
    orders: dict[str, Callable[[int], Any]] = {
        "id": lambda number: profile.options[number],
        "file": lambda number: number,
    }
    if options.ties not in orders:
        raise TallyError(f"Ties of a ranking are broken by id, file or lot:SEED, not by {options.ties[:40]!r}.")
    return Order(tuple(sorted(range(len(profile.options)), key=orders[options.ties])))


def _rankings(votes: Votes, options: Options) -> RankingProfile:
    """The votes; an option of the count that makes no sense for them is refused, also where the rule ignores it."""
    profile = votes.rankings
    if profile is None or not profile.options:
        raise TallyError("There are no rankings to count.")
    for name in (*options.majorities, *([] if options.default is None else [options.default])):
        if name not in profile.options:
            raise TallyError(f"{name[:40]!r} is no option of these votes.")
    if options.seats is not None and options.seats < 1:
        raise TallyError("An election has at least one seat.")
    if options.reading.skipped is not None and options.reading.skipped < 0:
        raise TallyError("The ranks that may be skipped are not below 0.")
    _lot(profile, options)
    return profile


RANKING_RULES: dict[str, Callable[[Votes, Options], dict[str, Any]]] = {
    "schulze": _schulze,
    "schulze_quorum": _schulze_quorum,
    "irv": _irv,
    "stv": _stv,
}
