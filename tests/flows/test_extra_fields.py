"""Whoever sends more than a form asks for changes nothing by it: what an act decides is not read from what was sent."""

from datetime import datetime
from typing import Any

import pytest
from django.db.models import Model
from django.urls import reverse

from accounts.models import User
from common import clock
from proposals.models import Comment, Proposal, Vote
from tests.factories.pages import INSIDE, address, prepared, signed_in, slug
from tests.factories.proposals import DISCUSSION, DRAFTING, HOUR, Table, table

pytestmark = pytest.mark.django_db
# What somebody would like to set, by the names of columns.
WISHES = {
    **{"id": "1", "pk": "1", "council": "1", "council_id": "1", "round": "1", "round_id": "1", "number": "99"},
    **{"seat": "1", "seat_id": "1", "author": "1", "author_id": "1", "begun_by": "1", "person": "1", "actor": "1"},
    **{"state": "accepted", "stage": "admitted", "decision_class": "fundamental", "amount": "999", "weight": "9"},
    **{"serial": "99", "held_at": "", "veil": "1", "public_id": "1", "created_at": "2001-01-01", "at": "2001-01-01"},
    **{"is_staff": "1", "is_superuser": "1", "is_active": "", "email": "e@example.org", "password": "x", "salt": "x"},
    **{"role": "secretary", "kind": "secretary", "offices": "secretary", "groups": "1"},
}


def send(person: User, path: str, at: datetime, sent: dict[str, str]) -> int:
    """The status of a form that wishes for more than it was asked."""
    with clock.travel(at):
        status: int = signed_in(person).post(path, {**WISHES, **sent}).status_code
    return status


def facts(row: Model, *but: str) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.fields if field.attname not in but}


@pytest.fixture
def at_table() -> Table:
    return table()


def test_ones_own_page_changes_what_it_asks_for_and_nothing_else(rosa: User) -> None:
    chosen = ("name", "language", "time_zone", "last_login")
    before = facts(rosa, *chosen)
    sent = {"name": "Rosa Q.", "language": "es", "time_zone": "America/La_Paz"}
    assert send(rosa, reverse("me"), INSIDE, sent) == 302
    rosa.refresh_from_db()
    assert rosa.name == "Rosa Q."
    assert facts(rosa, *chosen) == before


def test_a_draft_is_of_who_began_it_and_a_draft(at_table: Table) -> None:
    sent = {"title": "Agua", "summary": "", "language": "es", "text": "Agua para todos.", "base": "1", "note": ""}
    sent = {**sent, "acting_for": at_table.author.movement.slug}
    path = reverse("begin_proposal", args=[at_table.council.slug, 1])
    assert send(at_table.people["member"], path, DRAFTING + HOUR, sent) == 302
    made = Proposal.objects.get()
    assert (made.stage, made.seat, made.begun_by) == (Proposal.Stage.DRAFT, at_table.author, at_table.people["member"])
    assert (made.round.council, made.number, made.decision_class) == (at_table.council, 1, "")
    assert made.admitted_at is None


def test_a_comment_is_of_who_said_it(at_table: Table) -> None:
    proposal = at_table.sponsored_admitted()
    sent = {"stance": "support", "text": "Bien.", "language": "es", "acting_for": at_table.bystander.movement.slug}
    path = reverse("comment_proposal", args=[at_table.council.slug, 1, proposal.number])
    assert send(at_table.people["bystander"], path, DISCUSSION + HOUR, sent) == 302
    said = Comment.objects.get()
    assert (said.author, said.seat, said.proposal) == (at_table.people["bystander"], at_table.bystander, proposal)
    assert said.created_at.year != 2001


def test_a_vote_is_of_its_seat_and_the_first_is_the_first() -> None:
    scene = prepared()
    sent = {"acting_for": slug(scene), "choice": "yes", "confirm": "1"}
    assert send(scene.titulars["BR"], address(scene, "vote"), INSIDE, sent) == 302
    vote = Vote.objects.get()
    assert (vote.roll_entry.seat, vote.serial, vote.cast_by) == (scene.seats["BR"], 1, scene.titulars["BR"])
