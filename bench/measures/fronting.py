"""A published position from the front server of the composition, beside nginx on the same file and nothing else."""

from collections.abc import Iterator
from pathlib import Path

from bench import front
from bench.remote import Unmeasured
from bench.rounds import in_turns, middles
from bench.stage import Stage
from bench.table import Row, Spread
from bench.wire import Line, divide, load, request

CLIENTS, ROUNDS, BATCH = 8, 8, 4_000
WHAT = "published position as a file, front server"


def measure(stage: Stage) -> Iterator[Row]:
    """Both on the same folder, in turns; what this machine has not is said."""
    path = stage.small.call("bench.inside.filing:written", place=stage.places["position"])
    root = Path(stage.environment("any")["PUBLISH_ROOT"])
    if lacking := front.missing("caddy", "nginx"):
        yield Row(WHAT, f"not measured: {' and '.join(lacking)} not on this machine")
        return
    with front.caddy(stage, root) as ours, front.nginx(stage, root) as theirs:
        content = (root / path.lstrip("/")).read_bytes()
        for port in (ours, theirs):
            with Line(port) as line:
                if line.ask(request(path)).body != content:
                    raise Unmeasured(f"{path} is not the file")
        for port in (ours, theirs):
            _rate(port, path, BATCH // 3)
        rounds = in_turns(ROUNDS, lambda: _rate(ours, path), lambda: _rate(theirs, path))
    rate, other = middles(rounds)
    share = Spread.ratio([(100 * mine, plain) for mine, plain in rounds])
    yield Row(f"{WHAT}, {len(content) / 1000:.1f} kB", f"{rate:.0f}/s", f"{other:.0f}/s, nginx", share.text("{:.0f} %"))


def _rate(port: int, path: str, number: int = BATCH) -> float:
    done = load(port, divide([request(path)] * number, CLIENTS))
    if done.trouble or set(done.statuses) != {200}:
        raise Unmeasured(f"{path}: {dict(done.statuses)} {done.trouble[:1]}")
    return done.rate
