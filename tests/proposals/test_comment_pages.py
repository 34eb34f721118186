"""The page of a proposal and of its discussion, as people meet it through HTTP."""

import gzip
import re

import pytest
from django.urls import reverse

from common import clock
from councils.models import Office
from proposals.models import Comment, Proposal
from tests.factories.asking import ask, browser, send, words
from tests.factories.pages import counted
from tests.factories.proposals import DISCUSSION, DRAFTING, HOUR, SETTLEMENT, VOTING, Table, member, table
from tests.factories.scenes import FOUNDED
from tests.ground import kept
from tests.proposals.test_comments import fill

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ground")]
INSIDE = DISCUSSION + HOUR
READERS = [None, "outsider", "bystander", "member", "sponsor", "observer", "secretary"]


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


def place(name: str, proposal: Proposal, *args: object) -> str:
    return reverse(name, args=[proposal.round.council.slug, proposal.round.number, proposal.number, *args])


def told(at_table: Table, **facts: object) -> dict[str, object]:
    given = {"acting_for": at_table.bystander.movement.slug, "stance": "support", "text": "Bien.", "language": "es"}
    return {**given, **facts}


@pytest.mark.parametrize("at", [DRAFTING + 5 * HOUR, INSIDE, SETTLEMENT + HOUR, VOTING + HOUR])
def test_the_page_costs_at_most_ten_queries_with_ten_comments_and_with_a_thousand(
    at_table: Table, proposal: Proposal, at
):
    costs: dict[str, list[int]] = {}
    for number in (10, 990):
        roots = fill(proposal, at_table, number, paragraph="p1")
        fill(proposal, at_table, number, root=roots[0], parent=roots[0], paragraph="p1")
        for role in READERS:
            client = browser(at_table.people.get(role or ""))
            with clock.travel(at):
                client.get(proposal.get_absolute_url())
                with counted(10) as queries:
                    page = client.get(proposal.get_absolute_url())
            assert page.status_code == 200
            costs.setdefault(str(role), []).append(queries.number)
    assert all(few == many for few, many in costs.values()), costs
    assert costs["None"][0] <= 4


def test_a_full_page_is_light(at_table: Table, proposal: Proposal):
    for comment in fill(proposal, at_table, 60, paragraph="p1"):
        fill(proposal, at_table, 3, root=comment, parent=comment)
    page = ask(at_table.people["bystander"], proposal.get_absolute_url(), INSIDE)
    assert len(gzip.compress(page.content, 6)) < 12_000


def test_the_text_comes_first_and_each_paragraph_has_its_address(at_table: Table, proposal: Proposal):
    page = ask(None, proposal.get_absolute_url(), INSIDE)
    html, text = page.content.decode(), words(page)
    assert re.findall(r'id="(p\d)"', html) == ["p1", "p2"]
    assert html.index('id="p1"') < html.index('id="discussion"')
    for said in ("Soberanía alimentaria", "250,000", "Fondo de Riego", "BO", "EC", at_table.sponsor.movement.name):
        assert said in text
    assert "Sign in to comment" in text


def test_comments_stand_with_movement_stance_and_mark(at_table: Table, proposal: Proposal):
    first = at_table.comment(proposal, paragraph="p2", text="**Sí**, con <script>alert(1)</script> agua.")
    at_table.comment(proposal, parent=first, text="Respuesta.")
    page = ask(None, proposal.get_absolute_url(), INSIDE)
    text = words(page)
    for said in (at_table.bystander.movement.name, "support", "on paragraph p2", "Respuesta.", "Comments: 2"):
        assert said in text
    assert "<script>alert" not in page.content.decode()
    assert "<strong>Sí</strong>" in page.content.decode()
    assert at_table.people["bystander"].name not in text, "a person is shown by their movement"


def test_a_comment_is_published_and_found_at_its_address(at_table: Table, proposal: Proposal):
    who = at_table.people["bystander"]
    form = ask(who, place("comment_proposal", proposal), INSIDE, paragraph="p2")
    assert "El riego comunal" in words(form)
    assert 'value="p2"' in form.content.decode()
    answer = send(who, place("comment_proposal", proposal), INSIDE, **told(at_table, paragraph="p2"))
    comment = Comment.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, comment.get_absolute_url())
    assert comment.paragraph == "p2"
    assert f'id="c{comment.pk}"' in ask(None, answer["Location"], INSIDE).content.decode()
    reply = send(who, place("comment_proposal", proposal), INSIDE, **told(at_table, parent=comment.pk))
    assert reply["Location"].endswith(f"/comments/{comment.pk + 1}/#c{comment.pk + 1}")
    assert "Bien." in words(ask(None, reply["Location"], INSIDE))


def test_with_htmx_the_form_comes_alone_and_is_told_where_to_go(at_table: Table, proposal: Proposal):
    client = browser(at_table.people["bystander"])
    with clock.travel(INSIDE):
        form = client.get(place("comment_proposal", proposal), {"paragraph": "p1"}, headers={"hx-request": "true"})
        wrong = client.post(
            place("comment_proposal", proposal), told(at_table, text=""), headers={"hx-request": "true"}
        )
        done = client.post(place("comment_proposal", proposal), told(at_table), headers={"hx-request": "true"})
    assert form.content.decode().lstrip().startswith("<form")
    assert 'id="p1-text"' in form.content.decode()
    assert (wrong.status_code, wrong.content.decode().lstrip()[:5]) == (422, "<form")
    assert done["HX-Redirect"] == Comment.objects.get().get_absolute_url()


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        ({"text": "x" * 10_001}, 422),
        ({"text": "palabra " * 100_000}, 422),
        ({"stance": "anger", "text": "Palabra que no se pierde."}, 422),
        ({"stance": "", "text": "Palabra que no se pierde."}, 422),
        ({"paragraph": "p99", "text": "Palabra que no se pierde."}, 422),
        ({"language": "xx", "text": "Palabra que no se pierde."}, 422),
        ({"acting_for": "nobody", "text": "Palabra que no se pierde."}, 422),
        ({"acting_for": "a\x00b", "text": "Palabra que no se pierde."}, 422),
        ({"text": "Palabra\x00 que no se pierde."}, 422),
        ({"parent": "x", "text": "Palabra que no se pierde."}, 422),
    ],
)
def test_what_is_refused_is_shown_again_with_all_that_was_typed(
    at_table: Table, proposal: Proposal, facts: dict[str, str], status: int
):
    answer = send(at_table.people["bystander"], place("comment_proposal", proposal), INSIDE, **told(at_table, **facts))
    assert answer.status_code == status
    assert facts["text"].replace("\x00", "")[:20].rstrip() in answer.content.decode().replace("\x00", "")
    assert "Something needs your attention" in words(answer)
    assert not Comment.objects.exists()


def test_a_comment_that_comes_too_late_is_shown_again(at_table: Table, proposal: Proposal):
    answer = send(at_table.people["bystander"], place("comment_proposal", proposal), SETTLEMENT, **told(at_table))
    assert answer.status_code == 409
    assert "Bien." in answer.content.decode()
    assert "This closed on" in words(answer)


@pytest.mark.parametrize("pk", ["0", "99999", "9" * 30])
def test_a_parent_that_is_not_there_is_not_found(at_table: Table, proposal: Proposal, pk: str):
    who = at_table.people["bystander"]
    elsewhere = at_table.comment(at_table.admitted())
    for parent in (pk, str(elsewhere.pk)):
        answer = ask(who, place("comment_proposal", proposal), INSIDE, parent=parent)
        assert answer.status_code in (200, 404)
        assert answer.status_code == 404 or parent in ("0", "9" * 30)


def test_who_speaks_for_nobody_is_told_so(at_table: Table, proposal: Proposal):
    who = at_table.people["outsider"]
    assert "You act for no movement of this council." in words(ask(who, proposal.get_absolute_url(), INSIDE))
    assert ask(who, place("comment_proposal", proposal), INSIDE).status_code == 403
    assert send(who, place("comment_proposal", proposal), INSIDE, **told(at_table)).status_code == 403


def test_an_observer_comments_as_such(at_table: Table, proposal: Proposal):
    who = at_table.people["observer"]
    assert "as an observer" in words(ask(who, place("comment_proposal", proposal), INSIDE))
    answer = send(who, place("comment_proposal", proposal), INSIDE, **told(at_table, acting_for=""))
    assert answer.status_code == 302
    assert "An observer" in words(ask(None, proposal.get_absolute_url(), INSIDE))


def test_a_person_of_two_movements_chooses_for_whom(at_table: Table, proposal: Proposal):
    who = at_table.people["bystander"]
    at_table.sponsor.movement.memberships.create(person=who, starts_at=FOUNDED)
    form = ask(who, place("comment_proposal", proposal), INSIDE).content.decode()
    assert form.count('type="radio" name="acting_for"') == 2
    undecided = send(who, place("comment_proposal", proposal), INSIDE, **told(at_table, acting_for=""))
    assert undecided.status_code == 422
    assert "Choose the movement" in words(undecided)
    chosen = at_table.sponsor.movement.slug
    wrong = send(who, place("comment_proposal", proposal), INSIDE, **told(at_table, acting_for=chosen, text=""))
    assert f'name="acting_for" value="{chosen}"' in wrong.content.decode(), "the choice is kept"
    assert (
        send(who, place("comment_proposal", proposal), INSIDE, **told(at_table, acting_for=chosen)).status_code == 302
    )
    assert Comment.objects.get().seat == at_table.sponsor


def test_a_form_for_another_movement_is_forbidden(at_table: Table, proposal: Proposal):
    answer = send(
        at_table.people["bystander"],
        place("comment_proposal", proposal),
        INSIDE,
        **told(at_table, acting_for=at_table.author.movement.slug),
    )
    assert answer.status_code == 403
    assert at_table.author.movement.name in words(answer)


def test_ones_own_comment_is_edited_and_then_only_marked(at_table: Table, proposal: Proposal):
    comment, who = at_table.comment(proposal), at_table.people["bystander"]
    page = ask(who, proposal.get_absolute_url(), INSIDE).content.decode()
    assert f"comments/{comment.pk}/edit/" in page
    assert "/edit/" not in ask(at_table.people["member"], proposal.get_absolute_url(), INSIDE).content.decode()
    edit, retract = place("edit_comment", proposal, comment.pk), place("retract_comment", proposal, comment.pk)
    assert "De acuerdo." in words(ask(who, edit, INSIDE))
    assert send(who, edit, INSIDE, stance="concern", text="Mejor no.").status_code == 302
    assert "edited" in words(ask(None, proposal.get_absolute_url(), INSIDE))
    late = INSIDE + HOUR
    refused = send(who, edit, late, stance="concern", text="Texto que no se pierde.")
    assert (refused.status_code, "Texto que no se pierde." in refused.content.decode()) == (409, True)
    assert ask(who, edit, late).status_code == 409
    assert ask(who, retract, late).status_code == 200
    assert send(who, retract, late, note="Me equivoqué.").status_code == 302
    told_to_all = words(ask(None, proposal.get_absolute_url(), late))
    for said in ("retracted by its author", "Me equivoqué.", "Mejor no."):
        assert said in told_to_all
    assert ask(who, retract, late).status_code == 409
    for other in ("member", "secretary"):
        assert ask(at_table.people[other], edit, INSIDE).status_code == 403
        assert send(at_table.people[other], retract, INSIDE).status_code == 403


@pytest.mark.parametrize("act", ["edit_comment", "retract_comment"])
def test_whom_the_page_is_refused_it_is_not_shown_by_an_odd_form(at_table: Table, proposal: Proposal, act: str):
    """The page of a change shows the whole comment, and this one waits for a moderator to read it."""
    said = told(at_table, text="Un secreto.")
    send(at_table.people["bystander"], place("comment_proposal", proposal), INSIDE, **said)
    comment = Comment.objects.get()
    Comment.objects.update(held_at=INSIDE)
    odd = {"csrfmiddlewaretoken": "-", "stance": "odd", "reason": "x" * 100_000, "note": "x" * 100_000}
    answer = send(at_table.people["sponsor"], place(act, proposal, comment.pk), INSIDE, **odd)
    assert answer.status_code == 403
    assert "Un secreto" not in answer.content.decode()


def test_long_threads_have_a_page_of_their_own(at_table: Table, proposal: Proposal):
    [root] = fill(proposal, at_table, 1)
    replies = fill(proposal, at_table, 70, root=root, parent=root)
    shown = ask(None, proposal.get_absolute_url(), INSIDE)
    assert "All replies to this comment" in words(shown)
    assert f'id="c{replies[20].pk}"' not in shown.content.decode()
    page = ask(None, place("comment_thread", proposal, root.pk), INSIDE)
    assert page.content.decode().count('class="comment"') == 51
    assert "More replies" in words(page)
    last = ask(None, replies[65].get_absolute_url(), INSIDE)
    assert f'id="c{replies[65].pk}"' in last.content.decode()
    assert "From the first reply" in words(last)
    with clock.travel(INSIDE), counted(4):
        browser().get(place("comment_thread", proposal, root.pk))


def test_pages_of_threads_follow_each_other(at_table: Table, proposal: Proposal):
    comments = fill(proposal, at_table, 120)
    seen: list[str] = []
    path = proposal.get_absolute_url()
    while path:
        html = ask(None, path, INSIDE).content.decode()
        seen += re.findall(r'id="c(\d+)"', html)
        more = re.search(r'href="(\?after=\d+)#discussion"', html)
        path = proposal.get_absolute_url() + more[1] if more else ""
    assert seen == [str(comment.pk) for comment in comments]
    deep = ask(None, comments[77].get_absolute_url(), INSIDE).content.decode()
    assert f'id="c{comments[77].pk}"' in deep
    for strange in ("x", "-1", "9" * 40, "\x00", ""):
        assert ask(None, proposal.get_absolute_url(), INSIDE, after=strange).status_code == 200
        assert ask(None, proposal.get_absolute_url(), INSIDE, comment=strange).status_code == 200


def test_a_draft_is_for_its_own_people(at_table: Table):
    draft = at_table.begin()
    submitted = at_table.submitted()
    invited = at_table.begin()
    at_table.sponsored(invited)
    declined = at_table.begin()
    at_table.sponsored(declined, accept=False)
    Office.objects.create(
        council=table().council, person=at_table.people["outsider"], kind=Office.Kind.SECRETARY, starts_at=FOUNDED
    )
    authors = {"member", "coordinator", "titular", "alternate"}
    readers = {
        draft: authors,
        submitted: authors | {"secretary"},
        invited: authors | {"sponsor", "sponsor_member"},
        declined: authors,
    }
    pages = ["proposal", "proposal_history", "compare_revisions"]
    for proposal, may in readers.items():
        for role in [None, *at_table.people]:
            for page in pages:
                found = ask(at_table.people.get(role or ""), place(page, proposal), DRAFTING + 5 * HOUR).status_code
                assert found == (200 if role in may else 404), (proposal, role, page)
    former = member(at_table.author)
    former.memberships.update(ends_at=DRAFTING)
    assert ask(former, place("proposal", draft), DRAFTING + 5 * HOUR).status_code == 404


@pytest.mark.parametrize("number", ["0", "99", "9" * 12, "9" * 30])
def test_an_unknown_address_is_not_found(at_table: Table, proposal: Proposal, number: str):
    start = proposal.get_absolute_url().rsplit("/", 2)[0]
    for rest in ("", "history/", "compare/", "comments/1/"):
        assert ask(None, f"{start}/{number}/{rest}", INSIDE).status_code == 404
    assert ask(None, f"{proposal.get_absolute_url()}comments/{number}/", INSIDE).status_code == 404
