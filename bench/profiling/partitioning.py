"""Whether votes and the ledger ask to be divided into parts: what a row costs to write, and the paths that read and
write them, where there are many beside where there are few; and the same rows in a table that is divided.
"""

import time
from collections.abc import Callable

import psycopg
from psycopg import sql

from bench.preparing import fill as fill_world
from bench.rounds import in_turns, middles
from bench.stage import Stage, World
from bench.table import Spread

from .paths import PATHS, VOTERS, Sent, requests_of
from .telling import table

SEATS, ROUNDS, WRITTEN, AT_ONCE, PARTS = VOTERS, 8, 5_000, 500_000, 16
LEDGER, VOTE = "ledger_entry", "proposals_vote"
# What differs from row to row of those that fill a table, as if of other acts and other ballots, and of those that are
# written; all else is as in the row that each is made of.
FILLED = {
    LEDGER: {"at": "at + make_interval(secs => made.n * 0.001)", "subject": "subject || made.n"},
    VOTE: {
        "roll_entry_id": "roll_entry_id + made.n * 100000::bigint",
        "ballot_id": "ballot_id + made.n",
        "receipt": "left(md5(receipt || made.n), 20)",
    },
}
WRITTEN_ROW = {
    LEDGER: FILLED[LEDGER],
    VOTE: {
        "serial": "serial + made.n",
        "cast_at": "clock_timestamp()",
        "receipt": "left(md5(receipt || made.n || random()), 20)",
    },
}
READ = ("ballot", "vote", "api:ledger", "home", "council")
WORDS = """\
Both databases have the same council, 1,000 comments, and a ballot of {seats} seats that is open; into the second come
more entries of the same ledger, and as many votes of other ballots. A row is written {written:,} at a time by one
statement, triggers and keys included, and taken back; the paths are asked for in turns in one process each, by the
clock, beside how many blocks of 8 kB their statements touch.
"""
VERDICT = """\
**Neither is divided.** A row costs what the depth of its indexes costs, which grows with the logarithm of the table,
and every path that reads a vote or an entry finds it through an index that begins with its ballot, its seat or its
council, so that it reads no more blocks among many rows than among few. What a division by hash saves is the depth of
smaller indexes: some microseconds of a row, beside the milliseconds of the cast or the act that the row is a part of.
What it would take away is more: a unique key of a divided table has to hold what it is divided by, so that the one
primary key by which the ledger is read, sealed and pointed to would go, and with it that a receipt is given once.
Division by time would pay if old entries were ever dropped; none may be. What does cost is what one seat casts again
and again on one ballot: a cast and the page of the ballot read all former votes of it.
"""


def told(stage: Stage, steps: list[int]) -> str:
    """The tables of ratios, one for each number of rows, and what follows from them."""
    for world in (stage.worlds[0], stage.large):
        fill_world(stage, world)
        world.places |= world.remote.call("bench.seed.booth:booth", seats=SEATS)
        world.remote.call("bench.inside.explaining:spent", requests=_voters(world), times=SEATS)
    few, many = (_server(stage, world.database) for world in (stage.worlds[0], stage.large))
    parts = [WORDS.format(seats=SEATS, written=WRITTEN)]
    with few, many:
        for former, rows in zip([0, *steps], steps, strict=False):
            paces = [fill(many, name, former, rows) for name in (LEDGER, VOTE)]
            lines = [_written(name, many, few) for name in (LEDGER, VOTE)]
            lines += [_asked(name, stage) for name in READ]
            parts.append(table(("what", f"{rows:,} more rows of each", "few", "ratio (min–max)"), lines))
            parts.append("Filled at {:,.0f} and {:,.0f} rows/s.\n".format(*paces))
        for name in (LEDGER, VOTE):
            divided(many, name)
        heads = (f"{AT_ONCE:,} rows", f"divided by hash into {PARTS}", "whole", "ratio (min–max)")
        parts.append(table(heads, [_divided(many, name) for name in (LEDGER, VOTE)]))
    return "\n".join([*parts, VERDICT])


def _server(stage: Stage, database: str) -> psycopg.Connection:
    """As the cluster's own owner, who may leave triggers out where a table is filled."""
    return psycopg.connect(stage.cluster.postgres.url("postgres", database), autocommit=True)


def _columns(server: psycopg.Connection, name: str) -> list[str]:
    found = server.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
        " ORDER BY attnum",
        [name],
    )
    return [row[0] for row in found if row[0] not in ("id", "transaction_id")]


def _copying(
    server: psycopg.Connection, name: str, into: str, rows: int, start: int, different: dict[str, str]
) -> sql.Composed:
    """So many rows made of those that are there, numbered from `start` on."""
    columns = _columns(server, name)
    values = [sql.SQL(different[c]) if c in different else sql.Identifier(c) for c in columns]
    return sql.SQL(
        "INSERT INTO {into} ({columns}) SELECT {values} FROM (SELECT * FROM {name} ORDER BY id LIMIT {models}) row"
        " CROSS JOIN generate_series({start}, {end}) AS made(n)"
    ).format(
        into=sql.Identifier(into),
        name=sql.Identifier(name),
        columns=sql.SQL(",").join(map(sql.Identifier, columns)),
        values=sql.SQL(",").join(values),
        models=sql.Literal(SEATS),
        start=sql.Literal(start),
        end=sql.Literal(start + max(1, rows // SEATS) - 1),
    )


def fill(server: psycopg.Connection, name: str, former: int, rows: int) -> float:
    """Until there are so many `rows`, of which `former` are there. How many in a second, without triggers."""
    server.execute("SET session_replication_role = replica")
    began = time.perf_counter()
    for start in range(former, rows, AT_ONCE):
        server.execute(_copying(server, name, name, min(AT_ONCE, rows - start), 10 + start // SEATS, FILLED[name]))
    pace = (rows - former) / (time.perf_counter() - began)
    server.execute("SET session_replication_role = origin")
    server.execute(sql.SQL("VACUUM ANALYZE {}").format(sql.Identifier(name)))
    return pace


def _seconds(server: psycopg.Connection, name: str, into: str, turn: list[int]) -> float:
    """Of one row, which is taken back. Every turn writes other rows: those taken back would be in the way."""
    turn[0] += WRITTEN
    with server.transaction(force_rollback=True):
        server.execute("SET LOCAL session_replication_role = origin")
        began = time.perf_counter()
        done = server.execute(_copying(server, name, into, WRITTEN, 50_000_000 + turn[0], WRITTEN_ROW[name]))
        return (time.perf_counter() - began) / done.rowcount


def _line(what: str, pairs: list[tuple[float, float]]) -> tuple[str, ...]:
    here, there = middles(pairs)
    return what, _time(here), _time(there), Spread.ratio(pairs).text("{:.2f} ×")


def _time(seconds: float) -> str:
    return f"{1e6 * seconds:.0f} µs" if seconds < 0.001 else f"{1e3 * seconds:.1f} ms"


def _written(name: str, many: psycopg.Connection, few: psycopg.Connection) -> tuple[str, ...]:
    turn = [0]
    pairs = in_turns(ROUNDS, lambda: _seconds(many, name, name, turn), lambda: _seconds(few, name, name, turn))
    return _line(f"a row of `{name}` written", pairs)


def divided(server: psycopg.Connection, name: str) -> None:
    """A table like it with its indexes, divided by hash, and a whole one with the same rows beside it."""
    key = "council_id" if name == LEDGER else "ballot_id"
    for kind, how in (("whole", ""), ("divided", f" PARTITION BY HASH ({key})")):
        made = f"{name}_{kind}"
        server.execute(f"CREATE TABLE {made} (LIKE {name} INCLUDING DEFAULTS INCLUDING IDENTITY){how}")
        if how:
            for part in range(PARTS):
                values = f"FOR VALUES WITH (MODULUS {PARTS}, REMAINDER {part})"
                server.execute(f"CREATE TABLE {made}_{part} PARTITION OF {made} {values}")
        indexes = server.execute(
            "SELECT pg_get_indexdef(indexrelid), indisunique FROM pg_index WHERE indrelid = %s::regclass", [name]
        ).fetchall()
        for number, (definition, _is_unique) in enumerate(indexes):
            columns = definition.partition(" USING ")[2]
            server.execute(f"CREATE INDEX {made}_by_{number} ON {made} USING {columns}")
        server.execute(f"INSERT INTO {made} OVERRIDING SYSTEM VALUE SELECT * FROM {name} LIMIT {AT_ONCE}")


def _divided(server: psycopg.Connection, name: str) -> tuple[str, ...]:
    turn = [0]
    pairs = in_turns(
        ROUNDS,
        lambda: _seconds(server, name, f"{name}_divided", turn),
        lambda: _seconds(server, name, f"{name}_whole", turn),
    )
    return _line(f"a row of `{name}` written", pairs)


def _voters(world: World) -> list[Sent]:
    [path] = [path for path in PATHS if path.casts]
    return requests_of(path, world.remote, world.places)


def _asked(name: str, stage: Stage) -> tuple[str, ...]:
    [path] = [path for path in PATHS if path.name == name]
    sides = (stage.large, stage.worlds[0])

    def clock(world: World) -> Callable[[], float]:
        requests = requests_of(path, world.remote, world.places)
        ask = "bench.inside.explaining:spent"
        world.remote.call(ask, requests=requests, times=4)
        return lambda: world.remote.call(ask, requests=requests, times=10)[0]

    pairs = in_turns(ROUNDS, *(clock(world) for world in sides))
    blocks = []
    for world in sides:
        last = requests_of(path, world.remote, world.places)[-2:]
        told = world.remote.call("bench.inside.explaining:statements", requests=last)
        blocks.append(sum(one.get("hit", 0) + one.get("read", 0) for one in told))
    what, here, there, ratio = _line(path.what, pairs)
    return what, f"{here}, {blocks[0]:,} blocks", f"{there}, {blocks[1]:,} blocks", ratio
