"""People and readers before two servers: who gets no answer from one asks the other, as a balancer or a hand does."""

import asyncio
import itertools
import time
from collections.abc import Sequence
from dataclasses import dataclass

from .crowd import Arrival, Outcome, ask_once

# A person looks at the page of their browser before they try again.
BEFORE_ANOTHER_TRY, MOST_TRIES = 1.0, 30


@dataclass(frozen=True)
class Patience:
    """What the last try came to; `seconds` from the first one on."""

    last: Outcome
    seconds: float
    tries: int


async def persist(ports: Sequence[int], arrivals: Sequence[Arrival]) -> list[Patience]:
    """Each asks one of the servers in turn, and again the other until it is answered with anything but a failure."""
    began = time.perf_counter()
    starts = itertools.cycle(range(len(ports)))
    return await asyncio.gather(*(_persist(ports, next(starts), arrival, began) for arrival in arrivals))


async def _persist(ports: Sequence[int], start: int, arrival: Arrival, began: float) -> Patience:
    await asyncio.sleep(max(0.0, began + arrival.after - time.perf_counter()))
    came = time.perf_counter()
    for number in itertools.count(1):
        outcome = await ask_once(ports[(start + number) % len(ports)], arrival.sent)
        if outcome.status not in (0, *range(500, 600)) or number == MOST_TRIES:
            return Patience(outcome, time.perf_counter() - came, number)
        await asyncio.sleep(BEFORE_ANOTHER_TRY)
    raise AssertionError("counting ends nowhere")


async def read_on(ports: Sequence[int], sent: Sequence[bytes], pause: float, until: asyncio.Event) -> list[Patience]:
    """One reader who reads one after the other, again and again, and asks the other server at once if one fails."""
    answers = []
    for number, one in enumerate(itertools.cycle(sent)):
        if until.is_set():
            break
        came = time.perf_counter()
        outcome, tries = await ask_once(ports[number % len(ports)], one), 1
        if outcome.status != 200:
            outcome, tries = await ask_once(ports[(number + 1) % len(ports)], one), 2
        answers.append(Patience(outcome, time.perf_counter() - came, tries))
        await asyncio.sleep(pause)
    return answers
