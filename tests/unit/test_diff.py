"""A comparison loses nothing, parts no sign from its accent, and ends in time whatever it is given."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proposals.drafting.diff import compare, compare_words, pieces, side_after, side_before

few_words = st.lists(
    st.sampled_from(["la", "la ", "minga", " ", "é", "e\u0301", ".", "\n", "🇧🇴", "👩🏽‍🌾", "क्ष"]), max_size=30
).map("".join)
any_text = st.one_of(few_words, st.text(max_size=60))
sides = st.dictionaries(st.integers(1, 9).map("p{}".format), any_text, max_size=9).flatmap(
    lambda found: st.permutations(list(found.items()))
)


@given(sides, sides)
def test_either_side_is_given_back_exactly(before: list[tuple[str, str]], after: list[tuple[str, str]]):
    changes = compare(before, after)
    assert side_before(changes) == before
    assert side_after(changes) == after
    assert compare(before, after) == changes


@given(any_text, any_text)
def test_words_are_given_back_exactly(before: str, after: str):
    runs = compare_words(before, after)
    assert "".join(run.text for run in runs if run.op != "+") == before
    assert "".join(run.text for run in runs if run.op != "-") == after
    assert all(run.text for run in runs)


@given(any_text)
def test_a_text_against_itself_has_no_change(text: str):
    assert all(run.op == "=" for run in compare_words(text, text))


@given(any_text)
def test_pieces_are_the_text_and_no_mark_stands_first(text: str):
    found = pieces(text)
    assert "".join(found) == text
    assert not any(unicodedata.category(piece[0])[0] == "M" for piece in found[1:])


@given(few_words, few_words)
def test_no_run_begins_with_a_mark(before: str, after: str):
    for run in compare_words("x" + before, "y" + after):
        assert unicodedata.category(run.text[0])[0] != "M"


def test_words_are_compared_and_not_letters():
    assert [(run.op, run.text) for run in compare_words("La minga decide.", "La asamblea decide.")] == [
        ("=", "La "),
        ("-", "minga"),
        ("+", "asamblea"),
        ("=", " decide."),
    ]


def test_a_phrase_that_was_replaced_is_one_change():
    runs = compare_words("se guardan en cada casa hoy", "se venden por mucha plata hoy")
    assert [(run.op, run.text) for run in runs[1:3]] == [("-", "guardan en cada casa"), ("+", "venden por mucha plata")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("e\u0301tude", ["e\u0301tude"]),
        ("nin\u0303o n", ["nin\u0303o", " ", "n"]),
        ("👩🏽‍🌾!", ["👩🏽‍🌾", "!"]),
        ("🇧🇴🇧🇷", ["🇧🇴", "🇧🇷"]),
        ("क्षमा है", ["क्षमा", " ", "है"]),
    ],
)
def test_what_is_drawn_as_one_sign_stays_whole(text: str, expected: list[str]):
    assert pieces(text) == expected


def test_kinds_and_the_order_of_reading():
    before = [("p1", "uno"), ("p2", "dos"), ("p3", "tres"), ("p4", "cuatro")]
    after = [("p4", "cuatro"), ("p1", "uno"), ("p3", "tres más"), ("p5", "cinco")]
    told = [(change.id, change.kind) for change in compare(before, after)]
    assert told == [("p4", "moved"), ("p1", "kept"), ("p2", "removed"), ("p3", "changed"), ("p5", "added")]


def test_a_paragraph_that_moved_and_changed_says_both():
    [change] = [
        c
        for c in compare([("p1", "a"), ("p2", "b"), ("p3", "c")], [("p3", "c d"), ("p1", "a"), ("p2", "b")])
        if c.runs[0].text == "c" or c.id == "p3"
    ]
    assert (change.kind, change.has_moved) == ("changed", True)


WORDS = [f"palabra{n % 3_000}" for n in range(17_000)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(" ".join(WORDS), " ".join(WORDS[::-1]), id="reversed"),
        pytest.param(" ".join(WORDS), " ".join([*WORDS[:9_000], "nueva", *WORDS[9_000:]]), id="one word"),
        pytest.param("a " * 50_000, "b " + "a " * 50_000 + "c", id="one word over and over"),
        pytest.param("a b " * 25_000, "b a " * 25_000, id="two words over and over"),
        pytest.param("." * 100_000, "!" * 100_000, id="signs"),
        pytest.param("e\u0301" * 50_000, "e" * 50_000, id="marks"),
        pytest.param("\u0301" * 100_000, "a" + "\u0301" * 100_000, id="marks alone"),
        pytest.param(" " * 100_000, "\n" * 100_000, id="spaces"),
    ],
)
def test_a_hundred_kilobytes_are_compared_in_time(before: str, after: str):
    began = time.process_time()
    runs = compare_words(before, after)
    assert time.process_time() - began < 5
    assert "".join(run.text for run in runs if run.op != "-") == after
