"""The seats rate an answer by a motion of its own; what they find inadequate is asked again, as often as the rulebook
has it.
"""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from common import clock
from councils.models import Mandate, Membership, Office, Rulebook, Window
from councils.rounds.moving import extend_window
from councils.rulebook.rules import default_rulebook, write_rulebook
from ledger.models import Entry
from proposals.answering import rating as rating_steps
from proposals.answering.actions import acknowledge_transmittal, answer_transmittal
from proposals.answering.rating import call_rating, conclude_rating, end_rating, rate_one_answer
from proposals.consulting.answering import answer_consultation
from proposals.consulting.opening import open_consultation
from proposals.models import Ballot, Position, Rating, Transmittal
from proposals.positions.annulling import annul_position
from proposals.positions.publishing import write_position
from proposals.positions.queries import read_document
from proposals.positions.rendering.actions import print_position
from proposals.tasks import sweep
from proposals.verifying.recounting import check_recount
from proposals.voting.casting import cast_vote, state_vote
from proposals.voting.closing import call_again, cancel_ballot
from proposals.voting.instructing.actions import instruct_mandate
from tests.factories.answering import (
    ANSWER,
    ANSWERED,
    COUNTED,
    DUE,
    RATED,
    Addressed,
    addressed,
    answered,
    board_of,
    rate,
    rated,
    sent,
)
from tests.factories.proposals import member, official
from tests.factories.scenes import mandate
from tests.ground import kept

from .test_answering import DAY, ROLES, TICK, at_once, code_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ground")]


def only() -> Rating:
    return Rating.objects.select_related("ballot__window", "ballot__round__council", "response", "position").get()


def verbs() -> list[str]:
    told = ("call_rating", "conclude_rating", "send_again", "ask_no_more", "cancel_ballot")
    return list(Entry.objects.filter(verb__in=told).order_by("id").values_list("verb", flat=True))


def swept(at: Any) -> None:
    with clock.travel(at):
        sweep()


def annulled(found: Addressed, position: Position, at: Any) -> Any:
    with clock.travel(at):
        return annul_position(person=found.scene.secretary, position=position, reason="Se contó lo que no era.")


def test_an_answer_is_put_to_the_vote_of_the_seats() -> None:
    found = kept(answered)
    rating = only()
    assert (rating.response, rating.outcome, rating.called_at) == (found.transmittal.response, "", ANSWERED)
    ballot = rating.ballot
    assert (ballot.kind, ballot.proposal, ballot.state, ballot.asks_adequacy) == ("motion", None, "open", True)
    assert (ballot.window.kind, ballot.window.opens_at, ballot.window.closes_at) == ("adequacy", ANSWERED, RATED)
    assert ballot.roll.count() == len(found.scene.seats)
    assert found.position.reference in ballot.title["es"] and "Directorio" in ballot.title["es"]
    assert ballot.terms["answer"] == found.transmittal.get_absolute_url()
    entry = Entry.objects.get(verb="call_rating")
    assert (entry.actor, entry.council_id) == (None, found.scene.council.pk)
    assert entry.data["ballot"] == ballot.number
    assert found.transmittal.changed_at == ANSWERED
    with clock.travel(ANSWERED):
        assert not rate_one_answer()
        assert call_rating(transmittal=found.transmittal) is False


def test_what_is_inadequate_is_asked_again_with_a_date_of_its_own() -> None:
    found = kept(rated, "no")
    rating = only()
    assert (rating.outcome, rating.concluded_at) == ("inadequate", RATED)
    assert (rating.position.outcome, rating.position.ballot_id) == ("rejected", rating.ballot_id)
    again = found.round(2)
    assert (again.state, again.former, again.sent_at, again.due_at) == (
        "sent",
        found.transmittal,
        RATED,
        RATED + 90 * DAY,
    )
    assert again.get_absolute_url() == f"{found.transmittal.get_absolute_url()}2/"
    assert found.transmittal.state == "answered"
    assert verbs() == ["call_rating", "conclude_rating", "send_again"]
    entry = Entry.objects.get(verb="send_again")
    assert entry.data == {
        "reference": found.position.reference,
        "addressee": found.board.slug,
        "round": 2,
        "due_at": again.due_at.isoformat(),
    }
    with clock.travel(RATED):
        assert not rate_one_answer()
        assert conclude_rating(rating=rating) is False


def test_the_vote_is_published_and_counted_like_any_other_and_sent_to_nobody() -> None:
    kept(rated, "yes")
    position = only().position
    document = read_document(position)
    assert (document["outcome"], document["proposal"], document["addressees"]) == ("adopted", None, [])
    assert check_recount(document) > 0
    assert Transmittal.objects.count() == 1
    assert only().outcome == "adequate"


def test_the_rulebook_says_by_which_rule_for_how_long_and_how_often() -> None:
    found = kept(answered, adequacy_rule="unanimity", adequacy_days=3, adequacy_rounds=1)
    ballot = only().ballot
    assert ballot.window.closes_at == ANSWERED + 3 * DAY
    rate(found, "yes", "BR", "AR")
    rate(found, "no", "PY")
    swept(ANSWERED + 3 * DAY)
    tally = ballot.tallies.get(is_binding=True)
    assert (tally.rule, tally.outcome) == ("unanimity", "rejected")
    assert ballot.tallies.get(rule="seats").outcome == "adopted"
    assert only().outcome == "inadequate"
    assert Transmittal.objects.count() == 1, "the only round that the rulebook has"


def test_the_rules_are_those_in_force_when_it_opens() -> None:
    found = kept(sent)
    data = {**write_rulebook(default_rulebook()), "adequacy_days": 5}
    facts = {"effective_at": ANSWERED - TICK, "recorded_at": ANSWERED - TICK}
    Rulebook.objects.create(council=found.scene.council, version=2, data=data, **facts)
    with clock.travel(ANSWERED):
        answer_transmittal(person=found.people["respondent"], transmittal=found.transmittal, **ANSWER)
        sweep()
    assert only().ballot.window.closes_at == ANSWERED + 5 * DAY


def test_a_second_answer_is_rated_and_the_last_round_is_the_last() -> None:
    found = kept(rated, "no")
    later = RATED + DAY
    with clock.travel(later):
        answer_transmittal(person=found.people["respondent"], transmittal=found.round(2), **ANSWER)
        sweep()
    rate(found, "no", at=later + DAY)
    swept(later + 14 * DAY)
    assert list(Rating.objects.values_list("transmittal__round", "outcome")) == [(1, "inadequate"), (2, "inadequate")]
    assert Transmittal.objects.count() == 2
    facts = {"person": found.people["respondent"], **ANSWER}
    assert code_of(answer_transmittal, later + 14 * DAY, transmittal=found.transmittal, **facts) == "409 asked_again"
    assert code_of(answer_transmittal, later + 14 * DAY, transmittal=found.round(2), **facts) == ""
    swept(later + 15 * DAY)
    assert Rating.objects.count() == 2, "what comes after the vote of a round is not rated again"


def test_without_a_quorum_nothing_is_said_of_the_answer() -> None:
    quorum = [{"kind": "seats_present", "share": "1/2", "strict": False}]
    found = kept(answered, quorum=quorum)
    rate(found, "no", "BR")
    swept(RATED)
    assert (only().position.outcome, only().outcome) == ("no_quorum", "undecided")
    assert Transmittal.objects.count() == 1
    assert found.transmittal.state == "answered"
    window = Window.objects.create(
        round=found.scene.round, kind=Window.Kind.VOTING, opens_at=RATED + DAY, closes_at=RATED + 2 * DAY
    )
    facts = {"person": found.scene.secretary, "ballot": only().ballot, "window": window}
    assert code_of(call_again, RATED, **facts) == "409 no_second_call"


def test_nobody_votes() -> None:
    kept(answered)
    swept(RATED)
    assert (only().position.outcome, only().outcome) == ("tied", "undecided")


def test_a_vote_that_is_cancelled_says_nothing_and_is_not_called_again() -> None:
    found = kept(answered)
    with clock.travel(ANSWERED):
        cancel_ballot(person=found.scene.secretary, ballot=only().ballot, reason="La respuesta fue un error.")
        sweep()
    assert (only().outcome, only().position) == ("void", None)
    facts = {"person": found.people["respondent"], "transmittal": found.transmittal, **ANSWER}
    assert code_of(answer_transmittal, ANSWERED, **facts) == ""
    swept(ANSWERED + DAY)
    assert Rating.objects.count() == 1
    assert verbs() == ["call_rating", "cancel_ballot", "conclude_rating"]


def test_a_vote_that_is_annulled_takes_the_second_round_with_it() -> None:
    found = kept(rated, "no")
    at = RATED + DAY
    annulled(found, only().position, at)
    swept(at)
    assert only().outcome == "void"
    again = found.round(2)
    assert (again.state, again.superseded_at) == ("superseded", at)
    assert verbs()[-2:] == ["conclude_rating", "ask_no_more"]
    facts = {"person": found.people["respondent"], **ANSWER}
    assert code_of(answer_transmittal, at, transmittal=again, **facts) == "409 position_superseded"
    assert code_of(answer_transmittal, at, transmittal=found.transmittal, **facts) == ""


def test_a_second_answer_stays_when_the_first_vote_is_annulled() -> None:
    found = kept(rated, "no")
    with clock.travel(RATED):
        answer_transmittal(person=found.people["respondent"], transmittal=found.round(2), **ANSWER)
    annulled(found, only().position, RATED)
    swept(RATED)
    assert found.round(2).state == "answered"


def test_nobody_rates_the_answer_to_a_position_that_was_superseded() -> None:
    found = kept(answered)
    held = found.transmittal
    annulled(found, found.position, ANSWERED)
    swept(ANSWERED)
    rating = only()
    assert (rating.ballot.state, rating.outcome) == ("cancelled", "void")
    assert rating.ballot.cancellation_reason
    with clock.travel(ANSWERED):
        assert end_rating(rating=rating) is False
        assert call_rating(transmittal=held) is False


def test_a_position_that_falls_while_its_answer_is_counted_is_not_asked_again() -> None:
    found = kept(answered)
    rate(found, "no")
    annulled(found, found.position, RATED)
    with clock.travel(RATED):
        assert end_rating(rating=only()) is False, "it has closed: it is counted"
        sweep()
    assert only().outcome == "inadequate"
    assert Transmittal.objects.count() == 1


def test_an_answer_that_was_superseded_before_anybody_looked_is_not_rated() -> None:
    found = kept(sent)
    with clock.travel(ANSWERED):
        answer_transmittal(person=found.people["respondent"], transmittal=found.transmittal, **ANSWER)
        ballot = Ballot.objects.get(pk=found.scene.ballot.pk)
        with transaction.atomic():
            write_position(ballot, ANSWERED, supersedes=found.position)
        sweep()
    assert not Rating.objects.exists()


def test_a_fault_passes_over_one_answer_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    found = kept(sent)
    with clock.travel(ANSWERED):
        answer_transmittal(person=found.people["respondent"], transmittal=found.transmittal, **ANSWER)
        monkeypatch.setattr(rating_steps, "_title", lambda held: 1 / 0)
        assert rate_one_answer() is False
        monkeypatch.undo()
        assert rate_one_answer() is True
    assert Rating.objects.count() == 1


WHEN = {"before": DUE - TICK, "at": DUE, "after": DUE + 100 * DAY}
STAGES = {
    "sent": {"acknowledge": "", "answer": ""},
    "answered": {"acknowledge": "409 answered_already", "answer": ""},
    "being rated": {"acknowledge": "409 answered_already", "answer": "409 answer_being_rated"},
    "adequate": {"acknowledge": "409 answered_already", "answer": ""},
    "inadequate": {"acknowledge": "409 answered_already", "answer": "409 asked_again"},
}


def at_stage(stage: str, at: Any) -> Addressed:
    """A position that was sent, and is at this stage at an instant."""
    found = kept(sent)
    if stage == "sent":
        return found
    begun = at if stage in ("answered", "being rated") else at - 14 * DAY
    with clock.travel(begun):
        answer_transmittal(person=found.people["respondent"], transmittal=found.transmittal, **ANSWER)
        if stage != "answered":
            sweep()
    if stage in ("adequate", "inadequate"):
        rate(found, "yes" if stage == "adequate" else "no", at=begun)
        swept(at)
    return found


@pytest.mark.parametrize("when", WHEN)
@pytest.mark.parametrize("stage", STAGES)
def test_who_may_do_what_at_which_stage(stage: str, when: str) -> None:
    at = WHEN[when]
    found = at_stage(stage, at)
    facts = {"transmittal": found.transmittal}
    for role in sorted(set(ROLES) - {"respondent", "second respondent"}):
        person = {"person": found.people[role]}
        assert code_of(acknowledge_transmittal, at, **facts, **person) == "403 not_your_office", role
        assert code_of(answer_transmittal, at, **facts, **person, **ANSWER) == "403 not_your_office", role
    person = {"person": found.people["second respondent"]}
    assert code_of(acknowledge_transmittal, at, **facts, **person) == STAGES[stage]["acknowledge"]
    assert code_of(answer_transmittal, at, **facts, **person, **ANSWER) == STAGES[stage]["answer"]


@pytest.mark.parametrize("when", ["before", "at", "after"])
def test_who_may_rate_until_when(when: str) -> None:
    found = kept(answered)
    at = {"before": RATED - TICK, "at": RATED, "after": RATED + DAY}[when]
    seat, ballot = found.scene.seats["BR"], only().ballot
    for role in ROLES:
        told = code_of(cast_vote, at, person=found.people[role], seat=seat, ballot=ballot, choice="yes")
        allowed = "" if when == "before" else "409 closed"
        assert told == (allowed if role == "titular" else "403 no_mandate"), role


def test_two_answers_may_be_voted_on_at_once() -> None:
    found = kept(addressed)
    other = board_of("Presidencia")
    found.scene.round.addressees.add(other)
    second = official(other, Office.Kind.RESPONDENT)
    swept(COUNTED)
    with clock.travel(ANSWERED):
        for body, person in ((found.board, found.people["respondent"]), (other, second)):
            answer_transmittal(person=person, transmittal=Transmittal.objects.get(addressee=body), **ANSWER)
        sweep()
    assert Window.objects.filter(kind=Window.Kind.ADEQUACY).count() == 2
    assert list(Ballot.objects.filter(rating__isnull=False).values_list("state", flat=True)) == ["open", "open"]


def test_what_is_rated_is_not_changed_in_sql() -> None:
    kept(rated, "no")
    for statement in (
        "UPDATE proposals_rating SET response_id = response_id + 1",
        "UPDATE proposals_rating SET outcome = '', concluded_at = NULL",
        "DELETE FROM proposals_rating",
        "UPDATE proposals_transmittal SET round = 3 WHERE round = 2",
        "UPDATE proposals_transmittal SET former_id = NULL, round = 1 WHERE round = 2",
        "UPDATE proposals_transmittal SET due_at = due_at + interval '1 day' WHERE round = 2",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once() -> None:
    found = kept(sent)
    with clock.travel(ANSWERED):
        answer_transmittal(person=found.people["respondent"], transmittal=found.transmittal, **ANSWER)
    held = found.transmittal
    assert at_once(*[lambda: call_rating(transmittal=held)] * 2) == ["", ""]
    assert Rating.objects.count() == 1
    swept(ANSWERED)
    rate(found, "no", at=only().called_at)
    with clock.travel(only().ballot.window.closes_at):
        sweep()
    assert Transmittal.objects.filter(round=2).count() == 1
    rating = only()
    assert at_once(*[lambda: conclude_rating(rating=rating)] * 2) == ["", ""]
    assert Transmittal.objects.filter(round=2).count() == 1


PARTS = (
    *("", "roll/", "delegation/", "instruction/", "statement/", "recusal/", "cancellation/", "lot/", "challenge/"),
    *("languages/", "second-call/", "nominations/", "options/withdrawal/", "replacement/"),
    *("consultations/", "consultations/open/"),
)


@pytest.mark.parametrize("role", ["titular", "secretary"])
def test_no_page_of_a_ballot_misses_the_text(role: str) -> None:
    """They know motions on a text; this one is on none."""
    found, client = kept(answered), Client(headers={"accept-language": "en"})
    client.force_login(found.people[role])
    with clock.travel(ANSWERED + DAY):
        for part in PARTS:
            assert client.get(f"{only().ballot.get_absolute_url()}{part}").status_code < 500, part
        assert client.get(f"/desk/{found.scene.council.slug}/").status_code in (200, 403)


def test_members_are_consulted_on_an_answer_and_instruct_the_vote() -> None:
    found, client = kept(answered), Client()
    ballot, seat = only().ballot, found.scene.seats["AR"]
    coordinator = member(seat, Membership.Role.COORDINATOR)
    mandate(seat, coordinator, order=2, kind=Mandate.Kind.BOUND)
    inside = ANSWERED + DAY
    with clock.travel(inside):
        opened = open_consultation(person=coordinator, ballot=ballot, seat=seat, closes_at=inside + DAY)
        answer_consultation(person=coordinator, consultation=opened, answer={"no": "1"})
        instruct_mandate(person=coordinator, seat=seat, ballot=ballot, answer={"no": "1"}, text="Así se decidió.")
    swept(inside + DAY)
    assert client.get(f"{ballot.get_absolute_url()}consultations/1/").status_code == 200


def test_a_vote_on_an_answer_is_cast_read_and_printed() -> None:
    found, client = kept(answered), Client(headers={"accept-language": "en"})
    ballot, seat, person = only().ballot, found.scene.seats["BR"], found.people["titular"]
    place, sent_along = ballot.get_absolute_url(), {"acting_for": seat.movement.slug, "choice": "yes"}
    client.force_login(person)
    with clock.travel(ANSWERED + DAY):
        assert client.post(f"{place}vote/", sent_along).status_code == 200
        client.post(f"{place}vote/", {**sent_along, "confirm": "1"})
        assert client.get(f"{place}receipt/{seat.movement.slug}/").status_code == 200
        words = {"kind": "reservation", "text": "Con reserva.", "language": "es"}
        state_vote(person=person, seat=seat, ballot=ballot, **words)
    swept(RATED)
    position = only().position
    assert client.get(position.get_absolute_url()).status_code == 200
    print_position(position)
    assert position.renditions.exists()
    assert check_recount(read_document(position)) > 0


def test_the_window_of_a_vote_on_an_answer_moves_nothing_and_is_moved_by_nothing() -> None:
    found = kept(answered)
    window = only().ballot.window
    facts = {"reason": "Muchas asambleas.", "actor": found.scene.secretary}
    later = {"window": window, "closes_at": RATED + DAY, **facts}
    with clock.travel(ANSWERED):
        assert extend_window(**later, shift_following=True).closes_at == RATED + DAY
    response = Window.objects.get(round=found.scene.round, kind=Window.Kind.RESPONSE)
    with clock.travel(ANSWERED):
        extend_window(window=response, closes_at=DUE + DAY, shift_following=True, **facts)
    window.refresh_from_db()
    assert (window.opens_at, window.closes_at) == (ANSWERED, RATED + DAY)
    assert code_of(extend_window, RATED + DAY, **later) == "409 closed"
    assert found.transmittal.due_at == DUE
