"""The pages of a ballot through HTTP: what each of them says and when, with which status, and at what cost."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from common import clock
from councils.models import Movement, Office, Rulebook, Seat, Standing, Window
from proposals.models import Ballot, Position, Recusal, RollChallenge, Statement, Vote
from proposals.tasks import sweep
from proposals.voting.casting import cast_vote
from proposals.voting.opening import open_ballot
from tests.factories.scenes import FOUNDED, Scene, mandate, person, seat_of, voting_scene

OPENS = datetime(2026, 3, 1, 12, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=3)
INSIDE = OPENS + timedelta(hours=5)
BEFORE = OPENS - timedelta(hours=1)
TICK = timedelta(microseconds=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    with clock.travel(BEFORE):
        return voting_scene(opens_at=OPENS, closes_at=CLOSES)


def signed_in(person: User | None) -> Client:
    client = Client(headers={"accept-language": "en"})
    if person is not None:
        client.force_login(person)
    return client


def address(scene: Scene, name: str = "ballot", *args: object, ballot: Ballot | None = None) -> str:
    return reverse(name, args=[scene.council.slug, 1, (ballot or scene.ballot).number, *args])


def get(scene: Scene, who: User | None, at: datetime, name: str = "ballot", *args: object) -> HttpResponse:
    with clock.travel(at):
        return signed_in(who).get(address(scene, name, *args))


def text(response: HttpResponse) -> str:
    """The page as a person reads it."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def send(scene: Scene, who: User | None, at: datetime, name: str, *args: object, **fields: object) -> HttpResponse:
    with clock.travel(at):
        return signed_in(who).post(address(scene, name, *args), fields)


def slug(scene: Scene, country: str = "BR") -> str:
    return scene.seats[country].movement.slug


def cast(scene: Scene, at: datetime = INSIDE, **choices: str) -> None:
    with clock.travel(at):
        for country, choice in choices.items():
            ballot = Ballot.objects.select_related("round__council", "window", "proposal").get(pk=scene.ballot.pk)
            cast_vote(person=scene.titulars[country], seat=scene.seats[country], ballot=ballot, choice=choice)


def conduct(at: datetime) -> None:
    with clock.travel(at):
        sweep()


@contextmanager
def counted(most: int) -> Iterator[CaptureQueriesContext]:
    """At most so many queries; what begins and ends a transaction is not one."""
    with CaptureQueriesContext(connection) as queries:
        yield queries
    asked = [query["sql"] for query in queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE", "ROLLBACK"))]
    assert len(asked) <= most, "\n".join(asked)
    queries.number = len(asked)  # type: ignore[attr-defined]


# --- the vote in two steps ------------------------------------------------------------------------------------------


def test_a_vote_is_shown_once_more_before_it_is_cast(scene: Scene) -> None:
    who = scene.titulars["BR"]
    page = get(scene, who, INSIDE)
    assert page.status_code == 200
    assert "Voting is open" in text(page)
    assert f'name="acting_for" value="{slug(scene)}"' in page.content.decode()
    asked = send(scene, who, INSIDE, "vote", acting_for=slug(scene), choice="block")
    assert asked.status_code == 200
    assert "Is this your vote?" in text(asked)
    assert not Vote.objects.exists()
    done = send(scene, who, INSIDE, "vote", acting_for=slug(scene), choice="block", confirm="1")
    assert done.status_code == 302
    assert done["Location"] == address(scene, "receipt", slug(scene))
    vote = Vote.objects.get()
    assert vote.answer == {"block": "1"}
    receipt = get(scene, who, INSIDE, "receipt", slug(scene))
    for told in (vote.receipt, vote.commitment, "Vote 1 of this seat", "You can vote again until the close"):
        assert told in text(receipt)


def test_a_receipt_is_shown_to_nobody_else(scene: Scene) -> None:
    cast(scene, BR="yes")
    for who in (scene.alternates["BR"], scene.titulars["AR"], scene.secretary):
        assert get(scene, who, INSIDE, "receipt", slug(scene)).status_code == 404
    assert get(scene, None, INSIDE, "receipt", slug(scene)).status_code == 302


@pytest.mark.parametrize("step", [{}, {"confirm": "1"}])
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
def test_a_refusal_has_its_status_and_its_sentence(
    scene: Scene, step: dict[str, str], who: str, country: str, at: datetime, status: int, sentence: str
) -> None:
    """`country` is the seat that Brazil's people try to vote for."""
    people = {"titular": scene.titulars["BR"], "alternate": scene.alternates["BR"], "secretary": scene.secretary}
    answer = send(scene, people[who], at, "vote", acting_for=slug(scene, country), choice="yes", **step)
    assert answer.status_code == (302 if status == 200 and step else status)
    assert sentence in text(answer)
    assert Vote.objects.exists() == bool(status == 200 and step)


@pytest.mark.parametrize("fields", [{}, {"choice": ""}, {"choice": "perhaps"}, {"choice": "perhaps", "confirm": "1"}])
def test_an_answer_that_is_none_is_asked_again(scene: Scene, fields: dict[str, str]) -> None:
    answer = send(scene, scene.titulars["BR"], INSIDE, "vote", acting_for=slug(scene), **fields)
    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()
    assert not Vote.objects.exists()


@pytest.mark.parametrize("movement", ["", "nobody", "a\x00b", "x" * 5000])
def test_a_vote_for_a_seat_that_does_not_exist(scene: Scene, movement: str) -> None:
    answer = send(scene, scene.titulars["BR"], INSIDE, "vote", acting_for=movement, choice="yes", confirm="1")
    assert answer.status_code == 404


def test_who_is_not_signed_in_is_asked_to(scene: Scene) -> None:
    page = get(scene, None, INSIDE)
    assert "Sign in to vote" in text(page)
    assert send(scene, None, INSIDE, "vote", acting_for=slug(scene), choice="yes", confirm="1").status_code == 302
    assert get(scene, scene.titulars["BR"], INSIDE, "vote").status_code == 302, "back from the sign-in, to the ballot"
    assert not Vote.objects.exists()


def test_the_titular_and_the_alternate_both_see_who_has_voted(scene: Scene) -> None:
    send(scene, scene.alternates["BR"], INSIDE, "vote", acting_for=slug(scene), choice="no", confirm="1")
    page = text(get(scene, scene.titulars["BR"], INSIDE))
    assert "The alternate of this seat has voted" in page
    assert "takes the place of the alternate's" in page
    cast(scene, BR="yes")
    page = text(get(scene, scene.alternates["BR"], INSIDE))
    assert "The titular of this seat has voted" in page
    assert "The titular has voted, so the alternate no longer can." in page
    refused = send(scene, scene.alternates["BR"], INSIDE, "vote", acting_for=slug(scene), choice="no", confirm="1")
    assert refused.status_code == 409


def test_no_page_says_how_anybody_voted_before_the_count(scene: Scene) -> None:
    cast(scene, BR="block", AR="block")
    with clock.travel(CLOSES):
        Ballot.objects.filter(pk=scene.ballot.pk).update(state="closed", closed_at=CLOSES)
    for who in (None, scene.alternates["BR"], scene.titulars["AR"], scene.secretary):
        for at in (INSIDE, CLOSES):
            for page in ("ballot", "roll"):
                shown = get(scene, who, at, page).content.decode().replace('value="block"', "")
                salts = list(Vote.objects.values_list("salt", flat=True))
                assert not any(salt in shown for salt in salts)
                assert "Block (" not in shown
                assert "Block, " not in shown


def test_a_disabled_vote_says_why(scene: Scene) -> None:
    who = scene.titulars["BR"]
    assert "Voting opens on" in text(get(scene, who, BEFORE))
    with clock.travel(INSIDE):
        open_ballot(scene.ballot)
    Recusal.objects.create(
        ballot=scene.ballot, seat=scene.seats["BR"], reason="Ejecutamos la obra.", recused_by=who, recused_at=INSIDE
    )
    page = text(get(scene, who, INSIDE))
    assert "stood aside from this ballot" in page
    assert "Ejecutamos la obra." in page
    Standing.objects.create(
        seat=scene.seats["AR"], status="suspended", effective_at=INSIDE, recorded_at=INSIDE, reason="x"
    )
    later = INSIDE + timedelta(hours=1)
    assert "is suspended and cannot act" in text(get(scene, scene.titulars["AR"], later))
    assert "You hold no mandate" in text(get(scene, scene.secretary, later))


def test_a_person_with_two_seats_chooses(scene: Scene) -> None:
    who = scene.titulars["BR"]
    other = scene.seats["AR"]
    mandate(other, who, order=2)
    with clock.travel(INSIDE):
        page = signed_in(who).get(address(scene), {"acting_for": other.movement.slug})
    assert f'name="acting_for" value="{other.movement.slug}"' in page.content.decode()
    assert f"You act for {other.movement.name}" in text(page)


# --- nobody waits for a worker --------------------------------------------------------------------------------------


def test_a_visitor_prepares_and_opens_what_no_worker_has(scene: Scene) -> None:
    Window.objects.filter(round=scene.round).update(opening_done_at=None)
    with clock.travel(INSIDE):
        page = signed_in(None).get(address(scene))
    assert "Voting is open" in text(page)
    scene.ballot.refresh_from_db()
    assert scene.ballot.state == Ballot.State.OPEN


def test_a_round_that_no_worker_has_settled_prepares_its_ballots(scene: Scene) -> None:
    with clock.travel(FOUNDED - timedelta(days=1)), pytest.raises(Ballot.DoesNotExist):
        scene.put()
    second = reverse("ballot", args=[scene.council.slug, 1, 2])
    with clock.travel(BEFORE):
        assert signed_in(None).get(second).status_code == 404, "a worker has been there"
        Window.objects.filter(round=scene.round).update(opening_done_at=None)
        assert signed_in(None).get(second).status_code == 200
        assert signed_in(None).get(second).status_code == 200
    assert Ballot.objects.filter(round=scene.round).count() == 2
    assert signed_in(None).get(reverse("ballot", args=[scene.council.slug, 1, 99])).status_code == 404


def test_a_ballot_without_rules_says_so_and_refuses_in_words(scene: Scene) -> None:
    Rulebook.objects.create(
        council=scene.council,
        version=2,
        data={"binding": "no such rule"},
        effective_at=OPENS - timedelta(hours=2),
        recorded_at=OPENS - timedelta(hours=2),
    )
    page = get(scene, scene.titulars["BR"], INSIDE)
    assert page.status_code == 200
    assert "could not be opened" in text(page)
    answer = send(scene, scene.titulars["BR"], INSIDE, "vote", acting_for=slug(scene), choice="yes", confirm="1")
    assert answer.status_code == 409
    assert "no rules to vote by" in text(answer)


def test_between_close_and_count_the_page_says_so(scene: Scene) -> None:
    cast(scene, BR="yes")
    assert "Counting is under way" in text(get(scene, None, CLOSES))
    conduct(CLOSES)
    assert "Counting is under way" not in text(get(scene, None, CLOSES))


# --- the result -----------------------------------------------------------------------------------------------------


def test_the_result_shows_all_rules_and_who_made_the_difference(scene: Scene) -> None:
    cast(scene, BR="no", AR="no", VE="block", EC="yes", UY="yes", PY="yes", BO="yes")
    with clock.travel(INSIDE):
        entry = scene.ballot.roll.get(movement=slug(scene, "VE"))
    Statement.objects.create(
        roll_entry=entry, kind="dissent", text="Falta el agua.", language="es", made_by=scene.secretary, made_at=INSIDE
    )
    conduct(CLOSES)
    page = get(scene, None, CLOSES)
    shown = text(page)
    for said in (
        "Adopted, by the rule that binds: one seat, one vote.",
        "The rules disagree.",
        "By capital contribution: rejected",
        "Consensus: rejected",
        "The fewest seats that change it by changing sides",
        "Falta el agua.",
        Position.objects.get().reference,
        "Seats on the roll: 7. Voted: 7. Absent: 0.",
    ):
        assert said in shown
    assert page.content.decode().count('<svg class="bar"') == 8, "seven rules, of which one counts twice"
    roll = text(get(scene, None, CLOSES, "roll"))
    assert roll.count("opens") >= 7
    assert "does not open" not in roll
    assert Vote.objects.first().salt in roll  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [
        ({"BR": "no"}, "Not adopted, by the rule that binds"),
        ({"BR": "yes", "AR": "no"}, "Tied by the rule that binds"),
        ({}, "Tied by the rule that binds"),
    ],
)
def test_the_outcome_is_one_sentence(scene: Scene, choices: dict[str, str], sentence: str) -> None:
    cast(scene, **choices)
    conduct(CLOSES)
    assert sentence in text(get(scene, None, CLOSES))


def test_a_second_call_through_the_pages() -> None:
    quorum = [{"kind": "seats_present", "share": "1/2"}]
    with clock.travel(BEFORE):
        scene = voting_scene(opens_at=OPENS, closes_at=CLOSES, quorum=quorum, second_call=True, second_call_quorum=[])
    cast(scene, BO="yes")
    page = text(get(scene, None, INSIDE))
    assert "At least half of the seats vote" in page
    assert "Missing:" in page
    conduct(CLOSES)
    assert "the quorum of the rule that binds" in text(get(scene, None, CLOSES))
    opens = CLOSES + timedelta(days=1)
    times = {"opens_at": f"{opens:%Y-%m-%dT%H:%M}", "closes_at": f"{opens + timedelta(days=2):%Y-%m-%dT%H:%M}"}
    assert send(scene, scene.titulars["BO"], CLOSES, "call_again", **times).status_code == 403
    assert send(scene, scene.secretary, CLOSES, "call_again", opens_at="x", closes_at="").status_code == 422
    backwards = {"opens_at": times["closes_at"], "closes_at": times["opens_at"]}
    assert send(scene, scene.secretary, CLOSES, "call_again", **backwards).status_code == 422
    assert send(scene, scene.secretary, CLOSES, "call_again", **times).status_code == 302
    again = Ballot.objects.get(second_call_of=scene.ballot)
    assert (again.window.opens_at, again.window.closes_at) == (opens, opens + timedelta(days=2))
    assert "a second time" in text(get(scene, scene.secretary, CLOSES))
    assert send(scene, scene.secretary, CLOSES, "call_again", **times).status_code == 409


# --- acts beside the vote -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "at", "fields", "made"),
    [
        ("state_vote", INSIDE, {"kind": "dissent", "text": "Falta el agua."}, Statement),
        ("recuse_seat", INSIDE, {"reason": "Ejecutamos la obra."}, Recusal),
        ("recuse_seat", BEFORE, {"reason": "Ejecutamos la obra."}, Recusal),
        ("challenge_roll", BEFORE, {"text": "Falta un movimiento."}, RollChallenge),
    ],
)
def test_acts_for_a_seat(scene: Scene, name: str, at: datetime, fields: dict[str, str], made: Any) -> None:
    who = scene.titulars["BR"]
    assert get(scene, who, at, name).status_code == 200
    assert get(scene, scene.secretary, at, name).status_code == 403
    assert get(scene, None, at, name).status_code == 302
    acting = {"acting_for": slug(scene)}
    assert send(scene, who, at, name, acting_for=slug(scene, "AR"), **fields).status_code == 403
    empty = send(scene, who, at, name, **acting, **dict.fromkeys(fields, "  "))
    assert empty.status_code == 422
    assert send(scene, who, at, name, **acting, **dict.fromkeys(fields, "x\x00")).status_code == 422
    assert send(scene, who, at, name, **acting, **dict.fromkeys(fields, "x" * 5000)).status_code == 422
    assert not made.objects.exists()
    assert send(scene, who, at, name, **acting, **fields).status_code == 302
    assert made.objects.count() == 1
    assert send(scene, who, CLOSES, name, **acting, **fields).status_code == 409


def test_a_challenge_is_answered(scene: Scene) -> None:
    send(scene, scene.titulars["BR"], BEFORE, "challenge_roll", acting_for=slug(scene), text="La clase no es esta.")
    asked = RollChallenge.objects.get()
    page = get(scene, scene.secretary, BEFORE)
    assert address(scene, "answer_challenge", asked.pk) in page.content.decode()
    fields = {"outcome": "upheld", "decision_class": "fundamental", "answer": "Así es."}
    assert send(scene, scene.titulars["BR"], BEFORE, "answer_challenge", asked.pk, **fields).status_code == 403
    assert send(scene, scene.secretary, BEFORE, "answer_challenge", asked.pk + 1, **fields).status_code == 404
    wrong = {**fields, "decision_class": "unknown"}
    assert send(scene, scene.secretary, BEFORE, "answer_challenge", asked.pk, **wrong).status_code == 422
    wrong = {**fields, "outcome": "dismissed"}
    assert send(scene, scene.secretary, BEFORE, "answer_challenge", asked.pk, **wrong).status_code == 422
    assert send(scene, scene.secretary, BEFORE, "answer_challenge", asked.pk, **fields).status_code == 302
    assert send(scene, scene.secretary, BEFORE, "answer_challenge", asked.pk, **fields).status_code == 409
    page = text(get(scene, None, BEFORE))
    assert "Así es." in page
    assert "Decision class: fundamental" in page


def test_a_ballot_is_cancelled(scene: Scene) -> None:
    cast(scene, BR="yes")
    assert send(scene, scene.titulars["BR"], INSIDE, "cancel_ballot", reason="x").status_code == 403
    assert send(scene, scene.secretary, INSIDE, "cancel_ballot", reason=" ").status_code == 422
    assert send(scene, scene.secretary, CLOSES, "cancel_ballot", reason="x").status_code == 409
    assert send(scene, scene.secretary, INSIDE, "cancel_ballot", reason="Hubo un error.").status_code == 302
    page = text(get(scene, scene.titulars["BR"], INSIDE))
    assert "This ballot was cancelled." in page
    assert "Hubo un error." in page
    assert send(scene, scene.titulars["BR"], INSIDE, "vote", acting_for=slug(scene), choice="no").status_code == 409


# --- positions ------------------------------------------------------------------------------------------------------


def test_a_position_is_read_from_its_bytes(scene: Scene) -> None:
    assert "No position has been published yet" in text(signed_in(None).get(reverse("position_list")))
    cast(scene, BR="yes", AR="yes")
    conduct(CLOSES)
    position = Position.objects.get()
    page = text(signed_in(None).get(position.get_absolute_url()))
    for said in (
        position.reference,
        position.sha256,
        "Soberanía alimentaria",
        "Semillas propias.",
        "Adopted, by the rule",
    ):
        assert said in page
    for listing in (reverse("position_list"), reverse("council_positions", args=[scene.council.slug])):
        assert position.reference in text(signed_in(None).get(listing))
    assert signed_in(None).get(reverse("position", args=[scene.council.slug, 2026, 99])).status_code == 404
    assert signed_in(None).get(reverse("council_positions", args=["nobody"])).status_code == 404


# --- what it costs --------------------------------------------------------------------------------------------------


def test_casting_costs_eight_queries(scene: Scene) -> None:
    with clock.travel(INSIDE):
        open_ballot(scene.ballot)
        client = signed_in(scene.titulars["BR"])
        fields = {"acting_for": slug(scene), "choice": "yes", "confirm": "1"}
        with counted(8):
            assert client.post(address(scene, "vote"), fields).status_code == 302
        with counted(8):
            assert client.post(address(scene, "vote"), fields).status_code == 302
    assert Vote.objects.count() == 2


def enlarge(scene: Scene, seats: int) -> None:
    """The council with so many more seats, admitted."""
    start = Movement.objects.count()
    movements = Movement.objects.bulk_create(
        Movement(
            slug=f"large-{n}", name=f"Movimiento {n}", kind="peasant", country_id="BO" if n % 3 else None,
            founded_at=FOUNDED,
        )
        for n in range(start, start + seats)
    )  # fmt: skip
    made = Seat.objects.bulk_create(Seat(council=scene.council, movement=movement) for movement in movements)
    at = {"effective_at": FOUNDED, "recorded_at": FOUNDED}
    Standing.objects.bulk_create(Standing(seat=seat, status="admitted", **at) for seat in made)


Cost = Callable[[int], AbstractContextManager[Any]]
MOST = {"coming": 20, "open": 20, "roll": 9, "result": 16, "roll result": 9, "position": 5}


def test_pages_cost_the_same_with_ten_seats_and_with_a_thousand() -> None:
    costs: dict[int, dict[str, int]] = {}
    for seats in (3, 993):
        with clock.travel(BEFORE):
            scene = voting_scene(opens_at=OPENS, closes_at=CLOSES)
            enlarge(scene, seats)
        costs[seats] = {}
        client = signed_in(scene.titulars["BR"])
        pages = [("coming", BEFORE, "ballot"), ("open", INSIDE, "ballot"), ("roll", INSIDE, "roll")]
        for name, at, page in [*pages, ("result", CLOSES, "ballot"), ("roll result", CLOSES, "roll")]:
            if name == "open":
                with clock.travel(INSIDE):
                    open_ballot(scene.ballot)
                entries = list(scene.ballot.roll.all())
                cast(scene, BR="yes", AR="no")
            if name == "result":
                assert len(entries) == 7 + seats
                conduct(CLOSES)
            with clock.travel(at), counted(MOST[name]) as queries:
                shown = client.get(address(scene, page))
            assert shown.status_code == 200
            assert len(shown.content) < 120_000
            costs[seats][name] = queries.number
        published = Position.objects.select_related("council").get(council=scene.council).get_absolute_url()
        with counted(MOST["position"]) as queries:
            assert client.get(published).status_code == 200
        costs[seats]["position"] = queries.number
    assert costs[3] == costs[993]


def test_a_round_costs_six_queries_with_ten_proposals_and_with_a_hundred(scene: Scene) -> None:
    client = signed_in(scene.titulars["BR"])
    page = reverse("round", args=[scene.council.slug, 1])
    for number in (9, 90):
        with clock.travel(BEFORE):
            for _ in range(number):
                scene.put()
            with counted(6):
                assert client.get(page).status_code == 200
            with counted(6):
                assert client.get(page, {"after": "20", "theme": "x"}).status_code == 200


def test_the_ledger_costs_six_queries_and_speaks(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    cast(scene, BR="yes", AR="no")
    conduct(CLOSES)
    client = signed_in(scene.titulars["BR"])
    page = reverse("ledger", args=[scene.council.slug])
    with counted(6):
        shown = text(client.get(page))
    assert "voted (serial 1" not in shown, "what this transaction wrote has not settled"
    monkeypatch.setattr("ledger.models.EntryQuerySet.settled", lambda entries: entries)
    shown = text(client.get(page))
    for said in (
        f"{scene.seats['BR'].movement.name} voted (serial 1",
        "By the binding rule, one seat, one vote, the outcome is: tied.",
        "The stage voting closed.",
        "by itself, when it was due",
        f"person {scene.titulars['BR'].mark(scene.council.code)[:8]}",
        "This page reads as far as entry",
    ):
        assert said in shown
    assert "voted (serial" not in text(client.get(page, {"verb": "open_ballot"}))
    assert "… voted" in shown, "a verb is chosen by its sentence"
    for asked in ({"after": "x"}, {"before": "9" * 30}, {"after": "1"}, {"before": "1"}, {"verb": "nothing"}):
        assert client.get(page, asked).status_code == 200


def test_offices_see_the_way_to_their_acts(scene: Scene) -> None:
    Office.objects.create(council=scene.council, person=scene.titulars["BO"], kind="observer", starts_at=FOUNDED)
    assert "Cancel this ballot" in text(get(scene, scene.secretary, INSIDE))
    assert "Cancel this ballot" not in text(get(scene, scene.titulars["BO"], INSIDE))


def test_a_regional_movement_stands_beside_the_countries(scene: Scene) -> None:
    seat = seat_of(scene.council, None, kind="women")
    mandate(seat, person())
    assert "Regional movements" in text(get(scene, None, BEFORE))


# --- what waits for whom --------------------------------------------------------------------------------------------


def home(who: User | None, at: datetime) -> str:
    with clock.travel(at):
        return text(signed_in(who).get("/"))


def test_the_first_page_lists_the_votes_that_are_missing(scene: Scene) -> None:
    waits = "Vote: Soberanía alimentaria"
    for who in (scene.titulars["BR"], scene.alternates["BR"]):
        assert waits not in home(who, BEFORE)
        assert waits in home(who, INSIDE), "also while no worker has opened it"
        assert waits not in home(who, CLOSES)
    assert waits not in home(scene.secretary, INSIDE)
    cast(scene, BR="yes")
    assert waits not in home(scene.titulars["BR"], INSIDE)
    assert waits not in home(scene.alternates["BR"], INSIDE)
    assert waits in home(scene.titulars["AR"], INSIDE)
    Recusal.objects.create(
        ballot=scene.ballot, seat=scene.seats["AR"], reason="x", recused_by=scene.secretary, recused_at=INSIDE
    )
    assert waits not in home(scene.titulars["AR"], INSIDE)
    scene.seats["BO"].mandates.update(revoked_at=INSIDE)
    assert waits not in home(scene.titulars["BO"], INSIDE)


def test_the_first_page_shows_all_eyes_what_is_open_and_what_was_decided(scene: Scene) -> None:
    assert "Being voted on" in home(None, INSIDE)
    cast(scene, BR="yes")
    conduct(CLOSES)
    shown = home(None, CLOSES)
    assert "Being voted on" not in shown
    assert Position.objects.get().reference in shown


def test_a_challenge_waits_for_the_secretary(scene: Scene) -> None:
    send(scene, scene.titulars["BR"], BEFORE, "challenge_roll", acting_for=slug(scene), text="Falta un movimiento.")
    assert "Answer the challenge of" in home(scene.secretary, BEFORE)
    assert "Answer the challenge of" not in home(scene.titulars["BR"], BEFORE)
    desk = reverse("desk", args=[scene.council.slug])
    with clock.travel(BEFORE):
        shown = text(signed_in(scene.secretary).get(desk))
    assert "Challenges to a roll" in shown
    assert "Falta un movimiento." in shown


def test_the_desk_shows_what_was_set_aside(scene: Scene) -> None:
    Rulebook.objects.create(
        council=scene.council,
        version=2,
        data={"binding": "no such rule"},
        effective_at=OPENS - timedelta(hours=2),
        recorded_at=OPENS - timedelta(hours=2),
    )
    conduct(OPENS)
    with clock.travel(OPENS):
        shown = text(signed_in(scene.secretary).get(reverse("desk", args=[scene.council.slug])))
    for said in ("Ballots that were set aside", "RulebookError", "tries: 1", "Next try:"):
        assert said in shown
