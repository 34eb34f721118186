"""One of each is killed while people vote and others read: two webs, two workers, two beats, a standby, two Redis."""

import asyncio
import random
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

from bench.crowd import Arrival
from bench.machines import Machines
from bench.patient import Patience, persist, read_on
from bench.remote import Unmeasured
from bench.stage import Stage
from bench.table import Row, Target
from bench.wire import request

from .casting import vote

# Everybody is made, and the processes run, before the first may come; the last may try again before the close.
HEAD_START, RESPITE = 5.0, 12.0
PATIENCE = 120.0
READERS, PAUSE = 4, 0.1
READ = ("/api/v1/", "/api/v1/councils/", "/api/v1/ballots/", "/api/v1/ledger/", "/api/v1/positions/")
CAST = 302
# The field by which a form that is sent again is known: `accounts.sending.FIELD`.
ONCE = "once"
ARRIVALS = random.Random(1952)  # the same minute in every run


def measure(stage: Stage) -> Iterator[Row]:
    """None lost, none twice, nothing counted twice, by those that are left."""
    people, seconds = stage.sizes.machines
    with Machines(stage) as machines:
        until_close = HEAD_START + seconds + RESPITE
        places = stage.small.call("bench.inside.lastminute:prepare", seats=people, seconds=until_close)
        machines.standby.catch_up()
        path = stage.small.call("bench.inside.asking:address", name="vote", args=places["ballot"])
        begins = places["closes_at"] - seconds - RESPITE - time.time()
        if begins < 0:
            raise Unmeasured("the people were not made in time")
        sent = [
            Arrival(begins + ARRIVALS.uniform(0, seconds), vote(path, *voter, **{ONCE: str(uuid.uuid4())}))
            for voter in places["voters"]
        ]
        strikes = _strikes(machines)
        came, read, by_standby = asyncio.run(_live(machines, sent, strikes, begins, seconds))
        found = stage.small.call(
            "bench.inside.machines:wait", address=places["ballot"], patience=until_close + PATIENCE
        )
        moved = machines.doorbells.has_moved()
    killed = ", ".join(name for name, _strike in strikes)
    yield from _votes(came, found, f"{people:,} people cast in {seconds:.0f} s; one of each killed ({killed})")
    yield from _reads(read, by_standby)
    yield _publication(found, moved=moved)


def _strikes(machines: Machines) -> list[tuple[str, Callable[[], Any]]]:
    """Who is killed, in this order and at equal distances: none is started again."""
    return [
        ("a web", machines.webs[0].kill),
        ("a worker", machines.workers[0].kill),
        ("a beat", machines.beats[0].kill),
        ("the standby", machines.standby.kill),
        ("the Redis of the doorbells", machines.doorbells.servers[0].kill),
    ]


async def _live(
    machines: Machines, sent: list[Arrival], strikes: list[tuple[str, Callable[[], Any]]], begins: float, seconds: float
) -> tuple[list[Patience], list[Patience], int]:
    """What came of each voter and of each reading, and how many readings the standby answered before it was killed."""
    over, reads = asyncio.Event(), [request(path) for path in READ]
    readers = [asyncio.create_task(read_on(machines.ports, reads, PAUSE, over)) for _reader in range(READERS)]
    voters = asyncio.create_task(persist(machines.ports, sent))
    await asyncio.sleep(begins)
    before, by_standby = machines.read_by_the_standby(), 0
    for name, strike in strikes:
        await asyncio.sleep(seconds / (len(strikes) + 1))
        if name == "the standby":
            by_standby = machines.read_by_the_standby() - before
        await asyncio.to_thread(strike)
    came = await voters
    over.set()
    return came, [one for reader in readers for one in await reader], by_standby


def _votes(came: list[Patience], found: dict[str, Any], what: str) -> Iterator[Row]:
    receipts = [one for one in came if one.last.status == CAST]
    waited = sorted(one.seconds for one in receipts)
    again = sum(one.tries > 1 for one in came)
    middle, high = waited[len(waited) // 2], waited[int(len(waited) * 0.99)]
    told = f"median {1000 * middle:.0f} ms, p99 {1000 * high:.0f} ms, longest {waited[-1]:.1f} s"
    yield Row.judged(
        what, len(receipts), Target(len(came), least=True), subject=f"{len(receipts):,} receipts", ratio=told
    )
    yield Row("… who had to try again", f"{again} of {len(came):,}")
    lost = len(receipts) - found["seats"]
    yield Row.judged("… receipts without a vote, votes without a receipt", abs(lost), Target(0), subject=f"{lost}")
    twice = found["votes"] - found["seats"]
    yield Row.judged("… votes that were cast twice by trying again", twice, Target(0), subject=f"{twice}")
    yield Row.judged("… votes at the close or after it", found["late"], Target(0), subject=f"{found['late']}")


def _reads(read: list[Patience], by_standby: int) -> Iterator[Row]:
    failed = sum(one.last.status != 200 for one in read)
    again = sum(one.tries > 1 for one in read)
    spent = sorted(one.seconds for one in read)
    yield Row.judged(
        "… readings of the API meanwhile, unanswered",
        failed,
        Target(0),
        subject=f"{failed} of {len(read):,}",
        yardstick=f"{again} by the other web",
        ratio=f"p99 {1000 * spent[int(len(spent) * 0.99)]:.0f} ms, longest {spent[-1]:.1f} s",
    )
    yield Row.judged(
        "… transactions on the standby until it was killed",
        by_standby,
        Target(1, least=True),
        subject=f"{by_standby:,}",
    )


def _publication(found: dict[str, Any], *, moved: bool) -> Row:
    """By the second worker and beat, through the second Redis."""
    twice = {verb: number for verb, number in found["steps"].items() if number != 1}
    return Row.judged(
        "… close to publication by those that were left; steps done twice",
        len(twice),
        Target(0),
        subject=f"{found['publication']:.1f} s; {len(twice)}",
        ratio="doorbells moved" if moved else "doorbells did not move",
    )
