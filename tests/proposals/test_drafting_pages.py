"""The pages of a proposal's own acts, as people meet them through HTTP. Nothing that was typed is ever lost."""

import json
import re
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from common import clock, todo
from councils.models import Membership, Round, Window
from councils.secretariat.panels import Group, sections
from ledger.models import Entry
from proposals.drafting.actions import attach_file
from proposals.models import Attachment, Proposal, Sponsorship
from tests.factories.asking import ask, browser, send, words
from tests.factories.pages import counted
from tests.factories.proposals import DISCUSSION, DRAFTING, HOUR, TEXT, Table, table
from tests.factories.scenes import FOUNDED
from tests.ground import kept

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ground")]
NOON = DRAFTING + 5 * HOUR
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest.fixture(autouse=True)
def _files(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def at_table() -> Table:
    return kept(table)


def place(name: str, proposal: Proposal, *args: object) -> str:
    return reverse(name, args=[proposal.round.council.slug, proposal.round.number, proposal.number, *args])


def new(at_table: Table) -> str:
    return reverse("begin_proposal", args=[at_table.council.slug, 1])


def for_authors(at_table: Table, **facts: object) -> dict[str, object]:
    return {"acting_for": at_table.author.movement.slug, **facts}


def a_text(at_table: Table, **facts: object) -> dict[str, object]:
    given = {"title": "Agua", "summary": "", "language": "es", "text": TEXT, "base": "1", "note": ""}
    return for_authors(at_table, **{**given, **facts})


def test_a_draft_is_begun_described_submitted_and_admitted(at_table: Table):
    member = at_table.people["member"]
    assert "You act for" in words(ask(member, new(at_table), NOON))
    answer = send(member, new(at_table), NOON, **a_text(at_table))
    proposal = Proposal.objects.get()
    assert answer["Location"] == proposal.get_absolute_url()
    page = words(ask(member, answer["Location"], NOON))
    for offered in ("Revise the text", "Say what it asks for", "Invite a sponsor", "Submit it", "Withdraw it"):
        assert offered in page
    early = send(member, place("submit_proposal", proposal), NOON, **for_authors(at_table))
    assert early.status_code == 422
    assert "No country is named." in words(early)
    described = for_authors(
        at_table, themes=["food"], countries=["BO"], amount="10", currency="USD", implementing_body="X"
    )
    assert send(member, place("describe_proposal", proposal), NOON, **described).status_code == 302
    shown = ask(member, place("describe_proposal", proposal), NOON).content.decode()
    assert shown.count("checked") == 2
    assert send(member, place("submit_proposal", proposal), NOON, **for_authors(at_table)).status_code == 302
    secretary = at_table.people["secretary"]
    desk = words(ask(secretary, reverse("desk", args=[at_table.council.slug]), NOON))
    assert "Submitted proposals" in desk
    assert "Agua" in desk
    assert "Admit or return" in words(ask(secretary, proposal.get_absolute_url(), NOON))
    decision = {"decision": "admit", "decision_class": "", "reason": ""}
    admission = place("admit_proposal", proposal)
    assert send(secretary, admission, NOON, **decision).status_code == 422
    done = send(secretary, admission, NOON, **{**decision, "decision_class": "operational"})
    assert done["Location"] == proposal.get_absolute_url()
    assert ask(None, proposal.get_absolute_url(), NOON).status_code == 200


def test_a_return_leads_the_secretary_back_to_the_round_and_the_authors_to_the_reasons(at_table: Table):
    proposal = at_table.submitted()
    answer = send(
        at_table.people["secretary"],
        place("admit_proposal", proposal),
        NOON,
        decision="return",
        decision_class="",
        reason="Falta el agua.",
    )
    assert answer["Location"] == at_table.round.get_absolute_url()
    assert ask(at_table.people["secretary"], proposal.get_absolute_url(), NOON).status_code == 404
    assert "Falta el agua." in words(ask(at_table.people["member"], proposal.get_absolute_url(), NOON))


LOST = [
    {"title": "x" * 5_000},
    {"title": ""},
    {"title": "a\x00b"},
    {"text": "palabra " * 120_000},
    {"text": "a\x00b"},
    {"text": "\n\n".join(f"párrafo {n}" for n in range(201))},
    {"summary": "s" * 1_001},
    {"language": "xx"},
    {"acting_for": "nobody"},
    {"acting_for": "a\x00b"},
]


@pytest.mark.parametrize("facts", LOST)
@pytest.mark.parametrize("page", ["begin", "revise"])
def test_what_is_refused_is_shown_again_with_all_that_was_typed(at_table: Table, page: str, facts: dict[str, str]):
    draft = at_table.begin()
    path = new(at_table) if page == "begin" else place("revise_proposal", draft)
    given = a_text(at_table, title="Título escrito", summary="Resumen escrito", text="Texto escrito a mano.")
    answer = send(at_table.people["member"], path, NOON, **{**given, **facts})
    html = answer.content.decode()
    assert answer.status_code == 422
    for name, value in (("title", "Título escrito"), ("summary", "Resumen escrito"), ("text", "Texto escrito a mano.")):
        assert facts.get(name, value)[:300].replace("\x00", "").strip() in html.replace("\x00", "")
    assert "Something needs your attention" in words(answer)
    assert (Proposal.objects.count(), draft.revisions.count()) == (1, 1)


@pytest.mark.parametrize("page", ["begin", "revise"])
def test_a_text_that_comes_too_late_is_shown_again(at_table: Table, page: str):
    path = new(at_table) if page == "begin" else place("revise_proposal", at_table.begin())
    late = DISCUSSION if page == "begin" else DISCUSSION + 240 * HOUR
    answer = send(at_table.people["member"], path, late, **a_text(at_table, text="Texto escrito a mano."))
    assert answer.status_code == 409
    assert "Texto escrito a mano." in answer.content.decode()
    assert "This closed on" in words(answer)
    assert ask(at_table.people["member"], path, late).status_code == 409


def test_two_tabs_lose_nothing_and_the_second_sees_what_changed(at_table: Table):
    draft, member = at_table.begin(), at_table.people["member"]
    path = place("revise_proposal", draft)
    first = a_text(at_table, title="Primera pestaña", text=TEXT.replace("asamblea", "cabildo"))
    assert send(member, path, NOON, **first).status_code == 302
    second = a_text(at_table, title="Segunda pestaña", text=TEXT + "\n\nLo de la segunda.")
    refused = send(member, path, NOON, **second)
    html = refused.content.decode()
    assert refused.status_code == 409
    assert "Somebody saved revision 2" in words(refused)
    assert "Lo de la segunda." in html
    assert "<ins>cabildo</ins>" in html
    assert 'name="base" value="2"' in html
    assert send(member, path, NOON, **{**second, "base": "2"}).status_code == 302
    assert draft.revisions.order_by("-number")[0].title == "Segunda pestaña"
    for base in ("99", "-1", "9" * 30):
        assert send(member, path, NOON, **{**second, "base": base, "text": "Otro."}).status_code == 409
    assert send(member, path, NOON, **{**second, "base": "x", "text": "Otro."}).status_code == 422


def test_a_form_sent_twice_saves_once(at_table: Table):
    draft, member = at_table.begin(), at_table.people["member"]
    for _ in range(2):
        assert (
            send(member, place("revise_proposal", draft), NOON, **a_text(at_table, text="Una vez.")).status_code == 302
        )
    assert draft.revisions.count() == 2


def test_two_revisions_are_compared_and_each_can_be_read(at_table: Table):
    draft, member = at_table.begin(), at_table.people["member"]
    changed = a_text(
        at_table, title="Agua y semillas", text="Nuevo al principio.\n\n" + TEXT.replace("asamblea", "cabildo")
    )
    send(member, place("revise_proposal", draft), NOON, **{**changed, "note": "Por lo dicho."})
    html = ask(member, place("compare_revisions", draft), NOON).content.decode()
    assert "<del>asamblea</del><ins>cabildo</ins>" in html
    assert "Nuevo al principio." in html
    history = words(ask(member, place("proposal_history", draft), NOON))
    assert "Por lo dicho." in history
    backwards = ask(member, place("compare_revisions", draft), NOON, **{"from": "2", "to": "1"}).content.decode()
    assert "<del>cabildo</del><ins>asamblea</ins>" in backwards
    alone = ask(member, place("compare_revisions", draft), NOON, **{"from": "1", "to": "1"}).content.decode()
    assert "<ins>" not in alone
    assert "asamblea" in alone
    for strange in ("0", "3", "x", "-1", "1" * 30, "\x00", "²"):
        assert ask(member, place("compare_revisions", draft), NOON, **{"from": strange}).status_code == 404


def test_marks_of_direction_and_html_are_harmless_in_a_comparison(at_table: Table):
    draft = at_table.begin(text="<b>uno</b>\u202e dos")
    send(at_table.people["member"], place("revise_proposal", draft), NOON, **a_text(at_table, text="<i>uno</i> dos"))
    html = ask(at_table.people["member"], place("compare_revisions", draft), NOON).content.decode()
    assert "\u202e" not in html
    assert "<b>" not in html
    assert "&lt;" in html


@pytest.mark.parametrize(
    "facts",
    [
        {"amount": "mucho"},
        {"amount": "-5"},
        {"amount": "1e400"},
        {"currency": "dólar"},
        {"implementing_body": "x" * 201},
        {"themes": ["other"]},
        {"countries": ["CL"]},
        {"countries": ["\x00"]},
    ],
)
def test_a_wrong_description_is_shown_again(at_table: Table, facts: dict[str, object]):
    draft = at_table.begin()
    given = {
        "themes": ["food"],
        "countries": ["BO"],
        "amount": "10",
        "currency": "USD",
        "implementing_body": "Fondo escrito",
    }
    answer = send(
        at_table.people["member"],
        place("describe_proposal", draft),
        NOON,
        **for_authors(at_table, **{**given, **facts}),
    )
    assert answer.status_code == 422
    assert "implementing_body" in facts or "Fondo escrito" in answer.content.decode()


def test_sponsors_are_invited_and_answer(at_table: Table):
    draft, member = at_table.begin(), at_table.people["member"]
    path = place("invite_sponsor", draft)
    assert at_table.sponsor.movement.name in words(ask(member, path, NOON))
    invited = at_table.sponsor.movement.slug
    assert send(member, path, NOON, **for_authors(at_table, movement=invited)).status_code == 302
    for wrong in (invited, at_table.author.movement.slug, "nobody", "", "a\x00"):
        assert send(member, path, NOON, **for_authors(at_table, movement=wrong)).status_code == 422
    row = Sponsorship.objects.get()
    sponsor = at_table.people["sponsor"]
    assert "is invited to sponsor" in words(ask(sponsor, draft.get_absolute_url(), NOON))
    accept = place("accept_sponsorship", draft, row.pk)
    assert send(at_table.people["sponsor_member"], accept, NOON).status_code == 403
    assert send(sponsor, accept, NOON).status_code == 302
    assert send(sponsor, accept, NOON).status_code == 409
    page = words(ask(sponsor, draft.get_absolute_url(), NOON))
    assert "Revise the text" in page
    assert "Submit it" not in page
    assert ask(sponsor, place("revise_proposal", draft), NOON).status_code == 200
    assert ask(sponsor, place("submit_proposal", draft), NOON).status_code == 403


def test_whoever_declines_is_led_to_the_round(at_table: Table):
    draft = at_table.begin()
    path = place("invite_sponsor", draft)
    send(at_table.people["member"], path, NOON, **for_authors(at_table, movement=at_table.sponsor.movement.slug))
    decline = place("decline_sponsorship", draft, Sponsorship.objects.get().pk)
    answer = send(at_table.people["sponsor"], decline, NOON)
    assert answer["Location"] == at_table.round.get_absolute_url()
    assert ask(at_table.people["sponsor"], decline, NOON).status_code == 404
    assert "Declined to sponsor" in words(ask(at_table.people["member"], draft.get_absolute_url(), NOON))


def upload(content: bytes, name: str = "plan.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "text/html")


def test_a_file_is_a_download_and_nothing_else(at_table: Table):
    draft, member = at_table.begin(), at_table.people["member"]
    path = place("attach_file", draft)
    assert send(member, path, NOON, **for_authors(at_table, file=upload(PDF, "plan de riego.html"))).status_code == 302
    row = Attachment.objects.get()
    address = place("attachment", draft, row.public_id)
    assert address in ask(member, draft.get_absolute_url(), NOON).content.decode()
    found = ask(member, address, NOON)
    assert b"".join(found.streaming_content) == PDF
    assert found["Content-Type"] == "application/pdf"
    assert found["Content-Disposition"] == 'attachment; filename="plan de riego.pdf"'
    assert found["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in found["Content-Security-Policy"]
    assert "camera=()" in found["Permissions-Policy"]
    assert ask(None, address, NOON).status_code == 404
    assert (
        send(member, place("remove_attachment", draft, row.public_id), NOON, **for_authors(at_table)).status_code == 302
    )
    assert ask(member, address, NOON).status_code == 404
    assert (
        send(member, place("remove_attachment", draft, row.public_id), NOON, **for_authors(at_table)).status_code == 409
    )


@pytest.mark.parametrize(
    "content", [b"", b"<svg onload=alert(1)>", b"<!doctype html>", b"PK\x03\x04rest", b"x" * 11_000_000]
)
def test_a_file_that_is_not_taken_is_refused_with_a_sentence(at_table: Table, content: bytes):
    answer = send(
        at_table.people["member"],
        place("attach_file", at_table.begin()),
        NOON,
        **for_authors(at_table, file=upload(content)),
    )
    assert answer.status_code == 422
    assert "file" in words(answer)
    assert not Attachment.objects.exists()


def test_a_name_that_no_header_could_hold_is_harmless(at_table: Table):
    draft, member = at_table.begin(), at_table.people["member"]
    for name in ('a"\r\nSet-Cookie: x=1.pdf', "ñandú 🌱.pdf", "x" * 400 + ".pdf", "..\\..\\x.exe"):
        with clock.travel(NOON):
            row = attach_file(person=member, seat=at_table.author, proposal=draft, file=upload(PDF), name=name)
        found = ask(member, place("attachment", draft, row.public_id), NOON)
        assert found.status_code == 200
        assert "Set-Cookie" not in found.headers
        assert found["Content-Disposition"].startswith("attachment")


ACTS = ["revise_proposal", "describe_proposal", "invite_sponsor", "attach_file", "submit_proposal", "withdraw_proposal"]


@pytest.mark.parametrize("name", ACTS)
def test_an_act_is_shown_to_those_who_may_do_it(at_table: Table, name: str):
    draft = at_table.begin()
    path = place(name, draft)
    assert ask(at_table.people["member"], path, NOON).status_code == 200
    assert ask(None, path, NOON).status_code == 302
    for role in ("bystander", "outsider", "secretary", "observer"):
        assert ask(at_table.people[role], path, NOON).status_code == 404
        assert send(at_table.people[role], path, NOON, **a_text(at_table, reason="X")).status_code == 404
    public = place(name, at_table.admitted())
    for role in ("bystander", "outsider", "secretary"):
        assert ask(at_table.people[role], public, NOON).status_code in (403, 409)


@pytest.mark.parametrize("name", ["submit_proposal", "withdraw_proposal", "describe_proposal", "revise_proposal"])
def test_a_form_for_another_movement_changes_nothing(at_table: Table, name: str):
    draft = at_table.describe(at_table.begin())
    facts = a_text(at_table, reason="X", currency="USD", amount="5", acting_for=at_table.bystander.movement.slug)
    answer = send(at_table.people["member"], place(name, draft), NOON, **facts)
    assert answer.status_code == 403
    draft.refresh_from_db()
    assert (draft.stage, draft.revisions.count()) == ("draft", 1)


def test_a_withdrawal_wants_a_reason_and_shows_it(at_table: Table):
    proposal, titular = at_table.admitted(), at_table.people["titular"]
    path = place("withdraw_proposal", proposal)
    assert send(titular, path, NOON, **for_authors(at_table, reason=" ")).status_code == 422
    assert send(at_table.people["member"], path, NOON, **for_authors(at_table, reason="Basta.")).status_code == 403
    assert send(titular, path, NOON, **for_authors(at_table, reason="Se unió a otra.")).status_code == 302
    assert "Se unió a otra." in words(ask(None, proposal.get_absolute_url(), NOON))
    assert send(titular, path, NOON, **for_authors(at_table, reason="Otra vez.")).status_code == 409


def test_drafts_are_listed_for_who_can_read_them(at_table: Table):
    at_table.begin(title="Borrador propio")
    at_table.sponsored(at_table.begin(title="Con invitada"))
    at_table.submitted(title="Presentada")
    at_table.admitted(title="Pública")
    path = reverse("drafts", args=[at_table.council.slug, 1])
    seen = {
        "member": {"Borrador propio", "Con invitada", "Presentada"},
        "sponsor": {"Con invitada"},
        "secretary": {"Presentada"},
        "bystander": set(),
    }
    for role, titles in seen.items():
        text = words(ask(at_table.people[role], path, NOON))
        assert {
            title for title in ("Borrador propio", "Con invitada", "Presentada", "Pública") if title in text
        } == titles
    assert ask(None, path, NOON).status_code == 302


def test_the_list_of_drafts_costs_the_same_with_many(at_table: Table):
    path = reverse("drafts", args=[at_table.council.slug, 1])
    client = browser(at_table.people["member"])
    for _ in range(3):
        for _ in range(5):
            at_table.begin()
        with clock.travel(NOON), counted(8):
            assert client.get(path).status_code == 200


def waiting(at_table: Table, role: str, at: datetime) -> list[str]:
    with clock.travel(at), counted(26):
        found = todo.items(at_table.people[role], at)
    return [str(item.title) for item in found[todo.Kind.WAITS]]


def test_the_first_page_says_what_waits(at_table: Table):
    draft = at_table.begin(title="Borrador propio")
    with clock.travel(NOON):
        send(
            at_table.people["member"],
            place("invite_sponsor", draft),
            NOON,
            **for_authors(at_table, movement=at_table.sponsor.movement.slug),
        )
    assert waiting(at_table, "member", NOON) == ["Finish and submit: Borrador propio"]
    assert waiting(at_table, "coordinator", NOON) == []
    assert waiting(at_table, "sponsor", NOON) == ["Answer the invitation to sponsor: Borrador propio"]
    assert waiting(at_table, "sponsor_member", NOON) == []
    assert waiting(at_table, "member", DISCUSSION) == []
    assert waiting(at_table, "sponsor", DISCUSSION + 240 * HOUR) == []
    returned = at_table.submitted(title="Devuelta")
    send(at_table.people["secretary"], place("admit_proposal", returned), NOON, decision="return", reason="Falta.")
    assert "Returned with reasons: Devuelta" in waiting(at_table, "coordinator", NOON)


def test_the_desk_says_what_was_submitted(at_table: Table):
    at_table.submitted(title="Presentada")
    with clock.travel(NOON):
        found = sections(at_table.council, at_table.people["secretary"], NOON)
        [panel] = [one for group in found if group.group is Group.WAITS for one in group.panels if one.order == 12]
    assert [(row.title, row.tone) for row in panel.rows] == [("Presentada", "warn")]


def test_a_person_of_two_movements_is_offered_the_seats_that_may(at_table: Table):
    draft, member = at_table.begin(), at_table.people["member"]
    Membership.objects.create(movement=at_table.bystander.movement, person=member, starts_at=FOUNDED)
    html = ask(member, place("revise_proposal", draft), NOON).content.decode()
    assert re.findall(r'type="radio" name="acting_for" value="([^"]+)"', html) == [at_table.author.movement.slug]
    undecided = send(
        member, place("revise_proposal", draft), NOON, **a_text(at_table, acting_for="", text="No se pierde.")
    )
    assert undecided.status_code == 422
    assert "No se pierde." in undecided.content.decode()


def test_a_round_without_a_calendar_opens_nothing(at_table: Table):
    Round.objects.create(
        council=at_table.council, number=2, title={"es": "Otra"}, call={"es": "Otra"}, convened_at=FOUNDED
    )
    path = reverse("begin_proposal", args=[at_table.council.slug, 2])
    assert "has no stage for this" in words(ask(at_table.people["member"], path, NOON))
    assert not Window.objects.filter(round__number=2, round__council=at_table.council).exists()


def test_the_ledger_tells_no_word_of_a_draft(at_table: Table):
    proposal = at_table.sponsored(at_table.describe(at_table.begin(title="Secreto guardado", text="Palabra guardada.")))
    send(
        at_table.people["member"],
        place("withdraw_proposal", proposal),
        NOON,
        **for_authors(at_table, reason="Guardada"),
    )
    told = json.dumps(list(Entry.objects.values_list("data", flat=True)))
    for word in ("Secreto", "Palabra", "Guardada"):
        assert word not in told
