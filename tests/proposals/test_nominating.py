"""Who nominates whom, who stands, and until when: the matrix of the four verbs, and what nobody learns."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from common import clock
from common.errors import Conflict, DomainError, Forbidden, Invalid
from councils.models import Standing
from ledger.models import Entry
from proposals.models import Ballot, Option
from proposals.tasks import sweep
from proposals.todo import nominations
from proposals.voting.nominating import (
    accept_nomination,
    decline_nomination,
    nominate_candidate,
    nominations_of,
    withdraw_candidacy,
)
from tests.factories.scenes import FOUNDED, Scene, person
from tests.factories.secret import BEFORE, CLOSES, INSIDE, OPENS, election_scene, secret_election, stand
from tests.ground import kept

TICK = timedelta(microseconds=1)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ground")]


@pytest.fixture
def scene() -> Scene:
    return kept(election_scene)


@pytest.fixture
def ballot(scene: Scene) -> Ballot:
    return secret_election(scene, is_secret=False, names=("ana",))


@pytest.fixture
def member(scene: Scene) -> User:
    return member_of(scene, "UY")


def member_of(scene: Scene, country: str) -> User:
    who = person("Marta")
    scene.seats[country].movement.memberships.create(person=who, starts_at=FOUNDED)
    return who


def nominate(scene: Scene, ballot: Ballot, email: str, *, at: datetime = BEFORE, **facts: Any) -> Any:
    with clock.travel(at):
        return nominate_candidate(
            person=facts.pop("person", scene.titulars["BR"]),
            seat=scene.seats["BR"],
            ballot=Ballot.objects.get(pk=ballot.pk),
            email=email,
            **facts,
        )


def accept(
    option: Option, who: User, *, at: datetime = BEFORE, name: str = "Marta", statement: str = "Agua."
) -> Option:
    with clock.travel(at):
        return accept_nomination(person=who, option=option, name=name, statement=statement, language="es")


TIMES = [
    (OPENS - TICK, None),
    (OPENS, "nominations_closed"),
    (INSIDE, "nominations_closed"),
    (CLOSES, "nominations_closed"),
]


@pytest.mark.parametrize(("at", "code"), TIMES)
@pytest.mark.parametrize(
    ("who", "refused"),
    [
        ("titular", None),
        ("alternate", None),
        ("member", "no_mandate"),
        ("titular of another", "no_mandate"),
        ("secretary", "no_mandate"),
    ],
)
def test_who_nominates_when(
    scene: Scene, ballot: Ballot, member: User, who: str, refused: str | None, at: datetime, code: str | None
) -> None:
    people = {
        "titular": scene.titulars["BR"],
        "alternate": scene.alternates["BR"],
        "member": member,
        "titular of another": scene.titulars["AR"],
        "secretary": scene.secretary,
    }
    expected = refused or code
    if expected is None:
        option = nominate(scene, ballot, member.email, at=at, person=people[who])
        assert (option.state, option.candidate) == ("nominated", member)
        return
    with pytest.raises(DomainError) as refusal:
        nominate(scene, ballot, member.email, at=at, person=people[who])
    assert refusal.value.code == expected and refusal.value.sentence
    assert not Option.objects.filter(candidate=member).exists()


@pytest.mark.parametrize(("at", "code"), TIMES)
@pytest.mark.parametrize("verb", ["accept", "decline", "withdraw"])
@pytest.mark.parametrize("who", ["candidate", "nominator", "secretary", "stranger"])
def test_who_answers_when(
    scene: Scene, ballot: Ballot, member: User, verb: str, who: str, at: datetime, code: str | None
) -> None:
    option = nominate(scene, ballot, member.email)
    if verb == "withdraw":
        option = accept(option, member)
    people = {
        "candidate": member,
        "nominator": scene.titulars["BR"],
        "secretary": scene.secretary,
        "stranger": person(),
    }
    expected = "not_candidate" if who != "candidate" else code
    acts: dict[str, Any] = {
        "accept": lambda: accept(option, people[who], at=at),
        "decline": lambda: decline_nomination(person=people[who], option=option),
        "withdraw": lambda: withdraw_candidacy(person=people[who], option=option),
    }
    with clock.travel(at):
        if expected is None:
            told = {"accept": "accepted", "decline": "declined", "withdraw": "withdrawn"}
            assert acts[verb]().state == told[verb]
            return
        with pytest.raises(DomainError) as refusal:
            acts[verb]()
    assert refusal.value.code == expected and refusal.value.sentence
    assert Option.objects.get(pk=option.pk).state == option.state


def test_only_those_who_accepted_before_the_opening_stand(scene: Scene, ballot: Ballot) -> None:
    people = [member_of(scene, country) for country in ("UY", "PY", "EC", "VE")]
    options = [nominate(scene, ballot, who.email) for who in people]
    accept(options[0], people[0], at=OPENS - TICK, name="Primera")
    with clock.travel(BEFORE):
        decline_nomination(person=people[1], option=options[1])
    withdrawn = accept(options[2], people[2])
    with clock.travel(OPENS - TICK):
        withdraw_candidacy(person=people[2], option=withdrawn)
    with clock.travel(OPENS):
        sweep()
    told = Ballot.objects.get(pk=ballot.pk).options
    assert told is not None
    assert [option["name"] for option in told] == ["Ana", "Primera"]
    assert told[1]["statement"] == "Agua."
    assert told[1]["on_behalf_of"] == scene.seats["BR"].movement.slug


def test_nobody_learns_whether_an_address_is_anybodys(scene: Scene, ballot: Ballot, member: User) -> None:
    stranger, suspended, named = person(), member_of(scene, "EC"), member_of(scene, "VE")
    Standing.objects.create(
        seat=scene.seats["EC"], status="suspended", effective_at=FOUNDED, recorded_at=BEFORE - TICK, reason="x"
    )
    stand(scene, ballot, "named", 2, named)
    before = Entry.objects.latest("id").pk
    costs, told = set(), set()
    for email in (member.email, "nobody@example.org", stranger.email, suspended.email, named.email, member.email):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            option = nominate(scene, ballot, email)
        costs.add(len(queries))
        told.add((option.state, option.name, option.country, len(option.code)))
    assert len(costs) == len(told) == 1
    entries = Entry.objects.filter(pk__gt=before)
    assert len({str((e.verb, e.data, e.actor_mark, e.on_behalf_of, e.subject)) for e in entries}) == 1
    assert ballot.choices.filter(candidate=member).count() == 1
    assert not ballot.choices.filter(candidate__in=[stranger, suspended]).exists()


def test_what_is_recorded_names_who_accepts_and_nobody_else(scene: Scene, ballot: Ballot, member: User) -> None:
    shy = member_of(scene, "PY")
    first, second = nominate(scene, ballot, member.email), nominate(scene, ballot, shy.email)
    accept(first, member, name="Marta Q.")
    with clock.travel(BEFORE):
        decline_nomination(person=shy, option=second)
        withdraw_candidacy(person=member, option=Option.objects.get(pk=first.pk))
    told = {e.verb: e.data for e in Entry.objects.filter(subject=ballot.get_absolute_url())}
    number = ballot.number
    assert told["nominate_candidate"] == {"ballot": number, "seat": scene.seats["BR"].movement.slug}
    assert told["accept_nomination"] == {"ballot": number, "candidate": "Marta Q."}
    assert told["decline_nomination"] == {"ballot": number}
    assert told["withdraw_candidacy"] == {"ballot": number, "candidate": "Marta Q."}


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"email": ""}, "email"),
        ({"email": "no address"}, "email"),
        ({"email": "a\x00@example.org"}, "email"),
        ({"email": "a" * 300 + "@example.org"}, "email"),
        ({"email": "a@example.org", "country": "XX"}, "country"),
        ({"email": "a@example.org", "expertise": "x" * 41}, "expertise"),
        ({"email": "a@example.org", "expertise": "\x00"}, "expertise"),
    ],
)
def test_a_hostile_nomination_is_refused(scene: Scene, ballot: Ballot, facts: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        nominate(scene, ballot, **facts)
    assert list(refusal.value.fields) == [field]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "\x00"}, "name"),
        ({"statement": ""}, "statement"),
        ({"statement": "x" * 4001}, "statement"),
        ({"statement": "\x00"}, "statement"),
    ],
)
def test_a_hostile_candidacy_is_refused(
    scene: Scene, ballot: Ballot, member: User, facts: dict[str, str], field: str
) -> None:
    option = nominate(scene, ballot, member.email)
    with pytest.raises(Invalid) as refusal:
        accept(option, member, **facts)
    assert list(refusal.value.fields) == [field]
    assert Option.objects.get(pk=option.pk).state == "nominated"


def test_an_answer_stands(scene: Scene, ballot: Ballot, member: User) -> None:
    option = nominate(scene, ballot, member.email)
    with clock.travel(BEFORE), pytest.raises(Conflict) as refusal:
        withdraw_candidacy(person=member, option=option)
    assert refusal.value.code == "not_standing"
    accept(option, member)
    for act in (lambda: accept(option, member), lambda: decline_nomination(person=member, option=option)):
        with clock.travel(BEFORE), pytest.raises(Conflict) as refusal:
            act()
        assert refusal.value.code == "nomination_answered"


def test_who_left_their_movement_cannot_stand(scene: Scene, ballot: Ballot, member: User) -> None:
    option = nominate(scene, ballot, member.email)
    member.memberships.update(ends_at=BEFORE - TICK)
    with pytest.raises(Conflict) as refusal:
        accept(option, member)
    assert refusal.value.code == "candidate_no_member"


def test_a_movement_nominates_so_many_and_no_more(scene: Scene, ballot: Ballot) -> None:
    given = ballot.choices.filter(nominated_for=scene.seats["BR"]).count()
    for number in range(20 - given):
        nominate(scene, ballot, f"x{number}@example.org")
    with pytest.raises(Conflict) as refusal:
        nominate(scene, ballot, "one.more@example.org")
    assert refusal.value.code == "too_many_nominations"


def test_a_suspended_movement_and_a_motion_have_no_nominations(scene: Scene, ballot: Ballot, member: User) -> None:
    with pytest.raises(Conflict) as refusal:
        nominate(scene, scene.ballot, member.email)
    assert refusal.value.code == "no_election"
    Standing.objects.create(
        seat=scene.seats["BR"], status="suspended", effective_at=FOUNDED, recorded_at=BEFORE - TICK, reason="x"
    )
    with pytest.raises(Conflict) as refusal:
        nominate(scene, ballot, member.email)
    assert refusal.value.code == "movement_suspended"


def test_it_waits_on_the_front_page_until_the_vote_opens(scene: Scene, ballot: Ballot, member: User) -> None:
    option = nominate(scene, ballot, member.email)
    with clock.travel(BEFORE):
        assert list(nominations_of(member)) == [option]
        [item] = nominations(member, BEFORE)
        assert item.url.endswith(f"/nominations/{option.code}/")
        assert not nominations_of(scene.titulars["BR"])
    with clock.travel(OPENS):
        assert not nominations_of(member)


# --- pages ----------------------------------------------------------------------------------------------------------


def address(ballot: Ballot, name: str, *more: str) -> str:
    return reverse(name, args=[ballot.round.council.slug, ballot.round.number, ballot.number, *more])


def test_the_pages_nominate_accept_and_show_the_candidate(scene: Scene, ballot: Ballot, member: User) -> None:
    delegate, candidate, visitor = Client(), Client(), Client()
    delegate.force_login(scene.titulars["BR"])
    candidate.force_login(member)
    with clock.travel(BEFORE):
        assert address(ballot, "nominate_candidate") in delegate.get(ballot.get_absolute_url()).content.decode()
        form = {
            "acting_for": scene.seats["BR"].movement.slug,
            "email": member.email,
            "country": "UY",
            "expertise": "agua",
        }
        assert delegate.post(address(ballot, "nominate_candidate"), form).status_code == 302
        option = Option.objects.get(candidate=member)
        assert member.email not in delegate.get(ballot.get_absolute_url()).content.decode()
        mine = address(ballot, "candidacy", option.code)
        assert mine in candidate.get(ballot.get_absolute_url()).content.decode()
        assert delegate.get(mine).status_code == 404
        assert visitor.get(mine).status_code == 302
        refused = candidate.post(mine, {"answer": "accept", "name": "Marta", "statement": ""})
        assert refused.status_code == 422 and "Marta" in refused.content.decode()
        assert candidate.post(mine, {"answer": "accept", "name": "Marta Q.", "statement": "Agua."}).status_code == 302
        assert "Marta Q." in visitor.get(ballot.get_absolute_url()).content.decode()
        assert candidate.post(mine, {"answer": "withdraw"}).status_code == 302
        assert "Marta Q." not in visitor.get(ballot.get_absolute_url()).content.decode()


@pytest.mark.parametrize("email", ["", "no address", "\x00"])
def test_a_form_that_is_wrong_loses_nothing(scene: Scene, ballot: Ballot, email: str) -> None:
    delegate = Client()
    delegate.force_login(scene.titulars["BR"])
    form = {"acting_for": scene.seats["BR"].movement.slug, "email": email, "expertise": "riego comunal"}
    with clock.travel(BEFORE):
        page = delegate.post(address(ballot, "nominate_candidate"), form)
    assert page.status_code == 422 and "riego comunal" in page.content.decode()


def test_a_member_without_mandate_reads_why(scene: Scene, ballot: Ballot, member: User) -> None:
    client = Client()
    client.force_login(member)
    with clock.travel(BEFORE):
        assert client.get(address(ballot, "nominate_candidate")).status_code == 403
    client.force_login(scene.titulars["BR"])
    with clock.travel(INSIDE):
        assert client.get(address(ballot, "nominate_candidate")).status_code == 409
    with pytest.raises(Forbidden):
        nominate(scene, ballot, member.email, person=member)
