"""The pages of amendments and of the plenary, as people go through them, and what they cost."""

from datetime import datetime

import pytest
from django.urls import reverse

from accounts.models import User
from common import clock
from proposals.drafting.actions import revise_proposal
from proposals.models import Amendment, AmendmentText, Ballot, Vote
from tests.factories.amending import (
    PLENARY,
    SETTLING,
    TALK,
    TEXT,
    VOTES,
    VOTING,
    Assembly,
    assembly,
    conduct,
    replacing,
)
from tests.factories.asking import ask, browser, send, words
from tests.factories.pages import counted
from tests.factories.proposals import DRAFTING, HOUR
from tests.factories.scenes import person

pytestmark = pytest.mark.django_db

NEW = "Las semillas son de quien las siembra."


def path(here: Assembly, name: str, *args: object) -> str:
    round_ = here.table.round
    return reverse(name, args=[round_.council.slug, round_.number, here.proposal.number, *args])


def plenary(here: Assembly) -> str:
    return reverse("plenary", args=[here.table.council.slug, here.table.round.number])


def filled(here: Assembly, **fields: object) -> dict[str, object]:
    return {
        "acting_for": here.seats[0].movement.slug,
        "expected": "1",
        "about": ["p1"],
        "op-p1": "replace",
        "text-p1": NEW,
        "after-p1": "stays",
        "insert-p1": "",
        "reasons": "Así queda claro.",
        "language": "es",
        "do": "send",
        **fields,
    }


def test_an_amendment_has_a_discussion_of_its_own() -> None:
    here = assembly()
    mover = here.titulars[0]
    done = send(mover, path(here, "propose_amendment"), TALK, **filled(here))
    address = done.headers["Location"]
    assert "Nobody has commented yet." in words(ask(None, address, TALK))
    form = {"stance": "concern", "text": "¿Y las semillas prestadas?", "language": "es", "amendment": "1"}
    said = send(
        mover, path(here, "comment_proposal") + "?amendment=1", TALK, acting_for=filled(here)["acting_for"], **form
    )
    assert said.status_code == 302, words(said)
    assert "¿Y las semillas prestadas?" in words(ask(None, address, TALK))
    assert "¿Y las semillas prestadas?" not in words(ask(None, path(here, "proposal"), TALK))
    with counted(13):
        ask(None, address, TALK)


def test_from_the_text_to_the_amendment() -> None:
    here = assembly()
    mover = here.titulars[0]
    picked = ask(mover, path(here, "propose_amendment"), TALK)
    assert "Pick the paragraph" in words(picked)
    form = ask(mover, path(here, "propose_amendment"), TALK, about="p1")
    assert "Las semillas propias se guardan en cada comunidad.</textarea>" in form.content.decode()
    more = send(
        mover, path(here, "propose_amendment"), TALK, **filled(here, do="add", another="p3", reasons="Por eso.")
    )
    page = more.content.decode()
    assert more.status_code == 200
    assert f"{NEW}</textarea>" in page, "nothing that was typed is lost"
    assert "Por eso.</textarea>" in page
    assert 'name="text-p3"' in page
    assert not Amendment.objects.exists()
    two = {"about": ["p1", "p3"], "op-p3": "delete", "text-p3": "", "after-p3": "stays", "insert-p3": "Uno.\n\nDos."}
    refusal = send(mover, path(here, "propose_amendment"), TALK, **filled(here, **two))
    assert refusal.status_code == 422
    assert "behind paragraph p3" in words(refusal)
    done = send(
        mover,
        path(here, "propose_amendment"),
        TALK,
        **filled(here, **{**two, "insert-p1": "Uno.\n\nDos.", "insert-p3": ""}),
    )
    assert done.status_code == 302
    amendment = Amendment.objects.get()
    assert [change["op"] for change in amendment.text.changes] == ["replace", "insert", "insert", "delete"]
    shown = words(ask(None, done.headers["Location"], TALK))
    assert "Replaces paragraph p1." in shown
    assert "Así queda claro." in shown
    assert "1 amendment" in words(ask(None, here.proposal.get_absolute_url(), TALK))


def test_what_is_refused_is_shown_with_what_was_typed() -> None:
    here = assembly()
    for fields, status in [
        ({"text-p1": ""}, 422),
        ({"reasons": " "}, 422),
        ({"op-p1": "keep"}, 422),
        ({"expected": ""}, 422),
    ]:
        answer = send(here.titulars[0], path(here, "propose_amendment"), TALK, **filled(here, **fields))
        assert answer.status_code == status
        assert "Something needs your attention" in words(answer)
    late = send(here.titulars[0], path(here, "propose_amendment"), SETTLING, **filled(here))
    assert late.status_code == 409
    assert f"{NEW}</textarea>" in late.content.decode()
    assert not Amendment.objects.exists()


def test_the_text_that_moved_is_told_and_sent_again() -> None:
    here = assembly()
    revise(here, TEXT.replace("comunal", "comunitario"))
    stale = send(here.titulars[0], path(here, "propose_amendment"), TALK, **filled(here))
    assert stale.status_code == 409
    assert 'name="expected" value="2"' in stale.content.decode(), "sent again, it speaks of the text that is shown"
    again = send(here.titulars[0], path(here, "propose_amendment"), TALK, **filled(here, expected="2"))
    assert again.status_code == 302


def test_what_was_typed_about_a_paragraph_that_is_gone_is_shown() -> None:
    here = assembly()
    revise(here, TEXT.split("\n\n", 1)[1])
    stale = send(here.titulars[0], path(here, "propose_amendment"), TALK, **filled(here))
    assert stale.status_code in (409, 422)
    assert NEW in words(stale)


def revise(here: Assembly, text: str) -> None:
    with clock.travel(TALK):
        revise_proposal(
            person=here.people["member"],
            seat=here.table.author,
            proposal=here.fresh(),
            base=here.revision.number,
            language="es",
            title="Soberanía alimentaria",
            text=text,
        )


HOSTILE = ["p9", "\x00", "p1\x00", "<script>", "a" * 500, "start"]


@pytest.mark.parametrize("about", HOSTILE)
def test_any_address_has_an_answer(about: str) -> None:
    here = assembly(seats=1)
    assert ask(here.titulars[0], path(here, "propose_amendment"), TALK, about=about).status_code == 200
    answer = send(here.titulars[0], path(here, "propose_amendment"), TALK, **filled(here, about=[about], another=about))
    assert answer.status_code == 422
    assert ask(None, path(here, "amendment", 99), TALK).status_code == 404
    assert ask(None, path(here, "amendment", 10**12), TALK).status_code == 404
    assert ask(None, path(here, "amendments_of_paragraph", "p9"), TALK).status_code == 404
    assert ask(None, path(here, "amendments_of_paragraph", "start"), TALK).status_code == 200


def test_a_draft_has_no_pages_of_amendments() -> None:
    here = assembly(seats=1)
    draft = here.table.begin(title="Otra")
    round_ = here.table.round
    address = reverse("amendment_list", args=[round_.council.slug, round_.number, draft.number])
    assert ask(here.people["member"], address, DRAFTING + 2 * HOUR).status_code == 404


def test_several_on_one_paragraph_stand_side_by_side_with_what_is_in_the_way() -> None:
    here = assembly()
    first = here.propose(replacing("p1", NEW))
    here.propose([{"op": "delete", "paragraph": "p1"}], by=1)
    page = words(ask(None, path(here, "amendments_of_paragraph", "p1"), TALK))
    assert "Amendment 1" in page
    assert "Amendment 2" in page
    assert "Both change paragraph p1." in words(ask(None, first.get_absolute_url(), TALK))


def test_a_stale_one_is_carried_over_on_its_page() -> None:
    here = assembly()
    amendment = here.propose(replacing("p3", "El banco presta a diez años sin interés."))
    revise(here, TEXT.replace("El banco presta", "El banco público presta"))
    page = ask(here.titulars[0], amendment.get_absolute_url(), SETTLING)
    assert "Paragraph p3 has changed since this amendment was written." in words(page)
    form = ask(here.titulars[0], path(here, "carry_over_amendment", 1), SETTLING)
    assert "El banco público presta a diez años sin interés.</textarea>" in form.content.decode()
    fields = {
        "about": ["p3"],
        "op-p3": "replace",
        "text-p3": "El banco público presta a diez años sin interés.",
        "after-p3": "stays",
        "insert-p3": "",
        "expected": "2",
    }
    done = send(here.titulars[0], path(here, "carry_over_amendment", 1), SETTLING, **{**filled(here), **fields})
    assert done.status_code == 302
    assert AmendmentText.objects.count() == 2
    told = {"acting_for": here.table.sponsor.movement.slug, "expected": "2", "text": "2"}
    assert send(here.people["sponsor"], path(here, "accept_amendment", 1), SETTLING, **told).status_code == 302
    proposal = words(ask(None, here.proposal.get_absolute_url(), SETTLING))
    assert "Reworded by amendment 1" in proposal
    assert "decided by the sponsors" in proposal


def test_a_conflict_is_left_to_its_author() -> None:
    here = assembly()
    here.propose(replacing("p3", "El banco presta a treinta años con interés bajo."))
    revise(here, TEXT.replace("diez años", "veinte años"))
    page = words(ask(here.titulars[0], path(here, "carry_over_amendment", 1), SETTLING))
    assert "What only you can say" in page
    assert ask(here.titulars[1], path(here, "carry_over_amendment", 1), SETTLING).status_code == 403


@pytest.mark.parametrize(
    ("name", "who", "place"),
    [
        ("accept_amendment", "sponsor", "sponsor"),
        ("decline_amendment", "coordinator", "author"),
        ("withdraw_amendment", "mover", "mover"),
        ("sponsor_amendment", "bystander", "bystander"),
    ],
)
def test_every_act_has_its_form_and_its_sentence(name: str, who: str, place: str) -> None:
    here = assembly()
    here.propose(replacing("p1", NEW))
    seats = {"sponsor": here.table.sponsor, "author": here.table.author, "mover": here.seats[0]}
    slug = seats.get(place, here.table.bystander).movement.slug
    assert ask(here.people[who], path(here, name, 1), SETTLING).status_code == 200
    assert ask(here.people["outsider"], path(here, name, 1), SETTLING).status_code == 403
    assert ask(here.people[who], path(here, name, 1), VOTES).status_code == 409
    sent = {"acting_for": slug, "reason": "Por esto.", "text": "1", "expected": "1"}
    assert send(here.people["outsider"], path(here, name, 1), SETTLING, **sent).status_code == 403
    assert send(here.people[who], path(here, name, 1), SETTLING, **sent).status_code == 302
    assert send(here.people[who], path(here, name, 1), SETTLING, **sent).status_code == 409


def test_a_disabled_act_says_why() -> None:
    here = assembly()
    amendment = here.propose(replacing("p1", NEW))
    page = words(ask(here.people["sponsor"], amendment.get_absolute_url(), TALK))
    assert "Accept it into the text This opens on" in page


def test_the_plenary_on_one_page() -> None:
    here = assembly()
    first = here.propose(replacing("p1", NEW))
    here.propose(replacing("p1", "Corto."), by=1)
    before = words(ask(None, plenary(here), SETTLING))
    assert "The plenary has not opened yet." in before
    # No worker has come yet: whoever opens the page finds the ballots prepared.
    page = ask(here.titulars[2], plenary(here), VOTES)
    assert page.content.decode().count('name="choice"') == 8
    ballots = list(Ballot.objects.filter(amendment__isnull=False).order_by("number"))
    told = {"acting_for": here.seats[2].movement.slug, "choice": "yes"}
    for ballot in ballots:
        address = reverse("vote", args=[here.table.council.slug, here.table.round.number, ballot.number])
        confirm = send(here.titulars[2], address, VOTES, **told)
        assert confirm.status_code == 200
        assert "Amendment" in words(confirm)
        receipt = send(here.titulars[2], address, VOTES, **told, confirm="1")
        assert receipt.status_code == 302
        assert "The next amendment" in words(ask(here.titulars[2], receipt.headers["Location"], VOTES))
    assert Vote.objects.count() == 2
    assert words(ask(here.titulars[2], plenary(here), VOTES)).count("your seat has voted") == 2
    question = words(ask(here.titulars[2], ballots[0].get_absolute_url(), VOTES))
    assert "The amendment that is voted on" in question
    conduct(VOTING)
    after = words(ask(None, plenary(here), VOTING + HOUR))
    assert "adopted by the plenary" in after
    assert f"Amendment {first.number} was adopted before it" in after or "moot" in after
    for ballot in ballots:
        assert ask(None, ballot.get_absolute_url(), VOTING + HOUR).status_code == 200
        roll = reverse("roll", args=[here.table.council.slug, here.table.round.number, ballot.number])
        assert ask(None, roll, VOTING + HOUR).status_code == 200
    moot = words(ask(None, ballots[1].get_absolute_url(), VOTING + HOUR))
    assert "This ballot is not counted." in moot


def test_a_plenary_is_one_thing_to_do() -> None:
    here = assembly()
    for place in range(3):
        here.propose(replacing("p1", f"{NEW} {place}"), by=place)
    conduct(PLENARY)
    page = words(ask(here.titulars[3], "/", VOTES))
    assert "Plenary: 3 amendments to vote on" in page


def test_what_the_sponsors_have_to_decide_waits_for_them() -> None:
    here = assembly()
    for place in range(2):
        here.propose(replacing("p1", f"{NEW} {place}"), by=place)
    told = "Accept or decline amendments (2): Soberanía alimentaria"
    for role, is_told in [("sponsor", True), ("coordinator", True), ("titular", True), ("sponsor_member", False)]:
        assert (told in words(ask(here.people[role], "/", SETTLING))) is is_told, role
    assert told not in words(ask(here.people["sponsor"], "/", TALK)), "before settlement there is nothing to decide"
    assert told not in words(ask(here.people["bystander"], "/", SETTLING))


def test_the_secretariat_orders_on_its_page() -> None:
    here = assembly()
    here.propose(replacing("p1", NEW))
    here.propose(replacing("p1", "Corto."), by=1)
    secretary = here.people["secretary"]
    assert "1, 2" in ask(secretary, path(here, "order_plenary"), SETTLING).content.decode()
    assert ask(here.titulars[0], path(here, "order_plenary"), SETTLING).status_code == 403
    wrong = send(secretary, path(here, "order_plenary"), SETTLING, order="2, x", reason="Así.")
    assert wrong.status_code == 422
    assert send(secretary, path(here, "order_plenary"), SETTLING, order="2, 1", reason="Así.").status_code == 302
    assert send(secretary, path(here, "order_plenary"), PLENARY, order="1, 2", reason="Así.").status_code == 409


def many(here: Assembly, number: int) -> None:
    for place in range(number):
        here.propose(replacing(f"p{1 + place % 3}", f"{NEW} {place}"), by=place % len(here.seats))


def queries(who: User | None, address: str, at: datetime, most: int) -> int:
    client = browser(who)
    with clock.travel(at):
        client.get(address)
        with counted(most) as found:
            assert client.get(address).status_code == 200
    return found.number


def test_what_the_pages_cost_does_not_grow() -> None:
    few, more, reader = assembly(), assembly(), person()
    many(few, 3)
    many(more, 12)
    for who in (None, reader):
        for name, args, most in [
            ("amendment_list", (), 6),
            ("amendment", (1,), 13),
            ("amendments_of_paragraph", ("p1",), 6),
        ]:
            costs = [queries(who, path(here, name, *args), TALK, most) for here in (few, more)]
            assert costs[0] == costs[1], (name, costs)
        costs = [queries(who, here.proposal.get_absolute_url(), TALK, 10) for here in (few, more)]
        assert costs[0] == costs[1]
    few.accept(Amendment.objects.get(proposal=few.proposal, number=1))
    queries(reader, few.proposal.get_absolute_url(), SETTLING, 10)
    conduct(PLENARY)
    costs = [queries(here.titulars[0], plenary(here), VOTES, 9) for here in (few, more)]
    assert costs[0] == costs[1]
