"""Who hands a vote on, when, to whom; and whose vote counts at the close: the matrix of `delegate_vote` and
`revoke_delegation`.
"""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client

from accounts.models import User
from common import clock
from common.errors import DomainError, Invalid
from councils.mandates import finding
from councils.models import Membership, Standing
from ledger.models import Entry
from proposals.models import Ballot, Delegation, Position, Recusal
from proposals.tally.recount import recount
from proposals.voting.closing import cancel_ballot
from proposals.voting.opening import open_ballot
from tests.factories.choices import call
from tests.factories.handing import answered, bind, delegate, handing, instruct, revoke
from tests.factories.pages import BEFORE, CLOSES, INSIDE, OPENS, TICK, cast, conduct, get, send, slug, text
from tests.factories.scenes import FOUNDED, Scene, person, seat_of
from tests.ground import kept

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ground")]
SETTLEMENT = OPENS - timedelta(days=1)


@pytest.fixture
def scene() -> Scene:
    return kept(handing)


def people(scene: Scene) -> dict[str, User]:
    member, coordinator = person(), person()
    for who, role in ((member, "member"), (coordinator, "coordinator")):
        Membership.objects.create(movement=scene.seats["BR"].movement, person=who, role=role, starts_at=FOUNDED)
    return {
        "titular": scene.titulars["BR"],
        "alternate": scene.alternates["BR"],
        "titular of another": scene.titulars["AR"],
        "secretary": scene.secretary,
        "member": member,
        "coordinator": coordinator,
        "stranger": person(),
    }


HOLDERS = ("titular", "alternate")
TIMES = [
    (SETTLEMENT - TICK, "not_open_yet"),
    (SETTLEMENT, None),
    (BEFORE, None),
    (OPENS, None),
    (CLOSES - TICK, None),
    (CLOSES, "closed"),
    (CLOSES + timedelta(days=1), "closed"),
]


@pytest.mark.parametrize("of_round", [False, True])
@pytest.mark.parametrize("verb", ["delegate_vote", "revoke_delegation"])
@pytest.mark.parametrize("role", [*HOLDERS, "titular of another", "secretary", "member", "coordinator", "stranger"])
def test_who_delegates_and_revokes_when(scene: Scene, role: str, verb: str, of_round: bool) -> None:
    """Every role before, at and after settlement's opening, the vote's opening and its close."""
    scene.round.windows.filter(kind="settlement").update(opens_at=SETTLEMENT)
    who = people(scene)[role]
    for at, code in TIMES:
        expected = code if role in HOLDERS else "no_mandate"
        facts = {"at": at, "who": who, "of_round": of_round}
        if verb == "delegate_vote":
            assert outcome(lambda **f: delegate(scene, "BR", "AR", **f), **facts) == expected, at
            continue
        if expected is None:
            delegate(scene, "BR", "AR", **facts)
        assert outcome(lambda **f: revoke(scene, "BR", **f), **facts) == expected, at
    assert Entry.objects.filter(verb=verb).count() == (4 if role in HOLDERS else 0)


def outcome(act: Any, **facts: Any) -> str | None:
    try:
        with transaction.atomic():
            act(**facts)
    except DomainError as refusal:
        assert refusal.sentence
        return refusal.code
    return None


def test_the_ledger_says_who_delegates_to_whom_and_no_more(scene: Scene) -> None:
    delegate(scene, "BR", "AR")
    delegate(scene, "VE", "AR", of_round=True)
    revoke(scene, "BR")
    told = Entry.objects.filter(verb__in=["delegate_vote", "revoke_delegation"]).order_by("id")
    assert [(entry.verb, entry.on_behalf_of) for entry in told] == [
        ("delegate_vote", slug(scene)),
        ("delegate_vote", slug(scene, "VE")),
        ("revoke_delegation", slug(scene)),
    ]
    assert told[0].data == {"seat": slug(scene), "to": slug(scene, "AR"), "round": 1, "ballot": scene.ballot.number}
    assert told[1].data == {"seat": slug(scene, "VE"), "to": slug(scene, "AR"), "round": 1}


def published(scene: Scene) -> dict[str, Any]:
    conduct(CLOSES)
    ballot = Ballot.objects.get(pk=scene.ballot.pk)
    assert ballot.state == Ballot.State.PUBLISHED, ballot.failure
    return json.loads(bytes(Position.objects.get(ballot=ballot).document))


def votes_of(document: dict[str, Any]) -> dict[str, tuple[str, str | None]]:
    return {vote["seat"]: (next(iter(vote["answer"])), vote.get("delegate")) for vote in document["votes"]}


def test_a_delegated_seat_counts_in_its_own_country_with_its_delegates_choice(scene: Scene) -> None:
    delegate(scene, "BR", "AR")
    delegate(scene, "UY", "BR")
    delegate(scene, "VE", "BO")
    cast(scene, AR="yes", PY="no")
    document = published(scene)
    ids = {country: slug(scene, country) for country in scene.seats}
    assert votes_of(document) == {
        ids["AR"]: ("yes", None),
        ids["PY"]: ("no", None),
        ids["BR"]: ("yes", ids["AR"]),
        ids["UY"]: ("yes", ids["AR"]),
    }
    assert document["delegations"] == sorted(
        [
            {"from": ids["BR"], "to": ids["AR"], "via": [], "counts": True},
            {"from": ids["UY"], "to": ids["AR"], "via": [ids["BR"]], "counts": True},
            {"from": ids["VE"], "to": ids["BO"], "via": [], "counts": False},
        ],
        key=lambda one: one["from"],
    )
    by_rule = {result["rule"]: result["result"] for result in document["results"]}
    said = {group["country"]: group["choice"] for group in by_rule["countries"]["group_results"]}
    assert (said["BR"], said["UY"], said["VE"]) == ("yes", "yes", "absent")
    assert by_rule["seats"]["counts"]["yes"] == "3"
    again = {tally.rule: tally.as_json() for tally in recount(document).tallies}
    for rule, result in by_rule.items():
        assert again[rule] == {name: value for name, value in result.items() if name != "pivots"}
    seats = next(quorum for quorum in by_rule["seats"]["quorum"]) if by_rule["seats"]["quorum"] else None
    assert seats is None or int(seats["have"]) >= 4


@pytest.mark.parametrize("is_before", [True, False])
def test_voting_oneself_overrides_a_delegation_made_before_or_after(scene: Scene, is_before: bool) -> None:
    if is_before:
        cast(scene, BR="no")
    delegate(scene, "BR", "AR")
    if not is_before:
        cast(scene, BR="no")
    cast(scene, AR="yes")
    document = published(scene)
    assert votes_of(document)[slug(scene)] == ("no", None)
    assert [one["counts"] for one in document["delegations"]] == [False]


def test_a_revoked_delegation_counts_for_nobody(scene: Scene) -> None:
    delegate(scene, "BR", "AR")
    revoke(scene, "BR")
    assert outcome(lambda **f: revoke(scene, "BR", **f)) == "nothing_delegated"
    cast(scene, AR="yes")
    assert set(votes_of(published(scene))) == {slug(scene, "AR")}


def test_a_ballot_is_taken_out_of_what_was_handed_on_for_the_round(scene: Scene) -> None:
    other = scene.put()
    delegate(scene, "BR", "AR", of_round=True)
    revoke(scene, "BR")
    assert outcome(lambda **f: revoke(scene, "VE", **f)) == "nothing_delegated"
    with clock.travel(INSIDE):
        open_ballot(other)
    cast(scene, AR="yes")
    scene.ballot = other
    cast(scene, AR="no")
    document = published(scene)
    assert votes_of(document)[slug(scene)] == ("no", slug(scene, "AR"))
    first = Position.objects.exclude(ballot=other).get()
    assert set(votes_of(json.loads(bytes(first.document)))) == {slug(scene, "AR")}


def test_what_was_said_after_the_close_of_one_ballot_does_not_reach_it(scene: Scene) -> None:
    cast(scene, AR="yes")
    scene.round.windows.create(kind="voting", opens_at=CLOSES + timedelta(days=1), closes_at=CLOSES + timedelta(days=2))
    delegate(scene, "BR", "AR", at=CLOSES, of_round=True)
    assert set(votes_of(published(scene))) == {slug(scene, "AR")}


def test_circles_and_long_chains_are_refused(scene: Scene) -> None:
    delegate(scene, "BR", "AR")
    assert outcome(lambda **f: delegate(scene, "AR", "BR", **f)) == "circle"
    delegate(scene, "AR", "VE", of_round=True)
    assert outcome(lambda **f: delegate(scene, "VE", "BR", **f)) == "circle"
    assert outcome(lambda **f: delegate(scene, "VE", "BR", of_round=True, **f)) == "circle"
    assert outcome(lambda **f: delegate(scene, "VE", "BO", **f)) == "chain_too_long"
    assert outcome(lambda **f: delegate(scene, "UY", "BR", **f)) == "chain_too_long"
    revoke(scene, "BR")
    delegate(scene, "VE", "BO")
    assert outcome(lambda **f: delegate(scene, "BR", "AR", **f)) == "chain_too_long"


def test_without_a_clause_nobody_delegates() -> None:
    scene = handing(0)
    for of_round in (False, True):
        assert outcome(lambda **f: delegate(scene, "BR", "AR", **f), of_round=of_round) == "no_delegation"
    page = text(get(scene, scene.titulars["BR"], INSIDE))
    assert "Delegate the vote" not in page


def test_nobody_delegates_to_who_cannot_vote(scene: Scene) -> None:
    with clock.travel(INSIDE):
        open_ballot(scene.ballot)
    with pytest.raises(Invalid):
        delegate(scene, "BR", "BR")
    scene.seats["elsewhere"] = seat_of(handing().council, "AR")
    with pytest.raises(Invalid):
        delegate(scene, "BR", "elsewhere")
    scene.seats["late"] = seat_of(scene.council, "AR")
    assert outcome(lambda **f: delegate(scene, "BR", "late", **f)) == "not_on_roll"
    Recusal.objects.create(
        ballot=scene.ballot, seat=scene.seats["VE"], reason="x", recused_by=scene.secretary, recused_at=INSIDE
    )
    assert outcome(lambda **f: delegate(scene, "BR", "VE", **f)) == "seat_recused"
    assert outcome(lambda **f: delegate(scene, "VE", "BR", **f)) == "seat_recused"
    Standing.objects.create(seat=scene.seats["EC"], status="suspended", effective_at=INSIDE, recorded_at=INSIDE)
    at = INSIDE + TICK
    assert outcome(lambda **f: delegate(scene, "BR", "EC", **f), at=at) == "movement_suspended"
    assert outcome(lambda **f: delegate(scene, "EC", "BR", **f), at=at) == "movement_suspended"
    assert outcome(lambda **f: delegate(scene, "BR", "EC", of_round=True, **f), at=at) == "movement_suspended"


def test_a_seat_that_stands_aside_afterwards_is_handed_nothing(scene: Scene) -> None:
    delegate(scene, "BR", "AR")
    delegate(scene, "VE", "UY")
    cast(scene, UY="yes")
    for country in ("AR", "VE"):
        Recusal.objects.create(
            ballot=scene.ballot, seat=scene.seats[country], reason="x", recused_by=scene.secretary, recused_at=INSIDE
        )
    document = published(scene)
    assert document["delegations"] == []
    assert set(votes_of(document)) == {slug(scene, "UY")}


def test_a_cancelled_or_secret_ballot_hands_nothing_on(scene: Scene) -> None:
    motion = scene.ballot
    call(scene, "election", {"places": 1, "minimum_places": [], "is_secret": True})
    assert outcome(lambda **f: delegate(scene, "BR", "AR", **f)) == "secret_ballot"
    scene.ballot = motion
    with clock.travel(INSIDE):
        cancel_ballot(person=scene.secretary, ballot=scene.ballot, reason="x")
    assert outcome(lambda **f: delegate(scene, "BR", "AR", **f)) == "ballot_cancelled"


def test_an_alternate_does_not_undo_what_the_titular_settled(scene: Scene) -> None:
    alternate = scene.alternates["BR"]
    delegate(scene, "BR", "VE", who=alternate)
    delegate(scene, "BR", "AR")
    assert outcome(lambda **f: delegate(scene, "BR", "VE", **f), who=alternate) == "titular_has_delegated"
    assert outcome(lambda **f: revoke(scene, "BR", **f), who=alternate) == "titular_has_delegated"
    scene.seats["BR"].mandates.filter(role="titular").update(revoked_at=INSIDE)
    assert outcome(lambda **f: revoke(scene, "BR", **f), who=alternate) is None


def test_what_a_movement_instructed_is_not_handed_on(scene: Scene) -> None:
    delegate(scene, "BR", "AR")
    coordinator = bind(scene)
    instruct(scene, coordinator, {"no": "1"})
    assert outcome(lambda **f: delegate(scene, "BR", "AR", **f)) == "instructed"
    cast(scene, AR="yes")
    assert set(votes_of(published(scene))) == {slug(scene, "AR")}


def test_a_delegated_seat_takes_a_divided_answer_as_it_is(scene: Scene) -> None:
    bind(scene, "AR", "split")
    delegate(scene, "BR", "AR")
    answered(scene, {"yes": "2/3", "no": "1/3"}, country="AR")
    document = published(scene)
    answers = {vote["seat"]: vote["answer"] for vote in document["votes"]}
    assert answers[slug(scene)] == answers[slug(scene, "AR")] == {"no": "1/3", "yes": "2/3"}
    assert {r["rule"]: r["result"] for r in document["results"]}["seats"]["counts"]["yes"] == "4/3"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE proposals_delegation SET to_id = NULL",
        "DELETE FROM proposals_delegation",
        "TRUNCATE proposals_delegation",
        "UPDATE proposals_ballot SET delegations = '[]' WHERE closed_at IS NOT NULL",
    ],
)
def test_the_record_refuses_sql(scene: Scene, statement: str) -> None:
    delegate(scene, "BR", "AR")
    cast(scene, AR="yes")
    published(scene)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_table_itself_refuses_a_seat_that_delegates_to_itself(scene: Scene) -> None:
    made = delegate(scene, "BR", "AR")
    with pytest.raises(IntegrityError), transaction.atomic():
        Delegation.objects.create(
            round=made.round, seat=made.seat, to=made.seat, mandate=made.mandate, made_by=made.made_by, made_at=INSIDE
        )


def test_the_pages_hand_on_and_take_back(scene: Scene) -> None:
    who, acting = scene.titulars["BR"], {"acting_for": slug(scene)}
    assert get(scene, who, INSIDE, "delegate_vote").status_code == 200
    assert get(scene, scene.secretary, INSIDE, "delegate_vote").status_code == 403
    assert get(scene, None, INSIDE, "delegate_vote").status_code == 302
    sent = {**acting, "to": slug(scene, "AR"), "scope": "ballot"}
    for wrong in ({"to": "nobody"}, {"to": ""}, {"to": "x\x00"}, {"to": slug(scene)}, {"scope": "always"}):
        assert send(scene, who, INSIDE, "delegate_vote", **{**sent, **wrong}).status_code == 422
    assert send(scene, scene.titulars["AR"], INSIDE, "delegate_vote", **sent).status_code == 403
    assert not Delegation.objects.exists()
    assert send(scene, who, INSIDE, "delegate_vote", **sent).status_code == 302
    page = text(get(scene, who, INSIDE))
    name = scene.seats["AR"].movement.name
    assert f"Your movement delegated its vote to {name}." in page
    assert "Your delegate has not voted yet." in page
    page = text(get(scene, scene.titulars["AR"], INSIDE))
    assert f"You also vote for: {scene.seats['BR'].movement.name}." in page
    assert f"delegated to {name}" in text(get(scene, None, INSIDE, "roll"))
    cast(scene, AR="yes")
    page = text(get(scene, who, INSIDE))
    assert "Your delegate has voted" in page
    assert "2 of 7 seats have voted" in page
    roll = text(get(scene, None, INSIDE, "roll"))
    assert "there by its delegate" in roll
    assert "Yes" not in roll
    assert send(scene, who, INSIDE, "revoke_delegation", **acting, scope="ballot").status_code == 302
    assert send(scene, who, INSIDE, "revoke_delegation", **acting, scope="ballot").status_code == 409
    assert "1 of 7 seats have voted" in text(get(scene, who, INSIDE))
    assert send(scene, who, INSIDE, "delegate_vote", **{**sent, "scope": "round"}).status_code == 302
    assert Delegation.objects.latest("id").ballot is None
    assert send(scene, who, CLOSES, "delegate_vote", **sent).status_code == 409
    send(scene, who, INSIDE, "delegate_vote", **sent)
    conduct(CLOSES)
    assert f"by delegation to {name}" in text(get(scene, None, CLOSES, "roll"))


def test_among_many_movements_the_delegate_is_typed(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    who, acting = scene.titulars["BR"], {"acting_for": slug(scene), "scope": "ballot"}
    few = get(scene, who, INSIDE, "delegate_vote").content.decode()
    assert '<select name="to"' in few and "htmx" not in few
    monkeypatch.setattr(finding, "FEW", 3)
    many = get(scene, who, INSIDE, "delegate_vote").content.decode()
    assert 'list="movements"' in many and f'hx-get="/councils/{scene.council.slug}/seats/named/"' in many
    assert '<datalist id="movements">' in many and "<option" not in many and "htmx" in many
    name = scene.seats["VE"].movement.name
    several = send(scene, who, INSIDE, "delegate_vote", **acting, to="MOVIMÍ")
    assert several.status_code == 422 and "Several movements match." in text(several)
    assert f'<option value="{name}">' in several.content.decode(), "without a script too"
    assert send(scene, who, INSIDE, "delegate_vote", **acting, to="nadie").status_code == 422
    assert not Delegation.objects.exists()
    typed = f"{name.split()[-1]} movim"
    assert send(scene, who, INSIDE, "delegate_vote", **acting, to=typed).status_code == 302
    assert Delegation.objects.get().to == scene.seats["VE"]


def test_the_api_says_who_delegates_before_the_close_and_what_came_of_it_after(scene: Scene) -> None:
    delegate(scene, "BR", "AR")
    cast(scene, AR="yes")
    ids = {"from": slug(scene), "to": slug(scene, "AR"), "via": []}

    def told(at: datetime) -> dict[str, Any]:
        with clock.travel(at):
            path = f"/api/v1/ballots/{scene.council.slug}/1/{scene.ballot.number}/"
            return Client().get(path).json()

    before = told(INSIDE)
    assert before["delegations"] == [{**ids, "counts": None}]
    assert before["votes"] is None
    conduct(CLOSES)
    after = told(CLOSES)
    assert after["delegations"] == [{**ids, "counts": True}]
    by_seat = {vote["seat"]: vote for vote in after["votes"]}
    assert by_seat[slug(scene)]["delegate"] == slug(scene, "AR")
    assert by_seat[slug(scene)]["serial"] is None
    assert by_seat[slug(scene, "AR")]["delegate"] is None
    assert {count["option"]: count["value"] for count in after["counts"]}["yes"] == "2"
