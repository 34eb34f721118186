"""A published position beside a bare view that returns the same bytes, which is what finding and sealing them costs;
and beside nginx with them, which is what the interpreter costs.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from bench import front
from bench.remote import Unmeasured
from bench.rounds import in_turns, middles
from bench.stage import Stage
from bench.table import Row, Spread, Target
from bench.wire import Line, divide, load, request

CLIENTS, ROUNDS, BATCH, PLAIN, BARE = 8, 6, 2_000, 6_000, "/bare/bytes/"
ENOUGH = Target(80, least=True, form="{:g} %")
FILE = "/position.json"


def measure(stage: Stage) -> Iterator[Row]:
    """Without compression: compressing the same bytes twice would bring all sides closer together."""
    path = stage.small.call("bench.inside.asking:address", name="api:position", args=stage.places["position"])
    content = _bytes(stage.port, path)
    stage.kept_bytes.write_bytes(content)
    costs: dict[str, list[float]] = {path: [], BARE: []}

    def run(where: str, number: int = BATCH) -> float:
        before = stage.server_cpu()
        rate = _rate(stage.port, where, number)
        costs[where].append((stage.server_cpu() - before) / number)
        return rate

    for where, spent in costs.items():
        if _bytes(stage.port, where) != content:
            raise Unmeasured(f"{where} hands out other bytes")
        run(where, BATCH // 3)
        spent.clear()
    with _plainly(stage, content) as port:
        sides = [lambda: run(path), lambda: run(BARE)]
        rounds = in_turns(ROUNDS, *sides, *([lambda: _rate(port, FILE, PLAIN)] if port else []))
    yield from _rows(rounds, costs[path], costs[BARE], len(content))


@contextmanager
def _plainly(stage: Stage, content: bytes) -> Iterator[int]:
    """The port of an nginx that has these bytes as its only file; 0 where this machine has none."""
    if front.missing("nginx"):
        yield 0
        return
    folder = stage.folder / "plain"
    folder.mkdir()
    (folder / FILE.lstrip("/")).write_bytes(content)
    with front.nginx(stage, folder) as port:
        if _bytes(port, FILE) != content:
            raise Unmeasured("nginx hands out other bytes")
        _rate(port, FILE, PLAIN // 3)
        yield port


def _bytes(port: int, path: str) -> bytes:
    with Line(port) as line:
        answer = line.ask(request(path))
    if answer.status != 200:
        raise Unmeasured(f"{path} answers {answer.status}")
    return answer.body


def _rate(port: int, path: str, number: int) -> float:
    done = load(port, divide([request(path)] * number, CLIENTS))
    if done.trouble or set(done.statuses) != {200}:
        raise Unmeasured(f"{path}: {dict(done.statuses)} {done.trouble[:1]}")
    return done.rate


def _rows(rounds: list[tuple[float, ...]], ours: list[float], bare: list[float], size: int) -> Iterator[Row]:
    percent = [(100 * mine, *others) for mine, *others in rounds]
    share, (rate, other, *plain) = Spread.ratio(percent), middles(rounds)
    yield Row.judged(
        f"published position, {size / 1000:.1f} kB",
        share.middle,
        ENOUGH,
        subject=f"{rate:.0f}/s",
        yardstick=f"{other:.0f}/s, same bytes",
        ratio=share.text("{:.0f} %"),
    )
    beside = "not measured: nginx not on this machine"
    if plain:
        beside = f"{plain[0]:.0f}/s, nginx with the same bytes"
    told = Spread.ratio(percent, to=2).text("{:.0f} %") if plain else ""
    yield Row("… beside nginx", f"{rate:.0f}/s", beside, told)
    spent = Spread.ratio(list(zip(ours, bare, strict=True)))
    yield Row(
        "… CPU of web server and PostgreSQL",
        f"{1000 * Spread.of(ours).middle:.2f} ms",
        f"{1000 * Spread.of(bare).middle:.2f} ms",
        spent.text("{:.2f} ×"),
    )
