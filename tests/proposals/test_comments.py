"""Who comments, edits and retracts when; sponsors who accept or decline; and the page in a constant number of
queries.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from common import clock
from common.errors import Conflict, DomainError, Forbidden, Invalid
from councils.models import Membership, Office, Standing, Window
from ledger.models import Entry
from proposals.deliberation.actions import comment_proposal, edit_comment, retract_comment
from proposals.drafting.actions import answer_sponsorship, invite_sponsor
from proposals.models import Comment, Proposal
from tests.factories.scenes import FOUNDED, Scene, person, voting_scene

OPENS = datetime(2026, 3, 1, 12, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=10)
INSIDE = OPENS + timedelta(days=1)
TICK = timedelta(microseconds=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    """A council with a discussion that is open from OPENS to CLOSES, and voting after it."""
    with clock.travel(CLOSES + timedelta(hours=1)):
        made = voting_scene(opens_at=CLOSES + timedelta(days=1), closes_at=CLOSES + timedelta(days=2))
    Window.objects.filter(round=made.round, kind="settlement").update(opens_at=CLOSES)
    Window.objects.create(round=made.round, kind="discussion", opens_at=OPENS, closes_at=CLOSES)
    Office.objects.create(council=made.council, person=person("Observer"), kind="observer", starts_at=FOUNDED)
    return made


def proposal_of(scene: Scene) -> Proposal:
    return Proposal.objects.select_related("round__council").get(pk=scene.ballot.proposal_id)


def somebody(scene: Scene, role: str) -> tuple[User, object]:
    """A person by role, and the seat for which they try to speak."""
    seat = scene.seats["BR"]
    if role == "member":
        who = person()
        Membership.objects.create(movement=seat.movement, person=who, starts_at=FOUNDED)
        return who, seat
    if role == "observer":
        return Office.objects.get(council=scene.council, kind="observer").person, None
    people = {"titular": scene.titulars["BR"], "member of another": scene.titulars["AR"], "stranger": person()}
    return people[role], seat


def say(scene: Scene, role: str = "titular", *, at: datetime = INSIDE, **told: object) -> Comment:
    who, seat = somebody(scene, role)
    facts = {"stance": "concern", "text": "¿Y el agua?", "language": "es", **told}
    with clock.travel(at):
        return comment_proposal(person=who, seat=seat, proposal=proposal_of(scene), **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("role", "at", "refusal"),
    [
        ("titular", OPENS - TICK, Conflict),
        ("titular", OPENS, None),
        ("titular", CLOSES - TICK, None),
        ("titular", CLOSES, Conflict),
        ("member", OPENS, None),
        ("member", CLOSES, Conflict),
        ("observer", OPENS, None),
        ("observer", CLOSES, Conflict),
        ("member of another", INSIDE, Forbidden),
        ("stranger", INSIDE, Forbidden),
        ("stranger", CLOSES, Forbidden),
    ],
)
def test_who_comments_when(scene: Scene, role: str, at: datetime, refusal: type[DomainError] | None) -> None:
    if refusal:
        with pytest.raises(refusal):
            say(scene, role, at=at)
        assert not Comment.objects.exists()
        return
    assert say(scene, role, at=at).created_at == at
    entry = Entry.objects.get(verb="comment_proposal")
    assert "agua" not in str(entry.data)
    assert entry.on_behalf_of in ("", scene.seats["BR"].movement.slug)


def test_without_a_seat_only_an_observer_speaks(scene: Scene) -> None:
    with clock.travel(INSIDE), pytest.raises(Forbidden):
        comment_proposal(
            person=scene.titulars["BR"],
            seat=None,
            proposal=proposal_of(scene),
            stance="neutral",
            text="x",
            language="es",
        )


@pytest.mark.parametrize(
    "told",
    [
        {"stance": "angry"}, {"text": ""}, {"text": "  "}, {"text": "x" * 10_001}, {"text": "a\x00b"},
        {"language": "tlh"}, {"paragraph": "p99"}, {"paragraph": "x" * 5_000},
    ],
)  # fmt: skip
def test_what_is_not_well_formed_is_said(scene: Scene, told: dict[str, str]) -> None:
    with pytest.raises(Invalid) as raised:
        say(scene, **told)
    assert all(str(sentence) for sentence in raised.value.fields.values())


def test_a_reply_stands_at_its_paragraph_and_in_its_thread(scene: Scene) -> None:
    first = say(scene, paragraph="p2")
    reply = say(scene, parent=first)
    further = say(scene, parent=reply)
    assert (reply.paragraph, reply.root) == ("p2", first)
    assert further.root == first


def test_a_reply_is_to_a_comment_of_the_same_proposal(scene: Scene) -> None:
    with clock.travel(CLOSES + timedelta(hours=2)):
        other = scene.put().proposal
    foreign = say(scene)
    with clock.travel(INSIDE), pytest.raises(Invalid):
        comment_proposal(
            person=scene.titulars["BR"], seat=scene.seats["BR"], proposal=other, stance="neutral", text="x",
            language="es", parent=foreign,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("who", "later", "refusal"),
    [
        ("author", timedelta(minutes=10) - TICK, None),
        ("author", timedelta(minutes=10), Conflict),
        ("another", timedelta(minutes=1), Forbidden),
        ("another", timedelta(minutes=11), Forbidden),
    ],
)
def test_who_edits_when(scene: Scene, who: str, later: timedelta, refusal: type[DomainError] | None) -> None:
    said = say(scene)
    actor = scene.titulars["BR"] if who == "author" else scene.alternates["BR"]
    with clock.travel(INSIDE + later):
        if refusal:
            with pytest.raises(refusal):
                edit_comment(person=actor, comment=said, text="Otra cosa.")
            assert Comment.objects.get().text == "¿Y el agua?"
            return
        assert edit_comment(person=actor, comment=said, text="Otra cosa.").edited_at == INSIDE + later


def test_the_discussion_ends_editing_before_its_minutes_do(scene: Scene) -> None:
    said = say(scene, at=CLOSES - timedelta(minutes=1))
    with clock.travel(CLOSES), pytest.raises(Conflict):
        edit_comment(person=scene.titulars["BR"], comment=said, text="Otra cosa.")


def test_after_the_minutes_a_comment_is_only_marked_and_stays_readable(scene: Scene, client: Client) -> None:
    said = say(scene)
    with clock.travel(CLOSES + timedelta(days=1)):
        with pytest.raises(Forbidden):
            retract_comment(person=scene.titulars["AR"], comment=said)
        retract_comment(person=scene.titulars["BR"], comment=said, note="Me equivoqué.")
        with pytest.raises(Conflict):
            retract_comment(person=scene.titulars["BR"], comment=said)
        page = client.get(proposal_of(scene).get_absolute_url()).content.decode()
    assert "¿Y el agua?" in page
    assert "Me equivoqué." in page


def test_a_suspended_movement_does_not_speak(scene: Scene) -> None:
    said = say(scene)
    Standing.objects.create(
        seat=scene.seats["BR"], status="suspended", effective_at=INSIDE, recorded_at=INSIDE, reason="x"
    )
    with pytest.raises(Conflict):
        say(scene, at=INSIDE + TICK)
    with clock.travel(INSIDE + TICK), pytest.raises(Conflict):
        edit_comment(person=scene.titulars["BR"], comment=said, text="Otra cosa.")


@pytest.mark.parametrize(
    ("role", "at", "refusal"),
    [
        ("invited", INSIDE, None),
        ("invited", CLOSES - TICK, None),
        ("invited", CLOSES, Conflict),
        ("author", INSIDE, Forbidden),
        ("stranger", INSIDE, Forbidden),
    ],
)
def test_who_answers_an_invitation_to_sponsor_when(
    scene: Scene, role: str, at: datetime, refusal: type[DomainError] | None
) -> None:
    with clock.travel(INSIDE):
        invitation = invite_sponsor(
            person=scene.titulars["BR"], seat=scene.seats["BR"], proposal=proposal_of(scene), invited=scene.seats["BO"]
        )
    who = {"invited": scene.titulars["BO"], "author": scene.titulars["BR"], "stranger": person()}[role]
    with clock.travel(at):
        if refusal:
            with pytest.raises(refusal):
                answer_sponsorship(person=who, sponsorship=invitation, accept=True)
            return
        assert answer_sponsorship(person=who, sponsorship=invitation, accept=True).state == "accepted"
        with pytest.raises(Conflict):
            answer_sponsorship(person=who, sponsorship=invitation, accept=False)


@contextmanager
def counted() -> Iterator[list[str]]:
    sent: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield sent
    sent += [q["sql"] for q in captured.captured_queries if not q["sql"].startswith(("BEGIN", "SAVEPOINT", "RELEASE"))]


def put_comments(scene: Scene, number: int) -> None:
    proposal = proposal_of(scene)
    Comment.objects.bulk_create(
        Comment(
            proposal=proposal, revision=proposal.revision, stance="support", text="Sí.", language="es",
            author=scene.secretary, seat=scene.seats["BR"], created_at=INSIDE,
        )
        for _number in range(number)
    )  # fmt: skip


@pytest.mark.parametrize("signed_in", [False, True])
def test_the_page_takes_at_most_ten_queries_however_many_comments(
    scene: Scene, client: Client, signed_in: bool
) -> None:
    address = proposal_of(scene).get_absolute_url()
    if signed_in:
        client.force_login(scene.titulars["BR"])
    put_comments(scene, 10)
    client.get(address)
    with counted() as few:
        client.get(address)
    put_comments(scene, 990)
    with counted() as many:
        assert client.get(address).status_code == 200
    assert len(many) == len(few)
    # A member is shown what can be done, each act with its reason; the figure is for who reads.
    assert len(many) <= (18 if signed_in else 10), "\n".join(many)


def test_a_link_to_a_comment_opens_the_page_on_which_it_stands(scene: Scene, client: Client) -> None:
    put_comments(scene, 120)
    last = say(scene, text="El último de todos.")
    assert "El último de todos." in client.get(last.get_absolute_url().partition("#")[0]).content.decode()
    assert "El último de todos." not in client.get(proposal_of(scene).get_absolute_url()).content.decode()


@pytest.mark.parametrize("query", ["comment=x", "comment=99999999999999999999", "after=-1", "comment=%00"])
def test_nonsense_in_the_address_is_the_beginning(scene: Scene, client: Client, query: str) -> None:
    assert client.get(f"{proposal_of(scene).get_absolute_url()}?{query}").status_code == 200
