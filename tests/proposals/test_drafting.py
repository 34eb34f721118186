"""A proposal from its first word to its admission."""

from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError, connection, transaction

from common import clock
from common.errors import Conflict, Forbidden, Invalid
from ledger.models import Entry
from proposals.drafting.actions import (
    admit_proposal,
    attach_file,
    describe_proposal,
    invite_sponsor,
    remove_attachment,
    return_proposal,
    revise_proposal,
    submit_proposal,
    withdraw_proposal,
)
from proposals.drafting.actions.moving import missing_in
from proposals.models import Proposal, Revision
from tests.factories.proposals import DISCUSSION, DRAFTING, HOUR, SETTLEMENT, TEXT, Table, table

pytestmark = pytest.mark.django_db
NOON = DRAFTING + 5 * HOUR
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def round_table(db: None) -> Table:
    return table()


def revise(at_table: Table, proposal: Proposal, *, base: int, who: str = "member", **facts: object) -> Revision:
    given = {"language": "es", "title": "Soberanía alimentaria", "text": TEXT, **facts}
    seat = at_table.sponsor if who.startswith("sponsor") else at_table.author
    with clock.travel(NOON):
        return revise_proposal(person=at_table.people[who], seat=seat, proposal=proposal, base=base, **given)


def test_a_draft_begins_with_its_first_revision(round_table: Table):
    proposal = round_table.begin()
    assert (proposal.number, proposal.stage, proposal.is_public) == (1, "draft", False)
    assert [row["id"] for row in proposal.revision.paragraphs] == ["p1", "p2"]
    assert len(proposal.revision.sha256) == 64
    assert round_table.begin().number == 2
    entry = Entry.objects.filter(verb="begin_proposal").first()
    assert entry.on_behalf_of == round_table.author.movement.slug
    assert "semillas" not in str(entry.data)


def test_a_revision_keeps_the_ids_of_its_paragraphs(round_table: Table):
    proposal = round_table.begin()
    second = revise(round_table, proposal, base=1, text="Otra cosa primero.\n\n" + TEXT.replace("asamblea", "cabildo"))
    assert [row["id"] for row in second.paragraphs] == ["p3", "p1", "p2"]
    third = revise(round_table, proposal, base=2, text=TEXT)
    fourth = revise(round_table, proposal, base=3, text=TEXT + "\n\nAlgo nuevo por completo.")
    assert [row["id"] for row in third.paragraphs] == ["p1", "p2"]
    assert [row["id"] for row in fourth.paragraphs] == ["p1", "p2", "p4"]


def test_a_text_that_changes_nothing_makes_no_revision(round_table: Table):
    proposal = round_table.begin()
    entries = Entry.objects.count()
    assert revise(round_table, proposal, base=1, text=TEXT.replace("\n", "\r\n") + "\n\n").number == 1
    assert (proposal.revisions.count(), Entry.objects.count()) == (1, entries)


def test_a_second_tab_is_told_and_the_same_text_twice_is_one_revision(round_table: Table):
    proposal = round_table.begin()
    revise(round_table, proposal, base=1, text="Primera pestaña.")
    with pytest.raises(Conflict) as refusal:
        revise(round_table, proposal, base=1, text="Segunda pestaña.")
    assert refusal.value.code == "revised_meanwhile"
    assert "2" in refusal.value.sentence
    assert revise(round_table, proposal, base=1, text="Primera pestaña.").number == 2
    assert revise(round_table, proposal, base=2, text="Segunda pestaña.").number == 3


def test_a_sponsor_who_accepted_revises_and_one_who_declined_does_not(round_table: Table):
    accepted = round_table.sponsored(round_table.begin())
    assert revise(round_table, accepted, base=1, who="sponsor_member", text="De ambas.").seat == round_table.sponsor
    declined = round_table.sponsored(round_table.begin(), accept=False)
    with pytest.raises(Forbidden) as refusal:
        revise(round_table, declined, base=1, who="sponsor_member", text="Ajeno.")
    assert refusal.value.code == "not_a_sponsor"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"title": "x" * 5_000}, "title"),
        ({"title": "  "}, "title"),
        ({"title": "a\x00b"}, "title"),
        ({"title": "a\nb"}, "title"),
        ({"title": None}, "title"),
        ({"language": "xx"}, "language"),
        ({"language": ["es"]}, "language"),
        ({"summary": "s" * 1_001}, "summary"),
        ({"text": "a\x00b"}, "text"),
        ({"text": "\ud800"}, "text"),
        ({"text": "x" * 1_000_000}, "text"),
        ({"text": "corto\n\n" + "y" * 20_001}, "text"),
        ({"text": "\n\n".join("z" * 201)}, "text"),
        ({"note": "n" * 301}, "note"),
    ],
)
def test_what_is_not_well_formed_is_named_by_its_field(round_table: Table, facts: dict[str, object], field: str):
    proposal = round_table.begin()
    with pytest.raises(Invalid) as refusal:
        revise(round_table, proposal, base=1, **{"text": "Otro.", **facts})
    assert list(refusal.value.fields) == [field]
    assert proposal.revisions.count() == 1


def test_marks_that_turn_the_direction_of_writing_are_not_stored(round_table: Table):
    proposal = round_table.begin(title="Pago\u202e oreiD", text="a\u2066b\u2069 لا\u200f\u2029c")
    assert proposal.revision.title == "Pago oreiD"
    assert [row["text"] for row in proposal.revision.paragraphs] == ["ab لا", "c"]


def test_a_description_replaces_the_one_before(round_table: Table):
    proposal = round_table.describe(round_table.begin())
    assert (proposal.amount, proposal.currency, proposal.implementing_body) == (
        Decimal("250000.00"),
        "USD",
        "Fondo de Riego",
    )
    round_table.describe(proposal, countries=["VE"], themes=[], amount=None)
    assert list(proposal.countries.values_list("code", flat=True)) == ["VE"]
    assert not proposal.themes.exists()


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"themes": ["unknown"]}, "themes"),
        ({"themes": "food"}, "themes"),
        ({"countries": ["CL"]}, "countries"),
        ({"countries": ["XX", "BO"]}, "countries"),
        ({"amount": "-1"}, "amount"),
        ({"amount": "0"}, "amount"),
        ({"amount": "NaN"}, "amount"),
        ({"amount": "1e999999"}, "amount"),
        ({"amount": "1.001"}, "amount"),
        ({"amount": 2.5}, "amount"),
        ({"amount": "5000001"}, "amount"),
        ({"currency": "usd"}, "currency"),
        ({"currency": "BOB"}, "currency"),
        ({"implementing_body": "x" * 201}, "implementing_body"),
        ({"implementing_body": "a\x00"}, "implementing_body"),
    ],
)
def test_a_description_is_read_with_care(facts: dict[str, object], field: str):
    at_table = table(envelope=Decimal(5_000_000))
    proposal = at_table.begin()
    with pytest.raises(Invalid) as refusal:
        at_table.describe(proposal, **facts)
    assert field in refusal.value.fields


def test_only_the_authors_describe(round_table: Table):
    proposal = round_table.sponsored(round_table.begin())
    with clock.travel(NOON), pytest.raises(Forbidden) as refusal:
        describe_proposal(
            person=round_table.people["sponsor"], seat=round_table.sponsor, proposal=proposal, implementing_body="Otro"
        )
    assert refusal.value.code == "not_the_author"


def test_all_that_is_missing_is_said_at_once():
    at_table = table(envelope=Decimal(1_000))
    proposal = at_table.begin(text="")
    assert set(missing_in(proposal)) == {"text", "themes", "countries", "amount"}
    with clock.travel(NOON), pytest.raises(Invalid) as refusal:
        submit_proposal(person=at_table.people["member"], seat=at_table.author, proposal=proposal)
    assert set(refusal.value.fields) == {"text", "themes", "countries", "amount"}


def test_a_round_without_envelope_asks_for_no_amount(round_table: Table):
    proposal = round_table.describe(round_table.begin(), amount=None, implementing_body="")
    assert missing_in(proposal) == {}


def test_submitted_twice_is_refused_the_second_time(round_table: Table):
    proposal = round_table.submitted()
    with clock.travel(NOON), pytest.raises(Conflict) as refusal:
        submit_proposal(person=round_table.people["member"], seat=round_table.author, proposal=proposal)
    assert refusal.value.code == "proposal_submitted"
    with pytest.raises(Conflict):
        revise(round_table, proposal, base=1, text="Aún más.")


def test_an_admission_makes_it_public_for_good(round_table: Table):
    proposal = round_table.admitted()
    assert (proposal.stage, proposal.decision_class, proposal.is_public) == ("admitted", "operational", True)
    with clock.travel(SETTLEMENT + HOUR):
        taken_back = withdraw_proposal(
            person=round_table.people["titular"], seat=round_table.author, proposal=proposal, reason="Se unió con otra."
        )
    assert (taken_back.stage, taken_back.is_public) == ("withdrawn", True)
    assert Entry.objects.get(verb="withdraw_proposal").data["reason"] == "Se unió con otra."


def test_a_member_withdraws_a_draft_and_not_what_was_admitted(round_table: Table):
    with clock.travel(NOON), pytest.raises(Forbidden) as refusal:
        withdraw_proposal(
            person=round_table.people["member"],
            seat=round_table.author,
            proposal=round_table.admitted(),
            reason="Me arrepentí.",
        )
    assert refusal.value.code == "not_a_coordinator"
    with clock.travel(NOON):
        draft = withdraw_proposal(
            person=round_table.people["member"],
            seat=round_table.author,
            proposal=round_table.begin(),
            reason="Otra vez.",
        )
    assert draft.stage == "withdrawn"
    assert "reason" not in Entry.objects.get(verb="withdraw_proposal").data


@pytest.mark.parametrize("given", ["", "unknown", "fundamental ", "x" * 1_000])
def test_an_admission_names_a_class_of_the_rulebook(round_table: Table, given: str):
    proposal = round_table.submitted()
    with clock.travel(NOON), pytest.raises(Invalid) as refusal:
        admit_proposal(person=round_table.people["secretary"], proposal=proposal, decision_class=given)
    assert "decision_class" in refusal.value.fields


def test_a_return_has_reasons_and_the_text_can_be_mended_and_sent_again(round_table: Table):
    proposal = round_table.submitted()
    with clock.travel(NOON), pytest.raises(Invalid):
        return_proposal(person=round_table.people["secretary"], proposal=proposal, reason=" ")
    with clock.travel(NOON):
        returned = return_proposal(
            person=round_table.people["secretary"], proposal=proposal, reason="Falta decir con qué agua."
        )
    assert (returned.stage, returned.stage_reason) == ("returned", "Falta decir con qué agua.")
    assert "agua" not in str(Entry.objects.get(verb="return_proposal").data)
    revise(round_table, proposal, base=1, text=TEXT + "\n\nCon el agua de la cuenca alta.")
    with clock.travel(NOON):
        again = submit_proposal(person=round_table.people["member"], seat=round_table.author, proposal=proposal)
    assert (again.stage, again.stage_reason) == ("submitted", "")


def test_a_stage_is_moved_by_its_verb_alone(round_table: Table):
    proposal = round_table.submitted()
    for moving in ("", str(proposal.pk + 1)):
        with pytest.raises(DatabaseError), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('minga.moving_proposal', %s, true)", [moving])
            Proposal.objects.filter(pk=proposal.pk).update(stage="admitted")
    round_table.admitted()
    with pytest.raises(DatabaseError), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(stage="admitted")


def test_a_sponsor_is_invited_once(round_table: Table):
    proposal = round_table.sponsored(round_table.begin(), accept=False)
    with clock.travel(NOON), pytest.raises(Conflict) as refusal:
        invite_sponsor(
            person=round_table.people["member"], seat=round_table.author, proposal=proposal, invited=round_table.sponsor
        )
    assert refusal.value.code == "invited_before"


def test_a_movement_of_another_council_cannot_be_invited(round_table: Table):
    for invited in (table().author, round_table.author):
        with clock.travel(NOON), pytest.raises(Invalid) as refusal:
            invite_sponsor(
                person=round_table.people["member"],
                seat=round_table.author,
                proposal=round_table.begin(),
                invited=invited,
            )
        assert "invited" in refusal.value.fields


def test_a_seat_of_another_council_begins_nothing_here(round_table: Table):
    other = table()
    other.round = round_table.round
    with pytest.raises(Forbidden) as refusal:
        other.begin()
    assert refusal.value.code == "not_in_this_council"


def test_a_file_is_kept_under_a_name_that_nobody_chose(round_table: Table, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    proposal = round_table.begin()
    with clock.travel(NOON):
        kept = attach_file(
            person=round_table.people["member"],
            seat=round_table.author,
            proposal=proposal,
            file=ContentFile(PDF, name="../../etc/plan\u202efdp.exe"),
        )
    assert (kept.name, kept.media_type, kept.size) == ("planfdp.pdf", "application/pdf", len(PDF))
    assert (tmp_path / kept.file.name).read_bytes() == PDF
    assert kept.file.name == f"attachments/{kept.public_id}"
    with clock.travel(NOON):
        removed = remove_attachment(person=round_table.people["member"], seat=round_table.author, attachment=kept)
    assert removed.removed_at == NOON
    with clock.travel(NOON), pytest.raises(Conflict):
        remove_attachment(person=round_table.people["member"], seat=round_table.author, attachment=kept)


def test_a_refused_file_leaves_nothing_on_the_disk(round_table: Table, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    proposal = round_table.begin()
    monkeypatch.setattr("proposals.drafting.actions.files.tell", lambda *_args, **_facts: 1 / 0)
    with clock.travel(NOON), pytest.raises(ZeroDivisionError):
        attach_file(
            person=round_table.people["member"],
            seat=round_table.author,
            proposal=proposal,
            file=ContentFile(PDF, name="a.pdf"),
        )
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_revision_in_the_discussion_is_of_what_was_admitted(round_table: Table):
    proposal = round_table.admitted()
    with clock.travel(DISCUSSION + HOUR):
        revision = revise_proposal(
            person=round_table.people["member"],
            seat=round_table.author,
            proposal=proposal,
            base=1,
            language="es",
            title="Soberanía alimentaria y agua",
            text=TEXT,
            note="El agua, por lo dicho en los comentarios.",
        )
    assert revision.number == 2
    assert revision.note.startswith("El agua")
    assert "note" not in Entry.objects.get(verb="revise_proposal").data, "the ledger outlives what is hidden"
