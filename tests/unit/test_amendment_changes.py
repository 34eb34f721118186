"""What amendments make of a text, where they are in each other's way, and how they follow a text that moves on."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proposals.amending.carrying import (
    CHANGED,
    FRESH,
    GONE,
    carry_over,
    changes_anything,
    merge_words,
    place,
    staleness,
)
from proposals.amending.changes import (
    BEGINNING,
    DELETE,
    INSERT,
    MOVE,
    REPLACE,
    Change,
    Overlap,
    apply,
    fresh_ids,
    mistakes,
    overlap,
    read,
    touches,
    write,
)
from proposals.amending.ordering import Motion, plenary_order, rivals_of, size

TEXT = [
    {"id": "p1", "text": "Las semillas propias se guardan."},
    {"id": "p2", "text": "El riego se administra en asamblea."},
    {"id": "p3", "text": "El banco presta a diez años."},
]


def text(*rows: tuple[str, str]) -> list[dict[str, str]]:
    return [{"id": name, "text": words} for name, words in rows]


def ids(rows: Sequence[dict[str, str]]) -> list[str]:
    return [row["id"] for row in rows]


WORDS = st.text(alphabet="aeo ñ", min_size=1, max_size=12).map(str.strip).filter(bool)


@st.composite
def texts(draw: st.DrawFn) -> list[dict[str, str]]:
    names = draw(st.lists(st.integers(1, 9), min_size=1, max_size=6, unique=True))
    return text(*((f"p{name}", draw(WORDS)) for name in names))


@st.composite
def amendments(draw: st.DrawFn, base: list[dict[str, str]]) -> tuple[Change, ...]:
    """Changes that are one amendment of the text."""
    names = [row["id"] for row in base]
    one = st.one_of(
        st.builds(Change, st.just(REPLACE), st.sampled_from(names), WORDS),
        st.builds(Change, st.just(INSERT), st.sampled_from([BEGINNING, *names]), WORDS),
        st.builds(Change, st.just(DELETE), st.sampled_from(names)),
        st.builds(Change, st.just(MOVE), st.sampled_from(names), after=st.sampled_from([BEGINNING, *names])),
    )
    drawn = draw(st.lists(one, min_size=1, max_size=5))
    kept: tuple[Change, ...] = ()
    for change in drawn:
        if not mistakes(base, (*kept, change)):
            kept = (*kept, change)
    return kept


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[dict[str, str]], tuple[Change, ...], tuple[Change, ...]]:
    base = draw(texts())
    return base, draw(amendments(base)), draw(amendments(base))


def test_each_change_does_what_it_says() -> None:
    changes = (
        Change(REPLACE, "p1", "Otra cosa."),
        Change(INSERT, "p1", "Uno."),
        Change(INSERT, "p1", "Dos.", "qu"),
        Change(MOVE, "p3", after=BEGINNING),
        Change(DELETE, "p2"),
    )
    assert not mistakes(TEXT, changes)
    made = apply(TEXT, changes, ["p4", "p5"])
    assert made == [
        {"id": "p3", "text": "El banco presta a diez años."},
        {"id": "p1", "text": "Otra cosa."},
        {"id": "p4", "text": "Uno."},
        {"id": "p5", "text": "Dos.", "language": "qu"},
    ]
    assert ids(apply(TEXT, [Change(INSERT, BEGINNING, "Antes.")])) == ["+1", "p1", "p2", "p3"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ((), "nothing"),
        ((Change(REPLACE, "p9", "X"),), "unknown_paragraph"),
        ((Change(REPLACE, BEGINNING, "X"),), "unknown_paragraph"),
        ((Change(MOVE, "p1", after="p9"),), "unknown_paragraph"),
        ((Change("", "p1"),), "unknown_op"),
        ((Change(REPLACE, "p1", "X"), Change(REPLACE, "p1", "Y")), "twice"),
        ((Change(DELETE, "p1"), Change(REPLACE, "p1", "Y")), "twice"),
        ((Change(REPLACE, "p1", "Y"), Change(DELETE, "p1")), "twice"),
        ((Change(INSERT, "p1", "Y"), Change(DELETE, "p1")), "behind_deleted"),
        ((Change(MOVE, "p3", after="p1"), Change(DELETE, "p1")), "behind_deleted"),
        ((Change(MOVE, "p1", after="p1"),), "idle"),
        ((Change(MOVE, "p1", after=BEGINNING),), "idle"),
        ((Change(REPLACE, "p1", TEXT[0]["text"]),), "idle"),
        (tuple(Change(DELETE, f"p{n}") for n in (1, 2, 3)), "empties"),
        (tuple(Change(INSERT, "p1", f"{n}") for n in range(21)), "too_many"),
    ],
)
def test_what_is_no_amendment_is_said(changes: tuple[Change, ...], code: str) -> None:
    assert code in {mistake.code for mistake in mistakes(TEXT, changes)}


@given(cases())
def test_the_stored_form_gives_the_changes_back(case) -> None:
    _base, changes, _others = case
    assert read(write(changes)) == changes


@given(cases())
def test_nothing_else_is_touched(case) -> None:
    base, changes, _others = case
    before = {row["id"]: row["text"] for row in base}
    made = {row["id"]: row["text"] for row in apply(base, changes)}
    assert len(apply(base, changes)) == len(made), "no id stands twice"
    for name in before.keys() - set(touches(changes)):
        assert made[name] == before[name]
    assert before.keys() - made.keys() == {change.paragraph for change in changes if change.op == DELETE}


@given(cases())
def test_an_overlap_is_mutual(case) -> None:
    _base, a, b = case
    assert overlap(a, b) == overlap(b, a)


@given(cases())
def test_those_that_do_not_overlap_make_the_same_words_in_either_order(case) -> None:
    base, a, b = case
    if overlap(a, b) or any(change.op == MOVE for change in (*a, *b)):
        return
    one, other = (apply(apply(base, first), second) for first, second in ((a, b), (b, a)))
    assert sorted(row["text"] for row in one) == sorted(row["text"] for row in other)


def test_overlaps_by_kind() -> None:
    reword, rival = (Change(REPLACE, "p1", "A"),), (Change(DELETE, "p1"),)
    assert overlap(reword, rival) == [Overlap("p1", "same")]
    assert overlap((Change(INSERT, "p1", "X"),), (Change(INSERT, "p1", "Y"),)) == []
    assert overlap((Change(INSERT, "p1", "X"),), reword) == []
    assert overlap((Change(INSERT, "p1", "X"),), rival) == [Overlap("p1", "anchor")]
    assert overlap((Change(MOVE, "p1", after="p3"),), reword) == [Overlap("p1", "same")]


@given(cases())
def test_against_its_own_text_nothing_is_stale_and_nothing_is_merged(case) -> None:
    base, changes, _others = case
    assert set(staleness(base, base, changes)) <= {FRESH}
    carried = carry_over(base, base, changes)
    assert (carried.changes, carried.conflicts, carried.lost) == (changes, (), ())


@given(cases())
def test_what_is_placed_can_always_be_applied(case) -> None:
    base, changes, others = case
    current = apply(base, others)
    placed = place(base, current, changes)
    known = {BEGINNING, *ids(current)}
    assert all(change.paragraph in known and change.after in known for change in placed.changes)
    made = apply(current, placed.changes, (f"n{n}" for n in range(100)))
    for change in placed.changes:
        if change.op in (REPLACE, INSERT):
            assert change.text in {row["text"] for row in made}


@given(cases())
def test_a_merge_without_conflict_keeps_every_paragraph_of_the_other_side(case) -> None:
    base, changes, others = case
    current = apply(base, others)
    carried = carry_over(base, current, changes)
    if carried.conflicts:
        return
    untouched = set(ids(current)) - {change.paragraph for change in carried.changes if change.op != INSERT}
    made = {row["id"]: row["text"] for row in apply(current, carried.changes, (f"n{n}" for n in range(100)))}
    assert all(made[name] == row["text"] for row in current if (name := row["id"]) in untouched)


def test_staleness_is_said_change_by_change() -> None:
    current = text(("p1", "Otra."), ("p3", TEXT[2]["text"]))
    changes = (
        Change(REPLACE, "p1", "X"),
        Change(INSERT, "p1", "Y"),
        Change(DELETE, "p2"),
        Change(REPLACE, "p3", "Z"),
        Change(MOVE, "p3", after="p2"),
    )
    assert staleness(TEXT, current, changes) == [CHANGED, FRESH, GONE, FRESH, GONE]


def test_words_on_both_sides_are_merged() -> None:
    base = "El banco presta a diez años con interés bajo."
    current = "El banco público presta a diez años con interés bajo."
    assert merge_words(base, current, "El banco presta a diez años sin interés.") == (
        "El banco público presta a diez años sin interés."
    )
    assert merge_words(base, current, base) == current
    assert merge_words(base, "El banco presta a veinte años.", "El banco presta a treinta años.") is None


def test_what_only_the_author_can_say_is_left_to_them() -> None:
    current = text(("p1", "Las semillas propias se siembran."), ("p2", "Cambió todo."), ("p3", TEXT[2]["text"]))
    changes = (Change(REPLACE, "p1", "Las semillas propias se regalan."), Change(DELETE, "p2"))
    carried = carry_over(TEXT, current, changes)
    assert [(c.at, c.kind, c.paragraph) for c in carried.conflicts] == [(0, "reworded", "p1"), (1, "deleted", "p2")]
    assert carried.changes == changes, "the amendment's own words stay"


def test_what_is_gone_finds_its_place_or_is_lost() -> None:
    current = text(
        ("p1", TEXT[0]["text"]),
    )
    changes = (Change(REPLACE, "p3", "Nuevo."), Change(DELETE, "p2"), Change(INSERT, "p2", "Y."))
    assert place(TEXT, current, changes).changes == (Change(INSERT, "p1", "Nuevo."), Change(INSERT, "p1", "Y."))
    lost = place(TEXT, current, (Change(MOVE, "p2", after=BEGINNING),))
    assert (lost.changes, len(lost.lost)) == ((), 1)


def test_what_the_text_says_already_is_no_change_any_more() -> None:
    current = text(("p1", "X"), ("p2", TEXT[1]["text"]))
    assert carry_over(TEXT, current, (Change(REPLACE, "p1", "X"),)).changes == ()
    assert not changes_anything(current, (Change(REPLACE, "p1", "X"),))


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_merge_with_one_side_unchanged_is_the_other(a: str, b: str) -> None:
    assert merge_words(a, a, b) == b
    assert merge_words(a, b, a) == b
    assert merge_words(a, b, b) == b


def test_the_plenary_counts_by_paragraph_then_by_size_then_by_number() -> None:
    small, large = "Las semillas propias se siembran.", "Nada de esto queda como estaba escrito."
    motions = [
        Motion(1, (Change(REPLACE, "p3", "El banco presta a once años."),)),
        Motion(2, (Change(REPLACE, "p1", small),)),
        Motion(3, (Change(REPLACE, "p1", large),)),
        Motion(4, (Change(REPLACE, "p1", small),)),
        Motion(5, (Change(INSERT, BEGINNING, "Antes."),)),
        Motion(6, (Change(DELETE, "p9"),)),
    ]
    assert plenary_order(TEXT, motions) == [5, 3, 2, 4, 1, 6]
    assert plenary_order(TEXT, [*motions[:5], Motion(6, motions[5].changes, place=1)])[0] == 6


def test_size_counts_words_that_come_and_go() -> None:
    assert size(TEXT, (Change(REPLACE, "p3", "El banco presta a once años."),)) == 2
    assert size(TEXT, (Change(DELETE, "p3"), Change(INSERT, "p1", "Tres palabras más."))) == 9
    assert size(TEXT, (Change(MOVE, "p3", after=BEGINNING),)) == 0


@given(st.permutations(range(1, 6)))
def test_the_order_does_not_depend_on_who_is_listed_first(order: list[int]) -> None:
    changes = [(Change(REPLACE, f"p{1 + n % 3}", "x " * n),) for n in range(6)]
    motions = [Motion(n, changes[n]) for n in range(1, 6)]
    assert plenary_order(TEXT, [motions[n - 1] for n in order]) == plenary_order(TEXT, motions)


def test_an_adopted_one_leaves_its_rivals_without_a_question() -> None:
    adopted = [Motion(7, (Change(REPLACE, "p1", "A"),)), Motion(8, (Change(DELETE, "p2"),))]
    assert rivals_of((Change(DELETE, "p1"),), adopted) == [7]
    assert rivals_of((Change(INSERT, "p2", "B"), Change(MOVE, "p1", after=BEGINNING)), adopted) == [7, 8]
    assert rivals_of((Change(INSERT, "p1", "B"),), adopted) == []


def test_a_new_id_has_never_been_used() -> None:
    names = fresh_ids({"p1", "p12", "other", "p007"})
    assert [next(names), next(names)] == ["p13", "p14"]
