"""What is hidden is hidden in amendments, in translations, on the plenary's page and in what a discussion comes to."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from common import clock
from councils.mandates.silence import Silence
from proposals.amending.actions import propose_amendment
from proposals.deliberation.actions import comment_proposal
from proposals.deliberation.stances import stances_of
from proposals.deliberation.supporting import support_comment
from proposals.deliberation.waiting import mentions_of
from proposals.models import Amendment, Comment, Position, Proposal
from proposals.moderation.actions import decide_case, report_text
from proposals.translating.actions import review_translation, translate_passage
from proposals.translating.queries import originals_of
from tests.factories.amending import PLENARY, SETTLING, TALK, VOTES, Assembly, assembly, conduct, replacing
from tests.factories.asking import ask, send, words
from tests.factories.moderation import Matter, matter
from tests.factories.pages import CLOSES, cast, prepared
from tests.factories.pages import conduct as conduct_votes
from tests.factories.proposals import DISCUSSION, HOUR
from tests.factories.scenes import person

pytestmark = pytest.mark.django_db

BAD = "Las semillas son de los ladrones."
NOTICE = "The moderation of the council hid"


def hide(
    people: dict[str, User], text: Comment | Amendment | Proposal, at: Any, *quotes: str, by: str = "sponsor"
) -> None:
    """Somebody reports it, and a moderator hides it."""
    with clock.travel(at):
        case = report_text(person=people[by], text=text, ground="insult").case
        kind, given = ("hide_part" if quotes else "hide"), {"ground": "insult", "reason": "Insulta."}
        decide_case(person=people["moderator"], case=case, kind=kind, quotes=quotes, **given)


def address(here: Assembly, name: str, *args: object) -> str:
    round_ = here.table.round
    return reverse(name, args=[round_.council.slug, round_.number, here.proposal.number, *args])


def places(here: Assembly) -> list[str]:
    slug = here.table.council.slug
    return [
        address(here, "amendment_list"),
        address(here, "amendment", 1),
        address(here, "amendments_of_paragraph", "p1"),
        reverse("plenary", args=[slug, 1]),
        "/api/v1/amendments/",
        f"/api/v1/amendments/{slug}/1/{here.proposal.number}/1/",
    ]


@pytest.mark.parametrize("quotes", [(), ("los ladrones",)])
def test_a_hidden_amendment_is_read_nowhere_but_by_its_side_and_by_who_decides(quotes: tuple[str, ...]) -> None:
    here = assembly()
    amendment = here.propose(replacing("p1", BAD))
    hide(here.people, amendment, TALK + HOUR, *quotes)
    for who in (None, here.people["bystander"], here.titulars[1]):
        for place in places(here):
            page = ask(who, place, TALK + 2 * HOUR)
            assert page.status_code == 200, place
            assert "ladrones" not in page.content.decode(), place
    page = words(ask(None, places(here)[1], TALK + 2 * HOUR))
    assert NOTICE in page
    assert ("Report this text" in page) == bool(quotes)
    for name in ("mover_member", "moderator", "member", "sponsor"):
        assert "ladrones" in words(ask(here.people[name], places(here)[1], TALK + 2 * HOUR)), name
    told = ask(None, places(here)[-1], TALK + 2 * HOUR).json()
    assert told["hiding"]["scope"] == ("part" if quotes else "whole")
    assert bool(told["changes"]) == bool(quotes)
    assert told["texts"][0]["reasons"] == ("Así queda claro." if quotes else "")


def test_whoever_votes_on_a_hidden_amendment_reads_it_and_nobody_else_does() -> None:
    here = assembly()
    amendment = here.propose(replacing("p1", BAD))
    hide(here.people, amendment, TALK + HOUR)
    here.decline(amendment, at=SETTLING)
    here.call(amendment, 0, 1, 2)
    conduct(PLENARY)
    plenary = reverse("plenary", args=[here.table.council.slug, 1])
    ballot = here.ballot_of(amendment).get_absolute_url()
    for place in (plenary, ballot):
        assert "ladrones" in ask(here.titulars[1], place, VOTES).content.decode(), place
        for who in (None, here.people["mover_member"] if place == ballot else person()):
            page = ask(who, place, VOTES).content.decode()
            assert "ladrones" not in page, place
            assert NOTICE in page


def test_amendments_of_a_hidden_proposal_do_not_quote_it() -> None:
    here = assembly()
    here.propose(replacing("p2", "Otra cosa."))
    secret = here.revision.paragraphs[1]["text"]
    hide(here.people, here.fresh(), TALK + HOUR, by="bystander")
    for who in (None, here.people["bystander"]):
        for place in [*places(here)[:2], places(here)[3], address(here, "amendments_of_paragraph", "p2")]:
            page = ask(who, place, TALK + 2 * HOUR)
            assert page.status_code == 200, place
            for word in secret.rstrip(".").split():
                if len(word) > 5:
                    assert word not in page.content.decode(), (place, word)


def test_only_its_movement_is_shown_what_a_hidden_amendment_carries_over() -> None:
    here = assembly()
    amendment = here.propose(replacing("p1", BAD))
    hide(here.people, amendment, TALK + HOUR)
    for role, who in (("other", here.titulars[1]), ("silenced", here.titulars[2])):
        if role == "silenced":
            Silence.objects.create(
                council=here.table.council, person=who, starts_at=TALK, ends_at=TALK + timedelta(days=9), reason="x"
            )
        page = send(who, address(here, "carry_over_amendment", 1), TALK + 2 * HOUR, expected="1", do="send")
        assert page.status_code == 403
        assert "ladrones" not in page.content.decode()


def translated() -> tuple[Matter, dict[str, str]]:
    """The title and both paragraphs in English and reviewed, and where that is read."""
    of = matter()
    for one in originals_of(of.proposal.revision):
        with clock.travel(DISCUSSION + HOUR):
            made = translate_passage(
                person=of.people["sponsor"], seat=of.table.sponsor, proposal=of.proposal, passage=one.passage,
                language="en", text=f"English of {one.passage}", base=0, source=one.sha256,
            )  # fmt: skip
            review_translation(person=of.people["bystander"], seat=of.table.bystander, translation=made)
    place = of.proposal.get_absolute_url()
    return of, {
        "page": f"{place}?text=en",
        "side": f"{place}translations/en/",
        "overview": f"{place}translations/",
        "api": "/api/v1/translations/",
    }


def test_a_hidden_passage_hides_its_translations() -> None:
    of, where = translated()
    row = of.proposal.revision.paragraphs[0]
    quote = row["text"].split()[1]
    hide(of.people, of.proposal, DISCUSSION + 3 * HOUR, quote, by="elsewhere")
    for name, place in where.items():
        page = ask(None, place, DISCUSSION + 4 * HOUR)
        assert page.status_code == 200, name
        assert f"English of {row['id']}" not in page.content.decode(), name
    other = of.proposal.revision.paragraphs[1]["id"]
    for name in ("page", "side", "api"):
        assert f"English of {other}" in ask(None, where[name], DISCUSSION + 4 * HOUR).content.decode(), name
    assert f"English of {row['id']}" in words(ask(of.people["member"], where["side"], DISCUSSION + 4 * HOUR))
    told = {one["passage"]: one for one in ask(None, where["api"], DISCUSSION + 4 * HOUR).json()["results"]}
    assert told[row["id"]]["hiding"]["scope"] == "whole"
    assert told[other]["hiding"] is None


def test_a_hidden_proposal_hides_all_its_translations() -> None:
    of, where = translated()
    hide(of.people, of.proposal, DISCUSSION + 3 * HOUR, by="elsewhere")
    for name, place in where.items():
        page = ask(None, place, DISCUSSION + 4 * HOUR)
        assert page.status_code == 200, name
        assert "English of" not in page.content.decode(), name


def test_what_is_held_is_counted_nowhere_and_answers_nothing_until_it_is_released() -> None:
    of = matter()
    links = " ".join(f"https://ejemplo.org/{n}" for n in range(6))
    slug = of.table.sponsor.movement.slug
    with clock.travel(DISCUSSION + 2 * HOUR):
        question = comment_proposal(
            person=of.people["bystander"], seat=of.table.bystander, proposal=of.proposal, stance="question",
            text="¿Cuánto cuesta?", language="es",
        )  # fmt: skip
        answer = comment_proposal(
            person=of.people["member"], seat=of.table.author, proposal=of.proposal, stance="neutral",
            text=f"Cuesta poco, @{slug}. {links}", language="es", parent=question,
        )  # fmt: skip
        held = comment_proposal(
            person=of.people["sponsor"], seat=of.table.sponsor, proposal=of.proposal, stance="question",
            text=f"¿Y esto? {links}", language="es",
        )  # fmt: skip
    assert answer.held_at is not None
    assert held.held_at is not None
    place, later = of.proposal.get_absolute_url(), DISCUSSION + 3 * HOUR
    assert {row.key for row in stances_of(of.proposal).movements} == {of.table.bystander.movement.slug}
    waiting = words(ask(None, f"{place}questions/", later))
    assert "¿Cuánto cuesta?" in waiting
    assert "¿Y esto?" not in waiting
    assert "Cuesta poco" not in words(ask(None, place, later))
    with clock.travel(later):
        assert not mentions_of(of.people["sponsor"]).exists()
        decide_case(
            person=of.people["moderator"], case=of.table.council.cases.get(comment=answer), kind="keep",
            ground="spam", reason="No es publicidad.",
        )  # fmt: skip
        assert mentions_of(of.people["sponsor"]).exists()
    assert "Cuesta poco" in words(ask(None, f"{place}questions/?state=answered", later + HOUR))


def test_a_hidden_answer_is_a_notice_and_a_hidden_comment_is_supported_by_nobody() -> None:
    of = matter()
    with clock.travel(DISCUSSION + 2 * HOUR):
        question = comment_proposal(
            person=of.people["bystander"], seat=of.table.bystander, proposal=of.proposal, stance="question",
            text="¿Cuánto cuesta?", language="es",
        )  # fmt: skip
        answer = comment_proposal(
            person=of.people["member"], seat=of.table.author, proposal=of.proposal, stance="neutral",
            text="Nada, ladrones.", language="es", parent=question,
        )  # fmt: skip
    hide(of.people, answer, DISCUSSION + 3 * HOUR)
    place, later = of.proposal.get_absolute_url(), DISCUSSION + 4 * HOUR
    page = words(ask(None, f"{place}questions/?state=answered", later))
    assert "ladrones" not in page
    assert NOTICE in page
    support = ask(of.people["bystander"], f"{place}comments/{answer.pk}/support/", later)
    assert "ladrones" not in support.content.decode()
    with clock.travel(later), pytest.raises(Exception, match="hidden by the moderation"):
        support_comment(person=of.people["bystander"], seat=of.table.bystander, comment=answer)
    assert {row.key for row in stances_of(of.proposal).movements} >= {of.table.author.movement.slug}, (
        "its stance counts"
    )


def test_who_is_suspended_from_writing_neither_amends_nor_translates_and_decides_all_the_same() -> None:
    here = assembly()
    amendment = here.propose(replacing("p1", "De quien las siembra."))
    for who in (here.titulars[1], here.people["sponsor"]):
        Silence.objects.create(
            council=here.table.council, person=who, starts_at=TALK, ends_at=TALK + timedelta(days=90), reason="x"
        )
    original = next(one for one in originals_of(here.revision) if one.passage == "p1")
    with clock.travel(TALK + HOUR):
        with pytest.raises(Exception, match="silenced: "):
            propose_amendment(
                person=here.titulars[1], seat=here.seats[1], proposal=here.fresh(), changes=replacing("p2", "Otra."),
                reasons="Así.", language="es", expected=1,
            )  # fmt: skip
        with pytest.raises(Exception, match="silenced: "):
            translate_passage(
                person=here.titulars[1], seat=here.seats[1], proposal=here.proposal, passage="p1", language="qu",
                text="Muju.", base=0, source=original.sha256,
            )  # fmt: skip
    assert here.accept(amendment).state == Amendment.State.ACCEPTED


@pytest.mark.parametrize("quotes", [False, True])
def test_the_text_of_a_position_is_hidden_on_every_page_and_its_bytes_stay(quotes: bool) -> None:
    scene = prepared()
    cast(scene)
    conduct_votes(CLOSES)
    position = Position.objects.get()
    bytes_before, revision = bytes(position.document), position.ballot.revision
    assert revision is not None
    found = [{"passage": "title", "start": 0, "end": len(revision.title), "words": revision.title}]
    Proposal.objects.filter(pk=position.ballot.proposal_id).update(
        hidden_at=CLOSES, hidden_ground="insult", hidden_reason="Insulta.", hidden_passages=found if quotes else []
    )
    slug = scene.council.slug
    for place in (
        "/",
        "/positions/",
        f"/councils/{slug}/",
        position.get_absolute_url(),
        scene.round.get_absolute_url(),
    ):
        page = ask(None, place, CLOSES + HOUR)
        assert page.status_code == 200, place
        assert revision.title not in page.content.decode(), place
    page = words(ask(None, position.get_absolute_url(), CLOSES + HOUR))
    assert NOTICE in page
    assert (revision.paragraphs[0]["text"][:20] in page) == quotes
    position.refresh_from_db()
    assert bytes(position.document) == bytes_before
