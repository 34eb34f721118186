"""A published position beside a bare view that returns the same bytes: what finding and sealing them costs."""

from collections.abc import Iterator

from bench.remote import Unmeasured
from bench.rounds import in_turns, middles
from bench.stage import Stage
from bench.table import Row, Spread, Target
from bench.wire import Line, divide, load, request

CLIENTS, ROUNDS, BATCH = 8, 6, 2_000
ENOUGH = Target(80, least=True, form="{:g} %")


def measure(stage: Stage) -> Iterator[Row]:
    """Without compression: compressing the same bytes twice would bring both sides closer together."""
    path = stage.small.call("bench.inside.asking:address", name="api:position", args=stage.places["position"])
    with Line(stage.port) as line:
        position = line.ask(request(path))
        if position.status != 200:
            raise Unmeasured(f"{path} answers {position.status}")
        stage.kept_bytes.write_bytes(position.body)
        if line.ask(request("/bare/bytes/")).body != position.body:
            raise Unmeasured("the yardstick hands out other bytes")
    costs: dict[str, list[float]] = {path: [], "/bare/bytes/": []}

    def run(where: str, number: int = BATCH) -> float:
        before = stage.server_cpu()
        done = load(stage.port, divide([request(where)] * number, CLIENTS))
        costs[where].append((stage.server_cpu() - before) / number)
        if done.trouble or set(done.statuses) != {200}:
            raise Unmeasured(f"{where}: {dict(done.statuses)} {done.trouble[:1]}")
        return done.rate

    for where, spent in costs.items():
        run(where, BATCH // 3)
        spent.clear()
    pairs = in_turns(ROUNDS, lambda: run(path), lambda: run("/bare/bytes/"))
    yield from _rows(pairs, costs[path], costs["/bare/bytes/"], len(position.body))


def _rows(pairs: list[tuple[float, float]], ours: list[float], bare: list[float], size: int) -> Iterator[Row]:
    share = Spread.ratio([(100 * mine, other) for mine, other in pairs])
    rate, other = middles(pairs)
    yield Row.judged(
        f"published position, {size / 1000:.1f} kB",
        share.middle,
        ENOUGH,
        subject=f"{rate:.0f}/s",
        yardstick=f"{other:.0f}/s, same bytes",
        ratio=share.text("{:.0f} %"),
    )
    spent = Spread.ratio(list(zip(ours, bare, strict=True)))
    yield Row(
        "… CPU of web server and PostgreSQL",
        f"{1000 * Spread.of(ours).middle:.2f} ms",
        f"{1000 * Spread.of(bare).middle:.2f} ms",
        spent.text("{:.2f} ×"),
    )
