"""A ranking whose options move by buttons, and the outline of a long text. Neither asks a database."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proposals.drafting.outline import LONG, outline_of
from proposals.voting.choosing.moving import BESIDE, DOWN, UP, WAYS, moved

OPTIONS = ("a", "b", "c", "d")


@pytest.mark.parametrize(
    ("groups", "option", "way", "then"),
    [
        ([], "a", UP, [["a"]]),
        ([], "a", DOWN, []),
        ([], "a", BESIDE, [["a"]]),
        ([["a"], ["b"]], "c", UP, [["a"], ["b"], ["c"]]),
        ([["a"], ["b"]], "c", BESIDE, [["a"], ["b", "c"]]),
        ([["a"], ["b"]], "b", UP, [["b"], ["a"]]),
        ([["a"], ["b"]], "a", UP, [["a"], ["b"]]),
        ([["a"], ["b"]], "a", DOWN, [["b"], ["a"]]),
        ([["a"], ["b"]], "b", DOWN, [["a"]]),
        ([["a"], ["b"]], "b", BESIDE, [["a", "b"]]),
        ([["a"], ["b"]], "a", BESIDE, [["a"], ["b"]]),
        ([["a", "b"], ["c"]], "b", UP, [["b"], ["a"], ["c"]]),
        ([["a", "b"], ["c"]], "a", DOWN, [["b"], ["a"], ["c"]]),
        ([["a"], ["b", "c"]], "c", BESIDE, [["a", "c"], ["b"]]),
    ],
)
def test_each_button_does_what_it_says(groups: list[list[str]], option: str, way: str, then: list[list[str]]) -> None:
    assert moved(groups, option, way) == then


@st.composite
def rankings(draw: st.DrawFn) -> list[list[str]]:
    order, groups = draw(st.permutations(OPTIONS)), []  # type: ignore[var-annotated] # filled below
    for option in order[: draw(st.integers(0, len(OPTIONS)))]:
        if groups and draw(st.booleans()):
            groups[-1].append(option)
        else:
            groups.append([option])
    return groups


@given(rankings(), st.sampled_from(OPTIONS), st.sampled_from(WAYS))
def test_a_move_moves_one_option_and_loses_none(groups: list[list[str]], option: str, way: str) -> None:
    then = moved(groups, option, way)
    assert all(then), "no place stands empty"
    others = [[one for one in group if one != option] for group in groups]
    assert [[one for one in group if one != option] for group in then if group != [option]] == list(
        filter(None, others)
    )
    assert sum(group.count(option) for group in then) <= 1


@dataclass(frozen=True)
class Passage:
    id: str
    text: str
    language: str = "es"


def test_a_long_text_has_an_outline_of_its_headings_or_of_its_first_words() -> None:
    plain = [
        Passage(f"p{n}", "Que el **banco** preste [poco](https://example.org) y a muchos, siempre, y barato")
        for n in range(LONG)
    ]
    assert outline_of(plain[:-1]) == []
    assert outline_of(plain)[0].words == "Que el banco preste poco y a muchos, …"
    headed = [
        Passage("p90", "## Agua"),
        *plain,
        Passage("p91", "**Semillas**\nNativas."),
        Passage("p92", "### *Caminos* ##"),
    ]
    assert [(line.id, line.words) for line in outline_of(headed)] == [
        ("p90", "Agua"),
        ("p91", "Semillas"),
        ("p92", "Caminos"),
    ]
    assert outline_of([Passage("p1", "***")] * LONG) == []
