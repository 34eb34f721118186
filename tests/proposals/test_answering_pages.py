"""The pages of answers through HTTP, and what they say in the public API."""

from datetime import timedelta

import pytest
from django.test import Client

from common import clock, todo
from proposals.answering.actions import answer_transmittal
from proposals.models import Rating, Response
from proposals.tasks import sweep
from tests.factories.answering import ANSWERED, COUNTED, DUE, RATED, answered, rate, rated, sent
from tests.ground import kept

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ground")]

DAY = timedelta(days=1)
BEFORE, AFTER = COUNTED + DAY, DUE + 12 * DAY
FORM = {"kind": "accepts_in_part", "language": "es", "reasons": "En parte.", "kind-p2": "rejects"}


def test_a_respondent_answers_paragraph_by_paragraph_and_nothing_typed_is_lost() -> None:
    found, client = kept(sent), Client()
    place = found.transmittal.get_absolute_url()
    with clock.travel(BEFORE):
        assert "Acknowledge receipt" not in client.get(place).content.decode()
        assert client.get(f"{place}answer/").status_code == 302
        client.force_login(found.people["stranger"])
        assert client.get(f"{place}answer/").status_code == 403
        assert client.post(f"{place}acknowledge/").status_code == 403
        client.force_login(found.people["respondent"])
        waits = todo.items(found.people["respondent"], BEFORE)[todo.Kind.WAITS]
        assert [(item.url, item.until) for item in waits] == [(place, DUE)]
        assert "acknowledge/" in client.get(place).content.decode()
        assert client.post(f"{place}acknowledge/")["Location"] == place
        assert client.get(f"{place}answer/").status_code == 200
        refused = client.post(f"{place}answer/", FORM)
        assert refused.status_code == 422
        assert "En parte." in refused.content.decode()
        assert client.post(f"{place}answer/", {**FORM, "reasons-p2": "Sin agua no."})["Location"] == place
        page = client.get(place).content.decode()
        assert "Sin agua no." in page and "Riego comunal." in page
        assert not todo.items(found.people["respondent"], BEFORE)[todo.Kind.WAITS]
    assert Response.objects.get().paragraphs == [{"paragraph": "p2", "kind": "rejects", "reasons": "Sin agua no."}]


def test_everybody_sees_who_is_silent() -> None:
    found, client = kept(sent), Client()
    place = found.transmittal.get_absolute_url()
    with clock.travel(AFTER):
        for address in (
            found.position.get_absolute_url(),
            place,
            f"/councils/{found.scene.council.slug}/answers/",
            f"/councils/{found.board.slug}/answers/",
        ):
            page = client.get(address, headers={"accept-language": "en"})
            assert page.status_code == 200, address
            assert "12 days overdue" in page.content.decode(), address
        waits = todo.items(found.people["respondent"], AFTER)[todo.Kind.WAITS]
        assert [(item.url, item.until) for item in waits] == [(place, None)]
        (silent,) = todo.items(None, AFTER)[todo.Kind.OVERDUE]
        assert silent.url == place and "12 days overdue" in str(silent.detail)
        assert "has not answered position" in client.get("/", headers={"accept-language": "en"}).content.decode()
    with clock.travel(found.transmittal.due_at - timedelta(seconds=1)):
        assert todo.items(None, AFTER)[todo.Kind.OVERDUE] == []
    assert "quarter 1 of 2026" in page.content.decode()
    assert client.get(f"{place[:-1]}-elsewhere/").status_code == 404
    assert client.get("/councils/nowhere/answers/").status_code == 404


def test_the_api_says_all_but_who_typed_it() -> None:
    found, client = kept(sent), Client()
    with clock.travel(AFTER):
        answer_transmittal(
            person=found.people["respondent"],
            transmittal=found.transmittal,
            kind="defers",
            reasons="Más tarde.",
            language="es",
            paragraphs=[],
        )
    listed = client.get("/api/v1/transmittals/", {"council": found.scene.council.slug, "state": "answered"}).json()
    [row] = listed["results"]
    assert (row["addressee"], row["state"], row["answer"]) == (found.board.slug, "answered", "defers")
    one = client.get(row["url"].removeprefix("http://testserver")).json()
    assert {key: one[key] for key in row} == row
    assert one["responses"] == [
        {
            "serial": 1,
            "kind": "defers",
            "language": "es",
            "reasons": "Más tarde.",
            "paragraphs": [],
            "files": [],
            "answered_at": one["answered_at"],
            "is_late": True,
            "is_rated": False,
        }
    ]
    for wrong in ({"state": "late"}, {"addressee": "a b"}, {"modified_since": "x"}):
        assert client.get("/api/v1/transmittals/", wrong).status_code == 400
    assert client.get("/api/v1/transmittals/", {"addressee": "nobody"}).json()["results"] == []
    later = {"modified_since": (AFTER + DAY).isoformat()}
    assert client.get("/api/v1/transmittals/", later).json()["results"] == []


def test_what_the_seats_think_of_an_answer_is_seen_by_everybody() -> None:
    found, client = kept(answered), Client(headers={"accept-language": "en"})
    place, again = found.transmittal.get_absolute_url(), f"{found.transmittal.get_absolute_url()}2/"
    ballot = Rating.objects.get().ballot
    with clock.travel(ANSWERED):
        page = client.get(place).content.decode()
        assert "the seats vote on it" in page and ballot.get_absolute_url() in page
        asked = client.get(ballot.get_absolute_url()).content.decode()
        assert place in asked and "What is voted on" in asked
        assert client.get(again).status_code == 404
        votes = todo.items(found.people["titular"], ANSWERED)[todo.Kind.WAITS]
        assert [item.url for item in votes] == [
            f"{ballot.get_absolute_url()}?acting_for={found.scene.seats['BR'].movement.slug}"
        ]
        client.force_login(found.people["respondent"])
        assert client.post(f"{place}answer/", FORM).status_code == 409
    rate(found, "no")
    with clock.travel(RATED):
        sweep()
        position = Rating.objects.get().position
        for address in (ballot.get_absolute_url(), position.get_absolute_url(), found.scene.round.get_absolute_url()):
            assert client.get(address).status_code == 200, address
        assert place in client.get(position.get_absolute_url()).content.decode()
        assert again in client.get(place).content.decode()
        page = client.get(again).content.decode()
        assert place in page and "asked again (2)" in page
        assert "found inadequate" in client.get(found.position.get_absolute_url()).content.decode()
        assert client.post(f"{again}acknowledge/")["Location"] == again
        assert client.get(f"{again}answer/").status_code == 200
        waits = todo.items(found.people["respondent"], RATED)[todo.Kind.WAITS]
        assert [item.url for item in waits] == [again]
        assert client.post(f"{again}answer/", {**FORM, "reasons-p2": "Sin agua no."})["Location"] == again
        assert client.get(f"/councils/{found.scene.council.slug}/answers/").status_code == 200
        assert client.get(f"/councils/{found.scene.council.slug}/ledger/").status_code == 200


def test_the_api_says_what_the_seats_think_and_what_was_asked_again() -> None:
    found, client = kept(rated, "no"), Client()
    with clock.travel(RATED):
        rows = client.get("/api/v1/transmittals/", {"council": found.scene.council.slug}).json()["results"]
    assert [(row["round"], row["state"], row["adequacy"]) for row in rows] == [
        (2, "sent", None),
        (1, "answered", "inadequate"),
    ]
    second, first = rows
    assert second["former_url"] == first["url"] and first["former_url"] is None
    assert second["url"] == f"{first['url']}2/"
    one, again = (client.get(row["url"].removeprefix("http://testserver")).json() for row in rows)
    assert one["round"] == 2 and one["responses"] == []
    assert [response["is_rated"] for response in again["responses"]] == [True]
    ballot = client.get(first["adequacy_ballot_url"].removeprefix("http://testserver")).json()
    assert (ballot["kind"], ballot["proposal"], ballot["outcome"]) == ("motion", None, "rejected")
    assert ballot["terms"]["asks"] == "adequacy"
    later = {"modified_since": (RATED - DAY).isoformat()}
    assert len(client.get("/api/v1/transmittals/", later).json()["results"]) == 2
    motions = client.get(f"/api/v1/popolo/{found.scene.council.slug}/").json()["motions"]
    assert sorted(motion["classification"] for motion in motions) == ["answer", "proposal"]
