"""The pages of letters through HTTP, and what they say in the public API."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from common import clock, todo
from councils.models import Standing
from proposals.letters.actions import withdraw_letter
from proposals.models import LetterSignature
from proposals.tasks import sweep
from tests.factories.letters import CLOSES, INSIDE, OPENS, opened
from tests.factories.proposals import member
from tests.factories.scenes import mandate, person, seat_of
from tests.ground import kept

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ground")]

AFTER, TICK = CLOSES + timedelta(minutes=1), timedelta(microseconds=1)
FORM = {"title": "Agua", "language": "es", "text": "Pedimos agua.", "goal": "2", "closes_at": "2027-05-20T10:00"}


def test_a_letter_is_written_signed_taken_back_and_signed_again() -> None:
    found, client = kept(opened), Client()
    letters = f"/councils/{found.council.slug}/letters/"
    with clock.travel(INSIDE):
        assert client.get(f"{letters}new/").status_code == 302
        client.force_login(found.people["stranger"])
        assert client.post(f"{letters}new/", FORM).status_code == 403
        client.force_login(found.people["titular"])
        assert f"{letters}new/" in client.get(letters).content.decode()
        assert client.get(f"{letters}new/").status_code == 200
        refused = client.post(f"{letters}new/", FORM)
        assert refused.status_code == 422
        assert "Pedimos agua." in refused.content.decode()
        for wrong in ({"goal": "9999"}, {"goal": "x"}, {"closes_at": "2020-01-01T10:00"}, {"title": "a\x00"}):
            sent = {**FORM, "addressees": [found.board.pk], **wrong}
            assert client.post(f"{letters}new/", sent).status_code == 422, wrong
        made = client.post(f"{letters}new/", {**FORM, "addressees": [found.board.pk]})
        assert made["Location"] == f"{letters}2/"
        first = found.letter.get_absolute_url()
        assert client.post(f"{first}signature/")["Location"] == first
        assert found.signer.movement.name in client.get(first).content.decode()
        assert client.post(f"{first}signature/").status_code == 409
        assert client.post(f"{first}signature/withdrawal/")["Location"] == first
        assert client.post(f"{first}signature/")["Location"] == first
        assert client.get(f"{first}withdrawal/").status_code == 403
        client.force_login(found.people["author"])
        assert client.post(f"{first}withdrawal/", {"reason": " "}).status_code == 422
        assert client.post(f"{first}withdrawal/", {"reason": "Ya no."})["Location"] == first
        assert "Ya no." in client.get(first).content.decode()
    assert LetterSignature.objects.filter(letter=found.letter, seat=found.signer).count() == 2


def test_an_answer_to_a_letter_stands_on_every_page_of_answers() -> None:
    found, client = kept(opened, goal=1), Client()
    with clock.travel(AFTER):
        sweep()
    place = found.letter.get_absolute_url()
    answers = f"{place}answers/{found.board.slug}/"
    with clock.travel(AFTER):
        for address in (
            place,
            answers,
            f"/councils/{found.council.slug}/answers/",
            f"/councils/{found.board.slug}/answers/",
            f"/councils/{found.board.slug}/letters/",
        ):
            page = client.get(address)
            assert page.status_code == 200, address
            assert found.letter.reference in page.content.decode(), address
        who = found.people["respondent"]
        assert [item.url for item in todo.items(who, AFTER)[todo.Kind.WAITS]] == [answers]
        client.force_login(who)
        assert client.post(f"{answers}acknowledge/")["Location"] == answers
        assert client.get(f"{answers}answer/").status_code == 200
        sent = {"kind": "accepts", "language": "es", "reasons": "De acuerdo con todas."}
        assert client.post(f"{answers}answer/", sent)["Location"] == answers
        assert "De acuerdo con todas." in client.get(answers).content.decode()
    assert client.get(f"{answers[:-1]}-elsewhere/").status_code == 404
    for nowhere in ("99/", "99999999999999999999/", "99/answers/x/"):
        assert client.get(f"/councils/{found.council.slug}/letters/{nowhere}").status_code == 404


def test_the_api_says_who_signed_and_not_which_person() -> None:
    found, client = kept(opened), Client()
    found.sign()
    with clock.travel(AFTER):
        sweep()
    [row] = client.get("/api/v1/letters/", {"council": found.council.slug, "addressee": found.board.slug}).json()[
        "results"
    ]
    assert (row["state"], row["goal"], row["signed"], row["reference"]) == ("sent", 2, 2, found.letter.reference)
    one = client.get(row["url"].removeprefix("http://testserver")).json()
    assert {key: one[key] for key in row} == row
    assert one["addressees"] == [found.board.slug] and one["countries"] == {"BO": 1, "EC": 1}
    assert [s["movement"] for s in one["signatures"]] == [found.author.movement.slug, found.signer.movement.slug]
    [sent] = client.get("/api/v1/transmittals/", {"council": found.council.slug}).json()["results"]
    assert (sent["position"], sent["position_url"], sent["letter"]) == (None, None, found.letter.reference)
    assert sent["letter_url"] == row["url"]
    assert client.get(sent["url"].removeprefix("http://testserver")).json()["responses"] == []
    assert client.get("/api/v1/letters/", {"state": "signed"}).status_code == 400
    for who in found.people.values():
        assert who.name not in str(one)


def test_the_pages_cost_the_same_with_many_letters_and_signatures() -> None:
    found, client = kept(opened), Client()
    client.force_login(found.people["titular"])
    addresses = [found.letter.get_absolute_url(), f"/councils/{found.council.slug}/letters/"]
    api = ["/api/v1/letters/", f"/api/v1/letters/{found.council.slug}/1/"]

    def costs() -> list[int]:
        counts = []
        for address in [*addresses, *api]:
            with clock.travel(INSIDE), CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            counts.append(len(queries))
        return counts

    found.sign()
    few = costs()
    for number in range(12):
        seat = seat_of(found.council, "VE")
        mandate(seat, person())
        found.sign(seat)
        writing = seat_of(found.council, "BO")
        who = member(writing, "coordinator")
        found.seats[0], found.people["author"] = writing, who
        found.write(title=f"Carta {number}")
    assert costs() == few
    assert max(few) <= 16


def waits(who: User | None, at: datetime) -> list[tuple[str, str]]:
    """The letters that are for this person to sign: where, and for which movement (the last word of the line)."""
    with clock.travel(at):
        found = todo.items(who, at)[todo.Kind.WAITS]
        return [(item.url, str(item.detail).split()[-1]) for item in found if "/letters/" in item.url]


def test_the_first_page_has_the_letters_that_can_be_signed_until_they_close() -> None:
    found, client = kept(opened), Client()
    for at, is_there in ((OPENS, True), (CLOSES - TICK, True), (CLOSES, False)):
        with clock.travel(at):
            page = client.get("/").content.decode()
        assert (found.letter.title in page) == (found.letter.get_absolute_url() in page) == is_there, at


@pytest.mark.parametrize(
    ("role", "may"),
    [
        *(("titular", True), ("alternate", True), ("coordinator", True), ("author", False), ("member", False)),
        *(("former coordinator", False), ("coordinator elsewhere", False), ("secretary", False), ("stranger", False)),
    ],
)
def test_who_is_asked_to_sign(role: str, may: bool) -> None:
    found = kept(opened)
    who = found.people[role]
    place = f"{found.letter.get_absolute_url()}?acting_for={found.signer.movement.slug}"
    asked = [(place, found.signer.movement.name.split()[-1])] if may else []
    for at, expected in ((OPENS, asked), (CLOSES - TICK, asked), (CLOSES, [])):
        assert waits(who, at) == expected, at
    client = Client()
    client.force_login(who)
    with clock.travel(INSIDE):
        assert (f'{place}"' in client.get("/").content.decode()) == may
    found.sign()
    assert waits(who, INSIDE) == []


def test_who_is_suspended_is_not_asked_to_sign_and_the_withdrawn_is_signed_by_nobody() -> None:
    found = kept(opened)
    who = found.people["titular"]
    Standing.objects.create(seat=found.signer, status="suspended", effective_at=OPENS, recorded_at=OPENS)
    assert waits(who, INSIDE) == []
    other = found.seats[2].mandates.get().person
    assert len(waits(other, INSIDE)) == 1
    with clock.travel(INSIDE):
        withdraw_letter(person=found.people["author"], seat=found.author, letter=found.letter, reason="Ya no.")
    assert waits(other, INSIDE) == []


def test_the_first_page_costs_the_same_with_many_letters() -> None:
    found, costs = kept(opened), []
    for _number in range(2):
        for who in (None, found.people["titular"]):
            client = Client()
            if who:
                client.force_login(who)
            with clock.travel(INSIDE):
                client.get("/")
                with CaptureQueriesContext(connection) as queries:
                    assert client.get("/").content.decode().count(found.letter.title) >= 1
            costs.append(len(queries))
        found.write(title="Otra carta")
    assert costs[:2] == costs[2:]
    assert costs[0] <= 6
