"""What a page costs when there is much more than it shows."""

from collections.abc import Iterator

from bench.remote import Remote, Unmeasured
from bench.rounds import in_turns, middles
from bench.stage import Stage, World
from bench.table import Row, Spread, Target

ROUNDS, SECONDS, MOST = 6, 0.12, 40
STEADY = Target(1.5, form="{:g} ×")
LISTS = ("councils", "movements", "seats", "rounds", "ballots", "positions")
PAGES: list[tuple[str, str, str, str]] = [
    ("home", "home", "", ""),
    ("councils", "council_list", "", ""),
    ("council", "council", "council", ""),
    ("round with its proposals", "round", "round", ""),
    ("proposal with 50 comments", "proposal", "proposal", ""),
    ("proposal with a tenth of all comments", "proposal", "busy", ""),
    ("the same, most supported first", "proposal", "busy", "?sort=supported"),
    ("the same, of one movement", "proposal", "busy", "?movement={movement}"),
    ("the same, by stance, paragraph and language", "proposal", "busy", "?stance=question&paragraph=p1&language=es"),
    ("proposal whose one thread has a fiftieth of all comments", "proposal", "long", ""),
    ("questions to the sponsors", "proposal_questions", "busy", ""),
    ("stances on a proposal", "proposal_stances", "busy", ""),
    ("movement", "movement", "movement", ""),
    ("positions", "position_list", "", ""),
    ("public ledger", "ledger", "council", ""),
    *[(f"API {name}", f"api:{name}", "", "") for name in LISTS],
    ("API proposals", "api:proposals", "", ""),
    ("API proposals of a council", "api:proposals", "", "?council={council}"),
    ("API comments", "api:comments", "", ""),
    ("API comments of a council", "api:comments", "", "?council={council}"),
    ("API comments of a proposal", "api:comments", "", "?council={council}&round=1&proposal=2"),
    ("API comments since a minute ago", "api:comments", "", "?modified_since={recent}"),
    ("API ledger", "api:ledger", "", ""),
]


def measure(stage: Stage) -> Iterator[Row]:
    """The same page in the smallest database and in each other one, in turns."""
    for page in PAGES:
        for world in stage.worlds[1:]:
            what = f"growth: {page[0]}, {world.comments:,}"
            try:
                yield _beside(what, (world.remote, _path(world, page)), (stage.small, _path(stage.worlds[0], page)))
            except Unmeasured as trouble:
                yield Row.error(what, trouble)


def _path(world: World, page: tuple[str, str, str, str]) -> str:
    (_what, name, place, query), places = page, world.places
    path = world.remote.call("bench.inside.asking:address", name=name, args=places[place] if place else [])
    return path + query.format(council=places["council"][0], movement=places["movement"][0], recent=places["recent"])


def _beside(what: str, large: tuple[Remote, str], small: tuple[Remote, str]) -> Row:
    def seconds(there: tuple[Remote, str], times: int) -> float:
        remote, path = there
        return remote.call("bench.inside.asking:spent", path=path, times=times)[0]

    slowest = max(seconds(there, 2) for there in (small, large))
    times = max(1, min(MOST, int(SECONDS / slowest)))
    pairs = in_turns(ROUNDS, lambda: seconds(large, times), lambda: seconds(small, times))
    ratio, (grown, before) = Spread.ratio(pairs), middles(pairs)
    return Row.judged(
        what,
        ratio.middle,
        STEADY,
        subject=f"{1000 * grown:.2f} ms",
        yardstick=f"{1000 * before:.2f} ms, small",
        ratio=ratio.text("{:.2f} ×"),
    )
