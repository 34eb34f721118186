"""The parts of a divided vote: exact, together one, and told in a form that is always the same."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from councils.rulebook.rules import CHOICES
from proposals.tally.answers import AnswerError
from proposals.tally.parts import MOST_PARTS, parts_of, read_parts, same_answer

delegates = st.dictionaries(st.sampled_from(CHOICES), st.integers(0, 1_000), min_size=1).filter(
    lambda found: sum(found.values()) > 0
)


@given(delegates)
def test_numbers_of_delegates_become_parts(found: dict[str, int]) -> None:
    parts = read_parts(parts_of({choice: f" {number} " for choice, number in found.items()}))
    total = sum(found.values())
    assert {choice: Fraction(part) for choice, part in parts.items()} == {
        choice: Fraction(number, total) for choice, number in found.items() if number
    }
    assert sum(map(Fraction, parts.values())) == 1
    assert list(parts) == sorted(parts)
    assert read_parts(parts) == parts


@given(delegates, st.integers(1, 90))
def test_the_same_parts_are_written_in_one_way(found: dict[str, int], times: int) -> None:
    total = sum(found.values())
    written = {choice: f"{number * times}/{total * times}" for choice, number in found.items()}
    if total * times <= MOST_PARTS:
        assert read_parts(written) == read_parts(parts_of({c: str(n) for c, n in found.items()}))


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ({}, "unknown_choice"),
        ({"perhaps": "1"}, "unknown_choice"),
        ({"yes": "1/2"}, "not_one"),
        ({"yes": "2/3", "no": "2/3"}, "not_one"),
        ({"yes": "1", "no": "1"}, "not_one"),
        ({"yes": "0", "no": "0"}, "not_one"),
        ({"yes": "0.5", "no": "0.5"}, "not_a_part"),
        ({"yes": 0.5, "no": 0.5}, "not_a_part"),
        ({"yes": True}, "not_a_part"),
        ({"yes": None}, "not_a_part"),
        ({"yes": ["1"]}, "not_a_part"),
        ({"yes": "3/2", "no": "-1/2"}, "not_a_part"),
        ({"yes": "1/0"}, "not_a_part"),
        ({"yes": " 1/2", "no": "1/2"}, "not_a_part"),
        ({"yes": "½", "no": "½"}, "not_a_part"),
        ({"yes": "١/٢", "no": "1/2"}, "not_a_part"),
        ({"yes": "1/2\n", "no": "1/2"}, "not_a_part"),
        ({"yes": "1" * 5_000}, "not_a_part"),
        ({"yes": "1/100001", "no": "100000/100001"}, "too_fine"),
        ({"yes": "1e2"}, "not_a_part"),
    ],
)
def test_what_is_no_division_is_refused(answer: dict[str, object], code: str) -> None:
    with pytest.raises(AnswerError) as refused:
        read_parts(answer)
    assert refused.value.code == code


def test_fractions_are_taken_as_they_are_written() -> None:
    assert read_parts(parts_of({"yes": "2/3", "no": " 1/3 ", "abstain": ""})) == {"no": "1/3", "yes": "2/3"}
    assert read_parts(parts_of({"yes": "6/12", "no": "1/2"})) == {"no": "1/2", "yes": "1/2"}
    assert read_parts(parts_of({"yes": "12"})) == {"yes": "1"}
    assert parts_of({"yes": "1", "no": "1/2"}) == {"yes": "1", "no": "1/2"}, "mixed: read_parts says what is wrong"


def test_answers_are_compared_by_what_they_say() -> None:
    assert same_answer({"ranking": [["a"], ["b", "c"]]}, {"ranking": [["a"], ["c", "b"]]})
    assert not same_answer({"ranking": [["a"], ["b"]]}, {"ranking": [["b"], ["a"]]})
    assert same_answer({"approved": ["a", "b"]}, {"approved": ["b", "a"]})
    assert same_answer({"points": {"a": 1, "b": 2}}, {"points": {"b": 2, "a": 1}})
    assert not same_answer({"yes": "1"}, {"no": "1"})
