"""What lies over a text, and what is left of its words."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proposals.drafting.hiding import Passage, Veil, find_passages, hidden_ranges, masked, veil_of

AT = datetime(2027, 3, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)
EMPTY = {
    "hidden_at": None,
    "hidden_until": None,
    "hidden_ground": "",
    "hidden_reason": "",
    "hidden_passages": [],
    "held_at": None,
    "removed_at": None,
    "removed_sha256": "",
    "moderated_case": None,
}
SIGNS = st.text(alphabet="ab é\u200d\u202e👩", max_size=30)


def columns(**facts: object) -> SimpleNamespace:
    return SimpleNamespace(**{**EMPTY, **facts})


def part(start: int, end: int, words: str, passage: str = "") -> Veil:
    return Veil("part", passages=(Passage(passage, start, end, words),))


@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        ({}, None),
        ({"hidden_at": AT}, "whole"),
        ({"hidden_at": AT, "hidden_until": AT + TICK}, "whole"),
        ({"hidden_at": AT, "hidden_until": AT}, None),
        ({"hidden_at": AT, "hidden_until": AT - TICK}, None),
        ({"hidden_at": AT, "hidden_passages": [{"passage": "", "start": 0, "end": 1, "words": "a"}]}, "part"),
        ({"held_at": AT}, "held"),
        ({"held_at": AT, "hidden_at": AT}, "held"),
        ({"removed_at": AT, "held_at": AT}, "removed"),
    ],
)
def test_what_lies_over_a_text(facts: dict, kind: str | None) -> None:
    veil = veil_of(columns(**facts), AT)
    assert (veil.kind if veil else None) == kind
    assert masked("words", veil) == ("words" if kind is None else "words" if kind == "part" else "")


def test_words_are_hidden_in_their_place_and_the_rest_stays() -> None:
    assert masked("aaa bad bbb", part(4, 7, "bad")) == "aaa █3█ bbb"
    assert masked("aaa bad bbb", part(4, 7, "bad"), block=lambda n: f"[{n}]") == "aaa [3] bbb"


def test_words_are_found_again_where_the_text_was_revised() -> None:
    veil = part(4, 7, "bad", "p1")
    assert masked("x aaa bad", veil, "p1") == "x aaa █3█"
    assert masked("aaa bad", veil, "p2") == "aaa bad", "short words are looked for in their own paragraph alone"
    long = part(0, 20, "a long enough insult", "p1")
    assert masked("it was a long enough insult.", long, "p2") == "it was █20█."
    assert masked("reworded", veil, "p1") == "reworded"


def test_ranges_that_touch_are_one() -> None:
    passages = (Passage("", 0, 2, "ab"), Passage("", 1, 3, "bc"), Passage("", 3, 4, "d"), Passage("", 5, 6, "f"))
    assert hidden_ranges("abcdef", passages, "") == [(0, 4), (5, 6)]


def test_quotations_are_found_wherever_they_stand() -> None:
    found, missing = find_passages({"p1": "one two one", "p2": "one"}, ["one", " one ", "", "three"])
    assert [(p.passage, p.start, p.end) for p in found] == [("p1", 0, 3), ("p1", 8, 11), ("p2", 0, 3)]
    assert missing == ["three"]


@given(SIGNS, SIGNS, SIGNS)
def test_what_was_quoted_never_shows_through(before: str, quote: str, after: str) -> None:
    text = before + quote + after
    found, _missing = find_passages({"": text}, [quote])
    if not quote.strip():
        assert found == []
        return
    left = masked(text, Veil("part", passages=tuple(found)), block=lambda n: "█")
    assert quote.strip() not in left
    assert left.replace("█", "") in text or "█" in left
