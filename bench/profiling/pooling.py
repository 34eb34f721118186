"""How many connections and threads a web process should have: the same votes, cast by the same clients, with each."""

import os
from collections import defaultdict

from bench.measures.casting import vote
from bench.remote import Unmeasured
from bench.stage import Stage
from bench.table import Spread
from bench.wire import divide, load

from .telling import table

SEATS, CLIENTS, ROUNDS = 200, 16, 3
POOLS, THREADS = (2, 4, 8, 16), (8, 16)
DEFAULT = (8, 8)
WORDS = f"""\
{SEATS} votes through HTTP from {CLIENTS} clients at once, two web processes, each cell a server that was started anew:
votes in a second beside those of the default ({DEFAULT[0]} connections, {DEFAULT[1]} threads) in the same round, the
median of {ROUNDS} rounds; after it, how many of all were not answered with a receipt.
"""
VERDICT = """\
**The default stays: as many connections as threads, eight of each.** A size whose range of rounds holds 100 % does not
differ from it, and where two connections are faster, they are so because two cores have less to switch between: a cast
holds its connection for some milliseconds. The size is chosen for the day on which one is held long, by a search or by
whoever waits for the close: a thread without a connection waits for one, and after four seconds its reader is refused
though nothing is wrong. More connections than threads are never used, and each is a process of PostgreSQL. Where that
is small, `DATABASE_POOL` and `WEB_THREADS` may be four or two; what a deployment multiplies is `WEB_WORKERS`.
"""


def told(stage: Stage) -> str:
    """The table and what follows from it."""
    places = stage.small.call("bench.seed.booth:booth", seats=SEATS)
    path = stage.small.call("bench.inside.asking:address", name="vote", args=places["ballot"])
    votes = [vote(path, *voter) for voter in places["voters"]]
    shares: dict[tuple[int, int], list[float]] = defaultdict(list)
    lost: dict[tuple[int, int], int] = defaultdict(int)
    cells = [(pool, threads) for threads in THREADS for pool in POOLS]
    for number in range(ROUNDS):
        rates = {}
        for cell in cells if number % 2 else reversed(cells):
            rates[cell], missing = _rate(stage, votes, *cell)
            lost[cell] += missing
        for cell in cells:
            shares[cell].append(100 * rates[cell] / rates[DEFAULT])
    rows = [
        (f"{threads} threads", *(_cell(shares[pool, threads], lost[pool, threads]) for pool in POOLS))
        for threads in THREADS
    ]
    return "\n".join([WORDS, table(("", *(f"{pool} connections" for pool in POOLS)), rows), VERDICT])


def _cell(shares: list[float], lost: int) -> str:
    return Spread.of(shares).text("{:.0f} %") + (f", {lost} without" if lost else "")


def _rate(stage: Stage, votes: list[bytes], pool: int, threads: int) -> tuple[float, int]:
    """Votes in a second, and how many had no receipt."""
    os.environ |= {"DATABASE_POOL": str(pool), "WEB_THREADS": str(threads)}
    stage.start_web()
    try:
        load(stage.port, divide(votes[: 2 * CLIENTS], CLIENTS))
        done = load(stage.port, divide(votes, CLIENTS))
    finally:
        if stage.web:
            stage.web.stop()
    if done.trouble:
        raise Unmeasured(f"{pool} connections, {threads} threads: {done.trouble[0]}")
    return done.statuses[302] / done.seconds, len(votes) - done.statuses[302]
