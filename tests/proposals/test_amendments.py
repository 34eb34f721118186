"""What amendments do to a text, what is refused, and what becomes of those that settlement leaves open."""

from typing import Any

import pytest

from common import clock
from common.errors import Conflict, Invalid
from councils.models import Window
from ledger.models import Entry
from proposals.amending.actions import (
    accept_amendment,
    move_amendment,
    order_plenary,
    propose_amendment,
    settle_amendments,
    sponsor_amendment,
)
from proposals.amending.words import reason_words
from proposals.drafting.actions import revise_proposal, withdraw_proposal
from proposals.models import Amendment, Ballot, Revision
from proposals.positions.plenary import conclude_plenary, decide_amendment
from proposals.schedule import close_one_due_window
from proposals.voting.closing import cancel_ballot, close_ballot
from proposals.voting.opening import open_ballot, prepare_ballots
from proposals.voting.plenary import prepare_plenary
from tests.factories.amending import (
    P1,
    P3,
    PLENARY,
    SETTLING,
    TALK,
    TEXT,
    VOTES,
    VOTING,
    Assembly,
    assembly,
    conduct,
    replacing,
)
from tests.factories.asking import ask, words
from tests.factories.proposals import HOUR, TICK

pytestmark = pytest.mark.django_db

NEW = "Las semillas son de quien las siembra."


def states(here: Assembly) -> list[str]:
    return list(Amendment.objects.filter(proposal=here.proposal).order_by("number").values_list("state", flat=True))


def refused(here: Assembly, changes: Any, **facts: Any) -> Invalid:
    told = {"reasons": "Así.", "language": "es", "expected": 1, **facts}
    with clock.travel(TALK), pytest.raises(Invalid) as refusal:
        propose_amendment(person=here.titulars[0], seat=here.seats[0], proposal=here.fresh(), changes=changes, **told)
    return refusal.value


MANY = [{"op": "insert", "paragraph": "p1", "text": str(number)} for number in range(21)]
LONG = [{"op": "insert", "paragraph": "p1", "text": "a" * 20_000} for _number in range(11)]


@pytest.mark.parametrize(
    "changes",
    [
        [],
        None,
        "p1",
        ["p1"],
        [{}],
        [{"op": "burn", "paragraph": "p1"}],
        [{"op": "replace", "paragraph": "p9", "text": "X"}],
        [{"op": "replace", "paragraph": ["p1"], "text": "X"}],
        [{"op": "replace", "paragraph": "p1\x00", "text": "X"}],
        [{"op": "replace", "paragraph": "p1", "text": "X\x00Y"}],
        [{"op": "replace", "paragraph": "p1", "text": "\ud800"}],
        [{"op": "replace", "paragraph": "p1", "text": "   "}],
        [{"op": "replace", "paragraph": "p1", "text": "Uno.\n\nDos."}],
        [{"op": "replace", "paragraph": "p1", "text": "a" * 20_001}],
        [{"op": "replace", "paragraph": "p1", "text": P1}],
        [{"op": "replace", "paragraph": "p1", "text": 7}],
        [{"op": "replace", "paragraph": "p1", "text": "X", "language": "tlh"}],
        [{"op": "move", "paragraph": "p1", "after": "p1"}],
        [{"op": "move", "paragraph": "p1", "after": "p7"}],
        [*replacing("p1", "X"), *replacing("p1", "Y")],
        [*replacing("p1", "X"), {"op": "delete", "paragraph": "p1"}],
        [{"op": "delete", "paragraph": name} for name in ("p1", "p2", "p3")],
        MANY,
        LONG,
    ],
)
def test_what_is_no_amendment_is_refused_with_a_sentence(changes: Any) -> None:
    refusal = refused(assembly(seats=1), changes)
    assert refusal.fields["changes"]
    assert not Amendment.objects.exists()


@pytest.mark.parametrize(
    "facts",
    [
        {"reasons": ""},
        {"reasons": "\x00"},
        {"reasons": "a" * 4_001},
        {"reasons": None},
        {"language": "xx"},
        {"language": None},
    ],
)
def test_reasons_and_language_are_read_too(facts: dict[str, Any]) -> None:
    assert set(refused(assembly(seats=1), replacing("p1", NEW), **facts).fields) == set(facts)


def test_marks_that_turn_the_direction_are_not_kept() -> None:
    amendment = assembly(seats=1).propose(replacing("p1", f"\u202e{NEW}\u2066"))
    assert amendment.text.changes == replacing("p1", NEW)


def test_who_wrote_on_an_older_text_is_told() -> None:
    here = assembly(seats=1)
    with clock.travel(TALK):
        revise_proposal(
            person=here.people["member"],
            seat=here.table.author,
            proposal=here.fresh(),
            base=1,
            language="es",
            title="Otra",
            text=TEXT,
        )
    with clock.travel(TALK), pytest.raises(Conflict) as refusal:
        propose_amendment(
            person=here.titulars[0],
            seat=here.seats[0],
            proposal=here.fresh(),
            changes=replacing("p1", NEW),
            reasons="Así.",
            language="es",
            expected=1,
        )
    assert refusal.value.code == "revised_meanwhile"


def test_an_accepted_one_is_in_the_text_at_once_and_says_so() -> None:
    here = assembly()
    first = here.propose(replacing("p2", "El riego es público."))
    second = here.propose(
        [{"op": "move", "paragraph": "p2", "after": ""}, {"op": "insert", "paragraph": "p3", "text": "Fin."}], by=1
    )
    third = here.propose([{"op": "delete", "paragraph": "p1"}], by=2)
    for amendment in (first, second, third):
        here.accept(amendment)
    revision = here.revision
    assert [(row["id"], row["text"]) for row in revision.paragraphs] == [
        ("p2", "El riego es público."),
        ("p3", P3),
        ("p4", "Fin."),
    ]
    assert (revision.number, revision.source) == (4, "amendment")
    told = revision.provenance
    assert {name: (one["op"], one["amendment"]) for name, one in told.items()} == {
        "p1": ("delete", 3),
        "p2": ("move", 2),
        "p4": ("insert", 2),
    }
    assert told["p2"]["earlier"]["amendment"] == 1, "what was said before is not lost"
    verbs = list(Entry.objects.filter(verb="accept_amendment").values_list("on_behalf_of", flat=True))
    assert verbs == [here.table.sponsor.movement.slug] * 3


def test_a_decision_by_a_page_that_is_old_is_refused() -> None:
    here = assembly()
    first, second = here.propose(replacing("p1", NEW)), here.propose(replacing("p2", "Otro riego."), by=1)
    here.accept(first)
    told = {"person": here.people["sponsor"], "seat": here.table.sponsor, "amendment": second}
    with clock.travel(SETTLING), pytest.raises(Conflict) as refusal:
        accept_amendment(**told, expected=1, text=1)
    assert refusal.value.code == "text_moved"
    here.carry(second, replacing("p2", "Otro riego, mejor."), by=1)
    with clock.travel(SETTLING), pytest.raises(Conflict) as refusal:
        accept_amendment(**told, expected=2, text=1)
    assert refusal.value.code == "amendment_moved"
    with clock.travel(SETTLING):
        accept_amendment(**told, expected=2, text=2)


def test_only_what_speaks_of_an_older_text_is_carried_over() -> None:
    here = assembly()
    amendment = here.propose(replacing("p1", NEW))
    with pytest.raises(Conflict) as refusal:
        here.carry(amendment, replacing("p1", "Otra cosa."))
    assert refusal.value.code == "not_behind"


def test_a_movement_sponsors_once_and_calls_once() -> None:
    here = assembly()
    amendment = here.propose(replacing("p1", NEW))
    told = {"person": here.titulars[1], "seat": here.seats[1], "amendment": amendment}
    with clock.travel(TALK):
        sponsor_amendment(**told)
        with pytest.raises(Conflict) as refusal:
            sponsor_amendment(**told)
    assert refusal.value.code == "sponsors_already"
    here.decline(amendment)
    here.call(amendment, 1)
    with pytest.raises(Conflict) as refusal:
        here.call(amendment, 1)
    assert refusal.value.code == "called_already"
    here.call(amendment, 2, 3)
    assert states(here) == ["sent"]
    with pytest.raises(Conflict):
        here.call(amendment, 4)


def test_silence_of_the_sponsors_ends_nothing() -> None:
    """Open ones go to the plenary, stale ones as they stand; what has no place lapses; what was declined stays so."""
    here = assembly()
    taken = here.propose([*replacing("p1", NEW), {"op": "delete", "paragraph": "p3"}])
    here.propose(replacing("p1", "Otras semillas."), by=1)
    here.propose([{"op": "move", "paragraph": "p3", "after": ""}], by=2)
    here.propose([{"op": "delete", "paragraph": "p3"}], by=3)
    refused_one = here.propose(replacing("p2", "Otro riego."), by=4)
    here.propose(replacing("p3", "El banco presta a veinte años."), by=4)
    here.accept(taken)
    here.decline(refused_one)
    conduct(PLENARY - TICK)
    assert states(here) == ["accepted", "open", "open", "open", "declined", "open"]
    conduct(PLENARY)
    assert states(here) == ["accepted", "sent", "lapsed", "lapsed", "declined", "sent"]
    reasons = [amendment.state_reason for amendment in Amendment.objects.order_by("number")]
    assert reasons[1:4] == ["silence", "no_place", "says_so"]
    assert all(reason_words(amendment) for amendment in Amendment.objects.filter(state__in=["sent", "lapsed"]))
    assert here.revision.number == 2


def test_without_a_plenary_what_is_open_lapses_with_its_reason() -> None:
    here = assembly(has_plenary=False)
    here.propose(replacing("p1", NEW))
    conduct(VOTING)
    assert states(here) == ["lapsed"]
    assert Amendment.objects.get().state_reason == "no_plenary"
    assert Ballot.objects.get().state == "open", "and the text is voted on as it stands"


def test_the_secretariat_orders_with_a_reason_until_the_plenary_opens() -> None:
    here = assembly()
    first, second = here.propose(replacing("p1", NEW)), here.propose(replacing("p1", "Corto."), by=1)
    later = here.propose(replacing("p2", "Otro."), by=2)
    here.decline(later)
    told = {"person": here.people["secretary"], "proposal": here.fresh()}
    for order, reason in [([2], "Así."), ([2, 2], "Así."), ([1, 2, 3], "Así."), (["x", 1], "Así."), ([2, 1], " ")]:
        with clock.travel(SETTLING), pytest.raises(Invalid):
            order_plenary(**told, order=order, reason=reason)
    with clock.travel(SETTLING):
        order_plenary(**told, order=[2, 1], reason="El corto decide si hace falta el largo.")
    here.call(later, 0, 1, 2)
    conduct(PLENARY)
    ballots = Ballot.objects.filter(amendment__isnull=False).order_by("number")
    assert list(ballots.values_list("amendment", flat=True)) == [second.pk, first.pk, later.pk]
    entry = Entry.objects.get(verb="order_plenary")
    assert entry.data["reason"] == "El corto decide si hace falta el largo."


def test_every_step_twice_does_nothing_more() -> None:
    here = assembly()
    amendment = here.propose(replacing("p1", NEW))
    with clock.travel(PLENARY):
        assert [len(prepare_plenary(here.table.round)), len(prepare_plenary(here.table.round))] == [1, 0]
        settle_amendments(here.table.round)
        prepare_ballots(here.table.round)
        assert prepare_ballots(here.table.round) == [], "the ballot of an amendment is not that of its text"
    ballot = Ballot.objects.select_related("round__council", "window", "proposal").get(amendment=amendment)
    with clock.travel(PLENARY):
        assert [open_ballot(ballot), open_ballot(ballot)] == [True, False]
        assert not decide_amendment(ballot)
    here.vote(ballot, "yes", "yes")
    with clock.travel(VOTING):
        assert [close_ballot(ballot), close_ballot(ballot)] == [True, False]
        assert [decide_amendment(ballot), decide_amendment(ballot)] == [True, False]
        conclude_plenary(here.fresh())
    assert Revision.objects.filter(source="plenary").count() == 1
    assert Amendment.objects.get().plenary_order == 1


def test_what_is_counted_later_waits_for_what_is_counted_before() -> None:
    here = assembly()
    here.propose(replacing("p1", NEW))
    here.propose(replacing("p1", "Otras."), by=1)
    conduct(PLENARY)
    first, second = Ballot.objects.filter(amendment__isnull=False).select_related(
        "round__council", "window", "proposal"
    )
    with clock.travel(VOTING):
        close_ballot(first)
        close_ballot(second)
        assert not decide_amendment(second)
        assert decide_amendment(first)
        assert decide_amendment(second)


def test_a_broken_ballot_of_the_plenary_holds_up_its_own_text_alone() -> None:
    here, other = assembly(), assembly()
    broken, after = here.propose(replacing("p1", NEW)), here.propose(replacing("p2", "Otro."), by=1)
    sound = other.propose(replacing("p1", NEW))
    conduct(PLENARY)
    Ballot.objects.filter(amendment=broken).update(
        next_try_at=VOTING + HOUR / 6, failure="ValueError: broken", attempts=1
    )
    conduct(VOTING)
    assert Amendment.objects.get(pk=sound.pk).state == "rejected"
    assert Amendment.objects.get(pk=after.pk).state == "sent", "it waits for the one before it"
    texts = Ballot.objects.filter(amendment__isnull=True)
    assert texts.get(proposal=other.proposal).state == "open"
    assert texts.get(proposal=here.proposal).state == "provisional"


def test_until_the_plenary_is_counted_nobody_votes_on_the_text() -> None:
    here = assembly()
    here.propose(replacing("p1", NEW))
    conduct(PLENARY)
    text = Ballot.objects.get(amendment__isnull=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("proposals.voting.plenary._conclusions", [])
        with pytest.raises(Conflict) as refusal:
            here.vote(text, "yes", at=VOTING + HOUR)
        page = words(ask(None, text.get_absolute_url(), VOTING + HOUR))
    assert "The amendments to this text are still being counted." in page
    assert refusal.value.code == "plenary_unfinished"
    here.vote(text, "yes", at=VOTING + HOUR)


def test_a_withdrawn_proposal_takes_its_amendments_along() -> None:
    here = assembly()
    here.propose(replacing("p1", NEW))
    with clock.travel(SETTLING):
        withdraw_proposal(
            person=here.people["coordinator"], seat=here.table.author, proposal=here.fresh(), reason="Basta."
        )
    conduct(PLENARY)
    assert states(here) == ["lapsed"]
    assert not Ballot.objects.filter(amendment__isnull=False).exists()


def test_a_cancelled_ballot_ends_its_amendment_and_not_the_others() -> None:
    here = assembly()
    gone, stays = here.propose(replacing("p1", NEW)), here.propose(replacing("p2", "Otro riego."), by=1)
    conduct(PLENARY)
    ballot = Ballot.objects.select_related("round__council", "window", "proposal").get(amendment=gone)
    with clock.travel(VOTES):
        cancel_ballot(person=here.people["secretary"], ballot=ballot, reason="Se repitió.")
    here.vote(here.ballot_of(stays), "yes")
    conduct(VOTING)
    assert states(here) == ["lapsed", "adopted"]
    assert here.revision.paragraphs[1]["text"] == "Otro riego."


def test_one_step_at_a_time_in_the_published_order() -> None:
    here = assembly()
    here.propose(replacing("p1", NEW))
    here.propose(replacing("p1", "Las semillas."), by=1)
    conduct(PLENARY)
    first, second = Ballot.objects.filter(amendment__isnull=False)
    for ballot in (first, second):
        here.vote(ballot, "yes", "yes")
    seen = []
    with clock.travel(VOTING):
        while close_one_due_window():
            seen.append((Ballot.objects.get(pk=first.pk).state, Ballot.objects.get(pk=second.pk).state))
    changes = [pair for at, pair in enumerate(seen) if not at or pair != seen[at - 1]]
    assert changes[-1] == ("settled", "moot")
    assert ("closed", "moot") not in changes
    assert ("open", "moot") not in changes


def test_the_calendar_without_settlement_closing_sends_nothing() -> None:
    here = assembly()
    here.propose(replacing("p1", NEW))
    with clock.travel(PLENARY - TICK):
        assert settle_amendments(here.table.round) == []
        assert prepare_plenary(here.table.round) == []
    Window.objects.filter(round=here.table.round, kind="settlement").delete()
    with clock.travel(PLENARY):
        assert settle_amendments(here.table.round) == []


def test_a_move_that_is_none_is_refused() -> None:
    here = assembly()
    amendment = here.propose(replacing("p1", NEW))
    with pytest.raises(Conflict) as refusal:
        move_amendment(amendment, "adopt_amendment", VOTING)
    assert refusal.value.code == "no_such_move"
