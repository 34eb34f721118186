"""What a search costs among many comments, and what it costs a comment to be found later."""

from collections.abc import Iterator
from urllib.parse import urlencode

from bench.remote import Remote, Unmeasured
from bench.rounds import in_turns, middles
from bench.stage import Stage
from bench.table import Row, Spread, Target

ROUNDS, COMMENTS = 5, 500
# A search among a thousand times as many is bounded by what it ranks, and not by what there is.
BOUND = Target(250, form="{:g} ms")


def measure(stage: Stage) -> Iterator[Row]:
    """Words of every frequency, and a comment with its triggers beside one without."""
    words = stage.large.remote.call("bench.inside.searching:words")
    for name, asked in words.items():
        try:
            yield _asked(stage, name, asked)
        except Unmeasured as trouble:
            yield Row.error(f"search: {name}", trouble)
    yield _written(stage)


def _asked(stage: Stage, name: str, asked: str) -> Row:
    path = f"/search/?{urlencode({'q': asked})}"

    def milliseconds(remote: Remote) -> float:
        return 1000 * remote.call("bench.inside.asking:spent", path=path, times=1)[0]

    pairs = in_turns(ROUNDS, lambda: milliseconds(stage.large.remote), lambda: milliseconds(stage.small))
    large, small = middles(pairs)
    return Row.judged(
        f"search: {name}",
        large,
        BOUND,
        subject=f"{large:.0f} ms",
        yardstick=f"{small:.0f} ms, small",
        ratio=Spread.ratio(pairs).text("{:.2f} ×"),
    )


def _written(stage: Stage) -> Row:
    """Through COPY, where nothing else of an act is done that would hide it."""

    def seconds(*, is_found: bool) -> float:
        return stage.large.remote.call("bench.inside.searching:written", number=COMMENTS, is_found=is_found)

    pairs = in_turns(ROUNDS, lambda: seconds(is_found=True), lambda: seconds(is_found=False))
    found, plain = middles(pairs)
    each = 1e6 / COMMENTS
    return Row.judged(
        "search: a comment that will be found, copied in bulk",
        found / plain,
        None,
        subject=f"{found * each:.0f} µs",
        yardstick=f"{plain * each:.0f} µs without",
        ratio=Spread.ratio(pairs).text("{:.2f} ×"),
    )
