"""How many statements an answer sends, in the small database and in the large one."""

from collections.abc import Iterator

from bench.remote import Unmeasured
from bench.stage import Stage, World
from bench.table import Row, Target

from .casting import form

LIST, PROPOSAL, API, VOTE = Target(6), Target(10), Target(3), Target(8)
PAGES = [
    ("home", "home", "", "", LIST),
    ("home, signed in", "home", "", "member", None),
    ("councils", "council_list", "", "", LIST),
    ("council", "council", "council", "", LIST),
    ("round with its proposals", "round", "round", "", LIST),
    ("proposal with 50 comments", "proposal", "proposal", "", PROPOSAL),
    ("proposal with 50 comments, signed in", "proposal", "proposal", "member", PROPOSAL),
    ("proposal with a tenth of all comments, signed in", "proposal", "busy", "member", PROPOSAL),
    ("questions to the sponsors", "proposal_questions", "busy", "", LIST),
    ("stances on a proposal", "proposal_stances", "busy", "", LIST),
    ("movement", "movement", "movement", "", LIST),
    ("public ledger", "ledger", "council", "", LIST),
    ("positions", "position_list", "", "", LIST),
    *[
        (f"API {name}", f"api:{name}", "", "", API)
        for name in (
            "councils",
            "movements",
            "seats",
            "rounds",
            "proposals",
            "comments",
            "ballots",
            "positions",
            "ledger",
        )
    ],
]
ONLY_SMALL = [
    ("ballot", "ballot", "ballot", "", None),
    ("position", "position", "position", "", None),
    ("API position", "api:position", "position", "", Target(1)),
]


def measure(stage: Stage) -> Iterator[Row]:
    """Constant in the number of rows means: the same number in both."""
    for what, name, place, cookies, target in PAGES:
        try:
            counts = [_count(world, name, place, cookies) for world in (stage.worlds[0], stage.large)]
            yield _row(f"queries: {what}", counts, target)
        except Unmeasured as trouble:
            yield Row.error(f"queries: {what}", trouble)
    for what, name, place, cookies, target in ONLY_SMALL:
        try:
            yield _row(f"queries: {what}", [_count(stage.worlds[0], name, place, cookies)], target)
        except Unmeasured as trouble:
            yield Row.error(f"queries: {what}", trouble)
    yield _cast(stage)


def _count(world: World, name: str, place: str, cookies: str) -> int:
    path = world.remote.call("bench.inside.asking:address", name=name, args=world.places[place] if place else [])
    return world.remote.call("bench.inside.asking:queries", path=path, cookies=world.places[cookies] if cookies else "")


def _row(what: str, counts: list[int], target: Target | None) -> Row:
    beside = f"{counts[0]} with few rows" if len(counts) > 1 else ""
    grown = "" if len(set(counts)) == 1 else "not constant"
    return Row.judged(what, max(counts), target, subject=str(counts[-1]), yardstick=beside, ratio=grown)


def _cast(stage: Stage) -> Row:
    """Session and person included: they are read for every vote."""
    try:
        path = stage.small.call("bench.inside.asking:address", name="vote", args=stage.places["ballot"])
        movement, cookies = stage.places["voters"][-1]
        sent = {"cookies": cookies, "form": form(movement)}
        return _row(
            "queries: casting a vote", [stage.small.call("bench.inside.asking:queries", path=path, **sent)], VOTE
        )
    except Unmeasured as trouble:
        return Row.error("queries: casting a vote", trouble)
