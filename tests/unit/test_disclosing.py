"""Counts of members: few answers are never told, not even as the difference of what is."""

from hypothesis import given
from hypothesis import strategies as st

from proposals.consulting.disclosing import LEAST, Counted, published

OPTIONS = ("yes", "no")


def movement(number: int, yes: int, no: int) -> Counted:
    counts = {option: value for option, value in (("yes", yes), ("no", no)) if value}
    return Counted(f"m{number}", f"M {number}", yes + no + 3, yes + no, counts)


answers = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=8).map(
    lambda pairs: [movement(number, *pair) for number, pair in enumerate(pairs)]
)


def told(movements: list[Counted]) -> dict:
    return published(movements, OPTIONS, measure="choices", members=99)


@given(answers)
def test_no_count_is_of_few_and_none_follows_from_the_others(movements: list[Counted]) -> None:
    result = told(movements)
    counts = [row for row in result["movements"] if row["counts"] is not None]
    assert all(row["answered"] >= LEAST for row in counts)
    pooled = result["pooled"]
    if pooled:
        assert pooled["answered"] >= LEAST and pooled["movements"] >= 2
    parts = [*counts, *([pooled] if pooled else [])]
    for option in OPTIONS:
        total = result["counts"][option] if result["counts"] else 0
        assert total == sum(part["counts"][option] for part in parts), "the sum tells nothing that is not told"
    shown = sum(part["answered"] for part in parts)
    assert shown + result["uncounted"] == result["answered"] == sum(one.answered for one in movements)


@given(answers)
def test_order_of_movements_changes_no_count(movements: list[Counted]) -> None:
    one, other = told(movements), told(movements[::-1])
    assert (one["counts"], one["pooled"], one["uncounted"]) == (other["counts"], other["pooled"], other["uncounted"])


def test_five_are_shown_and_four_are_not() -> None:
    result = told([movement(1, 3, 2), movement(2, 4, 0)])
    assert [row["counts"] for row in result["movements"]] == [{"yes": 3, "no": 2}, None]
    assert (result["pooled"], result["uncounted"], result["counts"]) == (None, 4, {"yes": 3, "no": 2})


def test_few_and_few_are_counted_together() -> None:
    result = told([movement(1, 2, 1), movement(2, 4, 0), movement(3, 0, 0)])
    assert result["pooled"] == {"movements": 2, "answered": 7, "counts": {"yes": 6, "no": 1}}
    assert result["counts"] == {"yes": 6, "no": 1}


def test_nobody_answered() -> None:
    assert told([movement(1, 0, 0)])["counts"] is None
