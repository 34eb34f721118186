"""What became of what was accepted: told by the body and by the movements, each for themselves, and never changed."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from common import clock
from councils.models import Standing
from ledger.models import Entry
from proposals.answering.actions import answer_transmittal
from proposals.answering.following.actions import report_progress
from proposals.answering.following.queries import reports_on
from proposals.answering.following.reading import side_by_side
from proposals.models import FollowUp
from proposals.tasks import sweep
from tests.factories.answering import ANSWER, ANSWERED, COUNTED, DUE, RATED, Addressed, answered, rated, sent
from tests.factories.scenes import council_of, person, seat_of
from tests.ground import kept

from .test_answering import DAY, ROLES, TICK, at_once, code_of, superseded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ground")]

LATER = ANSWERED + DAY
REPORT = {
    "milestone": "Estudio de suelos",
    "state": "done",
    "as_of": "2026-03-01",
    "amount": "120000.50",
    "currency": "USD",
    "text": "Informe publicado.",
    "language": "es",
    "link": "https://example.org/informe",
}


def told(found: Addressed, role: str, at: Any = LATER, **facts: Any) -> FollowUp:
    """A report of the body's respondent, or of the movement whose titular speaks."""
    seat = None if role == "respondent" else found.scene.seats["BR"]
    with clock.travel(at):
        given = {**REPORT, **facts}
        return report_progress(person=found.people[role], transmittal=found.transmittal, seat=seat, **given)


def test_the_body_and_a_movement_report_independently() -> None:
    found = kept(answered)
    body = told(found, "respondent")
    theirs = told(found, "titular", state="not_begun", amount=None, currency="", link="")
    assert (body.serial, body.seat, body.amount, body.as_of) == (1, None, Decimal("120000.50"), date(2026, 3, 1))
    assert (theirs.serial, theirs.seat, theirs.amount, theirs.currency) == (2, found.scene.seats["BR"], None, "")
    first, second = Entry.objects.filter(verb="report_progress").order_by("id")
    assert (first.on_behalf_of, second.on_behalf_of) == ("", found.scene.seats["BR"].movement.slug)
    assert first.data == {
        "reference": found.position.reference,
        "addressee": found.board.slug,
        "serial": 1,
        "progress": "done",
        "corrects": None,
    }
    [followed] = side_by_side(reports_on(found.position), LATER)
    [milestone] = followed.milestones.values()
    assert ([one.report for one in milestone.body], [one.report for one in milestone.movements]) == ([body], [theirs])
    assert milestone.differs


def test_what_is_called_alike_stands_side_by_side_and_the_latest_of_each_teller_stands() -> None:
    found = kept(answered)
    former = told(found, "respondent", state="under_way")
    latest = told(found, "respondent", milestone="  estudio DE\tsuelos".replace("\t", " "))
    other = told(found, "titular", milestone="Compra de semillas")
    [followed] = side_by_side(reports_on(found.position), LATER)
    names = {one.name: one for one in followed.milestones.values()}
    assert set(names) == {"estudio DE suelos", "Compra de semillas"}
    assert [(one.report, one.is_former) for one in names["estudio DE suelos"].body] == [(latest, False), (former, True)]
    assert [one.report for one in names["Compra de semillas"].movements] == [other]
    assert not names["estudio DE suelos"].differs


def test_a_correction_supersedes_and_both_stay() -> None:
    found = kept(answered)
    first = told(found, "titular")
    second = told(found, "titular", state="stopped", milestone="Otro nombre", corrects=first)
    assert second.supersedes == first
    assert Entry.objects.latest("id").data["corrects"] == 1
    [followed] = side_by_side(reports_on(found.position), LATER)
    [milestone] = [one for one in followed.milestones.values() if one.name == first.milestone]
    assert [one.is_former for one in milestone.movements] == [True]
    facts = {"transmittal": found.transmittal, **REPORT}
    seat = found.scene.seats["BR"]
    again = {"person": found.people["titular"], "seat": seat, "corrects": first}
    assert code_of(report_progress, LATER, **facts, **again) == "409 corrected_already"
    theirs = {"person": found.people["respondent"], "corrects": second}
    assert code_of(report_progress, LATER, **facts, **theirs) == "409 not_your_report"
    other = {"person": found.scene.titulars["AR"], "seat": found.scene.seats["AR"], "corrects": second}
    assert code_of(report_progress, LATER, **facts, **other) == "409 not_your_report"
    elsewhere = told(answered(), "respondent")
    theirs = {"person": found.people["respondent"], "corrects": elsewhere}
    assert code_of(report_progress, LATER, **facts, **theirs) == "409 not_your_report"


WHEN = {"before": DUE - TICK, "at": DUE, "after": DUE + 400 * DAY}
KINDS = {
    "nobody answered": "409 not_accepted",
    "accepts": "",
    "accepts_in_part": "",
    "rejects": "409 not_accepted",
    "defers": "409 not_accepted",
}


@pytest.mark.parametrize("when", WHEN)
@pytest.mark.parametrize("kind", KINDS)
def test_who_may_report_at_which_stage_at_any_time(kind: str, when: str) -> None:
    found, at = kept(sent), WHEN[when]
    if kind in ("accepts", "accepts_in_part", "rejects", "defers"):
        with clock.travel(ANSWERED):
            given = {**ANSWER, "kind": kind}
            answer_transmittal(person=found.people["respondent"], transmittal=found.transmittal, **given)
    facts = {"transmittal": found.transmittal, **REPORT}
    seat = found.scene.seats["BR"]
    for role in ROLES:
        told_as_body = code_of(report_progress, at, person=found.people[role], **facts)
        is_respondent = role in ("respondent", "second respondent")
        assert told_as_body == (KINDS[kind] if is_respondent else "403 not_your_office"), role
        told_as_seat = code_of(report_progress, at, person=found.people[role], seat=seat, **facts)
        assert told_as_seat == (KINDS[kind] if role == "titular" else "403 no_mandate"), role


def test_an_alternate_may_a_movement_of_elsewhere_and_a_suspended_one_may_not() -> None:
    found = kept(answered)
    facts, seat = {"transmittal": found.transmittal, **REPORT}, found.scene.seats["BR"]
    assert code_of(report_progress, LATER, person=found.scene.alternates["BR"], seat=seat, **facts) == ""
    other = seat_of(council_of({"CL": 5}), "CL")
    assert code_of(report_progress, LATER, person=person(), seat=other, **facts) == "403 not_of_this_council"
    Standing.objects.create(seat=seat, status="suspended", effective_at=ANSWERED, recorded_at=ANSWERED)
    told_now = code_of(report_progress, LATER, person=found.people["titular"], seat=seat, **facts)
    assert told_now == "409 movement_suspended"


def test_nothing_is_reported_on_a_position_that_was_superseded() -> None:
    found = kept(answered)
    held = found.transmittal
    superseded(found)
    facts = {"person": found.people["respondent"], "transmittal": held, **REPORT}
    assert code_of(report_progress, DUE, **facts) == "409 position_superseded"


def test_what_was_answered_again_is_reported_on_there() -> None:
    found = kept(rated, "no")
    facts = {"person": found.people["respondent"], **REPORT}
    assert code_of(report_progress, RATED, transmittal=found.transmittal, **facts) == ""
    with clock.travel(RATED):
        given = {**ANSWER, "kind": "rejects"}
        answer_transmittal(person=found.people["respondent"], transmittal=found.round(2), **given)
    assert code_of(report_progress, RATED, transmittal=found.transmittal, **facts) == "409 answered_again"
    assert code_of(report_progress, RATED, transmittal=found.round(2), **facts) == "409 not_accepted"


BAD = {
    "no milestone": {"milestone": " "},
    "a milestone that is no text": {"milestone": 7},
    "a long milestone": {"milestone": "x" * 201},
    "no state": {"state": ""},
    "another state": {"state": "soon"},
    "no day": {"as_of": ""},
    "no such day": {"as_of": "2026-02-30"},
    "a word": {"as_of": "yesterday"},
    "a day to come": {"as_of": "2027-01-01"},
    "a day long gone": {"as_of": "0001-01-01"},
    "a number": {"as_of": 20260301},
    "no text": {"text": "\n"},
    "control signs": {"text": "a\x00b"},
    "half a character": {"text": "a\ud800"},
    "too long": {"text": "x" * 8_001},
    "no language": {"language": ""},
    "another language": {"language": "tlh"},
    "no amount": {"amount": "much"},
    "less than nothing": {"amount": "-1"},
    "a float": {"amount": 1.5},
    "a third of a cent": {"amount": "0.001"},
    "no number at all": {"amount": "NaN"},
    "an amount of nothing": {"currency": ""},
    "no currency": {"currency": "dollars"},
    "no address": {"link": "see there"},
    "a script": {"link": "javascript:alert(1)"},
    "a long address": {"link": "https://example.org/" + "x" * 500},
}


def test_what_is_no_report() -> None:
    found = kept(answered)
    for name, wrong in BAD.items():
        facts = {"person": found.people["respondent"], "transmittal": found.transmittal, **REPORT, **wrong}
        assert code_of(report_progress, LATER, **facts).startswith("422 "), name
    assert not FollowUp.objects.exists()


def test_reports_are_not_changed_in_sql() -> None:
    told(kept(answered), "respondent")
    for statement in (
        "UPDATE proposals_followup SET state = 'stopped'",
        "DELETE FROM proposals_followup",
        "TRUNCATE proposals_followup CASCADE",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_two_at_once() -> None:
    found = kept(answered)
    held, first = found.transmittal, told(found, "respondent", at=COUNTED + DAY)
    facts = {"transmittal": held, **REPORT}
    people = found.people
    assert at_once(
        lambda: report_progress(person=people["respondent"], **facts),
        lambda: report_progress(person=people["titular"], seat=found.scene.seats["BR"], **facts),
    ) == ["", ""]
    assert sorted(FollowUp.objects.values_list("serial", flat=True)) == [1, 2, 3]
    corrections = [lambda: report_progress(person=people["respondent"], corrects=first, **facts)] * 2
    assert at_once(*corrections) == ["", "corrected_already"]


FORM = {name: value for name, value in REPORT.items() if name != "as_of"} | {"as_of": "2026-03-02"}


def test_a_report_is_written_on_a_page_and_nothing_typed_is_lost() -> None:
    found, client = kept(answered), Client(headers={"accept-language": "en"})
    place, page = f"{found.transmittal.get_absolute_url()}report/", f"{found.position.get_absolute_url()}reports/"
    with clock.travel(LATER):
        assert client.get(place).status_code == 302
        assert client.get(page).status_code == 200
        client.force_login(found.people["stranger"])
        assert client.get(place).status_code == 403
        assert client.post(place, FORM).status_code == 403
        client.force_login(found.people["titular"])
        assert place in client.get(page).content.decode()
        refused = client.post(place, {**FORM, "amount": "mucho"})
        assert refused.status_code == 422
        assert "Informe publicado." in refused.content.decode() and "mucho" in refused.content.decode()
        assert client.post(place, FORM)["Location"] == page
        shown = client.get(page).content.decode()
        assert "Informe publicado." in shown and f"{place}?corrects=1" in shown
        assert client.get(f"{place}?corrects=1").status_code == 200
        assert client.get(f"{place}?corrects=9").status_code == 404
        assert client.get(f"{place}?corrects=x").status_code == 404
        assert client.post(f"{place}?corrects=1", {**FORM, "state": "stopped"})["Location"] == page
        assert client.get(f"{place}?corrects=1").status_code == 409
        client.force_login(found.people["respondent"])
        assert client.get(f"{place}?corrects=2").status_code == 403
        assert client.post(place, FORM)["Location"] == page
        assert "they differ" in client.get(page).content.decode()
        assert "they differ" in client.get(found.position.get_absolute_url()).content.decode()
        assert client.get(f"/councils/{found.scene.council.slug}/ledger/").status_code == 200
    assert list(FollowUp.objects.order_by("id").values_list("seat__movement__slug", "supersedes__serial")) == [
        (found.scene.seats["BR"].movement.slug, None),
        (found.scene.seats["BR"].movement.slug, 1),
        (None, None),
    ]


def test_who_speaks_for_both_says_for_whom() -> None:
    found, client = kept(answered), Client(headers={"accept-language": "en"})
    place, seat = f"{found.transmittal.get_absolute_url()}report/", found.scene.seats["AR"]
    mandate = seat.mandates.filter(person=found.scene.titulars["AR"])
    mandate.update(person=found.people["respondent"])
    client.force_login(found.people["respondent"])
    with clock.travel(LATER):
        assert 'name="teller"' in client.get(place).content.decode()
        assert client.post(place, {**FORM, "teller": "elsewhere"}).status_code == 422
        assert client.post(place, {**FORM, "teller": seat.movement.slug}).status_code == 302
        assert client.post(place, {**FORM, "teller": ""}).status_code == 302
    assert list(FollowUp.objects.order_by("id").values_list("seat", flat=True)) == [seat.pk, None]


def test_the_api_has_the_reports() -> None:
    found, client = kept(answered), Client()
    told(found, "respondent")
    told(found, "titular", amount=None, currency="")
    council = found.scene.council.slug
    rows = client.get("/api/v1/follow-ups/", {"council": council}).json()["results"]
    assert [(row["serial"], row["on_behalf_of"], row["amount"]) for row in rows] == [
        (2, found.scene.seats["BR"].movement.slug, None),
        (1, None, "120000.50"),
    ]
    one = client.get(rows[1]["url"].removeprefix("http://testserver"))
    assert one.json() == rows[1]
    assert client.get(rows[1]["url"], headers={"If-None-Match": one["ETag"]}).status_code == 304
    assert (rows[1]["as_of"], rows[1]["currency"], rows[1]["link"]) == ("2026-03-01", "USD", REPORT["link"])
    assert rows[1]["transmittal_url"].endswith(f"/transmittals/{council}/2026/1/{found.board.slug}/")
    for asked, count in (
        ({"on_behalf_of": found.scene.seats["BR"].movement.slug}, 1),
        ({"addressee": found.board.slug, "state": "done"}, 2),
        ({"state": "stopped"}, 0),
        ({"year": 2026, "number": 1}, 2),
        ({"modified_since": (LATER + timedelta(hours=1)).isoformat()}, 0),
        ({"modified_since": LATER.isoformat()}, 2),
    ):
        assert len(client.get("/api/v1/follow-ups/", asked).json()["results"]) == count, asked
    for wrong in ({"state": "late"}, {"addressee": "a b"}, {"modified_since": "x"}, {"number": "x"}):
        assert client.get("/api/v1/follow-ups/", wrong).status_code == 400


def test_many_reports_cost_as_many_queries_as_few() -> None:
    found, client = kept(answered), Client()
    with clock.travel(LATER):
        sweep()
    costs = []
    for _turn in range(2):
        for number in range(5):
            told(found, "respondent", milestone=f"Hito {number}")
            told(found, "titular", milestone=f"Hito {number}")
        counted = []
        for address in (
            f"{found.position.get_absolute_url()}reports/",
            found.position.get_absolute_url(),
            "/api/v1/follow-ups/",
        ):
            with clock.travel(LATER), CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            counted.append(len(queries))
        costs.append(counted)
    assert costs[0] == costs[1]
    assert costs[0][2] <= 3
