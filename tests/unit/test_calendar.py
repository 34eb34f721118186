"""What is a calendar, and what is not. No database."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from councils.rounds.calendar import ORDER, REQUIRED, Stretch, problems

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
LENGTHS = st.lists(st.integers(1, 5_000), min_size=6, max_size=6)
OPTIONAL = st.sets(st.sampled_from(["plenary", "response"]))


def chain(hours: list[int], optional: set[str], opens_at: datetime = NOW) -> list[Stretch]:
    """Windows end to end, of the required kinds and of `optional` ones."""
    found = []
    for kind, length in zip(ORDER, hours, strict=True):
        if kind in REQUIRED or kind in optional:
            found.append(Stretch(kind, opens_at, opens_at + length * HOUR))
            opens_at += length * HOUR
    return found


def codes(windows: list[Stretch], now: datetime = NOW, hours: dict[str, int] | None = None) -> set[tuple[str, str]]:
    return {(problem.code, problem.kind) for problem in problems(windows, now, hours)}


@given(LENGTHS, OPTIONAL, st.randoms())
def test_windows_end_to_end_are_a_calendar_in_whatever_order_they_are_given(hours, optional, random) -> None:
    windows = chain(hours, optional)
    random.shuffle(windows)
    assert problems(windows, NOW) == []


@given(LENGTHS, OPTIONAL, st.sampled_from(REQUIRED))
def test_a_required_window_that_is_missing_is_named(hours, optional, kind) -> None:
    windows = [window for window in chain(hours, optional) if window.kind != kind]
    assert ("missing", kind) in codes(windows)


@given(LENGTHS, OPTIONAL, st.integers(0, 3), st.integers(1, 500))
def test_a_gap_and_an_overlap_are_told_apart(hours, optional, position, shift) -> None:
    windows = chain(hours, optional)
    kind = windows[position].kind
    later = [Stretch(w.kind, w.opens_at + shift * HOUR, w.closes_at + shift * HOUR) for w in windows[position + 1 :]]
    after = windows[position + 1].kind if position + 1 < len(windows) else None
    found = codes([*windows[: position + 1], *later])
    assert found == ({("gap", after)} if after and after != "response" else set())
    longer = Stretch(kind, windows[position].opens_at, windows[position].closes_at + HOUR)
    if after:
        assert ("overlap", after) in codes([*windows[:position], longer, *windows[position + 1 :]])


@given(LENGTHS, OPTIONAL, st.integers(0, 3), st.integers(0, 100))
def test_a_window_without_length_is_named_once(hours, optional, position, less) -> None:
    windows = chain(hours, optional)
    window = windows[position]
    windows[position] = Stretch(window.kind, window.opens_at, window.opens_at - less * HOUR)
    assert ("no_length", window.kind) in codes(windows)
    assert len([p for p in problems(windows, NOW) if p.kind == window.kind and p.code == "no_length"]) == 1


@given(LENGTHS, st.integers(1, 1_000_000))
def test_the_past_is_refused_to_the_microsecond(hours, microseconds) -> None:
    windows = chain(hours, set())
    assert ("past", "drafting") in codes(windows, NOW + timedelta(microseconds=microseconds))
    assert codes(windows, NOW) == set()


@given(LENGTHS, st.sampled_from(REQUIRED))
def test_a_window_shorter_than_the_rulebook_allows(hours, kind) -> None:
    windows = chain(hours, set())
    length = hours[ORDER.index(kind)]
    assert codes(windows, hours={kind: length}) == set()
    assert codes(windows, hours={kind: length + 1}) == {("too_short", kind)}


def test_the_wrong_order_is_named() -> None:
    windows = chain([10, 10, 10, 10, 10, 10], set())
    drafting, discussion, *others = windows
    swapped = [
        Stretch("discussion", drafting.opens_at, drafting.closes_at),
        Stretch("drafting", discussion.opens_at, discussion.closes_at),
    ]
    assert ("order", "discussion") in codes([*swapped, *others])


def test_twice_unknown_and_too_long() -> None:
    windows = chain([10, 10, 10, 10, 10, 10], {"response"})
    assert ("twice", "voting") in codes([*windows, windows[3]])
    assert ("unknown", "siesta") in codes([*windows, Stretch("siesta", NOW, NOW + HOUR)])
    forever = Stretch("response", windows[3].closes_at, windows[3].closes_at + timedelta(days=2_000))
    assert ("too_long", "response") in codes([*windows[:4], forever])


def test_time_may_pass_between_vote_and_answer() -> None:
    windows = chain([10, 10, 10, 10, 10, 10], {"response"})
    response = windows[-1]
    later = Stretch("response", response.opens_at + 5 * HOUR, response.closes_at + 5 * HOUR)
    assert codes([*windows[:-1], later]) == set()


@given(
    st.lists(
        st.builds(
            Stretch,
            st.sampled_from([*ORDER, "x"]),
            st.datetimes(timezones=st.just(UTC)),
            st.datetimes(timezones=st.just(UTC)),
        ),
        max_size=8,
    )
)
def test_any_calendar_is_answered_in_sentences(windows) -> None:
    for problem in problems(windows, NOW, {"drafting": 24}):
        assert str(problem)
