"""Votes on paper: who enters them, until when, and that two people have to read the same; a seat keeps one vote."""

import json
import re
import threading
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils.translation import override

from common import clock
from common.errors import Conflict, DomainError, Invalid
from councils.models import Standing
from ledger.models import Entry
from notices.registry import ANNOUNCEMENTS, words_of
from proposals.assisting import views
from proposals.assisting.entering import enter_paper, withdraw_paper
from proposals.models import PaperReading, Position, Vote
from proposals.tasks import sweep
from proposals.voting.casting import cast_vote
from proposals.voting.opening import open_ballot
from proposals.voting.queries import counted_votes
from tests.factories.asking import browser
from tests.factories.choices import call, choices
from tests.factories.handing import bind
from tests.factories.pages import BEFORE, CLOSES, INSIDE, OPENS, TICK, cast, counted, get, send, signed_in, slug, text
from tests.factories.papers import NO, YES, Desk, desk
from tests.factories.threads import in_thread
from tests.ground import kept
from tests.proposals.test_answering import code_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ground")]
WHEN = {
    "before the opening": (OPENS - TICK, "409 not_open_yet"),
    "at the opening": (OPENS, ""),
    "before the close": (CLOSES - TICK, ""),
    "at the close": (CLOSES, "409 closed"),
    "after the close": (CLOSES + timedelta(days=1), "409 closed"),
}
MAY = ("secretary", "second", "moderator")
MAY_NOT = {
    "holder": "403 own_seat",
    **dict.fromkeys(("former", "observer", "titular", "stranger"), "403 not_your_office"),
}
LATER = INSIDE + timedelta(hours=1)
PDF = b"%PDF-1.4 a paper"


@pytest.fixture
def found() -> Desk:
    return kept(desk)


def verbs() -> list[str]:
    return list(Entry.objects.filter(verb__contains="paper").order_by("id").values_list("verb", flat=True))


def states() -> list[str]:
    return list(PaperReading.objects.order_by("id").values_list("state", flat=True))


@pytest.mark.parametrize("when", WHEN)
def test_who_enters_a_paper_and_takes_it_back_and_when(found: Desk, when: str) -> None:
    at, refused = WHEN[when]
    given = found.facts()
    where = {"seat": given["seat"], "ballot": given["ballot"]}
    for role, refusal in MAY_NOT.items():
        assert code_of(enter_paper, at, person=found.people[role], **given) == refusal, role
        assert code_of(withdraw_paper, at, person=found.people[role], **where) == refusal, role
    for role in MAY:
        assert code_of(enter_paper, at, person=found.people[role], **given) == refused, role
        assert code_of(withdraw_paper, at, person=found.people[role], **where) == refused, role
        if not refused:
            assert code_of(withdraw_paper, at, person=found.people[role], **where) == "409 nothing_entered"
    assert not Vote.objects.exists(), "what was taken back agrees with nobody"
    assert verbs() == ([] if refused else ["enter_paper", "withdraw_paper"] * 3)


def test_two_people_who_read_the_same_cast_the_vote_of_whoever_signed(found: Desk) -> None:
    first = found.enter("secretary", scan=SimpleUploadedFile("a.pdf", PDF))
    assert (first.state, Vote.objects.count()) == ("waiting", 0)
    told = Entry.objects.get(verb="enter_paper")
    assert told.data == {"seat": slug(found.scene), "ballot": 1, "differs": False}, "what was read is said to nobody"
    second = found.enter("moderator", reference="Otra carpeta", at=LATER)
    vote = Vote.objects.get()
    assert (second.state, second.vote, states()) == ("cast", vote, ["cast", "cast"])
    assert (vote.answer, vote.serial, vote.is_on_paper, vote.cast_at) == (YES, 1, True, LATER)
    assert (vote.cast_by, vote.capacity) == (found.people["titular"], "titular")
    entry = Entry.objects.get(verb="cast_paper_vote")
    code = found.scene.council.code
    assert entry.data == {
        "seat": slug(found.scene),
        "serial": 1,
        "commitment": vote.commitment,
        "first_entered_by": found.people["secretary"].mark(code),
    }
    assert entry.actor == found.people["moderator"]
    audience = ANNOUNCEMENTS["cast_paper_vote"].audience(entry)
    with clock.travel(LATER):
        assert set(audience) >= {found.people["titular"], found.scene.alternates["BR"]}
    with override("en"):
        assert "on ballot 1" in words_of([entry])[0]


@pytest.mark.parametrize("role", ["secretary", "second", "moderator"])
def test_nobody_is_their_own_second_person(found: Desk, role: str) -> None:
    found.enter(role)
    found.enter(role)
    assert (states(), Vote.objects.count()) == (["replaced", "waiting"], 0)


@pytest.mark.parametrize("differing", ["answer", "mandate", "signed_at"])
def test_a_difference_is_refused_until_it_is_resolved(found: Desk, differing: str) -> None:
    alternate = found.scene.seats["BR"].mandates.get(order=1)
    others = {"answer": {"answer": NO}, "mandate": {"mandate": alternate.pk}, "signed_at": {"signed_at": OPENS}}
    found.enter("secretary")
    found.enter("second", **others[differing])
    assert (states(), Vote.objects.count()) == (["waiting", "waiting"], 0)
    entry = Entry.objects.filter(verb="enter_paper").latest("id")
    assert entry.data["differs"] is True
    told = ANNOUNCEMENTS["enter_paper"].audience(entry)
    assert set(told) == {found.people["secretary"], found.people["second"]}
    with override("en"):
        assert "read differently" in words_of([entry])[0]
    found.enter("second")
    assert (states(), Vote.objects.get().answer) == (["cast", "replaced", "cast"], YES)
    assert not told.all(), "whoever agrees is told of no difference any more"


def test_a_third_person_can_settle_a_difference_and_so_can_who_withdraws(found: Desk) -> None:
    found.enter("secretary", "BR", YES)
    found.enter("second", "BR", NO)
    found.enter("moderator", "BR", NO)
    assert (states(), Vote.objects.get().answer) == (["replaced", "cast", "cast"], NO)
    found.enter("secretary", "AR", YES)
    found.enter("second", "AR", NO)
    found.withdraw("secretary", "AR")
    found.enter("secretary", "AR", NO)
    assert Vote.objects.filter(roll_entry__seat=found.scene.seats["AR"]).get().answer == NO


def test_a_paper_waits_in_vain_after_the_close(found: Desk) -> None:
    found.enter("secretary", at=CLOSES - TICK)
    with pytest.raises(Conflict) as raised:
        found.enter("second", at=CLOSES)
    assert raised.value.code == "closed"
    with clock.travel(CLOSES):
        sweep()
    assert not Vote.objects.exists()


@pytest.mark.parametrize(
    ("signed", "code"),
    [(None, "voted_since"), (INSIDE, "voted_since"), (INSIDE - TICK, "voted_since"), (INSIDE + TICK, "")],
)
def test_a_paper_takes_the_place_of_a_vote_only_if_it_was_signed_after_it(
    found: Desk, signed: datetime | None, code: str
) -> None:
    cast(found.scene, at=INSIDE, BR="no")
    for role in ("secretary", "second"):
        refused = code_of(enter_paper, LATER, person=found.people[role], **found.facts("BR", YES, signed_at=signed))
        assert refused.removeprefix("409 ") == code
    assert counted_votes(found.scene.ballot).get().answer == (NO if code else YES)


def test_a_web_vote_between_the_two_readings_stands(found: Desk) -> None:
    found.enter("secretary", "BR", YES)
    cast(found.scene, at=LATER, BR="no")
    with pytest.raises(Conflict) as raised:
        found.enter("second", "BR", YES, at=LATER)
    assert raised.value.code == "voted_since"
    assert counted_votes(found.scene.ballot).get().answer == NO
    assert states() == ["waiting"]


def test_a_later_web_vote_recasts_and_a_paper_entered_wrongly_is_entered_again(found: Desk) -> None:
    for answer in (YES, NO):
        for role in ("secretary", "second"):
            found.enter(role, "BR", answer)
    assert counted_votes(found.scene.ballot).get().answer == NO, "the paper was entered again"
    cast(found.scene, at=LATER, BR="abstain")
    assert list(Vote.objects.order_by("serial").values_list("serial", "is_on_paper")) == [
        (1, True),
        (2, True),
        (3, False),
    ]
    assert counted_votes(found.scene.ballot).get().answer == {"abstain": "1"}


def test_of_two_papers_the_one_signed_later_stands(found: Desk) -> None:
    later, earlier = OPENS + timedelta(hours=2), OPENS + timedelta(hours=1)
    for role in ("secretary", "second"):
        found.enter(role, "BR", YES, signed_at=later)
    with pytest.raises(Conflict) as raised:
        found.enter("secretary", "BR", NO, signed_at=earlier)
    assert raised.value.code == "signed_before"


def test_whoever_signed_needs_the_mandate_when_the_vote_is_cast(found: Desk) -> None:
    found.enter("secretary")
    found.scene.seats["BR"].mandates.filter(role="titular").update(revoked_at=LATER)
    with pytest.raises(Invalid) as raised:
        found.enter("second", at=LATER, mandate=PaperReading.objects.get().mandate_id)
    assert "mandate" in raised.value.fields


def test_an_alternate_signs_only_while_the_titular_has_not_voted(found: Desk) -> None:
    alternate = found.scene.seats["BR"].mandates.get(order=1).pk
    cast(found.scene, at=INSIDE, BR="no")
    with pytest.raises(Conflict) as raised:
        found.enter("secretary", at=LATER, mandate=alternate, signed_at=LATER)
    assert raised.value.code == "titular_has_voted"


def test_a_suspended_movement_votes_on_no_paper(found: Desk) -> None:
    with clock.travel(OPENS):
        open_ballot(found.ballot())
    Standing.objects.create(
        seat=found.scene.seats["BR"], status="suspended", effective_at=INSIDE, recorded_at=INSIDE, reason="x"
    )
    with pytest.raises(Conflict) as raised:
        found.enter("secretary", at=LATER)
    assert raised.value.code == "movement_suspended"


@pytest.mark.parametrize(
    "facts",
    [
        {"answer": {"perhaps": "1"}},
        {"answer": {}},
        {"answer": {"yes": "x"}},
        {"mandate": "1 OR 1=1"},
        {"mandate": None},
        {"mandate": 10**30},
        {"signed_at": "yesterday"},
        {"signed_at": datetime(2026, 3, 1, 13)},
        {"signed_at": INSIDE + TICK},
        {"signed_at": OPENS - TICK},
        {"reference": ""},
        {"reference": "a\x00b"},
        {"reference": "x" * 201},
        {"reference": 7},
        {"reference": "", "scan": SimpleUploadedFile("a.exe", b"MZ")},
        {"reference": "", "scan": SimpleUploadedFile("a.pdf", b"")},
    ],
)
def test_what_is_no_paper_is_refused_in_words(found: Desk, facts: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as raised:
        found.enter("secretary", **facts)
    assert raised.value.sentence
    assert not PaperReading.objects.exists()


def test_only_the_holder_of_a_split_mandate_divides_on_paper(found: Desk) -> None:
    divided = {"yes": "1/2", "no": "1/2"}
    with pytest.raises(DomainError) as raised:
        found.enter("secretary", "BR", divided)
    assert raised.value.code == "not_a_split_mandate"
    bind(found.scene, "AR", "split")
    split = found.scene.seats["AR"].mandates.get(kind="split", order=0).pk
    for role in ("secretary", "second"):
        found.enter(role, "AR", divided, mandate=split)
    assert Vote.objects.get().answer == divided


def test_a_ranking_is_entered_on_paper(found: Desk) -> None:
    found.scene.ballot = call(found.scene, "ranking", {}, choices({"agua": "Agua", "semillas": "Semillas"}), at=BEFORE)
    ranked = {"ranking": [["semillas"], ["agua"]]}
    for role in ("secretary", "second"):
        found.enter(role, "BR", ranked)
    assert Vote.objects.get().answer == ranked


def test_an_election_in_secret_is_never_on_paper(found: Desk) -> None:
    found.scene.ballot = call(found.scene, "election", {"is_secret": True})
    with pytest.raises(Conflict) as raised:
        found.enter("secretary", at=BEFORE)
    assert raised.value.code == "ballot_secret"
    assert get(found.scene, found.people["secretary"], BEFORE, "paper_votes").status_code == 409


def test_the_published_record_says_that_a_vote_was_on_paper(found: Desk) -> None:
    for role in ("secretary", "second"):
        found.enter(role)
    cast(found.scene, AR="no")
    with clock.travel(CLOSES):
        sweep()
    votes = json.loads(bytes(Position.objects.get().document))["votes"]
    assert {vote["seat"]: vote["is_on_paper"] for vote in votes} == {
        slug(found.scene): True,
        slug(found.scene, "AR"): False,
    }
    assert "on paper" in text(get(found.scene, None, CLOSES, "roll"))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE proposals_paperreading SET answer = '{}'",
        "UPDATE proposals_paperreading SET state = 'waiting', vote_id = NULL",
        "DELETE FROM proposals_paperreading",
    ],
)
def test_the_table_of_readings_refuses_what_never_happens(found: Desk, statement: str) -> None:
    for role in ("secretary", "second"):
        found.enter(role)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_a_vote_on_paper_that_nobody_read_does_not_commit(found: Desk) -> None:
    found.enter("secretary", "AR")
    vote = found.enter("second", "AR").vote
    assert vote is not None
    vote.pk, vote.serial, vote.receipt = None, 2, "another"
    with clock.travel(INSIDE), pytest.raises(IntegrityError):
        vote.save(force_insert=True)
    assert Vote.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("web", [False, True])
def test_at_the_same_instant_a_seat_keeps_one_vote(found: Desk, web: bool) -> None:
    with clock.travel(OPENS):
        open_ballot(found.ballot())
    if web:
        found.enter("moderator", "BR", YES)
    barrier, seen = threading.Barrier(2), []

    def run(work: Any) -> Any:
        def act() -> None:
            barrier.wait(20)
            try:
                work()
                seen.append("")
            except DomainError as refusal:
                seen.append(refusal.code)

        return in_thread(act)

    def on_the_web() -> None:
        with clock.travel(INSIDE):
            seat = found.scene.seats["BR"]
            cast_vote(person=found.people["titular"], seat=seat, ballot=found.ballot(), choice="no")

    first = on_the_web if web else lambda: found.enter("secretary")
    threads = [threading.Thread(target=run(work)) for work in (first, lambda: found.enter("second"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    counted = counted_votes(found.scene.ballot).get()
    if web:  # either the paper came first and the movement voted again, or it is refused
        assert (counted.answer, counted.is_on_paper) == (NO, False)
        assert seen in (["", ""], ["", "voted_since"])
    else:
        assert (counted.answer, counted.serial, seen) == (YES, 1, ["", ""])
        assert sorted(states()) == ["cast", "cast"]


def test_papers_of_many_seats_are_entered_on_one_page(found: Desk) -> None:
    scene = found.scene
    fields = {"reference": "Acta 12"} | {f"choice-{slug(scene, c)}": "yes" for c in ("BR", "AR", "VE")}
    page = send(scene, found.people["secretary"], INSIDE, "paper_votes", **fields)
    assert (page.status_code, PaperReading.objects.count()) == (302, 3)
    cast(scene, at=INSIDE, VE="no")
    again = {**fields, f"choice-{slug(scene, 'AR')}": "no"}
    page = send(scene, found.people["second"], LATER, "paper_votes", **again)
    assert page.status_code == 422, "one of them is refused, and keeps what was filled in"
    assert "This movement has voted itself" in text(page)
    assert f'name="choice-{slug(scene, "VE")}"' in page.content.decode()
    assert page.content.decode().count('<option value="yes" selected>') == 1
    assert (Vote.objects.filter(is_on_paper=True).count(), Vote.objects.count()) == (1, 2)
    page = get(scene, found.people["moderator"], LATER, "paper_votes")
    assert text(page).count("read differently") == 1
    assert 'value="yes" selected' not in page.content.decode(), "nobody is shown what was entered"


def test_a_seat_is_found_by_typing_and_stays_found_when_its_paper_is_entered(
    found: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene, secretary = found.scene, found.people["secretary"]
    name = scene.seats["AR"].movement.name
    choices = re.compile(r'name="choice-([^"]+)"')
    assert 'name="q"' not in get(scene, secretary, INSIDE, "paper_votes").content.decode(), "so few are looked through"
    monkeypatch.setattr(views, "FEW", 3)
    address = reverse("paper_votes", args=[scene.council.slug, 1, scene.ballot.number])
    with clock.travel(INSIDE):
        client = browser(secretary)
        assert 'name="q"' in client.get(address).content.decode()
        alone = client.get(address, {"q": name.upper()}).content.decode()
        assert choices.findall(alone) == [slug(scene, "AR")]
        nobody = client.get(address, {"q": "nadie%"}).content.decode()
        assert "No movement here is called so." in nobody and not choices.findall(nobody)
        narrow = f"{address}?{urlencode({'q': name})}"
        sent = client.post(narrow, {"reference": "Acta 12", f"choice-{slug(scene, 'AR')}": "yes"})
    assert (sent.status_code, sent["Location"], PaperReading.objects.count()) == (302, narrow, 1)


@pytest.mark.parametrize("role", ["observer", "titular", "stranger"])
def test_the_pages_of_papers_are_for_officers(found: Desk, role: str) -> None:
    for name, args in (("paper_votes", ()), ("paper_vote", (slug(found.scene),))):
        assert get(found.scene, found.people[role], INSIDE, name, *args).status_code == 403
        assert get(found.scene, None, INSIDE, name, *args).status_code == 302


def test_one_paper_with_its_scan_is_entered_on_a_page_of_its_own(found: Desk) -> None:
    scene, names = found.scene, ("paper_vote", slug(found.scene))
    mandate = str(scene.seats["BR"].mandates.get(order=0).pk)
    sent = {"choice": "yes", "mandate": mandate, "acting_for": slug(scene)}
    page = send(scene, found.people["secretary"], INSIDE, *names, **sent, scan=SimpleUploadedFile("a.pdf", PDF))
    assert page.status_code == 302
    page = send(scene, found.people["second"], INSIDE, *names, **sent)
    assert page.status_code == 422 and "This is missing" in text(page)
    page = send(scene, found.people["second"], INSIDE, *names, **{**sent, "choice": "no"}, reference="Acta 1")
    assert page.status_code == 302
    assert "Two people read this paper differently" in text(get(scene, found.people["second"], INSIDE, *names))
    assert send(scene, found.people["second"], INSIDE, "withdraw_paper", names[1]).status_code == 302
    waiting = PaperReading.objects.get(state="waiting")
    assert get(scene, found.people["moderator"], INSIDE, "paper_scan", waiting.pk).status_code == 404
    send(scene, found.people["second"], INSIDE, *names, **sent, reference="Acta 1")
    assert Vote.objects.get().answer == YES
    kept = get(scene, found.people["moderator"], INSIDE, "paper_scan", waiting.pk)
    assert b"".join(kept.streaming_content) == PDF
    assert kept["Content-Disposition"].startswith("attachment")
    assert get(scene, found.people["titular"], INSIDE, "paper_scan", waiting.pk).status_code == 403
    assert get(scene, found.people["second"], INSIDE, "paper_vote", "nobody").status_code == 404


def test_the_page_costs_as_much_with_papers_as_without(found: Desk) -> None:
    get(found.scene, None, INSIDE)
    costs = []
    for _step in range(2):
        with counted(40) as queries:
            assert get(found.scene, found.people["second"], INSIDE, "paper_votes").status_code == 200
        costs.append(queries.number)
        for country in ("BR", "AR", "VE", "EC"):
            found.enter("secretary", country)
            found.enter("moderator", country, NO)
    assert costs[0] == costs[1] <= 30


def test_what_is_refused_keeps_what_was_filled_in(found: Desk) -> None:
    cast(found.scene, at=INSIDE, BR="no")
    scene, names = found.scene, ("paper_vote", slug(found.scene))
    mandate = str(scene.seats["BR"].mandates.get(order=0).pk)
    sent = {"choice": "yes", "mandate": mandate, "acting_for": names[1], "reference": "Acta de la asamblea"}
    page = send(scene, found.people["secretary"], LATER, *names, **sent)
    assert (page.status_code, PaperReading.objects.count()) == (409, 0)
    assert "Acta de la asamblea" in page.content.decode() and "only if it was signed later" in text(page)


def test_the_second_person_finds_what_waits(found: Desk) -> None:
    found.enter("secretary")

    def todo(role: str) -> str:
        with clock.travel(INSIDE):
            return text(signed_in(found.people[role]).get("/"))

    assert "Enter papers as the second person" in todo("second")
    assert "Enter papers as the second person" not in todo("secretary")
    assert "Enter papers as the second person" not in todo("titular")
