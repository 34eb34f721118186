"""The pages of a discussion: orders, filters, support, endorsements, questions and stances, through HTTP."""

import re

import pytest

from common import clock
from proposals.deliberation.actions import comment_proposal
from proposals.deliberation.endorsing import endorse_proposal
from proposals.models import Amendment, Comment, CommentSupport, Endorsement, Proposal
from tests.factories.asking import ask, browser, send, words
from tests.factories.pages import counted
from tests.factories.proposals import DISCUSSION, DRAFTING, HOUR, SETTLEMENT, Table, member, table
from tests.factories.scenes import FOUNDED, seat_of
from tests.ground import kept
from tests.proposals.test_comment_pages import place
from tests.proposals.test_comments import fill

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ground")]
INSIDE = DISCUSSION + HOUR


def discussed() -> tuple[Table, Proposal]:
    found = table()
    return found, found.sponsored_admitted()


@pytest.fixture
def discussion() -> tuple[Table, Proposal]:
    return kept(discussed)


@pytest.fixture
def at_table(discussion: tuple[Table, Proposal]) -> Table:
    return discussion[0]


@pytest.fixture
def proposal(discussion: tuple[Table, Proposal]) -> Proposal:
    return discussion[1]


def of_authors(at_table: Table, proposal: Proposal, **facts: object) -> Comment:
    given = {"stance": "question", "text": "¿Quién riega?", "language": "es", **facts}
    with clock.travel(INSIDE):
        return comment_proposal(person=at_table.people["member"], seat=at_table.author, proposal=proposal, **given)


def shown(html: str) -> list[int]:
    return [int(pk) for pk in re.findall(r'<article class="comment" id="c(\d+)"', html)]


@pytest.mark.parametrize("filters", ["", "stance=neutral&", "stance=neutral&language=es&"])
@pytest.mark.parametrize("sort", ["oldest", "newest", "supported"])
def test_pages_follow_each_other_in_every_order(at_table: Table, proposal: Proposal, sort: str, filters: str):
    comments = fill(proposal, at_table, 70)
    for n, comment in enumerate(comments):
        Comment.objects.filter(pk=comment.pk).update(support_count=n % 3)
    found, address = [], f"?{filters}sort={sort}"
    while address:
        html = ask(None, proposal.get_absolute_url() + address, INSIDE).content.decode()
        found += shown(html)
        more = re.search(r'rel="next" href="(\?[^"#]+)#discussion"', html)
        address = more[1].replace("&amp;", "&") if more else ""
    keys = {"oldest": lambda n: n, "newest": lambda n: -n, "supported": lambda n: (-(n % 3), -n)}
    assert found == [comments[n].pk for n in sorted(range(70), key=keys[sort])]


def test_the_state_of_the_filters_stands_in_the_form_and_in_the_address(at_table: Table, proposal: Proposal):
    at_table.comment(proposal, paragraph="p1")
    of_authors(at_table, proposal)
    asked = {"country": "VE", "stance": "support", "sort": "newest", "paragraph": "p1", "language": "es"}
    page = ask(None, proposal.get_absolute_url(), INSIDE, movement=at_table.bystander.movement.slug, **asked)
    html = page.content.decode()
    for value in (*asked.values(), at_table.bystander.movement.slug):
        assert f'<option value="{value}" selected>' in html
    assert len(shown(html)) == 1
    assert "<details" in html and "open" in re.search(r"<details[^>]*>", html)[0]
    assert "Show all comments" in words(page)
    none = words(ask(None, proposal.get_absolute_url(), INSIDE, country="CL"))
    assert "No comment matches." in none


@pytest.mark.parametrize("name", ["sort", "stance", "country", "movement", "paragraph", "language", "after", "comment"])
def test_strange_values_are_passed_over(at_table: Table, proposal: Proposal, name: str):
    at_table.comment(proposal)
    for strange in ("", "x" * 5_000, "\x00", "'; --", "-1", "9" * 60, "1.1", "\u202e", "%", "🌽", "../"):
        page = ask(None, proposal.get_absolute_url(), INSIDE, **{name: strange})
        assert page.status_code == 200
        for more in ("questions/", "stances/", "endorsements/"):
            told = {name: strange, "page": strange, "state": strange}
            assert ask(None, proposal.get_absolute_url() + more, INSIDE, **told).status_code == 200


def test_a_reply_that_matches_stands_alone_with_what_it_answers(at_table: Table, proposal: Proposal):
    root = of_authors(at_table, proposal)
    reply = at_table.comment(proposal, parent=root)
    page = ask(None, proposal.get_absolute_url(), INSIDE, country="VE")
    assert shown(page.content.decode()) == [reply.pk]
    assert f"in reply to comment {root.pk}" in words(page)


def test_support_is_given_with_one_press_and_leads_back_to_where_it_was_read(at_table: Table, proposal: Proposal):
    comment, who = of_authors(at_table, proposal), at_table.people["bystander"]
    page = ask(who, proposal.get_absolute_url(), INSIDE, sort="newest", stance="question").content.decode()
    support = place("support_comment", proposal, comment.pk)
    assert f'formaction="{support}"' in page
    assert 'name="back" value="sort=newest&amp;stance=question"' in page
    acting = {"acting_for": at_table.bystander.movement.slug}
    done = send(who, support, INSIDE, back="sort=newest&stance=question&evil=//x", **acting)
    assert done["Location"] == f"{proposal.get_absolute_url()}?sort=newest&stance=question#c{comment.pk}"
    assert "1 movement supports it" in words(ask(None, proposal.get_absolute_url(), INSIDE))
    no_more = place("withdraw_support", proposal, comment.pk)
    assert no_more in ask(who, proposal.get_absolute_url(), INSIDE).content.decode()
    again = send(who, support, INSIDE, **acting)
    assert (again.status_code, "supports this comment already" in words(again)) == (409, True)
    assert send(who, no_more, INSIDE, **acting)["Location"] == comment.get_absolute_url()
    assert "supports it" not in words(ask(None, proposal.get_absolute_url(), INSIDE))
    late = send(who, support, SETTLEMENT, **acting)
    assert (late.status_code, "This closed on" in words(late)) == (409, True)
    assert ask(who, support, SETTLEMENT).status_code == 409
    assert "Each movement counts once" in words(ask(who, support, INSIDE))
    assert CommentSupport.objects.count() == 1


def test_who_may_not_support_finds_no_button_and_a_sentence(at_table: Table, proposal: Proposal):
    comment = of_authors(at_table, proposal)
    support = place("support_comment", proposal, comment.pk)
    for role in ("member", "observer", "outsider", "secretary"):
        who = at_table.people[role]
        assert support not in ask(who, proposal.get_absolute_url(), INSIDE).content.decode()
        assert send(who, support, INSIDE).status_code == 403
    assert send(None, support, INSIDE)["Location"].startswith("/accounts/login/")
    missing = place("support_comment", proposal, comment.pk + 999)
    assert ask(at_table.people["bystander"], missing, INSIDE).status_code == 404


def test_a_person_of_two_movements_chooses_for_whom_they_support(at_table: Table, proposal: Proposal):
    comment, who = of_authors(at_table, proposal), at_table.people["bystander"]
    at_table.sponsor.movement.memberships.create(person=who, starts_at=FOUNDED)
    support = place("support_comment", proposal, comment.pk)
    undecided = send(who, support, INSIDE, back="")
    assert (undecided.status_code, "For whom do you act?" in words(undecided)) == (422, True)
    assert send(who, support, INSIDE, back="", acting_for=at_table.sponsor.movement.slug).status_code == 302
    assert CommentSupport.objects.get().seat == at_table.sponsor


def test_an_endorsement_is_offered_to_those_who_may_and_shown_to_all(at_table: Table, proposal: Proposal):
    who, address = at_table.people["bystander"], place("endorse_proposal", proposal)
    for role in ("member", "titular", "sponsor", "observer", "outsider"):
        assert address not in ask(at_table.people[role], proposal.get_absolute_url(), INSIDE).content.decode()
        assert send(at_table.people[role], address, INSIDE).status_code == 403
    simple = member(at_table.bystander)
    refused = send(simple, address, INSIDE)
    assert (refused.status_code, "coordinators and mandate holders" in words(refused)) == (403, True)
    assert address in ask(who, proposal.get_absolute_url(), INSIDE).content.decode()
    assert "stands publicly behind" in words(ask(who, address, INSIDE))
    assert send(who, address, INSIDE)["Location"] == proposal.get_absolute_url()
    page = ask(None, proposal.get_absolute_url(), SETTLEMENT + HOUR)
    assert "1 movement of 1 country" in words(page)
    told = words(ask(None, place("proposal_endorsements", proposal), INSIDE))
    assert at_table.bystander.movement.name in told
    assert who.name not in told
    assert "No longer endorse" in words(ask(who, proposal.get_absolute_url(), SETTLEMENT + HOUR))
    assert send(who, place("withdraw_endorsement", proposal), INSIDE).status_code == 302
    assert Endorsement.objects.get().withdrawn_at
    assert "This closed on" in words(ask(who, proposal.get_absolute_url(), SETTLEMENT + 500 * HOUR))


def test_questions_stand_apart_with_their_answers(at_table: Table, proposal: Proposal):
    question = at_table.comment(proposal, stance="question", text="¿Y **el agua**?")
    page = place("proposal_questions", proposal)
    assert "1 not answered" in words(ask(None, proposal.get_absolute_url(), INSIDE))
    assert "not answered yet" in words(ask(None, page, INSIDE))
    answer = of_authors(at_table, proposal, stance="neutral", text="Viene del río.", parent=question)
    told = ask(None, page, INSIDE, state="answered")
    assert "¿Y el agua ?" in words(told).replace("agua?", "agua ?")
    assert "Viene del río." in words(told)
    assert "No question waits for an answer." in words(ask(None, page, INSIDE))
    assert f"answered by the sponsors in comment {answer.pk}" in words(ask(None, proposal.get_absolute_url(), INSIDE))
    with clock.travel(INSIDE), counted(4):
        browser().get(page, {"state": "answered"})


def test_stances_are_a_picture_with_its_table(at_table: Table, proposal: Proposal):
    at_table.comment(proposal)
    of_authors(at_table, proposal)
    page = ask(None, place("proposal_stances", proposal), INSIDE)
    html = page.content.decode()
    assert html.count('<svg class="picture"') == html.count("<table>") == 2
    assert 'class="stance-question" x="0.00%"' in html
    assert f"?movement={at_table.author.movement.slug}#discussion" in html
    with clock.travel(INSIDE), counted(4):
        browser().get(place("proposal_stances", proposal))
    empty = ask(None, place("proposal_stances", at_table.admitted()), INSIDE)
    assert "Nobody has commented yet." in words(empty)


def test_a_mention_is_a_link_and_a_guess_is_not(at_table: Table, proposal: Proposal):
    hidden = at_table.people["sponsor"]
    text = f'Oye @{at_table.sponsor.movement.slug}, y @"{hidden.name}", y @"{hidden.email}", y @"Nadie Nunca".'
    comment = at_table.comment(proposal, text=text)
    html = ask(None, proposal.get_absolute_url(), INSIDE).content.decode()
    slug = at_table.sponsor.movement.slug
    assert f'<a href="/movements/{slug}/">@{slug}</a>' in html
    assert '"Nadie Nunca"' in html.replace("&quot;", '"')
    assert comment.mentions.filter(person__isnull=False).count() == 0
    form = words(ask(at_table.people["bystander"], place("comment_proposal", proposal), INSIDE))
    assert "To mention a movement" in form


def test_an_amendment_is_commented_at_its_own_form(at_table: Table, proposal: Proposal):
    who = at_table.people["bystander"]
    Amendment.objects.create(
        proposal=proposal, number=3, seat=at_table.author, proposed_by=who, proposed_at=INSIDE, changed_at=INSIDE
    )
    address = place("comment_proposal", proposal)
    assert "Comment on amendment 3" in words(ask(who, address, INSIDE, amendment=3))
    assert ask(who, address, INSIDE, amendment=4).status_code == 404
    fields = {"acting_for": at_table.bystander.movement.slug, "stance": "support", "text": "Bien.", "language": "es"}
    answer = send(who, address, INSIDE, amendment=3, **fields)
    comment = Comment.objects.get()
    assert answer["Location"] == comment.get_absolute_url()
    assert "Back to the amendment" in words(ask(None, comment.get_absolute_url(), INSIDE))
    assert shown(ask(None, proposal.get_absolute_url(), INSIDE).content.decode()) == []
    assert send(who, address, INSIDE, amendment="9" * 30, **fields).status_code in (302, 404, 422)


def test_what_is_not_public_has_no_such_pages(at_table: Table):
    draft = at_table.begin()
    for name in ("proposal_questions", "proposal_stances", "proposal_endorsements"):
        assert ask(None, place(name, draft), DRAFTING + 5 * HOUR).status_code == 404
        assert ask(at_table.people["member"], place(name, draft), DRAFTING + 5 * HOUR).status_code == 200


def test_pages_of_many_movements_cost_the_same(at_table: Table, proposal: Proposal):
    costs: dict[str, list[int]] = {}
    for number in (3, 150):
        for _ in range(number):
            seat = seat_of(at_table.council, "BO")
            Comment.objects.filter(pk=fill(proposal, at_table, 1)[0].pk).update(seat=seat, stance="question")
            with clock.travel(INSIDE):
                if number == 3:
                    endorse_proposal(person=member(seat, "coordinator"), seat=seat, proposal=proposal)
        for name in ("proposal_questions", "proposal_stances", "proposal_endorsements"):
            with clock.travel(INSIDE), counted(6) as queries:
                assert browser().get(place(name, proposal)).status_code == 200
            costs.setdefault(name, []).append(queries.number)
    assert all(few == many for few, many in costs.values()), costs
