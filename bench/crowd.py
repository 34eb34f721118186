"""Many people who come when they come, and do not wait for one another: a request each, at an instant of its own."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from .wire import PATIENCE


@dataclass(frozen=True)
class Arrival:
    """One request, so many seconds after the beginning."""

    after: float
    sent: bytes


@dataclass(frozen=True)
class Outcome:
    """What came of it: status 0 where no answer came, and the seconds from connecting to the end of the answer."""

    status: int
    seconds: float
    location: str = ""


def crowd(port: int, arrivals: list[Arrival]) -> list[Outcome]:
    """The outcome of each, in the order of the arrivals; each has a connection of its own. In a thread of its own: that
    of a test may have a loop already, a browser's.
    """
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, _all(port, arrivals)).result()


async def _all(port: int, arrivals: list[Arrival]) -> list[Outcome]:
    began = time.perf_counter()
    return await asyncio.gather(*(_one(port, arrival, began) for arrival in arrivals))


async def _one(port: int, arrival: Arrival, began: float) -> Outcome:
    await asyncio.sleep(began + arrival.after - time.perf_counter())
    return await ask_once(port, arrival.sent)


async def ask_once(port: int, sent: bytes) -> Outcome:
    """Over a connection of its own."""
    came = time.perf_counter()
    try:
        head = await asyncio.wait_for(_ask(port, sent), PATIENCE)
    except (OSError, TimeoutError, asyncio.IncompleteReadError):
        return Outcome(0, time.perf_counter() - came)
    lines = head.decode("latin-1").split("\r\n")
    places = [line.partition(":")[2].strip() for line in lines if line.lower().startswith("location:")]
    return Outcome(int(lines[0].split()[1]), time.perf_counter() - came, *places)


async def _ask(port: int, sent: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(sent)
        head = await reader.readuntil(b"\r\n\r\n")
        sizes = [line.partition(b":")[2] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
        await reader.readexactly(int(sizes[0]) if sizes else 0)
        return head
    finally:
        writer.close()
