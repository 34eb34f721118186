"""The last minute of a vote: people come at any instant of it, a worker closes it over their heads, some are late."""

import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from bench.crowd import Arrival, Outcome, crowd
from bench.stage import Stage
from bench.table import Row, Target

from .casting import vote

# How long everybody has to be made before the first may come, and for how long people still come after the close.
HEAD_START, AFTERWARDS = 5.0, 3.0
PATIENCE = 120.0
CAST, REFUSED = 302, 409
ARRIVALS = random.Random(1810)  # the same minute in every run


def measure(stage: Stage) -> Iterator[Row]:
    """None lost: each receipt is a vote that counts. None late: after the close nobody gets one."""
    clients, seconds = stage.sizes.closing
    if not stage.port:
        stage.start_web()
    places = stage.small.call("bench.inside.lastminute:prepare", seats=clients, seconds=seconds + HEAD_START)
    path = stage.small.call("bench.inside.asking:address", name="vote", args=places["ballot"])
    opens = places["closes_at"] - seconds
    with ThreadPoolExecutor() as threads:
        conducted = threads.submit(
            stage.small.call, "bench.inside.lastminute:conduct", address=places["ballot"], patience=seconds + PATIENCE
        )
        first = max(0.0, opens - time.time())
        sent = [
            Arrival(first + ARRIVALS.uniform(0, seconds + AFTERWARDS), vote(path, *voter)) for voter in places["voters"]
        ]
        came = crowd(stage.port, sent)
        closed = conducted.result()
    yield from _rows(came, closed, stage.small.call("bench.inside.lastminute:kept", address=places["ballot"]), seconds)


def _rows(came: list[Outcome], closed: dict[str, float], kept: dict[str, int], seconds: float) -> Iterator[Row]:
    receipts = [one for one in came if one.status == CAST]
    refused = [one for one in came if one.status == REFUSED]
    spent = sorted(one.seconds for one in receipts)
    middle, high = spent[len(spent) // 2], spent[int(len(spent) * 0.99)]
    what = f"{len(came):,} people cast in the last {seconds:.0f} s and {AFTERWARDS:.0f} s after them"
    told = f"{len(receipts):,} receipts, {len(refused):,} refused as late"
    yield Row(what, told, "", f"median {1000 * middle:.0f} ms, p99 {1000 * high:.0f} ms")
    answered = len(receipts) + len(refused)
    yield Row.judged("… answered", answered, Target(len(came), least=True), subject=f"{answered} of {len(came)}")
    lost = len(receipts) - kept["votes"]
    yield Row.judged("… receipts without a vote", abs(lost), Target(0), subject=f"{lost}")
    yield Row.judged("… votes at the close or after it", kept["late"], Target(0), subject=f"{kept['late']}")
    yield Row("… close to publication", f"{closed['late']:.1f} s")
