"""What is hidden is hidden wherever it is read; what was decided is told to whom it concerns; the log names nobody."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from common import clock
from proposals.drafting.actions import revise_proposal
from proposals.models import Attachment, Case, Comment, Proposal
from proposals.moderation.actions import decide_case, report_text
from tests.factories.asking import ask, browser, send, words
from tests.factories.moderation import AT, DAY, SAID, Matter, matter
from tests.factories.pages import counted
from tests.factories.proposals import DISCUSSION, HOUR
from tests.ground import kept

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ground")]
BAD, TITLE, SUMMARY = "otros ladrones", "Título con veneno", "Resumen con veneno"
LATER = AT + 3 * DAY


@pytest.fixture
def of() -> Matter:
    return kept(matter)


def hidden_proposal(*quotes: str) -> Matter:
    """A revised proposal with a file, hidden as a whole or in part."""
    of = matter()
    with clock.travel(DISCUSSION + HOUR):
        revise_proposal(
            person=of.people["member"], seat=of.table.author, proposal=of.proposal, base=1, language="es",
            title=TITLE, summary=SUMMARY, text=f"Las semillas propias.\n\nEl agua lleva veneno {BAD}.", note="veneno",
        )  # fmt: skip
    of.proposal = Proposal.objects.get(pk=of.proposal.pk)
    Attachment.objects.create(
        proposal=of.proposal, file="attachments/x", name="datos.pdf" if quotes else "veneno.pdf", size=1,
        media_type="application/pdf", sha256="1" * 64, attached_by=of.people["member"], attached_at=AT,
    )  # fmt: skip
    with clock.travel(AT):
        case = report_text(person=of.people["sponsor"], text=of.proposal, ground="falsehood").case
    kind = "hide_part" if quotes else "hide"
    with clock.travel(AT + HOUR):
        decide_case(
            person=of.people["moderator"],
            case=case,
            kind=kind,
            ground="falsehood",
            reason="No es cierto.",
            quotes=quotes,
        )
    return of


def pages_of(of: Matter) -> list[str]:
    place = of.proposal.get_absolute_url()
    return [
        place,
        f"{place}history/",
        f"{place}compare/",
        f"{place}compare/?from=2&to=2",
        f"{place}comments/{of.comment.pk}/",
        of.table.round.get_absolute_url(),
        of.table.council.get_absolute_url(),
        "/",
    ]


def api_of(of: Matter) -> list[str]:
    slug = of.table.council.slug
    return [
        "/api/v1/proposals/",
        f"/api/v1/proposals/{slug}/1/{of.proposal.number}/",
        "/api/v1/comments/",
        "/api/v1/moderation/",
        f"/api/v1/moderation/{slug}/1/",
        f"/api/v1/ledger/?council={slug}",
    ]


@pytest.mark.parametrize("who", [None, "outsider", "bystander"])
def test_a_hidden_proposal_is_read_nowhere(who: str | None) -> None:
    of = hidden_proposal()
    person = of.people[who] if who else None
    for address in pages_of(of) + api_of(of):
        page = ask(person, address, LATER)
        assert page.status_code == 200, address
        assert "veneno" not in page.content.decode(), address
    shown = words(ask(person, of.proposal.get_absolute_url(), LATER))
    assert "The moderation of the council hid this text." in shown
    assert "No es cierto." in shown
    assert "deliberate falsehood" in shown
    file = Attachment.objects.get()
    download = f"{of.proposal.get_absolute_url()}files/{file.public_id}/"
    assert ask(person, download, LATER).status_code == 404


@pytest.mark.parametrize("who", ["member", "titular", "secretary", "second"])
def test_its_authors_and_the_moderation_read_a_hidden_proposal(who: str) -> None:
    of = hidden_proposal()
    for address in pages_of(of)[:4]:
        page = words(ask(of.people[who], address, LATER))
        assert "veneno" in page or "history" in address
        assert "because it is yours, or because you moderate" in page


def test_a_hidden_passage_is_a_block_in_its_place_everywhere() -> None:
    of = hidden_proposal(BAD, "veneno")
    for address in pages_of(of) + api_of(of):
        page = ask(None, address, LATER).content.decode()
        assert BAD not in page, address
        assert "veneno" not in page, address
    shown = words(ask(None, of.proposal.get_absolute_url(), LATER))
    assert "El agua lleva █ 6 signs are hidden here █ █ 14 signs are hidden here █." in shown
    assert "Las semillas propias." in shown
    told = browser().get(api_of(of)[1]).json()
    assert told["title"] == "Título con █6█"
    assert told["hiding"]["scope"] == "part"
    assert told["hiding"]["passages"] == ["p3", "title", "summary", "note"]


def test_a_hidden_comment_is_a_notice_on_every_page(of: Matter) -> None:
    of.decide(until=AT + 10 * DAY)
    place = of.proposal.get_absolute_url()
    pages = [place, f"{place}comments/{of.comment.pk}/"]
    for person in (None, of.people["colleague"], of.people["outsider"]):
        for address in pages:
            page = ask(person, address, LATER).content.decode()
            assert "ladrones" not in page
            assert "The moderation of the council hid this text." in page
            assert "Insulta a un pueblo entero." in page
    for who in ("bystander", "moderator"):
        for address in pages:
            assert "ladrones" in ask(of.people[who], address, LATER).content.decode()
    for person in (None, of.people["colleague"]):
        assert "ladrones" in ask(person, place, AT + 10 * DAY).content.decode(), "its time is over"
    reply = f"{place}comments/?parent={of.comment.pk}"
    assert "ladrones" not in ask(of.people["colleague"], reply, LATER).content.decode()
    with clock.travel(LATER):
        told = browser().get(f"/api/v1/comments/{of.comment.pk}/").json()
    assert (told["text"], told["hiding"]["scope"], told["hiding"]["category"]) == ("", "whole", "insult")
    assert told["hiding"]["case_url"].endswith(f"/api/v1/moderation/{of.table.council.slug}/1/")


def test_a_reader_of_the_api_learns_that_a_comment_was_hidden_and_shown_again(of: Matter) -> None:
    address = f"/api/v1/comments/{of.comment.pk}/"
    tag = browser().get(address)["ETag"]
    of.decide(until=AT + 10 * DAY)
    with clock.travel(LATER):
        assert browser().get("/api/v1/comments/", {"modified_since": (AT + HOUR).isoformat()}).json()["results"]
        hidden = browser().get(address, headers={"If-None-Match": tag})
        assert hidden.status_code == 200
        assert browser().get(address, headers={"If-None-Match": hidden["ETag"]}).status_code == 304
    with clock.travel(AT + 11 * DAY):
        again = browser().get(address, headers={"If-None-Match": hidden["ETag"]})
    assert (again.status_code, again.json()["text"]) == (200, SAID)


def test_what_is_held_is_seen_by_its_author_and_the_moderation_alone(of: Matter) -> None:
    flood = " ".join(f"https://a.example/{n}" for n in range(9))
    place = of.proposal.get_absolute_url()
    who = of.people["bystander"]
    fields = {"stance": "neutral", "language": "es", "text": flood, "acting_for": of.table.bystander.movement.slug}
    with clock.travel(AT):
        client = browser(who)
        sent = client.post(f"{place}comments/", fields, follow=True)
    assert "waits until a moderator has read it" in words(sent)
    assert "published" not in words(sent)
    held = Comment.objects.get(text=flood)
    for person, status in ((None, 404), (of.people["colleague"], 404), (who, 200), (of.people["moderator"], 200)):
        assert ("a.example" in ask(person, place, LATER).content.decode()) == (status == 200)
        assert ask(person, f"{place}comments/{held.pk}/", LATER).status_code == status
    assert browser().get(f"/api/v1/comments/{held.pk}/").status_code == 404
    desk = words(ask(of.people["secretary"], reverse("desk", args=[of.table.council.slug]), LATER))
    assert "Decide case 1" in desk
    assert "many links" in desk
    assert "case 1" in words(ask(of.people["moderator"], "/", LATER)), "a moderator is no secretary, and is told too"
    assert "Case 1" in words(ask(who, reverse("me"), LATER))


def test_the_author_is_told_what_why_until_when_and_how_to_appeal(of: Matter) -> None:
    of.decide("suspend", until=AT + 9 * DAY)
    who = of.people["bystander"]
    first, mine = words(ask(who, "/", LATER)), words(ask(who, reverse("me"), LATER))
    assert "Moderation decided on a text of yours: case 1" in first
    for told in ("writes nothing in this council for a time", "insult", "Insulta a un pueblo entero.", "Until"):
        assert told in mine
    case = Case.objects.get()
    page = words(ask(who, case.get_absolute_url(), LATER))
    assert "Appeal the decision" in page
    assert "ladrones" in page
    assert "Open to appeal until" in page
    refused = ask(who, f"{of.proposal.get_absolute_url()}comments/", LATER)
    assert refused.status_code == 409
    assert "suspended you from writing until" in words(refused)
    assert "You can still vote." in words(refused)


def test_a_case_tells_the_public_everything_but_who_and_what_they_wrote(of: Matter) -> None:
    of.report(words="Lo escribí yo, Ana.")
    appeal = of.appeal(of.decide(case=Case.objects.get()))
    slug = of.table.council.slug
    case = Case.objects.get()
    addresses = [case.get_absolute_url(), reverse("moderation_log", args=[slug]), *api_of(of)]
    for address in addresses:
        page = ask(None, address, LATER).content.decode()
        for person in of.people.values():
            assert person.name not in page
            assert person.email not in page
        for secret in ("Ana", "ladrones", appeal.text):
            assert secret not in page, address
    reporter = of.people["sponsor"].mark(of.table.council.code)
    assert all(reporter not in ask(None, address, LATER).content.decode() for address in addresses)
    inside = words(ask(of.people["second"], case.get_absolute_url(), LATER))
    assert "Lo escribí yo, Ana." in inside
    assert appeal.text in inside
    author = words(ask(of.people["bystander"], case.get_absolute_url(), LATER))
    assert "Ana" not in author
    assert "ladrones" in author


def test_the_api_states_the_reasons_and_the_reversals(of: Matter) -> None:
    of.report(by="member", ground="hate")
    of.hear("changed", of.appeal(of.decide(case=of.report())), kind="warn")
    with clock.travel(LATER):
        told = browser().get(f"/api/v1/moderation/{of.table.council.slug}/1/").json()
        numbers = browser().get(f"/api/v1/moderation/{of.table.council.slug}/statistics/").json()
    assert told["grounds"] == [{"ground": "hate", "count": 1}, {"ground": "insult", "count": 1}]
    assert (told["source_type"], told["is_automated"], told["content_type"]) == ("notice", False, "comment")
    first, last = told["decisions"]
    assert (first["decision_visibility"], first["scope"], first["decided_by_role"]) == ("hidden", "whole", "moderator")
    assert (first["appeal"]["outcome"], last["decision_account"], last["scope"]) == ("changed", "warned", "none")
    assert first["automated_decision"] is False
    assert (numbers["heard"], numbers["changed"], numbers["reversed_share"]) == (1, 1, "1/1")


def test_what_is_overdue_is_shown_to_everybody(of: Matter) -> None:
    case = of.report()
    late = case.due_at
    log = reverse("moderation_log", args=[of.table.council.slug])
    for address in (case.get_absolute_url(), log):
        assert "overdue" not in words(ask(None, address, late - HOUR))
        assert "overdue" in words(ask(None, address, late))
    appeal = of.appeal(of.decide(case=case))
    for address in (case.get_absolute_url(), log):
        assert "overdue" not in words(ask(None, address, appeal.due_at - HOUR))
        assert "overdue" in words(ask(None, address, appeal.due_at))
    with clock.travel(appeal.due_at):
        told = browser().get(f"/api/v1/moderation/{of.table.council.slug}/1/").json()
    assert told["decisions"][0]["appeal"]["is_overdue"] is True


def test_where_nobody_may_hear_the_page_says_what_the_secretariat_has_to_do(of: Matter) -> None:
    of.appeal()
    address = Case.objects.get().get_absolute_url()
    assert "Nobody in this council may hear" not in words(ask(None, address, LATER))
    for name in ("second", "secretary"):
        of.people[name].offices.update(ends_at=AT)
    assert "Nobody in this council may hear" not in words(ask(None, address, LATER)), "who is on no side is asked"
    for person in (of.people["bystander"], of.people["moderator"]):
        page = words(ask(person, address, LATER))
        assert "Nobody in this council may hear this appeal" in page
        assert "The secretariat has to appoint a moderator who does not." in page


def test_reporting_by_its_page(of: Matter) -> None:
    address = f"{of.proposal.get_absolute_url()}comments/{of.comment.pk}/report/"
    assert ask(None, address, AT).status_code == 302
    assert SAID in words(ask(of.people["outsider"], address, AT))
    assert ask(of.people["bystander"], address, AT).status_code == 403
    wrong = send(of.people["outsider"], address, AT, ground="none", words="Lo escrito queda.")
    assert wrong.status_code == 422
    assert "Lo escrito queda." in wrong.content.decode()
    assert send(of.people["outsider"], address, AT, ground="hate", words="Mírenlo.").status_code == 302
    twice = send(of.people["outsider"], address, AT, ground="hate")
    assert twice.status_code == 409
    assert "You have reported this text: case 1." in words(twice)
    proposal = f"{of.proposal.get_absolute_url()}report/"
    assert send(of.people["outsider"], proposal, AT, ground="spam").status_code == 302
    assert Case.objects.count() == 2
    of.decide(case=Case.objects.get(comment=of.comment))
    assert ask(of.people["outsider"], address, LATER).status_code == 404
    missing = [f"{of.proposal.get_absolute_url()}comments/999999/report/", address.replace("/1/", "/77/", 1)]
    assert {ask(of.people["outsider"], path, AT).status_code for path in missing} == {404}


def test_deciding_appealing_and_hearing_by_their_pages(of: Matter) -> None:
    case = of.report()
    place = case.get_absolute_url()
    for who in ("outsider", "bystander", "moderator_of_author"):
        assert ask(of.people[who], f"{place}decide/", AT).status_code == 403
    wrong = send(
        of.people["moderator"], f"{place}decide/", AT, kind="hide_part", ground="insult", reason="r", quotes="?"
    )
    assert wrong.status_code == 422
    assert "These words do not stand in the text: ?" in words(wrong)
    fields = {"kind": "hide_part", "ground": "insult", "reason": "Insulta.", "quotes": "unos ladrones\r\n\r\nEl agua"}
    assert send(of.people["moderator"], f"{place}decide/", AT, **fields).status_code == 302
    assert len(Comment.objects.get(pk=of.comment.pk).hidden_passages) == 2
    assert ask(of.people["secretary"], f"{place}decide/", AT).status_code == 409
    assert send(of.people["bystander"], f"{place}appeal/", AT, text=" ").status_code == 422
    assert send(of.people["bystander"], f"{place}appeal/", AT, text="No.").status_code == 302
    assert ask(of.people["moderator"], f"{place}hear/", AT).status_code == 403
    assert send(of.people["second"], f"{place}hear/", AT, outcome="changed", reason="r").status_code == 422
    assert send(of.people["second"], f"{place}hear/", AT, outcome="reversed", reason="r").status_code == 302
    assert ask(of.people["second"], f"{place}hear/", AT).status_code == 409
    case.refresh_from_db()
    assert case.state == "closed"
    assert ask(None, f"{place.replace('/1/', '/99/')}", AT).status_code == 404
    assert ask(of.people["second"], f"{place.replace('/1/', '/99/')}hear/", AT).status_code == 404


def test_pages_cost_the_same_for_many_cases(of: Matter, client: Client) -> None:
    def costs() -> list[int]:
        found = []
        addresses = [reverse("moderation_log", args=[of.table.council.slug]), Case.objects.first().get_absolute_url()]
        for address, most in [*((one, 9) for one in addresses), ("/api/v1/moderation/?page_size=100", 3)]:
            with clock.travel(LATER), counted(most) as queries:
                assert client.get(address).status_code == 200
            found.append(queries.number)
        return found

    def more(number: int) -> None:
        for _ in range(number):
            of.comment = of.table.comment(of.proposal)
            of.decide(case=of.report())

    more(2)
    few = costs()
    more(12)
    assert costs() == few


def test_a_page_of_fifty_hidden_comments_costs_ten_queries(of: Matter) -> None:
    for number in range(12):
        of.comment = of.table.comment(of.proposal, text=f"Comentario {number}.")
        of.decide(case=of.report())
    with clock.travel(LATER):
        for person in (None, of.people["outsider"], of.people["bystander"], of.people["moderator"]):
            client: Any = browser(person)
            with counted(10):
                assert client.get(of.proposal.get_absolute_url()).status_code == 200
