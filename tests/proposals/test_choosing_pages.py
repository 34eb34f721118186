"""Rankings, allocations and elections through HTTP: what the pages say and when, and that nothing typed is lost."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from proposals.models import Ballot, Vote
from tests.factories.choosing import KEPT, KINDS, SENT, choosing_scene
from tests.factories.pages import (
    BEFORE,
    CLOSES,
    INSIDE,
    OPENS,
    TICK,
    conduct,
    get,
    send,
    slug,
    text,
)
from tests.ground import kept

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ground")]


@pytest.mark.parametrize("asked", KINDS, scope="module")
def test_a_choice_is_made_confirmed_cast_and_receipted(asked: str) -> None:
    scene = kept(choosing_scene, asked)
    who = scene.titulars["BR"]
    coming = get(scene, who, BEFORE)
    assert coming.status_code == 200
    assert "Riego" in text(coming)
    page = get(scene, who, INSIDE)
    assert page.status_code == 200
    for told in ("Voting is open", "¿Qué va primero?", "Riego", "Escuelas", "What is not applied here"):
        assert told in text(page)
    asking = send(scene, who, INSIDE, "vote", acting_for=slug(scene), **SENT[asked])
    assert asking.status_code == 200, text(asking)
    assert "Is this your vote?" in text(asking)
    assert "Riego" in text(asking)
    assert not Vote.objects.exists()
    done = send(scene, who, INSIDE, "vote", acting_for=slug(scene), confirm="1", **SENT[asked])
    assert done.status_code == 302
    assert Vote.objects.get().answer == KEPT[asked]
    receipt = text(get(scene, who, INSIDE, "receipt", slug(scene)))
    assert "Riego" in receipt
    assert Vote.objects.get().receipt in receipt


@pytest.mark.parametrize("asked", KINDS, scope="module")
def test_what_the_confirmation_hands_on_is_what_was_sent(asked: str) -> None:
    scene = kept(choosing_scene, asked)
    page = send(scene, scene.titulars["BR"], INSIDE, "vote", acting_for=slug(scene), **SENT[asked]).content.decode()
    for name, values in SENT[asked].items():
        for value in values if isinstance(values, list) else [values]:
            assert f'<input type="hidden" name="{name}" value="{value}">' in page
    back = send(
        scene, scene.titulars["BR"], INSIDE, "vote", acting_for=slug(scene), change="1", confirm="1", **SENT[asked]
    )
    assert back.status_code == 200
    assert filled(back.content.decode(), SENT[asked])
    assert not Vote.objects.exists()


def filled(page: str, sent: dict[str, Any]) -> bool:
    """Whether the paper on a page shows what was sent."""
    if "option" in sent:
        boxes = all(f'name="option" value="{value}"' in page for value in sent["option"])
        return boxes and page.count("checked") == len(sent["option"])
    return all(f'name="{name}" value="{value}"' in page for name, value in sent.items())


@pytest.mark.parametrize("asked", KINDS, scope="module")
def test_only_who_cast_a_vote_finds_it_filled_in(asked: str) -> None:
    scene = kept(choosing_scene, asked)
    who = scene.titulars["BR"]
    send(scene, who, INSIDE, "vote", acting_for=slug(scene), confirm="1", **SENT[asked])
    assert filled(get(scene, who, INSIDE).content.decode(), SENT[asked])
    for other in (scene.alternates["BR"], scene.titulars["AR"], scene.secretary, None):
        for name in ("ballot", "roll"):
            page = get(scene, other, INSIDE, name).content.decode()
            assert "checked" not in page
            assert not any(f'name="{name}" value="{value}"' in page for name, value in SENT[asked].items())


@pytest.mark.parametrize("step", [{}, {"confirm": "1"}])
@pytest.mark.parametrize("asked", ["ranking", "approval", "election"], scope="module")
@pytest.mark.parametrize(
    ("who", "country", "at", "status", "sentence"),
    [
        ("titular", "BR", OPENS, 200, ""),
        ("titular", "BR", CLOSES - TICK, 200, ""),
        ("titular", "BR", OPENS - TICK, 409, "Voting opens on"),
        ("titular", "BR", CLOSES, 409, "Voting closed on"),
        ("titular", "BR", CLOSES + timedelta(seconds=1), 409, "Voting closed on"),
        ("alternate", "BR", OPENS, 200, ""),
        ("titular", "AR", INSIDE, 403, "You hold no mandate of"),
        ("secretary", "BR", INSIDE, 403, "You hold no mandate of"),
    ],
)
def test_who_casts_what_when(
    step: dict[str, str], asked: str, who: str, country: str, at: datetime, status: int, sentence: str
) -> None:
    """The matrix of `cast_vote` on what is no motion; `country` is the seat that Brazil's people try to vote for."""
    scene = kept(choosing_scene, asked)
    people = {"titular": scene.titulars["BR"], "alternate": scene.alternates["BR"], "secretary": scene.secretary}
    answer = send(scene, people[who], at, "vote", acting_for=slug(scene, country), **SENT[asked], **step)
    assert answer.status_code == (302 if status == 200 and step else status)
    assert sentence in text(answer)
    assert Vote.objects.exists() == bool(status == 200 and step)


HOSTILE: list[tuple[str, dict[str, Any], str]] = [
    ("ranking", {}, "Rank at least one option"),
    ("ranking", {"rank-riego": "0"}, "A rank is a whole number from 1 on"),
    ("ranking", {"rank-riego": "-1"}, "A rank is a whole number from 1 on"),
    ("ranking", {"rank-riego": "1.5"}, "A rank is a whole number from 1 on"),
    ("ranking", {"rank-riego": "1" + "0" * 400}, "A rank is a whole number from 1 on"),
    ("ranking", {"rank-riego": "①"}, "A rank is a whole number from 1 on"),
    ("ranking", {"rank-riego": "1\x00"}, "A rank is a whole number from 1 on"),
    ("ranking", {"rank-riego": ["1", "2"]}, "An option is ranked twice."),
    ("ranking", {"rank-nada": "1"}, "is no option of this ballot"),
    ("ranking", {"rank-<b>x</b>\x00": "1"}, "is no option of this ballot"),
    ("ranking", {"option": ["riego"]}, "Rank at least one option"),
    ("approval", {}, "Choose at least one option"),
    ("approval", {"option": ["nada"]}, "is no option of this ballot"),
    ("approval", {"option": ["riego", "riego"]}, "An option is chosen twice."),
    ("approval", {"option": ["<script>alert(1)</script>"]}, "is no option of this ballot"),
    ("approval", {"option": ["riego\x00"]}, "is no option of this ballot"),
    ("approval", {"option": ["caminos", "riego", "semillas", "escuelas"]}, "At most 3 may be chosen, not 4."),
    ("score", {"points-riego": "6"}, "at most 5 points"),
    ("score", {"points-riego": "0"}, "Give at least one point."),
    ("score", {"points-riego": "9" * 5}, "at most 5 points"),
    ("cumulative", {"points-riego": "6", "points-semillas": "5"}, "There are 10 points to give away, not 11."),
    ("cumulative", {"points-riego": "1e3"}, "Points are whole numbers above 0."),
    ("cumulative", {"points-riego": ["1", "1"]}, "An option is chosen twice."),
    ("ranked", {"rank-riego": "1", "rank-semillas": "1"}, "Two options stand on one rank"),
    ("election", {"rank-riego": "x"}, "A rank is a whole number from 1 on"),
]


@pytest.mark.parametrize("step", [{}, {"confirm": "1"}])
@pytest.mark.parametrize(("asked", "fields", "sentence"), HOSTILE)
def test_what_cannot_be_counted_is_said_and_what_was_typed_stays(
    asked: str, fields: dict[str, Any], sentence: str, step: dict[str, str]
) -> None:
    scene = kept(choosing_scene, asked)
    answer = send(scene, scene.titulars["BR"], INSIDE, "vote", acting_for=slug(scene), **fields, **step)
    assert answer.status_code == 422
    assert sentence in text(answer)
    page = answer.content.decode()
    assert "error-summary" in page
    assert "<script>alert" not in page
    assert "<b>x" not in page
    for name, value in fields.items():
        if name in ("rank-riego", "points-riego"):
            last = value[-1] if isinstance(value, list) else value
            assert f'value="{last}"' in page, "what was typed is shown again"
    assert not Vote.objects.exists()


def test_a_huge_post_is_refused_and_nothing_breaks() -> None:
    scene = kept(choosing_scene, "ranking")
    who = scene.titulars["BR"]
    many = {f"rank-{n}": "1" for n in range(5000)}
    assert send(scene, who, INSIDE, "vote", acting_for=slug(scene), **many).status_code == 400
    some = {f"rank-{n}": "1" for n in range(900)}
    assert send(scene, who, INSIDE, "vote", acting_for=slug(scene), confirm="1", **some).status_code == 422
    assert not Vote.objects.exists()


def test_a_voter_changes_their_mind_until_the_close() -> None:
    scene = kept(choosing_scene, "ranking")
    for rank in ("1", "2"):
        fields = {"rank-riego": rank, "rank-caminos": "2" if rank == "1" else "1"}
        send(scene, scene.titulars["BR"], INSIDE, "vote", acting_for=slug(scene), confirm="1", **fields)
    assert [vote.answer["ranking"] for vote in Vote.objects.order_by("serial")] == [
        [["riego"], ["caminos"]],
        [["caminos"], ["riego"]],
    ]


@pytest.mark.parametrize("asked", KINDS, scope="module")
def test_the_roll_says_each_answer_after_the_count(asked: str) -> None:
    scene = kept(choosing_scene, asked)
    send(scene, scene.titulars["BR"], INSIDE, "vote", acting_for=slug(scene), confirm="1", **SENT[asked])
    assert "Riego" not in text(get(scene, None, INSIDE, "roll"))
    conduct(CLOSES)
    scene.ballot.refresh_from_db()
    assert scene.ballot.state == Ballot.State.PUBLISHED, scene.ballot.failure
    roll = text(get(scene, None, CLOSES, "roll"))
    said = {
        "ranking": "1. Riego, 2. Caminos = Semillas",
        "approval": "Riego, Semillas",
        "score": "Riego: 5, Semillas: 1",
        "cumulative": "Riego: 7, Semillas: 3",
        "ranked": "1. Riego, 2. Semillas",
        "election": "1. Riego, 2. Caminos",
    }
    assert said[asked] in roll


def test_an_allocation_says_what_the_choice_costs() -> None:
    scene = kept(choosing_scene, "approval")
    page = text(get(scene, scene.titulars["BR"], INSIDE))
    for told in ("To be divided 100", "All projects together cost 180", "Equal shares", "at most 3"):
        assert told in page, told
    fields = {"option": ["caminos", "riego"]}
    page = text(send(scene, scene.titulars["BR"], INSIDE, "vote", acting_for=slug(scene), **fields))
    assert "What is chosen costs 110" in page
    assert "It is more than there is" in page


def test_an_election_says_its_places_and_its_candidates() -> None:
    scene = kept(choosing_scene, "election", minimum_places=[{"group": "country", "value": "BR", "places": 1}])
    page = text(get(scene, None, INSIDE))
    for told in ("2 places", "BR: at least 1 place", "open: published after the close", "Trabajo con la comunidad.",
                 "Single transferable vote", "Persons are elected by equal seats"):  # fmt: skip
        assert told in page, told
    assert scene.seats["BR"].movement.name in page


def test_a_status_quo_is_named() -> None:
    scene = kept(choosing_scene, "ranking", status_quo="semillas")
    page = text(get(scene, None, BEFORE))
    assert "Status quo Semillas" in page
    assert "so the Schulze method with quorum and majority is not applied" not in page


def test_the_quorum_is_live_and_says_who_is_missing() -> None:
    """What asks for presence applies to every kind of ballot; what asks for a yes applies to motions alone."""
    quorum = [{"kind": "countries_present", "count": 2}, {"kind": "yes_share", "share": "1/2", "track": "seats"}]
    scene = kept(choosing_scene, "ranking", rules={"quorum": quorum})
    page = text(get(scene, None, INSIDE))
    assert "lacking At least 2 countries vote (there: 0; needed: 2)" in page
    assert "yes is" not in page
    for country in ("BR", "AR"):
        fields = {"acting_for": slug(scene, country), "confirm": "1", **SENT["ranking"]}
        send(scene, scene.titulars[country], INSIDE, "vote", **fields)
    page = text(get(scene, None, INSIDE))
    assert "2 of 7 seats have voted" in page
    assert "met At least 2 countries vote" in page


def test_a_ballot_without_options_says_so() -> None:
    scene = kept(choosing_scene, "election", names=())
    assert "Nobody stands for election yet." in text(get(scene, None, BEFORE))
    conduct(INSIDE)
    page = text(get(scene, None, INSIDE))
    assert "This ballot was cancelled." in page


def test_a_button_moves_an_option_and_casts_nothing() -> None:
    scene = kept(choosing_scene, "ranking")
    who, typed = scene.titulars["BR"], {"rank-riego": "1", "rank-caminos": "2"}
    for way, told, ranks in (
        ("up:semillas", "Semillas: place 3 of 3.", {"riego": "1", "caminos": "2", "semillas": "3"}),
        ("up:caminos", "Caminos: place 1 of 2.", {"caminos": "1", "riego": "2"}),
        ("beside:caminos", "Caminos: place 1 of 1, together with Riego.", {"riego": "1", "caminos": "1"}),
        ("down:caminos", "Caminos: not ranked.", {"riego": "1"}),
    ):
        page = send(scene, who, INSIDE, "vote", acting_for=slug(scene), move=way, confirm="1", **typed)
        assert page.status_code == 200
        assert told in text(page)
        assert filled(page.content.decode(), {f"rank-{name}": rank for name, rank in ranks.items()})
        assert page.content.decode().count('value="" class') == 0
    assert not Vote.objects.exists()


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"move": "up:nadie"}, 422),
        ({"move": "sideways:riego"}, 422),
        ({"move": ""}, 422),
        ({"move": "up:" + "x" * 5000}, 422),
        ({"move": "up:\x00"}, 422),
        ({"move": "up:riego", "rank-caminos": "primero"}, 422),
        ({"move": "up:riego", "rank-nadie": "1"}, 200),
        ({"sum": "1", "rank-caminos": "primero"}, 200),
    ],
)
def test_a_hostile_move_is_answered_in_words_and_nothing_typed_is_lost(fields: dict[str, str], status: int) -> None:
    scene = kept(choosing_scene, "ranking")
    page = send(scene, scene.titulars["BR"], INSIDE, "vote", acting_for=slug(scene), **{"rank-semillas": "1", **fields})
    assert page.status_code == status
    assert 'name="rank-semillas" value="1"' in page.content.decode()
    if "rank-caminos" in fields:
        assert 'value="primero"' in page.content.decode()
    assert not Vote.objects.exists()


@pytest.mark.parametrize(
    ("asked", "fields", "told"),
    [
        ("approval", {"option": ["riego", "caminos"]}, "Chosen: 110 USD of 100 USD. That is 10 USD more than there is"),
        ("approval", {"option": ["caminos"]}, "Left: 40 USD. Still fits: Semillas, Escuelas."),
        ("ranked", {"rank-caminos": "1", "rank-semillas": "2"}, "Left: 0 USD. Nothing more fits."),
        ("cumulative", {"points-riego": "7"}, "Points given: 7 of 10."),
        ("score", {"points-riego": "many"}, "Chosen: 0 USD of 100 USD."),
    ],
)
def test_the_sum_is_told_without_script(asked: str, fields: dict[str, Any], told: str) -> None:
    scene = kept(choosing_scene, asked)
    page = send(scene, scene.titulars["BR"], INSIDE, "vote", acting_for=slug(scene), sum="1", **fields)
    assert page.status_code == 200
    assert told in text(page).replace("\xa0", " ")
    if fields == {"option": ["caminos"]}:
        assert text(page).count("no longer fits") == 1, "the watering, that costs fifty"
    assert not Vote.objects.exists()
