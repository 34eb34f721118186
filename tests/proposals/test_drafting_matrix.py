"""Who may do what with a proposal, and when: each verb as each role, and to the microsecond at each end of each
stage.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import transaction

from accounts.models import User
from common import clock
from common.errors import Conflict, DomainError
from councils.models import Seat
from proposals import stages
from proposals.deliberation.actions import comment_proposal, edit_comment, retract_comment
from proposals.deliberation.endorsing import endorse_proposal, withdraw_endorsement
from proposals.deliberation.supporting import support_comment, withdraw_support
from proposals.drafting.actions import (
    admit_proposal,
    answer_sponsorship,
    attach_file,
    begin_proposal,
    describe_proposal,
    invite_sponsor,
    remove_attachment,
    return_proposal,
    revise_proposal,
    submit_proposal,
    withdraw_proposal,
)
from proposals.models import Attachment, Comment
from tests.factories.proposals import DISCUSSION, DRAFTING, ENDS, HOUR, TICK, WINDOWS, Table, suspend, table
from tests.ground import kept

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ground")]

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
AUTHORS = {"member", "coordinator", "titular", "alternate"}
SPONSORS = {"sponsor", "sponsor_member"}
SEATED = AUTHORS | SPONSORS | {"bystander"}
Act = Callable[[Table, User, Seat, Any], object]
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Row:
    """One verb: on what, how, by whom. `set_up` makes what it is done on, long before."""

    verb: str
    set_up: Callable[[Table], Any]
    act: Act
    roles: set[str]
    name: str = ""

    @property
    def best(self) -> str:
        return "bystander" if "bystander" in self.roles else sorted(self.roles)[0]


def ready(set_up: Callable[[Table], Any]) -> tuple[Table, Any]:
    """A table, and on it what the act is done to."""
    at_table = table()
    return at_table, set_up(at_table)


def sponsored_draft(at_table: Table) -> Any:
    return at_table.sponsored(at_table.describe(at_table.begin()))


def invitation(at_table: Table) -> Any:
    proposal = at_table.begin()
    with clock.travel(DRAFTING + HOUR):
        return invite_sponsor(
            person=at_table.people["member"], seat=at_table.author, proposal=proposal, invited=at_table.sponsor
        )


def file_of(at_table: Table) -> Any:
    proposal = at_table.sponsored(at_table.begin())
    return Attachment.objects.create(
        proposal=proposal,
        file="attachments/none",
        name="a.pdf",
        media_type="application/pdf",
        size=1,
        sha256="0" * 64,
        attached_by=at_table.people["member"],
        attached_at=DRAFTING + HOUR,
    )


def comment_on(at_table: Table) -> Any:
    return at_table.comment(at_table.sponsored_admitted())


def comment_of_authors(at_table: Table) -> Any:
    proposal = at_table.sponsored_admitted()
    with clock.travel(DISCUSSION + HOUR):
        return say(at_table, at_table.people["member"], at_table.author, proposal)


def supported(at_table: Table) -> Any:
    comment = comment_of_authors(at_table)
    with clock.travel(DISCUSSION + HOUR):
        support_comment(person=at_table.people["bystander"], seat=at_table.bystander, comment=comment)
        support_comment(person=at_table.people["sponsor"], seat=at_table.sponsor, comment=comment)
    return comment


def endorsed(at_table: Table) -> Any:
    proposal = at_table.sponsored_admitted()
    with clock.travel(DISCUSSION + HOUR):
        endorse_proposal(person=at_table.people["bystander"], seat=at_table.bystander, proposal=proposal)
    return proposal


def fresh(comment: Comment) -> Comment:
    """The comment as if it had been made a minute before the instant of the test."""
    comment.created_at = clock.now(comment.proposal.round.council_id) - MINUTE
    comment.save(update_fields=["created_at"])
    return comment


def revise(_table: Table, person: User, seat: Seat, on: Any) -> object:
    return revise_proposal(
        person=person, seat=seat, proposal=on, base=1, language="es", title="Otro", text="Otro texto."
    )


def attach(_table: Table, person: User, seat: Seat, on: Any) -> object:
    return attach_file(person=person, seat=seat, proposal=on, file=ContentFile(PDF, name="a.pdf"))


def say(at_table: Table, person: User, seat: Seat, on: Any) -> object:
    speaks = None if person == at_table.people["observer"] else seat
    return comment_proposal(
        person=person, seat=speaks, proposal=on, stance="concern", text="¿Y el agua?", language="es"
    )


ROWS = [
    Row(
        "begin_proposal",
        lambda at_table: at_table.round,
        lambda _t, person, seat, on: begin_proposal(person=person, seat=seat, round_=on, language="es", title="Agua"),
        SEATED,
    ),
    Row("revise_proposal", sponsored_draft, revise, AUTHORS | SPONSORS, "draft"),
    Row("revise_proposal", Table.sponsored_admitted, revise, AUTHORS | SPONSORS, "admitted"),
    Row(
        "describe_proposal",
        sponsored_draft,
        lambda _t, person, seat, on: describe_proposal(person=person, seat=seat, proposal=on, implementing_body="X"),
        AUTHORS,
    ),
    Row(
        "invite_sponsor",
        sponsored_draft,
        lambda t, person, seat, on: invite_sponsor(person=person, seat=seat, proposal=on, invited=t.bystander),
        AUTHORS,
    ),
    Row(
        "answer_sponsorship",
        invitation,
        lambda _t, person, _seat, on: answer_sponsorship(person=person, sponsorship=on, accept=True),
        {"sponsor"},
    ),
    Row(
        "submit_proposal",
        sponsored_draft,
        lambda _t, person, seat, on: submit_proposal(person=person, seat=seat, proposal=on),
        AUTHORS,
    ),
    Row(
        "admit_proposal",
        Table.submitted,
        lambda _t, person, _seat, on: admit_proposal(person=person, proposal=on, decision_class="operational"),
        {"secretary"},
    ),
    Row(
        "return_proposal",
        Table.submitted,
        lambda _t, person, _seat, on: return_proposal(person=person, proposal=on, reason="Falta el agua."),
        {"secretary"},
    ),
    Row(
        "withdraw_proposal",
        sponsored_draft,
        lambda _t, person, seat, on: withdraw_proposal(person=person, seat=seat, proposal=on, reason="Basta."),
        AUTHORS,
        "draft",
    ),
    Row(
        "withdraw_proposal",
        Table.sponsored_admitted,
        lambda _t, person, seat, on: withdraw_proposal(person=person, seat=seat, proposal=on, reason="Basta."),
        AUTHORS - {"member"},
        "admitted",
    ),
    Row("attach_file", sponsored_draft, attach, AUTHORS | SPONSORS),
    Row(
        "remove_attachment",
        file_of,
        lambda _t, person, seat, on: remove_attachment(person=person, seat=seat, attachment=on),
        AUTHORS | SPONSORS,
    ),
    Row("comment_proposal", Table.sponsored_admitted, say, SEATED | {"observer"}),
    Row(
        "edit_comment",
        comment_on,
        lambda _t, person, _seat, on: edit_comment(person=person, comment=fresh(on), text="Mejor dicho."),
        {"bystander"},
    ),
    Row(
        "support_comment",
        comment_of_authors,
        lambda _t, person, seat, on: support_comment(person=person, seat=seat, comment=on),
        SPONSORS | {"bystander"},
    ),
    Row(
        "withdraw_support",
        supported,
        lambda _t, person, seat, on: withdraw_support(person=person, seat=seat, comment=on),
        SPONSORS | {"bystander"},
    ),
    Row(
        "endorse_proposal",
        Table.sponsored_admitted,
        lambda _t, person, seat, on: endorse_proposal(person=person, seat=seat, proposal=on),
        {"bystander"},
    ),
    Row(
        "withdraw_endorsement",
        endorsed,
        lambda _t, person, seat, on: withdraw_endorsement(person=person, seat=seat, proposal=on),
        {"bystander"},
    ),
]
IDS = [" of a ".join(filter(None, (row.verb, row.name))) for row in ROWS]


def seat_for(at_table: Table, role: str) -> Seat:
    """The seat of the role's own movement; whoever has none tries it with the authors' seat."""
    if role in SPONSORS:
        return at_table.sponsor
    return at_table.bystander if role == "bystander" else at_table.author


@contextmanager
def undone() -> Iterator[None]:
    """What happens here is tried, and taken back."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


def outcome(row: Row, at_table: Table, role: str, on: Any, at: datetime) -> str:
    """`done`, or the code of the refusal with its status."""
    with clock.travel(at), undone():
        try:
            row.act(at_table, at_table.people[role], seat_for(at_table, role), on)
        except DomainError as refusal:
            assert refusal.sentence
            return f"{refusal.status} {refusal.code}"
    return "done"


def is_open(verb: str, at: datetime) -> bool:
    here = [kind for kind, (opens_at, closes_at) in WINDOWS.items() if opens_at <= at < closes_at]
    return bool(here) and stages.is_open(verb, here[0])


EDGES = sorted({edge for bounds in WINDOWS.values() for edge in bounds})
INSTANTS = [instant for edge in EDGES for instant in (edge - TICK, edge, edge + HOUR)]


@pytest.fixture(autouse=True)
def _files(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.parametrize("row", ROWS, ids=IDS, scope="module")
def test_every_verb_opens_and_closes_at_the_very_instant(row: Row):
    at_table, on = kept(ready, row.set_up)
    found = {at: outcome(row, at_table, row.best, on, at) for at in INSTANTS}
    expected = {at: "done" if is_open(row.verb, at) else "409" for at in INSTANTS}
    assert {at: answer.split()[0] for at, answer in found.items()} == expected
    assert {found[DRAFTING - TICK], found[ENDS]} <= {"409 not_open_yet", "409 closed"}


@pytest.mark.parametrize("row", ROWS, ids=IDS, scope="module")
def test_every_verb_is_for_its_roles_alone(row: Row):
    at_table, on = kept(ready, row.set_up)
    inside = next(at + HOUR for at in EDGES if is_open(row.verb, at + HOUR))
    for role in at_table.people:
        found = outcome(row, at_table, role, on, inside)
        assert found.split()[0] == ("done" if role in row.roles else "403"), f"{role}: {found}"
    for role in at_table.people.keys() - row.roles:
        assert outcome(row, at_table, role, on, ENDS).startswith("403"), f"{role} is told that it is too late"


@pytest.mark.parametrize("row", [row for row in ROWS if "secretary" not in row.roles], ids=lambda row: row.verb)
def test_a_suspended_movement_does_nothing(row: Row):
    at_table, on = kept(ready, row.set_up)
    inside = next(at + HOUR for at in EDGES if is_open(row.verb, at + HOUR))
    suspend(seat_for(at_table, row.best), inside - TICK)
    assert outcome(row, at_table, row.best, on, inside - 2 * TICK) == "done"
    assert outcome(row, at_table, row.best, on, inside) == "409 movement_suspended"


@pytest.mark.parametrize("row", [row for row in ROWS if "secretary" not in row.roles], ids=lambda row: row.verb)
def test_nobody_acts_for_the_movement_of_another(row: Row):
    at_table, on = kept(ready, row.set_up)
    inside = next(at + HOUR for at in EDGES if is_open(row.verb, at + HOUR))
    foreign = at_table.people["outsider"]
    for seat in (at_table.author, at_table.sponsor, at_table.bystander):
        with clock.travel(inside), undone(), pytest.raises(DomainError) as refusal:
            row.act(at_table, foreign, seat, on)
        assert refusal.value.status == 403


def test_an_edit_ends_with_the_minutes_of_the_rulebook():
    at_table = table(comment_edit_minutes=3)
    comment = comment_on(at_table)
    who = at_table.people["bystander"]
    limit = comment.created_at + 3 * MINUTE
    with clock.travel(limit - TICK), undone():
        edit_comment(person=who, comment=comment, text="Mejor dicho.")
    for late in (limit, limit + HOUR):
        with clock.travel(late), pytest.raises(Conflict) as refusal:
            edit_comment(person=who, comment=comment, text="Mejor dicho.")
        assert refusal.value.code == "comment_stands"


@pytest.mark.parametrize("at", INSTANTS)
def test_a_retraction_is_open_in_every_stage_and_to_its_author_alone(at: datetime):
    at_table = table()
    comment = comment_on(at_table)
    for role, who in at_table.people.items():
        row = Row(
            "retract_comment", lambda t: t, lambda _t, person, _s, on: retract_comment(person=person, comment=on), set()
        )
        assert outcome(row, at_table, role, comment, at) == (
            "done" if role == "bystander" else "403 not_your_comment"
        ), who
