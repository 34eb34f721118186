"""Words of an assembly: who says so, when, of what, with which evidence; and where everybody reads it."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client

from common import clock
from common.errors import DomainError, Invalid
from councils.models import Membership
from ledger.models import Entry
from proposals.assisting.crediting import credit_assembly
from proposals.deliberation.actions import comment_proposal, retract_comment
from proposals.models import Amendment, AssemblyWord, Comment
from tests.factories.amending import SETTLING, TALK, Assembly, assembly, replacing
from tests.factories.pages import text
from tests.factories.proposals import DISCUSSION, SETTLEMENT, TICK, member
from tests.factories.scenes import person
from tests.proposals.test_answering import code_of

pytestmark = pytest.mark.django_db
HELD = date(2027, 2, 1)
LATER = TALK + timedelta(minutes=5)


def minutes() -> SimpleUploadedFile:
    return SimpleUploadedFile("acta.pdf", b"%PDF-1.4 acta")


def facts(**facts: Any) -> dict[str, Any]:
    told = {"name": "Asamblea de Cotacachi", "place": "Cotacachi", "held_on": HELD, "people": 120, "minutes": minutes()}
    return {**told, **facts}


@pytest.fixture
def made() -> Assembly:
    return assembly(seats=2)


@pytest.fixture
def comment(made: Assembly) -> Comment:
    with clock.travel(TALK):
        return comment_proposal(
            person=made.titulars[0],
            seat=made.seats[0],
            proposal=made.fresh(),
            stance="support",
            text="La asamblea está de acuerdo.",
            language="es",
        )


@pytest.fixture
def amendment(made: Assembly) -> Amendment:
    return made.propose(replacing("p1", "Las semillas propias se guardan en toda comunidad."))


def credit(who: Any, said: Comment | Amendment, at: datetime = LATER, **more: Any) -> AssemblyWord:
    with clock.travel(at):
        return credit_assembly(person=who, said=said, **facts(**more))


@pytest.mark.parametrize(
    ("at", "refused"),
    [(LATER, ""), (SETTLEMENT - TICK, ""), (SETTLEMENT, "409 closed"), (SETTLING, "409 closed")],
)
@pytest.mark.parametrize("what", ["comment", "amendment"])
def test_who_says_whose_words_they_are_and_when(
    made: Assembly, comment: Comment, amendment: Amendment, what: str, at: datetime, refused: str
) -> None:
    said: Any = comment if what == "comment" else amendment
    people = {
        "member": (made.people["mover_member"], "403 not_a_coordinator"),
        "other titular": (made.titulars[1], "403 not_your_movement"),
        "secretary": (made.people["secretary"], "403 not_your_movement"),
        "stranger": (person(), "403 not_your_movement"),
    }
    for role, (who, refusal) in people.items():
        assert code_of(credit_assembly, at, person=who, said=said, **facts()) == refusal, role
    coordinator = member(made.seats[0], Membership.Role.COORDINATOR)
    Membership.objects.filter(person=coordinator).update(starts_at=DISCUSSION)
    assert code_of(credit_assembly, at, person=coordinator, said=said, **facts()) == refused
    again = code_of(credit_assembly, at, person=made.titulars[0], said=said, **facts())
    assert again == (refused or "409 credited_already")
    assert AssemblyWord.objects.count() == (0 if refused else 1)


def test_the_ledger_says_it_and_the_api_too(
    made: Assembly, comment: Comment, amendment: Amendment, client: Client
) -> None:
    for said in (comment, amendment):
        credit(made.titulars[0], said)
    entry = Entry.objects.filter(verb="credit_assembly").earliest("id")
    slug = made.seats[0].movement.slug
    assert entry.data == {
        "seat": slug,
        "proposal": made.proposal.number,
        "comment": comment.pk,
        "assembly": "Asamblea de Cotacachi",
        "place": "Cotacachi",
        "held_on": "2027-02-01",
        "people": 120,
    }
    told = {
        "on_behalf_of": slug,
        "assembly": "Asamblea de Cotacachi",
        "assembly_place": "Cotacachi",
        "assembly_held_on": "2027-02-01",
        "assembly_people": 120,
    }
    since = {"modified_since": (LATER - TICK).isoformat()}
    with clock.travel(LATER + timedelta(hours=1)):
        for name in ("comments", "amendments"):
            [row] = client.get(f"/api/v1/{name}/", since).json()["results"]
            assert told.items() <= row.items(), name


def test_everybody_reads_it_on_the_pages(made: Assembly, comment: Comment, amendment: Amendment) -> None:
    place, client = made.fresh().get_absolute_url(), Client(headers={"accept-language": "en"})
    client.force_login(made.titulars[0])
    addresses = (f"{place}comments/{comment.pk}/assembly/", f"{place}amendments/{amendment.number}/assembly/")
    sent = {**facts(), "held_on": "2027-02-01"}
    with clock.travel(LATER):
        assert "Said by an assembly" in text(client.get(place))
        for address in addresses:
            assert "How many people" in text(client.get(address))
            empty = client.post(address, {**sent, "minutes": ""})
            assert empty.status_code == 422 and "The minutes are missing" in text(empty)
            assert client.post(address, {**sent, "minutes": minutes()}).status_code == 302
            assert client.get(address).status_code == 409
        for page in (place, amendment.get_absolute_url()):
            shown = text(Client(headers={"accept-language": "en"}).get(page))
            assert "The words of an assembly: Asamblea de Cotacachi, Cotacachi, 1 February 2027, 120 people" in shown
        word = AssemblyWord.objects.get(comment=comment)
        kept = client.get(f"/assemblies/{word.pk}/minutes/")
        assert b"".join(kept.streaming_content).startswith(b"%PDF") and kept["Content-Disposition"].startswith("attach")
        client.force_login(made.titulars[1])
        assert client.get(f"/assemblies/{word.pk}/minutes/").status_code == 403
        assert client.get(addresses[0]).status_code == 403
        client.force_login(made.people["secretary"])
        assert client.get(f"/assemblies/{word.pk}/minutes/").status_code == 200
        assert client.get("/assemblies/99999999999999999999/minutes/").status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "a\x00b"},
        {"name": "x" * 201},
        {"place": None},
        {"held_on": None},
        {"held_on": "2027-02-01"},
        {"held_on": date(1989, 12, 31)},
        {"held_on": TALK.date() + timedelta(days=2)},
        {"people": 0},
        {"people": "many"},
        {"people": True},
        {"people": 10**9},
        {"minutes": None},
        {"minutes": SimpleUploadedFile("a.pdf", b"")},
        {"minutes": SimpleUploadedFile("a.pdf", b"<html>")},
    ],
)
def test_what_is_no_assembly_is_refused_in_words(made: Assembly, comment: Comment, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as raised:
        credit(made.titulars[0], comment, **wrong)
    assert set(raised.value.fields) == set(wrong)
    assert not AssemblyWord.objects.exists()


def test_nothing_is_credited_that_does_not_stand(made: Assembly, comment: Comment) -> None:
    with clock.travel(LATER):
        retract_comment(person=made.titulars[0], comment=comment)
    with pytest.raises(DomainError) as raised:
        credit(made.titulars[0], comment)
    assert raised.value.status == 409


@pytest.mark.parametrize(
    "statement", ["UPDATE proposals_assemblyword SET people = 9", "DELETE FROM proposals_assemblyword"]
)
def test_it_is_said_once(made: Assembly, comment: Comment, statement: str) -> None:
    credit(made.titulars[0], comment)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
