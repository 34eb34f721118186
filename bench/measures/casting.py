"""A vote through HTTP, beside a bare view that inserts one row: what a council's rules cost on top of a form; and
beside the same row without any view, which is the limit of the machine.
"""

from collections.abc import Iterator
from urllib.parse import urlencode

from bench.limit import rows_per_second
from bench.remote import Unmeasured
from bench.rounds import in_turns, middles
from bench.stage import Stage
from bench.table import Row, Spread, Target
from bench.wire import CSRF, divide, load, request

CLIENTS, ROUNDS, WARM = 16, 6, 60
HALF = Target(50, least=True, form="{:g} %")


def measure(stage: Stage) -> Iterator[Row]:
    """Distinct seats, each signed in as its own titular, over kept connections; the same people mark the yardstick."""
    places = stage.places
    path = stage.small.call("bench.inside.asking:address", name="vote", args=places["ballot"])
    voters = iter(places["voters"])
    batch = (len(places["voters"]) - WARM) // ROUNDS
    costs: dict[str, list[float]] = {"vote": [], "bare": []}

    def run(kind: str, number: int = batch) -> float:
        chosen = [next(voters) for _voter in range(number)] if kind == "vote" else places["voters"][:number]
        sent = [vote(path, *voter) if kind == "vote" else mark(*voter) for voter in chosen]
        before = stage.server_cpu()
        done = load(stage.port, divide(sent, CLIENTS))
        costs[kind].append((stage.server_cpu() - before) / number)
        if done.trouble or set(done.statuses) != {302}:
            raise Unmeasured(f"{kind}: {dict(done.statuses)} {done.trouble[:1]}")
        return done.rate

    for kind, spent in costs.items():
        run(kind, WARM)
        spent.clear()
    rounds = in_turns(ROUNDS, lambda: run("vote"), lambda: run("bare"), lambda: rows_per_second(stage, CLIENTS))
    yield from _rows(rounds, costs)
    cast, kept = WARM + ROUNDS * batch, stage.small.call("bench.inside.asking:votes", address=places["ballot"])
    yield Row.judged(
        "votes kept of those answered with a receipt", kept, Target(cast, least=True), subject=f"{kept} of {cast}"
    )


def _rows(rounds: list[tuple[float, ...]], costs: dict[str, list[float]]) -> Iterator[Row]:
    percent = [(100 * ours, *others) for ours, *others in rounds]
    share, (ours, bare, limit) = Spread.ratio(percent), middles(rounds)
    yield Row.judged(
        f"casting a vote, {CLIENTS} clients",
        share.middle,
        HALF,
        subject=f"{ours:.0f}/s",
        yardstick=f"{bare:.0f}/s, one row",
        ratio=share.text("{:.0f} %"),
    )
    yield Row(
        "… beside what PostgreSQL takes by itself",
        f"{ours:.0f}/s",
        f"{limit:.0f}/s, one row by pgbench",
        Spread.ratio(percent, to=2).text("{:.1f} %"),
    )
    spent = Spread.ratio(list(zip(costs["vote"], costs["bare"], strict=True)))
    yield Row(
        "… CPU of web server and PostgreSQL",
        f"{1000 * Spread.of(costs['vote']).middle:.2f} ms",
        f"{1000 * Spread.of(costs['bare']).middle:.2f} ms",
        spent.text("{:.2f} ×"),
    )


def vote(path: str, movement: str, cookies: str, **more: str) -> bytes:
    """The form of the second step, as the page of confirmation sends it."""
    return request(path, cookies=cookies, body=form(movement, **more))


def form(movement: str, **more: str) -> bytes:
    """Its fields."""
    fields = {"csrfmiddlewaretoken": CSRF, "acting_for": movement, "choice": "yes", "confirm": "1"}
    return urlencode({**fields, **more}).encode()


def mark(movement: str, cookies: str) -> bytes:
    """The same fields to the bare view."""
    return request("/bare/insert/", cookies=cookies, body=form(movement))
