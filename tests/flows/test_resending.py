"""A form that arrives twice is carried out once: through HTTP, with the words of a comment and of a draft."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from accounts.models import Sending, User
from accounts.sending import KEPT_FOR, read_form
from accounts.tasks import forget
from common import clock
from councils.models import Window
from ledger.models import Entry
from proposals.models import Comment, Proposal
from tests.factories.asking import ask, browser, send, words
from tests.factories.councils import NOW, PersonFactory, travelling
from tests.factories.pages import counted
from tests.factories.proposals import DISCUSSION, DRAFTING, HOUR, SETTLEMENT, Table, table
from tests.factories.threads import in_thread

pytestmark = pytest.mark.django_db
INSIDE = DISCUSSION + HOUR
KEY = re.compile(r'name="once" value="([0-9a-f-]{36})"')


@pytest.fixture
def at_table() -> Table:
    return table()


@pytest.fixture
def proposal(at_table: Table) -> Proposal:
    return at_table.sponsored_admitted()


def place(name: str, proposal: Proposal, *args: object) -> str:
    return reverse(name, args=[proposal.round.council.slug, proposal.round.number, proposal.number, *args])


def told(at_table: Table, **facts: object) -> dict[str, object]:
    given = {"acting_for": at_table.bystander.movement.slug, "stance": "support", "text": "Bien.", "language": "es"}
    return {"once": str(uuid4()), **given, **facts}


def key_of(page: HttpResponse) -> str:
    found = KEY.search(page.content.decode())
    assert found, "the form has no key"
    return found[1]


def test_the_key_of_the_form_writes_one_comment_and_leads_to_it_again(at_table: Table, proposal: Proposal) -> None:
    who, address = at_table.people["bystander"], place("comment_proposal", proposal)
    form = told(at_table, once=key_of(ask(who, address, INSIDE)))
    first, second = (send(who, address, INSIDE, **form) for _turn in range(2))
    comment = Comment.objects.get()
    assert first["Location"] == second["Location"] == comment.get_absolute_url()
    assert (first.status_code, second.status_code) == (302, 302)
    assert Entry.objects.filter(verb="comment_proposal").count() == 1
    assert key_of(ask(who, address, INSIDE)) != form["once"]


def test_what_arrived_is_recognised_after_the_close_and_in_another_session(at_table: Table, proposal: Proposal) -> None:
    who, address, form = at_table.people["bystander"], place("comment_proposal", proposal), told(at_table)
    send(who, address, SETTLEMENT - timedelta(microseconds=1), **form)
    late = send(who, address, SETTLEMENT + HOUR, **form)
    assert late["Location"] == Comment.objects.get().get_absolute_url()
    assert send(who, address, SETTLEMENT + HOUR, **{**form, "once": str(uuid4())}).status_code == 409
    client = browser(who)
    with clock.travel(INSIDE):
        client.post(address, form)
        assert "had already arrived" in words(client.get(Comment.objects.get().get_absolute_url()))


def test_other_words_under_one_key_are_refused_and_none_is_lost(at_table: Table, proposal: Proposal) -> None:
    who, address, form = at_table.people["bystander"], place("comment_proposal", proposal), told(at_table)
    send(who, address, INSIDE, **form)
    other = {**form, "text": "Otra\r\npalabra <b>que no se pierde</b>"}
    page = send(who, address, INSIDE, **other)
    assert page.status_code == 409
    assert "sent before, with other words" in words(page)
    assert "&lt;b&gt;que no se pierde" in page.content.decode()
    assert Comment.objects.get().get_absolute_url() in page.content.decode()
    assert Comment.objects.count() == 1
    again = key_of(page)
    assert again != form["once"]
    assert send(who, address, INSIDE, **{**other, "once": again}).status_code == 302
    assert sorted(Comment.objects.values_list("text", flat=True))[0] == "Bien."
    assert Comment.objects.count() == 2


def test_a_form_that_was_refused_has_used_up_nothing(at_table: Table, proposal: Proposal) -> None:
    who, address, form = at_table.people["bystander"], place("comment_proposal", proposal), told(at_table)
    assert send(who, address, INSIDE, **{**form, "text": ""}).status_code == 422
    assert send(at_table.people["outsider"], address, INSIDE, **form).status_code in (403, 409, 422)
    assert not Sending.objects.exists()
    assert send(who, address, INSIDE, **form).status_code == 302
    assert Comment.objects.count() == 1


def test_a_key_is_of_one_person_and_one_address(at_table: Table, proposal: Proposal) -> None:
    address, form = place("comment_proposal", proposal), told(at_table)
    send(at_table.people["bystander"], address, INSIDE, **form)
    mine = {**form, "acting_for": at_table.sponsor.movement.slug}
    assert send(at_table.people["sponsor"], address, INSIDE, **mine).status_code == 302
    elsewhere = place("comment_proposal", at_table.sponsored_admitted())
    assert send(at_table.people["bystander"], elsewhere, INSIDE, **form).status_code == 302
    assert Comment.objects.count() == 3


@pytest.mark.parametrize("key", ["", "x", "0" * 5_000, "a\x00b", "𝟘" * 36, "{00000000-0000-0000-0000-00000000000g}"])
def test_what_is_no_key_is_not_heeded(at_table: Table, proposal: Proposal, key: str) -> None:
    form = told(at_table, once=key)
    assert send(at_table.people["bystander"], place("comment_proposal", proposal), INSIDE, **form).status_code == 302
    assert not Sending.objects.exists()


def test_the_script_is_told_the_place_and_htmx_where_to_go(at_table: Table, proposal: Proposal) -> None:
    client, address, form = browser(at_table.people["bystander"]), place("comment_proposal", proposal), told(at_table)
    with clock.travel(INSIDE):
        for _turn in range(2):
            answer = client.post(address, form, headers={"x-kept": "1", "hx-request": "true"})
            assert answer.json() == {"place": Comment.objects.get().get_absolute_url()}
            assert answer.cookies["once"].value == form["once"]
        assert client.post(address, form, headers={"hx-request": "true"})["HX-Redirect"] == answer.json()["place"]
        wrong = client.post(address, told(at_table, text=""), headers={"x-kept": "1"})
    assert (wrong.status_code, wrong["Content-Type"][:9]) == (422, "text/html")


def test_whoever_is_no_longer_signed_in_is_told_so_and_leaves_no_key(at_table: Table, proposal: Proposal) -> None:
    address, form = place("comment_proposal", proposal), told(at_table)
    assert browser().post(address, form, headers={"x-kept": "1"}).status_code == 401
    assert browser().post(address, form)["Location"].startswith("/accounts/login/")
    assert not Sending.objects.exists()
    assert send(at_table.people["bystander"], address, INSIDE, **form).status_code == 302


def test_a_draft_begun_twice_is_one_draft(at_table: Table) -> None:
    who = at_table.people["coordinator"]
    address = reverse("begin_proposal", args=[at_table.council.slug, at_table.round.number])
    page = ask(who, address, DRAFTING + HOUR)
    fields = {"title": "Riego", "summary": "Agua.", "text": "El riego comunal.", "language": "es", "themes": ["food"]}
    fields |= {"countries": ["BO"], "amount": "1000", "once": key_of(page)}
    first, second = (
        send(who, address, DRAFTING + HOUR, acting_for=at_table.author.movement.slug, **fields) for _turn in range(2)
    )
    assert first.status_code == 302, words(first)
    assert first["Location"] == second["Location"]
    assert Proposal.objects.count() == 1


def test_files_belong_to_what_was_said(at_table: Table) -> None:
    person, key = PersonFactory(), str(uuid4())

    def content(text: bytes, words: str = "a\nb") -> str:
        request = RequestFactory().post("/x/", {"once": key, "t": words, "f": SimpleUploadedFile("a.txt", text)})
        request.user = person
        form = read_form(request)
        assert form is not None
        assert request.FILES["f"].read() == text, "who comes after reads it from its beginning"
        return form.content

    assert content(b"one") == content(b"one", "a\r\nb")
    assert content(b"one") != content(b"two")
    assert content(b"one") != content(b"one", "ab")


def test_keys_are_forgotten_after_their_time() -> None:
    person = PersonFactory()
    for n, at in enumerate((NOW - KEPT_FOR - timedelta(microseconds=1), NOW - KEPT_FOR)):
        Sending.objects.create(person=person, mark=str(n), content="", place="/", made_at=at)
    with travelling(NOW):
        assert forget() == 1
    assert Sending.objects.get().mark == "1"


def test_a_key_costs_two_queries(at_table: Table, proposal: Proposal) -> None:
    who, address = at_table.people["bystander"], place("comment_proposal", proposal)
    costs = []
    for key in ("", str(uuid4())):
        client = browser(who)
        with clock.travel(INSIDE):
            client.get(address)
            with counted(40) as queries:
                client.post(address, told(at_table, once=key))
        costs.append(queries.number)  # type: ignore[attr-defined] # counted puts it there
    assert costs[1] == costs[0] + 2 <= 15


def test_signing_out_wipes_what_the_device_kept() -> None:
    client = browser(PersonFactory())
    assert client.post(reverse("account_logout"))["Clear-Site-Data"] == '"storage"'
    assert "Clear-Site-Data" not in client.post(reverse("account_logout"))


@pytest.mark.django_db(transaction=True)
def test_a_form_that_arrives_many_times_at_once_is_carried_out_once(pool: ThreadPoolExecutor) -> None:
    at_table = table()
    proposal = at_table.sponsored_admitted()
    now = datetime.now(UTC)
    Window.objects.filter(round=at_table.round, kind="discussion").update(opens_at=now - HOUR, closes_at=now + HOUR)
    Window.objects.filter(round=at_table.round, opens_at__gte=SETTLEMENT).update(
        opens_at=now + 2 * HOUR, closes_at=now + 3 * HOUR
    )
    who: User = at_table.people["bystander"]
    address, form = place("comment_proposal", proposal), told(at_table)
    clients = [browser(who) for _turn in range(8)]
    answers = list(pool.map(lambda client: in_thread(lambda: client.post(address, form))(), clients))
    assert {(a.status_code, a.get("Location")) for a in answers} == {(302, Comment.objects.get().get_absolute_url())}
    assert Entry.objects.filter(verb="comment_proposal").count() == 1
