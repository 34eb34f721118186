"""A body refers a question or a project to a council; the secretariat opens a round from it, or declines."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from common import clock
from councils.models import Council, Country, Office, Round
from councils.rounds.calendar import Stretch
from ledger.models import Entry
from proposals.models import Referral, ReferralDocument
from proposals.referring.actions import attach_document, decline_referral, open_round, refer_to_council
from tests.factories.answering import board_of
from tests.factories.proposals import member, official
from tests.factories.scenes import FOUNDED, council_of, mandate, person, seat_of
from tests.proposals.test_answering import at_once, code_of

pytestmark = pytest.mark.django_db

TICK, DAY = timedelta(microseconds=1), timedelta(days=1)
NOW = datetime(2027, 6, 1, 12, tzinfo=UTC)
DUE = NOW + 120 * DAY
WHEN = {"soon": NOW + DAY, "before it is due": DUE - TICK, "at it": DUE, "after it": DUE + DAY}
PROJECT: dict[str, Any] = {
    "kind": "project",
    "title": "Carretera del sur",
    "text": "Se planea una carretera.\n\n¿Cómo debe hacerse?",
    "language": "es",
    "amount": "1200000.00",
    "currency": "USD",
    "category": "a",
    "due_at": DUE,
}
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def calendar(at: datetime) -> list[Stretch]:
    kinds = ("drafting", "discussion", "settlement", "voting")
    return [Stretch(kind, at + (1 + 10 * n) * DAY, at + (11 + 10 * n) * DAY) for n, kind in enumerate(kinds)]


class Scene:
    """A council and a board, and who would refer or decide."""

    def __init__(self) -> None:
        self.council: Council = council_of({"BO": 100, "EC": 400})
        self.board: Council = board_of()
        self.other: Council = board_of("Otro")
        seat = seat_of(self.council, "BO")
        titular = person()
        mandate(seat, titular)
        former = official(self.board, Office.Kind.RESPONDENT)
        Office.objects.filter(person=former).update(ends_at=FOUNDED + DAY)
        self.people: dict[str, User] = {
            "respondent": official(self.board, Office.Kind.RESPONDENT),
            "former respondent": former,
            "secretary of the board": official(self.board, Office.Kind.SECRETARY),
            "respondent elsewhere": official(self.other, Office.Kind.RESPONDENT),
            "secretary": official(self.council, Office.Kind.SECRETARY),
            "moderator": official(self.council, Office.Kind.MODERATOR),
            "member": member(seat),
            "titular": titular,
            "stranger": person(),
        }

    def facts(self, role: str = "respondent", **facts: Any) -> dict[str, Any]:
        return {"person": self.people[role], "body": self.board, "council": self.council, **PROJECT, **facts}

    def refer(self, at: datetime = NOW, **facts: Any) -> Referral:
        countries = list(Country.objects.filter(code="BO"))
        with clock.travel(at):
            return refer_to_council(**self.facts(countries=countries, **facts))

    def call(self, at: datetime, **facts: Any) -> dict[str, Any]:
        """What a round from it says."""
        given = {
            "title": {"es": "Cómo hacer la carretera"},
            "call": {"es": "Propongan."},
            "themes": [{"es": "Caminos"}],
            "windows": calendar(at),
            "addressees": [],
        }
        return {**given, **facts}


@pytest.fixture
def scene(settings: Any, tmp_path: Any) -> Scene:
    settings.MEDIA_ROOT = tmp_path
    return Scene()


def test_who_refers(scene: Scene) -> None:
    for role in sorted(scene.people.keys() - {"respondent"}):
        assert code_of(refer_to_council, NOW, **scene.facts(role)) == "403 not_your_office", role
    assert code_of(refer_to_council, NOW, **scene.facts()) == ""
    entry = Entry.objects.latest("id")
    assert (entry.verb, entry.actor, entry.council_id) == (
        "refer_to_council",
        scene.people["respondent"],
        scene.council.pk,
    )
    assert entry.data["body"] == scene.board.slug and entry.data["referral"] == f"{scene.council.code}/R1"


def test_to_whom_and_how_often(scene: Scene) -> None:
    assert code_of(refer_to_council, NOW, **scene.facts(council=scene.other)) == "409 not_advisory"
    official_here = official(scene.council, Office.Kind.RESPONDENT)
    wrong = scene.facts(person=official_here, body=scene.council)
    assert code_of(refer_to_council, NOW, **wrong) == "409 not_a_body_that_decides"
    for _number in range(5):
        scene.refer()
    assert code_of(refer_to_council, NOW, **scene.facts()) == "409 too_many_referrals"


BAD = {
    "no kind": {"kind": ""},
    "another kind": {"kind": "wish"},
    "no title": {"title": " "},
    "a long title": {"title": "x" * 201},
    "no text": {"text": ""},
    "too long": {"text": "x" * 40_001},
    "control signs": {"text": "a\x00b"},
    "half a character": {"title": "a\ud800"},
    "no language": {"language": ""},
    "a project without an amount": {"amount": None},
    "a float": {"amount": 1.5},
    "less than nothing": {"amount": "-1"},
    "no currency": {"currency": ""},
    "a project without a category": {"category": ""},
    "another category": {"category": "z"},
    "no date": {"due_at": None},
    "within the week": {"due_at": NOW + 7 * DAY - TICK},
    "in a century": {"due_at": NOW + 36_500 * DAY},
    "a date without a zone": {"due_at": DUE.replace(tzinfo=None)},
    "no list of countries": {"countries": "BO"},
    "countries that are none": {"countries": ["BO"]},
}


def test_what_is_no_referral(scene: Scene) -> None:
    for name, wrong in BAD.items():
        assert code_of(refer_to_council, NOW, **scene.facts(**wrong)).startswith("422 "), name
    assert not Referral.objects.exists()
    question = {"kind": "question", "amount": None, "currency": "", "category": ""}
    assert code_of(refer_to_council, NOW, **scene.facts(**question)) == ""


@pytest.mark.parametrize("when", WHEN)
def test_who_decides_and_that_no_date_closes_it(scene: Scene, when: str) -> None:
    at, first, second = WHEN[when], scene.refer(), scene.refer()
    for role in sorted(scene.people.keys() - {"secretary"}):
        who = {"actor": scene.people[role]}
        assert code_of(open_round, at, **who, referral=first, **scene.call(at)) == "403 not_your_office", role
        assert code_of(decline_referral, at, **who, referral=first, reason="No.") == "403 not_your_office", role
    who = {"actor": scene.people["secretary"]}
    assert code_of(decline_referral, at, **who, referral=first, reason=" ") == "422 not_well_formed"
    assert code_of(open_round, at, **who, referral=first, **scene.call(at, title={})).startswith("422 ")
    assert code_of(open_round, at, **who, referral=first, **scene.call(at)) == ""
    assert code_of(decline_referral, at, **who, referral=second, reason="Ya se discutió.") == ""
    for decided in (first, second):
        assert code_of(open_round, at, **who, referral=decided, **scene.call(at)) == "409 referral_decided"
        assert code_of(decline_referral, at, **who, referral=decided, reason="No.") == "409 referral_decided"
    first.refresh_from_db()
    second.refresh_from_db()
    round_ = Round.objects.get()
    assert (first.state, first.round, first.decided_at) == ("opened", round_, at)
    assert (second.state, second.reason) == ("declined", "Ya se discutió.")
    assert list(round_.addressees.all()) == [scene.board]
    verbs = list(Entry.objects.order_by("id").values_list("verb", flat=True))
    assert verbs == ["refer_to_council"] * 2 + ["convene_round", "open_round", "decline_referral"]


def test_what_convening_refuses_leaves_the_referral_waiting(scene: Scene) -> None:
    referral = scene.refer()
    who = {"actor": scene.people["secretary"], "referral": referral}
    assert code_of(open_round, NOW, **who, **scene.call(NOW, windows=[])).startswith("422 ")
    assert code_of(open_round, NOW + 90 * DAY, **who, **scene.call(NOW)).startswith("422 ")
    referral.refresh_from_db()
    assert referral.state == "waiting"


def test_documents_stand_beside_what_waits(scene: Scene) -> None:
    referral = scene.refer()

    def attach(role: str = "respondent", content: bytes = PDF, name: str = "plan.pdf") -> str:
        file = ContentFile(content, name=name)
        return code_of(attach_document, NOW + DAY, person=scene.people[role], referral=referral, file=file)

    for role in sorted(scene.people.keys() - {"respondent"}):
        assert attach(role) == "403 not_your_office", role
    assert attach(content=b"").startswith("422 ") and attach(content=b"<html>", name="x.pdf").startswith("422 ")
    assert attach() == ""
    kept = ReferralDocument.objects.get()
    assert (kept.name, kept.media_type, kept.size) == ("plan.pdf", "application/pdf", len(PDF))
    page = Client().get(f"{referral.get_absolute_url()}documents/{kept.public_id}/")
    assert page.status_code == 200 and b"".join(page.streaming_content) == PDF  # type: ignore[attr-defined] # a file's
    assert page["Content-Disposition"].startswith("attachment") and "sandbox" in page["Content-Security-Policy"]
    for _number in range(9):
        assert attach() == ""
    assert attach() == "409 too_many_documents"
    with clock.travel(NOW):
        decline_referral(actor=scene.people["secretary"], referral=referral, reason="No.")
    assert attach() == "409 referral_decided"


def test_it_is_not_changed_in_sql(scene: Scene) -> None:
    referral = scene.refer()
    with clock.travel(NOW):
        attach_document(person=scene.people["respondent"], referral=referral, file=ContentFile(PDF, name="a.pdf"))
        decline_referral(actor=scene.people["secretary"], referral=referral, reason="No.")
    for statement in (
        "UPDATE proposals_referral SET title = 'x'",
        "UPDATE proposals_referral SET due_at = due_at + interval '1 day'",
        "UPDATE proposals_referral SET reason = 'x'",
        "UPDATE proposals_referral SET state = 'waiting', reason = '', decided_at = NULL",
        "DELETE FROM proposals_referral",
        "UPDATE proposals_referraldocument SET name = 'x'",
        "DELETE FROM proposals_referraldocument",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


FORM = {
    "kind": "project",
    "title": "Carretera",
    "text": "¿Cómo?",
    "language": "es",
    "amount": "5.00",
    "currency": "USD",
    "category": "b",
    "due_at": "2027-09-01T10:00",
}


def test_the_pages_from_the_referral_to_its_round(scene: Scene) -> None:
    client, council = Client(headers={"accept-language": "es"}), scene.council
    place = f"/councils/{council.slug}/referrals/"
    with clock.travel(NOW):
        assert client.get(f"{place}new/").status_code == 302
        client.force_login(scene.people["stranger"])
        assert client.get(f"{place}new/").status_code == 403
        client.force_login(scene.people["respondent"])
        assert f"{place}new/" in client.get(place).content.decode()
        assert client.get(f"{place}new/").status_code == 200
        assert client.post(f"{place}new/", {**FORM, "body": "nobody"}).status_code == 422
        form = {**FORM, "body": scene.board.slug}
        refused = client.post(f"{place}new/", {**form, "amount": "x", "countries": ["BO"]})
        assert refused.status_code == 422 and "Carretera" in refused.content.decode()
        made = client.post(f"{place}new/", {**form, "countries": ["BO"]})
        one = made["Location"]
        assert one == f"{place}1/"
        file = BytesIO(PDF)
        file.name = "plan.pdf"
        assert client.post(f"{one}documents/", {"file": file})["Location"] == one
        assert client.post(f"{one}documents/", {}).status_code == 422
        assert "plan.pdf" in client.get(one).content.decode()
        assert client.get(f"{one}round/").status_code == 403
        assert one in client.get("/me/").content.decode()
        client.force_login(scene.people["secretary"])
        assert one in client.get(f"/desk/{council.slug}/").content.decode()
        page = client.get(f"{one}round/").content.decode()
        assert "Carretera" in page
        assert client.post(f"{one}round/", {}).status_code == 422
        assert client.post(f"{one}refusal/", {"reason": ""}).status_code == 422
        with_clock = {"opens_at": "2027-06-10T10:00", "drafting_days": "10"}
        with_clock |= {"discussion_days": "11", "settlement_days": "9"}
        with_clock |= {"voting_days": "10"}
        words = {"title__es": "Cómo", "call__es": "Propongan.", "themes__es": "Caminos", "currency": "USD"}
        opened = client.post(f"{one}round/", {**words, **with_clock, "addressees": [scene.board.pk]})
        round_ = Round.objects.get()
        assert opened["Location"] == round_.get_absolute_url()
        assert f'href="{one}"' in client.get(round_.get_absolute_url()).content.decode()
        assert round_.get_absolute_url() in client.get(one).content.decode()
        assert client.get(f"{one}round/").status_code == 409
        assert "Carretera" in client.get(f"/councils/{scene.board.slug}/referrals/").content.decode()
        for nowhere in ("99/", "99999999999999999999/"):
            assert client.get(f"{place}{nowhere}").status_code == 404
    [row] = client.get("/api/v1/referrals/", {"council": council.slug, "body": scene.board.slug}).json()["results"]
    assert (row["state"], row["round"], row["amount"], row["category"]) == ("opened", round_.number, "5.00", "b")
    shown = client.get(row["url"].removeprefix("http://testserver")).json()
    assert {key: shown[key] for key in row} == row
    assert shown["countries"] == ["BO"] and [d["name"] for d in shown["documents"]] == ["plan.pdf"]
    told = client.get(row["round_url"].removeprefix("http://testserver")).json()
    assert told["referral_url"] == row["url"]
    assert all(who.name not in str(shown) for who in scene.people.values())
    assert client.get("/api/v1/referrals/", {"state": "open"}).status_code == 400


def test_the_pages_cost_the_same_with_many(scene: Scene) -> None:
    client = Client()
    client.force_login(scene.people["respondent"])
    first = scene.refer()
    slug = scene.council.slug
    addresses = [first.get_absolute_url(), f"/councils/{slug}/referrals/", "/me/", "/api/v1/referrals/"]

    def costs() -> list[int]:
        counts = []
        for address in [*addresses, f"/api/v1/referrals/{slug}/1/"]:
            with clock.travel(NOW), CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            counts.append(len(queries))
        return counts

    few = costs()
    for _number in range(4):
        scene.refer()
    for number in range(9):
        with clock.travel(NOW):
            file = ContentFile(PDF, name=f"{number}.pdf")
            attach_document(person=scene.people["respondent"], referral=first, file=file)
    assert costs() == few
    assert max(few) <= 16


@pytest.mark.django_db(transaction=True)
def test_two_at_once(scene: Scene) -> None:
    referral = scene.refer()
    secretaries = [scene.people["secretary"], official(scene.council, Office.Kind.SECRETARY)]

    def opening() -> None:
        with clock.travel(NOW):
            open_round(actor=secretaries[0], referral=referral, **scene.call(NOW))

    def declining() -> None:
        with clock.travel(NOW):
            decline_referral(actor=secretaries[1], referral=referral, reason="No.")

    assert at_once(opening, declining) == ["", "referral_decided"]
    assert Round.objects.count() == (1 if Referral.objects.get().state == "opened" else 0)
    assert at_once(*[scene.refer] * 2) == ["", ""]
    assert sorted(Referral.objects.values_list("number", flat=True)) == [1, 2, 3]
