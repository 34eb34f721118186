"""Every field of an act, fed with whatever people and programs send. No database."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.errors import Invalid
from councils.wellformed import Fields

ANYTHING = st.one_of(st.none(), st.text(), st.integers(), st.floats(), st.binary(), st.lists(st.text()), st.booleans())


@given(ANYTHING)
def test_a_reader_answers_or_notes_and_never_fails(value: object) -> None:
    for read in ("text", "texts", "email", "instant", "amount", "currency", "slug", "listed", "one_of", "whole"):
        fields = Fields()
        extra = {"text": (20,), "texts": (20,), "slug": (20,), "listed": (3,), "one_of": (["a"],), "whole": (0, 9)}
        getattr(fields, read)("x", value, *extra.get(read, ()))
        if fields.problems:
            assert fields.problems["x"]
            with pytest.raises(Invalid) as refused:
                fields.refuse()
            assert refused.value.fields == fields.problems


@pytest.mark.parametrize("text", ["a\x00b", "a\x1bb", "\ud800", "a\nb"])
def test_signs_that_cannot_be_written(text: str) -> None:
    fields = Fields()
    assert fields.text("x", text, 20) == ""
    assert "x" in fields.problems


def test_lines_where_lines_may_stand() -> None:
    fields = Fields()
    assert fields.text("x", " a\r\nb\t ", 20, lines=True) == "a\nb"
    assert not fields.problems


def test_lengths_count_composed_signs() -> None:
    fields = Fields()
    assert fields.text("x", "e\u0301" * 20, 20) == "é" * 20
    assert fields.text("y", "é" * 21, 20) == ""
    assert set(fields.problems) == {"y"}


ABSURD = [
    "2026-06-01T12:00",
    datetime(2026, 6, 1),
    datetime.max.replace(tzinfo=UTC),
    datetime.min.replace(tzinfo=UTC),
    "9999-12-31T23:59:59-12:00",
    "1969-12-31T23:59:59Z",
    "yesterday",
    5,
]


@pytest.mark.parametrize("value", ABSURD)
def test_instants_that_are_none(value: object) -> None:
    fields = Fields()
    assert fields.instant("at", value) is None
    assert "at" in fields.problems


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-0.01", "0.001", "1e30", 0.1, True, "9" * 5_000, 10**18, ""])
def test_amounts_that_are_none(value: object) -> None:
    fields = Fields()
    assert fields.amount("amount", value) is None
    assert "amount" in fields.problems


def test_amounts() -> None:
    fields = Fields()
    assert fields.amount("amount", "400000000") == Decimal("400000000.00")
    assert fields.amount("amount", Decimal("0.5")) == Decimal("0.50")
    assert fields.amount("amount", 7) == 7
    assert fields.amount("too large to be written", 10**5_000) is None
    assert fields.problems.pop("too large to be written")
    assert not fields.problems
