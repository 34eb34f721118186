"""Each statement of an answer with the plan that PostgreSQL followed for it; and an answer asked for over and over."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from itertools import cycle, islice
from typing import Any

from django.db import connection

from bench.profiling.paths import Sent

from .asking import ask

EXPLAINED = ("SELECT", "WITH", "INSERT", "UPDATE", "DELETE")
# A table of fewer rows is rightly read from its beginning to its end.
MANY_ROWS = 2_000


def spent(*, requests: list[Sent], times: int) -> tuple[float, float, float]:
    """Seconds of one answer by the clock, of this process's CPU, and by the clock waiting for statements."""
    waited = [0.0]

    def wait(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            waited[0] += time.perf_counter() - began

    clock, cpu = time.perf_counter(), time.process_time()
    with connection.execute_wrapper(wait):
        for sent in islice(cycle(requests), times):
            _answered(sent)
    return (time.perf_counter() - clock) / times, (time.process_time() - cpu) / times, waited[0] / times


def walked(*, requests: list[Sent], seconds: float) -> int:
    """How many answers were given in so many seconds, to be looked at from outside meanwhile."""
    until, count = time.perf_counter() + seconds, 0
    for sent in cycle(requests):
        if time.perf_counter() > until:
            break
        _answered(sent)
        count += 1
    return count


def _answered(sent: Sent) -> None:
    status, _length = ask(**sent)
    if status != (302 if sent.get("form") else 200):
        raise ValueError(f"{sent['path']} answers {status}")


def statements(*, requests: list[Sent]) -> list[dict[str, Any]]:
    """Every statement of the last request: its verb and tables, milliseconds, blocks found in memory and read, the
    kinds of nodes, indexes used, and remarks on what is wrong with it. Those that only guide a transaction are told by
    their verb alone.
    """
    for sent in requests:
        _answered(sent)
    with _explaining() as heard:
        _answered(requests[-1])
    return heard


@contextmanager
def _explaining() -> Iterator[list[dict[str, Any]]]:
    heard: list[dict[str, Any]] = []

    def hear(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        verb = sql.split(None, 1)[0].upper()
        heard.append(_explained(verb, sql, params) if verb in EXPLAINED and not many else {"verb": verb.lower()})
        return execute(sql, params, many, context)

    with connection.execute_wrapper(hear):
        yield heard


def _explained(verb: str, sql: str, params: Any) -> dict[str, Any]:
    """What it writes is taken back, so that the statement itself is the first to write it."""
    server = connection.connection
    with server.transaction(force_rollback=True), server.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", params)
        found = cursor.fetchone()[0]
    told = (found if isinstance(found, list) else json.loads(found))[0]
    nodes = list(_nodes(told["Plan"]))
    return {
        "verb": verb.lower(),
        "tables": _once(node.get("Relation Name") for node in nodes),
        "milliseconds": told["Execution Time"],
        "planning": told["Planning Time"],
        "hit": told["Plan"]["Shared Hit Blocks"],
        "read": told["Plan"]["Shared Read Blocks"],
        "kinds": _once(node["Node Type"] for node in nodes),
        "indexes": _once(node.get("Index Name") for node in nodes),
        "remarks": [remark for node in nodes for remark in _remarks(node)],
    }


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from _nodes(below)


def _once(names: Iterator[str | None]) -> list[str]:
    return list(dict.fromkeys(name for name in names if name))


@lru_cache(maxsize=256)
def _size(table: str) -> int:
    with connection.connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = to_regclass(%s)", [table])
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def _remarks(node: dict[str, Any]) -> Iterator[str]:
    """What makes a plan grow with the table: read whole, sorted on disk, or most rows found only to be thrown away."""
    table, loops = node.get("Relation Name", ""), node["Actual Loops"]
    if node["Node Type"] == "Seq Scan" and loops and (rows := _size(table)) > MANY_ROWS:
        yield f"Seq Scan of {table} ({rows:,} rows)"
    removed = sum(int(value * loops) for name, value in node.items() if name.startswith("Rows Removed by"))
    if removed > 100 and removed > node["Actual Rows"] * loops:
        where = node.get("Index Name") or table or node["Node Type"]
        yield f"{removed:,} rows thrown away at {where}, {int(node['Actual Rows'] * loops):,} kept"
    if node.get("Sort Space Type") == "Disk":
        yield f"sorted on disk, {node['Sort Space Used']:,} kB"
