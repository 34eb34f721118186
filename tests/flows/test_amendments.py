"""A contested paragraph, and a text that moves under an amendment, through the real conductor."""

import json

import pytest

from common import clock
from common.errors import Conflict
from proposals.amending.carrying import carry_over
from proposals.amending.changes import read, write
from proposals.drafting.actions import revise_proposal
from proposals.models import Amendment, Ballot, Position
from proposals.tally.recount import recount
from tests.factories.amending import (
    P1,
    P2,
    P3,
    PLENARY,
    SETTLING,
    TALK,
    VOTING,
    Assembly,
    assembly,
    conduct,
    replacing,
)
from tests.factories.proposals import ENDS, HOUR, TICK

pytestmark = pytest.mark.django_db

ACCEPTED = "Las semillas propias se guardan y se intercambian en cada comunidad."
WON = "Las semillas propias e intercambiadas son bien común, y nadie las patenta."
MOOT = "Las semillas propias se guardan en un banco nacional."


def state(amendment: Amendment) -> str:
    return Amendment.objects.get(pk=amendment.pk).state


def test_a_contested_paragraph() -> None:
    """Three amendments of one paragraph, and a fourth of another: one accepted by the sponsors, one won in the plenary,
    one moot by that, one rejected.
    """
    here = assembly(plenary_seats=2)
    accepted = here.propose(replacing("p1", ACCEPTED))
    winner = here.propose(
        [*replacing("p1", WON), {"op": "insert", "paragraph": "p1", "text": "El banco paga su registro."}], by=1
    )
    moot = here.propose(replacing("p1", MOOT), by=2)
    rejected = here.propose([{"op": "delete", "paragraph": "p2"}], by=3)

    here.accept(accepted)
    assert here.revision.paragraphs[0]["text"] == ACCEPTED
    with pytest.raises(Conflict) as refusal:
        here.accept(winner)
    assert refusal.value.code == "stale_amendment"
    here.decline(winner)
    here.call(winner, 1)
    assert state(winner) == "declined", "one seat is not enough"
    here.call(winner, 2)
    assert state(winner) == "sent"

    conduct(PLENARY)
    assert [state(one) for one in (accepted, winner, moot, rejected)] == ["accepted", "sent", "sent", "sent"]
    order = Amendment.objects.filter(state="sent").order_by("plenary_order").values_list("number", flat=True)
    assert list(order) == [winner.number, moot.number, rejected.number], "the largest change of a paragraph first"
    assert list(Ballot.objects.filter(amendment__isnull=False).values_list("state", flat=True)) == ["open"] * 3

    here.vote(here.ballot_of(winner), "yes", "yes", "yes", "no")
    here.vote(here.ballot_of(moot), "yes", "yes", "yes", "yes", "yes")
    here.vote(here.ballot_of(rejected), "no", "no", "no")
    conduct(VOTING - TICK)
    assert state(winner) == "sent", "nothing is decided before the close"
    conduct(VOTING)
    assert [state(one) for one in (winner, moot, rejected)] == ["adopted", "moot", "rejected"]
    states = Ballot.objects.order_by("number").values_list("state", flat=True)
    assert sorted(states) == ["moot", "open", "settled", "settled"]
    assert not here.ballot_of(moot).tallies.exists(), "what is moot is not counted"

    final = here.revision
    assert (final.number, final.source) == (3, "plenary")
    assert [(row["id"], row["text"]) for row in final.paragraphs] == [
        ("p1", WON),
        ("p4", "El banco paga su registro."),
        ("p2", P2),
        ("p3", P3),
    ]
    assert_provenance(here, accepted, winner)
    text_ballot = Ballot.objects.get(amendment__isnull=True)
    assert text_ballot.revision == final, "what is voted on is what the plenary made"
    here.vote(text_ballot, "yes", "yes", "no", at=VOTING + HOUR)
    conduct(ENDS)
    assert_position(winner, moot, rejected)


def assert_provenance(here: Assembly, accepted: Amendment, winner: Amendment) -> None:
    told = here.revision.provenance
    mover, other = (here.seats[place].movement.slug for place in (0, 1))
    by_vote = {
        "amendment": winner.number,
        "movement": other,
        "decided_by": "vote",
        "revision": 3,
        "ballot": here.ballot_of(winner).number,
    }
    by_sponsors = {"amendment": accepted.number, "movement": mover, "decided_by": "sponsors", "revision": 2}
    assert told == {
        "p1": {**by_vote, "op": "replace", "earlier": {**by_sponsors, "op": "replace"}},
        "p4": {**by_vote, "op": "insert"},
    }, "and the paragraphs that are not named are the authors' own"


def assert_position(winner: Amendment, moot: Amendment, rejected: Amendment) -> None:
    document = json.loads(bytes(Position.objects.get().document))
    assert document["outcome"] == "adopted"
    assert document["proposal"]["provenance"]["p1"]["decided_by"] == "vote"
    told = {one["number"]: one for one in document["amendments"]}
    assert list(told) == [winner.number, moot.number, rejected.number], "in the order in which they were counted"
    assert [told[n]["state"] for n in told] == ["adopted", "moot", "rejected"]
    assert "votes" not in told[moot.number]
    for number in (winner.number, rejected.number):
        results = {r["rule"]: {k: v for k, v in r["result"].items() if k != "pivots"} for r in told[number]["results"]}
        assert {tally.rule: tally.as_json() for tally in recount(told[number]).tallies} == results
    assert Position.objects.count() == 1, "an amendment has no position of its own"


def test_the_text_moves_under_an_amendment() -> None:
    here = assembly()
    amendment = here.propose(
        [
            *replacing("p3", "El banco presta a diez años sin interés."),
            {"op": "replace", "paragraph": "p2", "text": "El riego lo administra el Estado."},
        ]
    )
    with clock.travel(TALK + HOUR):
        revise_proposal(
            person=here.people["member"],
            seat=here.table.author,
            proposal=here.fresh(),
            base=1,
            language="es",
            title="Soberanía alimentaria",
            text=f"{P1}\n\nEl riego comunal lo administra cada asamblea.\n\nEl banco público presta a diez años con "
            "interés bajo.",
        )
    with pytest.raises(Conflict) as refusal:
        here.accept(amendment)
    assert refusal.value.code == "stale_amendment"
    text = Amendment.objects.select_related("text__revision").get(pk=amendment.pk).text
    assert text is not None
    carried = carry_over(text.revision.paragraphs, here.revision.paragraphs, read(text.changes))
    assert carried.changes[0].text == "El banco público presta a diez años sin interés.", "the words of both sides"
    assert [conflict.paragraph for conflict in carried.conflicts] == ["p2"], "only its author can say what p2 is to be"
    here.carry(amendment, write(carried.changes[:1]))
    amendment.refresh_from_db()
    assert (amendment.text.number, amendment.text.revision.number) == (2, 2)
    here.accept(amendment)
    assert here.revision.paragraphs[2]["text"] == "El banco público presta a diez años sin interés."
    assert here.revision.provenance["p3"]["amendment"] == amendment.number


def test_the_first_voter_finishes_the_plenary_of_a_dead_worker() -> None:
    here = assembly()
    amendment = here.propose(replacing("p1", WON))
    conduct(SETTLING)
    text_ballot = Ballot.objects.get()
    assert not Ballot.objects.filter(amendment=amendment).exists(), "no worker has seen settlement's close"
    here.vote(text_ballot, "yes", at=VOTING + HOUR)
    text_ballot.refresh_from_db()
    assert state(amendment) == "rejected", "nobody voted on it"
    assert text_ballot.state == "open"
    assert text_ballot.revision.number == 1
