"""Who instructs a seat, who replaces a vote that goes against it, who divides one: the matrix of `instruct_mandate`,
`replace_vote` and of the parts of a motion.
"""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client

from accounts.models import User
from common import clock
from common.errors import DomainError, Invalid
from common.proof.canonical import fingerprint
from councils.models import Membership, Standing
from ledger.models import Entry
from proposals.models import Ballot, Instruction, Position, Recusal, Vote
from proposals.tally.recount import recount
from proposals.voting.opening import open_ballot
from proposals.voting.queries import counted_votes
from tests.factories.choosing import call
from tests.factories.handing import answered, bind, handing, instruct, replace
from tests.factories.pages import (
    BEFORE,
    CLOSES,
    INSIDE,
    OPENS,
    TICK,
    address,
    cast,
    conduct,
    counted,
    get,
    send,
    signed_in,
    slug,
    text,
)
from tests.factories.scenes import FOUNDED, Scene, person
from tests.ground import kept

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ground")]
YES, NO = {"yes": "1"}, {"no": "1"}
THIRDS = {"yes": "2/3", "no": "1/3"}


@pytest.fixture
def scene() -> Scene:
    return kept(handing)


def people(scene: Scene, kind: str = "bound") -> dict[str, User]:
    member, elsewhere = person(), person()
    Membership.objects.create(movement=scene.seats["BR"].movement, person=member, starts_at=FOUNDED)
    Membership.objects.create(
        movement=scene.seats["AR"].movement, person=elsewhere, role="coordinator", starts_at=FOUNDED
    )
    return {
        "coordinator": bind(scene, kind=kind),
        "titular": scene.titulars["BR"],
        "alternate": scene.alternates["BR"],
        "member": member,
        "coordinator of another": elsewhere,
        "secretary": scene.secretary,
        "stranger": person(),
    }


def outcome(act: Any, *args: Any, **facts: Any) -> str | None:
    try:
        with transaction.atomic():
            act(*args, **facts)
    except DomainError as refusal:
        assert refusal.sentence
        return refusal.code
    return None


ROLES = ["coordinator", "titular", "alternate", "member", "coordinator of another", "secretary", "stranger"]


@pytest.mark.parametrize("role", ROLES)
def test_who_instructs_when(scene: Scene, role: str) -> None:
    begins = OPENS - timedelta(days=1)
    scene.round.windows.filter(kind="settlement").update(opens_at=begins)
    times = [(begins - TICK, "not_open_yet"), (begins, None), (BEFORE, None), (OPENS, None), (CLOSES - TICK, None)]
    who = people(scene)[role]
    for at, code in [*times, (CLOSES, "closed")]:
        expected = code if role == "coordinator" else "not_a_coordinator"
        assert outcome(instruct, scene, who, NO, at=at) == expected, at
    assert Instruction.objects.count() == (4 if role == "coordinator" else 0)


@pytest.mark.parametrize("role", ROLES)
def test_who_replaces_a_vote_when(scene: Scene, role: str) -> None:
    everybody = people(scene)
    instruct(scene, everybody["coordinator"], NO, at=BEFORE)
    for at, code in [(OPENS - TICK, "not_open_yet"), (OPENS, None), (CLOSES - TICK, None), (CLOSES, "closed")]:
        if code is None and not Vote.objects.filter(capacity="coordinator").exists():
            answered(scene, YES, at=at)
        elif code is None:
            instruct(scene, everybody["coordinator"], YES, at=at)
        expected = code if role == "coordinator" else "not_a_coordinator"
        assert outcome(replace, scene, everybody[role], at=at) == expected, at


def test_a_replaced_vote_is_the_movements_own(scene: Scene) -> None:
    coordinator = bind(scene)
    instruct(scene, coordinator, NO)
    first = answered(scene, YES)
    vote = replace(scene, coordinator)
    assert (vote.answer, vote.capacity, vote.serial, vote.cast_by) == (NO, "coordinator", 2, coordinator)
    assert vote.mandate == first.mandate
    entry = Entry.objects.get(verb="replace_vote")
    assert entry.data == {"seat": slug(scene), "serial": 2, "commitment": vote.commitment}
    assert counted_votes(scene.ballot).get() == vote
    assert outcome(replace, scene, coordinator) == "nothing_to_replace"
    for who in (scene.titulars["BR"], scene.alternates["BR"]):
        assert outcome(answered, scene, YES, who=who) == "replaced_by_movement"
    page = text(get(scene, scene.titulars["BR"], INSIDE))
    assert "Your movement replaced this vote itself" in page


def test_only_a_vote_against_the_instruction_is_replaced(scene: Scene) -> None:
    coordinator = bind(scene)
    with clock.travel(INSIDE):
        open_ballot(scene.ballot)
    assert outcome(replace, scene, coordinator) == "nothing_to_replace"
    instruct(scene, coordinator, NO)
    assert outcome(replace, scene, coordinator) == "nothing_to_replace"
    answered(scene, NO)
    assert outcome(replace, scene, coordinator) == "nothing_to_replace"
    instruct(scene, coordinator, YES)
    assert replace(scene, coordinator).answer == YES
    instruct(scene, coordinator, NO)
    assert replace(scene, coordinator).answer == NO


def test_a_mandate_granted_after_the_replacement_votes_again(scene: Scene) -> None:
    coordinator = bind(scene)
    instruct(scene, coordinator, NO)
    answered(scene, YES)
    replace(scene, coordinator)
    later, new = INSIDE + timedelta(hours=1), person()
    seat = scene.seats["BR"]
    seat.mandates.filter(role="titular", revoked_at=None).update(revoked_at=later)
    seat.mandates.create(
        person=new, role="titular", starts_at=later, granted_at=later, granted_by=scene.secretary, kind="bound"
    )
    assert answered(scene, NO, at=later, who=new).serial == 3


def test_free_mandates_are_not_instructed_and_not_overruled(scene: Scene) -> None:
    coordinator = person()
    seat = scene.seats["BR"]
    Membership.objects.create(movement=seat.movement, person=coordinator, role="coordinator", starts_at=FOUNDED)
    assert outcome(instruct, scene, coordinator, NO) == "mandate_free"
    free = person()
    bind(scene)
    seat.mandates.create(
        person=free, role="alternate", order=2, starts_at=FOUNDED, granted_at=FOUNDED, granted_by=scene.secretary
    )
    instruct(scene, coordinator, NO)
    answered(scene, YES, who=free)
    assert outcome(replace, scene, coordinator) == "nothing_to_replace"


def test_the_kind_of_a_mandate_never_changes(scene: Scene) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        scene.seats["BR"].mandates.update(kind="bound")


def home(who: User) -> str:
    with clock.travel(INSIDE):
        return text(signed_in(who).get("/"))


def test_a_vote_against_it_waits_for_the_coordinators(scene: Scene) -> None:
    coordinator, waits = bind(scene), "A vote goes against your instruction"
    instruct(scene, coordinator, NO)
    answered(scene, {"abstain": "1"})
    assert waits in home(coordinator)
    replace(scene, coordinator)
    assert waits not in home(coordinator)


def test_the_movement_learns_that_a_vote_goes_against_it_and_not_what_it_says(scene: Scene) -> None:
    coordinator = bind(scene)
    instruct(scene, coordinator, NO, text="La asamblea dijo que no.")
    assert "La asamblea dijo que no." in text(get(scene, scene.titulars["BR"], INSIDE))
    answered(scene, {"abstain": "1"})
    page = text(get(scene, coordinator, INSIDE))
    assert "A vote was cast that goes against the instruction." in page
    assert "Abstain" not in page
    assert "La asamblea" not in text(get(scene, scene.titulars["AR"], INSIDE))


def test_the_confirmation_says_that_it_goes_against_the_instruction(scene: Scene) -> None:
    instruct(scene, bind(scene), NO)
    for choice, is_told in (("yes", True), ("no", False)):
        page = send(scene, scene.titulars["BR"], INSIDE, "vote", acting_for=slug(scene), choice=choice)
        assert ("It goes against what your movement instructed" in text(page)) is is_told


def document_of(scene: Scene) -> dict[str, Any]:
    conduct(CLOSES)
    ballot = Ballot.objects.get(pk=scene.ballot.pk)
    assert ballot.state == Ballot.State.PUBLISHED, ballot.failure
    return json.loads(bytes(Position.objects.get(ballot=ballot).document))


def test_the_record_says_that_there_is_an_instruction_and_after_the_close_what_it_said(scene: Scene) -> None:
    coordinator = bind(scene)
    minutes = SimpleUploadedFile("acta.pdf", b"%PDF-1.7 acta")
    given = instruct(scene, coordinator, NO, text="Así lo decidió la asamblea.", language="es", evidence=minutes)
    entry = Entry.objects.get(verb="instruct_mandate")
    assert entry.data == {"seat": slug(scene), "ballot": scene.ballot.number, "commitment": given.commitment}
    answered(scene, YES)
    path = f"/api/v1/ballots/{scene.council.slug}/1/{scene.ballot.number}/"
    with clock.travel(INSIDE):
        before = Client().get(path)
    assert before.json()["instructions"][0]["answer"] is None
    assert "asamblea" not in before.content.decode()
    assert given.evidence.name not in before.content.decode()
    document = document_of(scene)
    [told] = document["instructions"]
    assert (told["seat"], told["answer"], told["is_followed"]) == (slug(scene), NO, False)
    assert told["text"] == "Así lo decidió la asamblea."
    assert "evidence" not in json.dumps(document)
    assert told["commitment"] == fingerprint(
        {
            "answer": told["answer"],
            "ballot": scene.ballot.get_absolute_url(),
            "salt": told["salt"],
            "seat": told["seat"],
            "text": told["text"],
        }
    )
    roll = text(get(scene, None, CLOSES, "roll"))
    assert "Instructed: No" in roll
    assert "Así lo decidió la asamblea." in roll


@pytest.mark.parametrize("answer", [{}, {"perhaps": "1"}, {"yes": "2"}, {"yes": "1/2"}, {"ranking": [["a"]]}])
def test_an_instruction_that_could_not_be_followed_is_refused(scene: Scene, answer: dict[str, Any]) -> None:
    coordinator = bind(scene)
    with pytest.raises(Invalid):
        instruct(scene, coordinator, answer)
    for told in ("x" * 4001, "x\x00"):
        with pytest.raises(Invalid):
            instruct(scene, coordinator, NO, text=told)
    with pytest.raises(Invalid):
        instruct(scene, coordinator, NO, evidence=SimpleUploadedFile("a.pdf", b"MZ not a pdf"))
    assert not Instruction.objects.exists()


def test_a_seat_that_cannot_vote_is_not_instructed(scene: Scene) -> None:
    coordinator, motion = bind(scene), scene.ballot
    with clock.travel(BEFORE):
        scene.ballot = call(scene, "election", is_secret=True)
    assert outcome(instruct, scene, coordinator, {"ranking": [["riego"]]}) == "secret_ballot"
    scene.ballot = motion
    Recusal.objects.create(
        ballot=scene.ballot, seat=scene.seats["BR"], reason="x", recused_by=scene.secretary, recused_at=BEFORE
    )
    assert outcome(instruct, scene, coordinator, NO) == "seat_recused"
    other = bind(scene, "AR")
    answered(scene, YES, country="AR")
    instruct(scene, other, NO, country="AR")
    Standing.objects.create(seat=scene.seats["AR"], status="suspended", effective_at=INSIDE, recorded_at=INSIDE)
    at = INSIDE + TICK
    assert outcome(instruct, scene, other, NO, country="AR", at=at) == "movement_suspended"
    assert outcome(replace, scene, other, country="AR", at=at) == "movement_suspended"


def test_only_a_split_mandate_divides_the_vote(scene: Scene) -> None:
    assert outcome(answered, scene, THIRDS) == "not_a_split_mandate"
    coordinator = bind(scene)
    assert outcome(answered, scene, THIRDS) == "not_a_split_mandate"
    instruct(scene, coordinator, THIRDS)
    assert answered(scene, THIRDS).answer == {"no": "1/3", "yes": "2/3"}
    bind(scene, "AR", "split")
    vote = answered(scene, {"yes": "7/12", "no": "5/12", "abstain": "0"}, country="AR")
    assert vote.answer == {"no": "5/12", "yes": "7/12"}
    document = document_of(scene)
    by_rule = {result["rule"]: result["result"] for result in document["results"]}
    assert by_rule["seats"]["counts"]["yes"] == "5/4"
    again = {tally.rule: tally.as_json() for tally in recount(document).tallies}
    assert again["seats"]["counts"] == by_rule["seats"]["counts"]
    assert [told["is_followed"] for told in document["instructions"]] == [True]


@pytest.mark.parametrize("role", ROLES)
def test_who_divides_and_divides_again_when(scene: Scene, role: str) -> None:
    """The matrix of a split mandate, and of a second vote in the place of its first."""
    everybody = people(scene, "split")
    holds = role in ("titular", "alternate")
    again = {"yes": "1/2", "abstain": "1/2"}
    times = [(OPENS - TICK, "not_open_yet"), (OPENS, None), (CLOSES - TICK, None), (CLOSES, "closed")]
    for (at, code), answer in zip(times, [THIRDS, THIRDS, again, THIRDS], strict=True):
        expected = code if holds else "no_mandate"
        assert outcome(answered, scene, answer, who=everybody[role], at=at) == expected, at
    if holds:
        assert [vote.serial for vote in Vote.objects.order_by("serial")] == [1, 2]
        assert counted_votes(scene.ballot).get().answer == {"abstain": "1/2", "yes": "1/2"}
    else:
        assert not Vote.objects.exists()


@pytest.mark.parametrize(
    "answer",
    [
        {"yes": "1/2"},
        {"yes": "2/3", "no": "2/3"},
        {"yes": "3/2", "no": "-1/2"},
        {"yes": "0.5", "no": "0.5"},
        {"yes": 0.5, "no": 0.5},
        {"yes": "1/3", "perhaps": "2/3"},
        {"yes": "1/1000000000000", "no": "999999999999/1000000000000"},
        {"yes": "1/0"},
        {"yes": ["1"]},
        {},
    ],
)
def test_parts_that_are_none_are_refused_in_words(scene: Scene, answer: dict[str, Any]) -> None:
    bind(scene, kind="split")
    with pytest.raises(Invalid) as refused:
        answered(scene, answer)
    assert refused.value.sentence
    assert not Vote.objects.exists()


def test_a_divided_vote_is_confirmed_receipted_and_recast_without_a_script(scene: Scene) -> None:
    bind(scene, kind="split")
    who, acting = scene.titulars["BR"], {"acting_for": slug(scene)}
    assert "Or divide the vote" in text(get(scene, who, INSIDE))
    assert "Or divide the vote" not in text(get(scene, scene.titulars["AR"], INSIDE))
    for wrong in ({"part_yes": "1/2"}, {"part_yes": "x", "part_no": "1"}, {"part_yes": "-1", "part_no": "2"}, {}):
        refused = send(scene, who, INSIDE, "vote", **acting, **wrong)
        assert refused.status_code == 422
        assert all(f'value="{part}"' in refused.content.decode() for part in wrong.values()), "nothing typed is lost"
    page = send(scene, who, INSIDE, "vote", **acting, part_yes="7", part_no="5")
    assert "No 5/12, Yes 7/12" in text(page)
    assert not Vote.objects.exists()
    sent = {"part_yes": "7/12", "part_no": "5/12", "confirm": "1"}
    assert send(scene, who, INSIDE, "vote", **acting, **sent).status_code == 302
    assert Vote.objects.get().answer == {"yes": "7/12", "no": "5/12"}
    assert "No 5/12, Yes 7/12" in text(get(scene, who, INSIDE, "receipt", slug(scene)))
    assert send(scene, who, INSIDE, "vote", **acting, choice="yes", confirm="1").status_code == 302
    assert counted_votes(scene.ballot).get().answer == YES
    other = {"acting_for": slug(scene, "AR"), "part_yes": "7", "part_no": "5", "confirm": "1"}
    assert send(scene, scene.titulars["AR"], INSIDE, "vote", **other).status_code == 409
    send(scene, who, INSIDE, "vote", **acting, **sent)
    conduct(CLOSES)
    assert "No 5/12, Yes 7/12" in text(get(scene, None, CLOSES, "roll"))


def test_the_pages_instruct_and_replace(scene: Scene) -> None:
    coordinator, acting = bind(scene), {"acting_for": slug(scene)}
    assert get(scene, coordinator, INSIDE, "instruct_mandate").status_code == 200
    assert get(scene, scene.titulars["BR"], INSIDE, "instruct_mandate").status_code == 403
    assert get(scene, None, INSIDE, "instruct_mandate").status_code == 302
    for wrong in ({}, {"choice": "perhaps"}, {"part_yes": "1/2"}, {"choice": "no", "text": "x" * 4001}):
        assert send(scene, coordinator, INSIDE, "instruct_mandate", **acting, **wrong).status_code == 422
    assert not Instruction.objects.exists()
    sent = {**acting, "choice": "no", "text": "Que no."}
    assert send(scene, coordinator, INSIDE, "instruct_mandate", **sent).status_code == 302
    assert send(scene, coordinator, INSIDE, "replace_vote", **acting).status_code == 409
    cast(scene, BR="yes")
    assert get(scene, coordinator, INSIDE, "replace_vote").status_code == 200
    assert Vote.objects.count() == 1
    assert send(scene, scene.titulars["BR"], INSIDE, "replace_vote", **acting).status_code == 403
    assert send(scene, coordinator, CLOSES, "replace_vote", **acting).status_code == 409
    assert send(scene, coordinator, INSIDE, "replace_vote", **acting).status_code == 302
    assert Vote.objects.count() == 2
    assert send(scene, coordinator, INSIDE, "replace_vote", **acting).status_code == 409
    assert send(scene, coordinator, CLOSES, "instruct_mandate", **sent).status_code == 409


def test_a_bound_and_divided_cast_costs_eight_queries(scene: Scene) -> None:
    bind(scene, kind="split")
    with clock.travel(INSIDE):
        open_ballot(scene.ballot)
        client = signed_in(scene.titulars["BR"])
        fields = {"acting_for": slug(scene), "part_yes": "7", "part_no": "5", "confirm": "1"}
        with counted(8):
            assert client.post(address(scene, "vote"), fields).status_code == 302


@pytest.mark.parametrize(
    "statement", ["UPDATE proposals_instruction SET text = 'x'", "DELETE FROM proposals_instruction"]
)
def test_the_record_refuses_sql(scene: Scene, statement: str) -> None:
    instruct(scene, bind(scene), NO)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
