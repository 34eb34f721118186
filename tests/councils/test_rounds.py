"""Convening a round, and moving its windows: never the past, never silently, and at the deadline to the microsecond."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from common.errors import Conflict, Invalid
from councils.models import Round, Window
from councils.rounds.actions import convene_round, extend_window, open_second_call_window
from councils.rounds.calendar import Stretch
from ledger.models import Entry
from tests.factories.councils import DAY, HOUR, NOW, CouncilFactory, OfficeFactory, RoundFactory, travelling

from .conftest import House
from .rounds import calendar

MICRO = timedelta(microseconds=1)


def convene(house: House, **wrong: Any) -> Round:
    facts = {
        "council": house.council,
        "actor": house.secretary,
        "title": {"es": "Primera ronda"},
        "call": {"es": "¿Qué financiar?"},
        "themes": [{"es": "Semillas"}, {"es": "Semillas"}, {"pt-br": "Água"}],
        "windows": calendar(NOW),
        "addressees": [CouncilFactory(kind="presidential")],
        "envelope": "1000000.00",
    }
    return convene_round(**{**facts, **wrong})


def test_a_round_is_convened_with_everything(house: House) -> None:
    round_ = convene(house)
    assert round_.number == 1
    assert [theme.slug for theme in round_.themes.all()] == ["semillas", "semillas-2", "agua"]
    assert [window.kind for window in round_.windows.all()] == [w.kind for w in calendar(NOW)]
    assert convene(house).number == 2
    assert Entry.objects.filter(verb="convene_round").count() == 2


def test_all_that_is_missing_is_said_at_once(house: House) -> None:
    with pytest.raises(Invalid) as refused:
        convene(house, title={}, call={"es": " "}, themes=[], addressees=[], windows=[], envelope="x", currency="")
    assert set(refused.value.fields) == {
        "title",
        "call",
        "themes",
        "addressees",
        "envelope",
        "currency",
        "windows.drafting",
        "windows.discussion",
        "windows.settlement",
        "windows.voting",
    }
    assert not Round.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": {"es": "x" * 5_000}}, "title"),
        ({"title": {"es": "\x00"}}, "title"),
        ({"call": "texto"}, "call"),
        ({"themes": [{"es": "x"}] * 41}, "themes"),
        ({"themes": "Semillas"}, "themes"),
        ({"envelope": "0"}, "envelope"),
        ({"envelope": 0.5}, "envelope"),
        ({"currency": "dólares"}, "currency"),
        ({"windows": calendar(NOW - MICRO)}, "windows.drafting"),
        ({"windows": calendar(NOW.replace(year=2250))}, "windows.drafting"),
        (
            {"windows": calendar(NOW, {"drafting": 10, "discussion": 10, "settlement": 0, "voting": 4})},
            "windows.settlement",
        ),
        (
            {"windows": calendar(NOW, {"drafting": 1, "discussion": 10, "settlement": 4, "voting": 4})},
            "windows.drafting",
        ),
    ],
)
def test_a_round_that_cannot_be_convened(house: House, wrong: dict, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        convene(house, **wrong)
    assert field in refused.value.fields
    assert not Round.objects.exists()


def test_naive_instants_are_refused(house: House) -> None:
    windows = [Stretch(w.kind, w.opens_at.replace(tzinfo=None), w.closes_at) for w in calendar(NOW)]
    with pytest.raises(Invalid) as refused:
        convene(house, windows=windows)
    assert "windows.drafting" in refused.value.fields


def test_without_a_rulebook_or_in_another_body_none_is_convened(house: House) -> None:
    bare = CouncilFactory(rulebook=False)
    officer = OfficeFactory(council=bare).person
    with pytest.raises(Invalid) as refused:
        convene(house, council=bare, actor=officer)
    assert set(refused.value.fields) == {"rulebook"}
    bank = CouncilFactory(kind="bank_board")
    with pytest.raises(Conflict):
        convene(house, council=bank, actor=OfficeFactory(council=bank).person)
    with pytest.raises(Invalid) as refused:
        convene(house, addressees=[CouncilFactory()])
    assert set(refused.value.fields) == {"addressees"}


@pytest.fixture
def windows(house: House) -> dict[str, Window]:
    round_ = RoundFactory(council=house.council)
    return {window.kind: window for window in round_.windows.all()}


def fresh(window: Window) -> tuple[datetime, datetime]:
    window.refresh_from_db()
    return window.opens_at, window.closes_at


@pytest.mark.parametrize(
    ("when", "is_open"), [(-DAY, True), (-MICRO, True), (timedelta(0), False), (MICRO, False), (DAY, False)]
)
def test_a_window_is_extended_before_it_closes(house: House, windows, when: timedelta, is_open: bool) -> None:
    voting = windows["voting"]
    close = voting.closes_at
    windows["response"].delete()
    with travelling(close + when):
        if is_open:
            extend_window(window=voting, closes_at=close + DAY, reason="Corte de luz", actor=house.secretary)
        else:
            with pytest.raises(Conflict) as refused:
                extend_window(window=voting, closes_at=close + DAY, reason="Corte de luz", actor=house.secretary)
            assert refused.value.code == "closed"
    assert fresh(voting)[1] == (close + DAY if is_open else close)
    entries = Entry.objects.filter(verb="extend_window")
    assert entries.count() == is_open
    for entry in entries:
        assert entry.actor == house.secretary
        assert entry.data["old"] == close.isoformat()
        assert entry.data["new"] == (close + DAY).isoformat()
        assert entry.data["reason"] == "Corte de luz"


def test_what_follows_is_named_or_moves_along(house: House, windows) -> None:
    discussion = windows["discussion"]
    before = {kind: (window.opens_at, window.closes_at) for kind, window in windows.items()}
    later = discussion.closes_at + 2 * DAY
    with pytest.raises(Conflict) as refused:
        extend_window(window=discussion, closes_at=later, reason="r", actor=house.secretary)
    assert refused.value.code == "overlap"
    assert "settlement" in refused.value.sentence or "conciliación" in refused.value.sentence
    extend_window(window=discussion, closes_at=later, reason="r", actor=house.secretary, shift_following=True)
    assert fresh(windows["drafting"]) == before["drafting"]
    assert fresh(discussion) == (before["discussion"][0], later)
    for kind in ("settlement", "voting", "response"):
        assert fresh(windows[kind]) == tuple(instant + 2 * DAY for instant in before[kind])
    moved = Entry.objects.get(verb="extend_window").data["moved"]
    assert [told["window"] for told in moved] == ["settlement", "voting", "response"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"closes_at": timedelta(0)}, "closes_at"),
        ({"closes_at": -MICRO}, "closes_at"),
        ({"closes_at": 400 * DAY}, "closes_at"),
        ({"reason": "  "}, "reason"),
        ({"reason": "x" * 5_000}, "reason"),
        ({"reason": "\x00"}, "reason"),
    ],
)
def test_an_extension_that_is_not_well_formed(house: House, windows, wrong: dict, field: str) -> None:
    response = windows["response"]
    by = wrong.get("closes_at", DAY)
    with pytest.raises(Invalid) as refused:
        extend_window(
            window=response, closes_at=response.closes_at + by, reason=wrong.get("reason", "r"), actor=house.secretary
        )
    assert set(refused.value.fields) == {field}
    for close in (NOW.replace(tzinfo=None), NOW.replace(year=9999), "mañana", ""):
        with pytest.raises(Invalid):
            extend_window(window=response, closes_at=close, reason="r", actor=house.secretary)


def test_a_second_call_comes_after_the_first_and_leaves_time_to_answer(house: House, windows) -> None:
    voting, response = windows["voting"], windows["response"]
    closes_at = voting.closes_at
    answers = (response.opens_at, response.closes_at)
    with travelling(closes_at + DAY):
        second = open_second_call_window(
            round_=voting.round, opens_at=closes_at + 2 * DAY, closes_at=closes_at + 6 * DAY, actor=house.secretary
        )
    assert second.kind == "voting"
    assert fresh(response) == (answers[0], answers[1] + 6 * DAY)
    assert Entry.objects.get().data["moved"][0]["window"] == "response"
    with travelling(closes_at + DAY), pytest.raises(Conflict):
        open_second_call_window(
            round_=voting.round, opens_at=closes_at + 3 * DAY, closes_at=closes_at + 8 * DAY, actor=house.secretary
        )


@pytest.mark.parametrize(
    ("opens", "lasts", "field"),
    [
        (-HOUR, 3 * DAY, "opens_at"),
        (HOUR, 3 * DAY, "opens_at"),
        (2 * DAY, HOUR, "closes_at"),
        (2 * DAY, -DAY, "closes_at"),
    ],
)
def test_a_second_call_that_cannot_be(house: House, windows, opens: timedelta, lasts: timedelta, field: str) -> None:
    closes_at = windows["voting"].closes_at
    with travelling(closes_at + DAY), pytest.raises(Invalid) as refused:
        open_second_call_window(
            round_=windows["voting"].round,
            opens_at=closes_at + opens,
            closes_at=closes_at + opens + lasts,
            actor=house.secretary,
        )
    assert set(refused.value.fields) == {field}
