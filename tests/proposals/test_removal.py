"""Removing by law: the words are gone and leave their hash, and by that way nothing else can be changed."""

import json
from typing import Any

import pytest
from django.core.management import call_command
from django.db import Error, connection, transaction

from common import clock
from common.proof.canonical import sha256
from proposals.drafting.actions import revise_proposal
from proposals.drafting.hiding import veil_of
from proposals.models import AmendmentText, Attachment, Decision, Proposal, Revision, Translation
from proposals.moderation.actions import decide_case, report_text
from tests.factories.moderation import AT, DAY, SAID, Matter, matter
from tests.factories.proposals import DISCUSSION, HOUR

pytestmark = pytest.mark.django_db

SECRET = "El teléfono de Rosa es 555-1234"
TEXT = f"Las semillas propias se guardan.\n\n{SECRET}, llámenla.\n\nEl riego es comunal."
REASON = "Lo ordena la ley de datos."


def amended(of: Matter) -> AmendmentText:
    """An amendment that quotes the secret in one of its changes."""
    amendment = of.proposal.amendments.create(
        number=1,
        seat=of.table.bystander,
        proposed_by=of.people["bystander"],
        proposed_at=AT,
        changed_at=AT,
    )
    text = AmendmentText.objects.create(
        amendment=amendment,
        number=1,
        revision=of.proposal.revision,
        changes=[{"op": "delete", "paragraph": "p1"}, {"op": "replace", "paragraph": "p2", "text": f"{SECRET}."}],
        reasons="Porque sí.",
        language="es",
        author=of.people["bystander"],
        created_at=AT,
        sha256="a" * 64,
    )
    amendment.text = text
    amendment.save(update_fields=["text"])
    return text


def remove(of: Matter, text: Any, *quotes: str) -> Decision:
    with clock.travel(AT):
        case = report_text(person=of.people["outsider"], text=text, ground="personal_data").case
    with clock.travel(AT + HOUR):
        return decide_case(
            person=of.people["secretary"],
            case=case,
            kind="remove",
            ground="personal_data",
            reason=REASON,
            quotes=quotes,
        )


def revised() -> Matter:
    """A proposal with two revisions that hold the secret, and a translation of its paragraph."""
    of = matter()
    with clock.travel(DISCUSSION + HOUR):
        for number, text in enumerate((TEXT, TEXT.replace("guardan", "siembran")), 1):
            revise_proposal(
                person=of.people["member"], seat=of.table.author, proposal=of.proposal, base=number, language="es",
                title="Semillas", text=text,
            )  # fmt: skip
    of.proposal = Proposal.objects.get(pk=of.proposal.pk)
    secret = next(row["id"] for row in of.proposal.revision.paragraphs if SECRET in row["text"])
    for passage, words in ((secret, "Rosa's telephone: 555-1234"), ("title", "Seeds")):
        Translation.objects.create(
            proposal=of.proposal, passage=passage, language="en", serial=1, text=words,
            source_sha256="0" * 64, origin="machine", made_at=AT, reviewed_by=of.people["member"], reviewed_at=AT,
        )  # fmt: skip
    return of


def everything(of: Matter) -> str:
    rows = [*Revision.objects.values(), *AmendmentText.objects.values(), *Translation.objects.values()]
    return str(rows) + str(list(Proposal.objects.values())) + str(list(Decision.objects.values()))


def test_a_comment_is_gone_and_leaves_its_hash() -> None:
    of = matter()
    remove(of, of.comment)
    left = of.fresh()
    assert (left.text, left.removed_sha256, left.removed_at) == ("", sha256(SAID.encode()), AT + HOUR)
    assert veil_of(left, AT + DAY).kind == "removed"
    appeal = of.appeal(Decision.objects.get())
    of.hear("reversed", appeal, by="moderator")
    assert of.fresh().text == "", "what is destroyed does not come back"


def test_a_comment_loses_the_words_alone_that_were_quoted() -> None:
    of = matter()
    remove(of, of.comment, "unos ladrones")
    left = of.fresh()
    assert left.text == SAID.replace("unos ladrones", "████████")
    assert left.removed_sha256 == sha256(b"unos ladrones")
    assert not veil_of(left, AT + DAY).is_whole


def test_quoted_words_leave_every_revision_and_every_translation_and_the_rest_stays() -> None:
    of = revised()
    before = {revision.pk: revision for revision in Revision.objects.all()}
    decision = remove(of, of.proposal, SECRET)
    assert "555-1234" not in everything(of)
    for revision in Revision.objects.all():
        old = before[revision.pk]
        texts = [row["text"].replace(SECRET, "████████") for row in old.paragraphs]
        assert [row["text"] for row in revision.paragraphs] == texts
        assert (revision.sha256, revision.title, revision.created_at) == (old.sha256, old.title, old.created_at)
    assert Translation.objects.get(passage="title").text == "Seeds", "only what translates the passage"
    assert {row["sha256"] for row in decision.passages} >= {sha256(SECRET.encode())}
    assert Proposal.objects.get(pk=of.proposal.pk).removed_sha256 == sha256(SECRET.encode())


def test_a_whole_proposal_and_its_files() -> None:
    of = revised()
    Attachment.objects.create(
        proposal=of.proposal, file="attachments/x", name="a.pdf", media_type="application/pdf", size=1, sha256="1" * 64,
        attached_by=of.people["member"], attached_at=AT,
    )  # fmt: skip
    sha = of.proposal.revision.sha256
    remove(of, of.proposal)
    said = everything(of)
    assert not [word for word in ("555-1234", "semillas", "Semillas", "riego") if word in said]
    assert Proposal.objects.get(pk=of.proposal.pk).removed_sha256 == sha
    assert not Attachment.objects.filter(removed_at__isnull=True).exists()


def test_an_amendment() -> None:
    of = matter()
    text = amended(of)
    remove(of, text.amendment, SECRET)
    text.refresh_from_db()
    assert text.changes[1]["text"] == "████████."
    assert (text.reasons, text.changes[0]) == ("Porque sí.", {"op": "delete", "paragraph": "p1"})


def refused(statement: str, *values: object) -> str:
    """What the database says of it."""
    with pytest.raises(Error) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
    return str(error.value)


CALL = "SELECT minga_remove_passage(%s, %s, %s, %s, %s)"


def test_the_function_removes_what_a_decision_names_and_nothing_else() -> None:
    of = revised()
    decision = remove(of, of.proposal, SECRET)
    revision = of.proposal.revision
    other = of.table.begin(title="Otra", text="El riego es comunal.").revision
    for values in (
        (decision.pk, "revision", revision.pk, "p3", "El riego es comunal."),  # not named
        (decision.pk, "revision", revision.pk, "p2", ""),
        (decision.pk, "revision", other.pk, "p1", SECRET),  # another proposal's
        (decision.pk + 1, "revision", revision.pk, "p2", SECRET),  # no such decision
        (decision.pk, "ballot", revision.pk, "p2", SECRET),
        (decision.pk, "amendmenttext", revision.pk, "p2", SECRET),
        (None, None, None, None, None),
    ):
        assert "no decision of removal names these words" in refused(CALL, *values)
    hiding = of.decide("hide_part", quotes=["unos ladrones"])
    assert "no decision" in refused(CALL, hiding.pk, "revision", revision.pk, "", "unos ladrones")


@pytest.mark.parametrize(
    "change",
    [
        "title = 'Otro'",
        "sha256 = repeat('0', 64)",
        "number = number + 100",
        "created_at = now()",
        "paragraphs = '[]'",
        "paragraphs = replace(paragraphs::text, 'riego', 'río')::jsonb",
        "paragraphs = replace(paragraphs::text, 'El riego es comunal.', '████████')::jsonb, title = 'Otro'",
    ],
)
def test_the_setting_lets_nothing_else_through_even_for_the_owner(change: str) -> None:
    of = revised()
    pk = of.proposal.revision.pk
    told = json.dumps({"kind": "revision", "row": str(pk), "passage": "p3", "words": "El riego es comunal."})
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('minga.removing', %s, false)", [told])
    try:
        assert "Cannot update" in refused(f"UPDATE proposals_revision SET {change} WHERE id = {pk}")
        assert "Cannot delete" in refused(f"DELETE FROM proposals_revision WHERE id = {pk}")
        assert "truncate" in refused("TRUNCATE proposals_revision CASCADE").casefold()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('minga.removing', '', false)")
    assert "Cannot update" in refused("UPDATE proposals_revision SET note = 'x'")


def test_the_application_role_removes_by_the_function_alone() -> None:
    of = revised()
    role = "removal_test_role"
    call_command("grant_application_role", role=role, verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(f'GRANT "{role}" TO CURRENT_USER')
        cursor.execute(f'SET ROLE "{role}"')
        try:
            told = '{"kind": "revision", "row": "1", "passage": "p3", "words": "El riego es comunal."}'
            cursor.execute("SELECT set_config('minga.removing', %s, true)", [told])
            for table in ("revision", "amendmenttext"):
                assert "permission denied" in refused(f"UPDATE proposals_{table} SET created_at = now()")
            remove(of, of.proposal, SECRET)
            cursor.execute("SELECT current_user")
            assert cursor.fetchone() == (role,)
        finally:
            cursor.execute("RESET ROLE")
            cursor.execute("SELECT set_config('minga.removing', '', true)")
    assert "555-1234" not in everything(of)
