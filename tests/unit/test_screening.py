"""What a program may do about a comment by itself: pure."""

from datetime import UTC, datetime, timedelta

import pytest

from proposals.deliberation.screening import (
    HOUR,
    LINKS,
    REPEATED,
    free_again,
    is_new,
    likeness,
    links_in,
    normalised,
    why_hold,
)

AT = datetime(2027, 3, 1, 12, tzinfo=UTC)
DAY, TICK = timedelta(days=1), timedelta(microseconds=1)
LONG = "Compren ahora las semillas mejoradas de nuestra empresa, con descuento."


@pytest.mark.parametrize(
    ("age", "new"), [(timedelta(), True), (7 * DAY - TICK, True), (7 * DAY, False), (-DAY, False), (400 * DAY, False)]
)
def test_an_account_is_new_for_some_days(age: timedelta, new: bool) -> None:
    assert is_new(AT - age, AT, 7) is new


def test_so_many_in_an_hour_and_then_a_wait() -> None:
    said = [AT - HOUR + n * timedelta(minutes=10) for n in range(1, 4)]
    assert free_again(said, AT, 4) is None
    assert free_again(said, AT, 3) == said[0] + HOUR
    assert free_again(said, AT, 2) == said[1] + HOUR
    assert free_again(said, said[0] + HOUR, 3) is None, "an hour later the first is forgotten"
    assert free_again(said, said[0] + HOUR - TICK, 3) == said[0] + HOUR
    assert free_again([], AT, 1) is None


@pytest.mark.parametrize(
    "disguise",
    [
        LONG.upper(),
        LONG.replace(" ", "\u200b \u2003"),
        LONG.replace("e", "é"),
        f"**{LONG}**!!!",
        LONG.replace(" ", "-"),
        "".join(f"{sign}\u200d" for sign in LONG),
    ],
)
def test_the_same_words_in_disguise(disguise: str) -> None:
    assert normalised(disguise) == normalised(LONG)
    assert likeness(disguise) == likeness(LONG) != ""


def test_short_agreement_repeats_nobody() -> None:
    assert likeness("De acuerdo.") == likeness("¡Sí, estamos de acuerdo!") == ""
    assert likeness("🌽" * 100) == ""
    assert likeness(LONG) != likeness(LONG + " Mañana también.")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("https://a.example", 1),
        ("HTTPS://A.example, https://a.example.", 1),
        ("[x](http://b.example/a_(b)) www.c.example", 2),
        ("http:/evil http:evil", 2),
        ("wwwhat? httpd", 0),
        (" ".join(f"https://a.example/{n}" for n in range(50)), 50),
    ],
)
def test_links_are_counted(text: str, count: int) -> None:
    assert links_in(text) == count


def test_why_a_person_looks_first() -> None:
    many = " ".join(f"https://a.example/{n}" for n in range(4))
    quiet = {"most_links": 3, "by_author": 0, "authors": 0, "many": 3}
    assert why_hold("x", **quiet) == ""
    assert why_hold(many, **quiet) == LINKS
    assert why_hold(many, **{**quiet, "most_links": 4}) == ""
    assert why_hold("x", **{**quiet, "by_author": 1}) == REPEATED
    assert why_hold("x", **{**quiet, "authors": 2}) == ""
    assert why_hold("x", **{**quiet, "authors": 3}) == REPEATED
