"""What of letters, evaluations, answers, reports and referrals is in the daily dump: all that the API says of them."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from api.dumping.reading import rows
from common import clock
from proposals.models import Letter
from proposals.referring.actions import attach_document
from tests.factories import letters
from tests.factories.answering import answered
from tests.proposals import test_evaluating, test_following, test_referring

pytestmark = pytest.mark.django_db
SITE = "http://testserver"


def dumped() -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for name, row in rows(SITE):
        found.setdefault(name, []).append(row)
    return found


def listed(name: str) -> Iterator[dict[str, Any]]:
    yield from Client().get(f"/api/v1/{name}/").json()["results"]


def whole(url: str) -> dict[str, Any]:
    found: dict[str, Any] = Client().get(url.removeprefix(SITE)).json()
    return found


def test_a_letter_its_paragraphs_and_its_signatures() -> None:
    found = letters.opened()
    found.sign()
    found.sign(found.seats[2])
    with clock.travel(letters.INSIDE):
        told = dumped()
        [row] = told["letters"]
        shown = whole(row["url"])
    signatures, paragraphs = shown.pop("signatures"), shown.pop("paragraphs")
    del shown["countries"]
    assert row == shown
    assert row["signed"] == len(signatures) == 3
    place = {"council": found.council.slug, "letter": 1}
    assert told["signatures"] == [{**place, **one} for one in signatures]
    assert told["letterparagraphs"] == [
        {**place, "place": number, "passage": one["id"], "language": "es", "text": one["text"]}
        for number, one in enumerate(paragraphs, 1)
    ]


def test_an_evaluation_and_its_texts() -> None:
    scene = test_evaluating.Scene()
    made = scene.evaluate()
    with clock.travel(test_evaluating.INSIDE):
        told, shown = dumped(), list(listed("evaluations"))
    assert told["evaluations"] == shown
    said = {(row["column"], row["language"]): row["text"] for row in told["texts"] if row["table"] == "evaluations"}
    assert said == {("technical", "es"): made.technical["es"], ("technical", "en"): made.technical["en"]} | {
        ("risks", "es"): made.risks["es"]
    }


def test_an_answer_and_the_reports_on_what_became_of_it() -> None:
    found = answered()
    test_following.told(found, "respondent")
    test_following.told(found, "titular", state="stopped")
    with clock.travel(test_following.LATER):
        told = dumped()
        shown = {name: {row["url"]: row for row in listed(name)} for name in ("transmittals", "follow-ups")}
        [of_answer] = [row for row in told["transmittals"] if row["state"] == "answered"]
        responses = whole(of_answer["url"])["responses"]
    assert {row["url"]: row for row in told["transmittals"]} == shown["transmittals"]
    assert {row["url"]: row for row in told["followups"]} == shown["follow-ups"]
    assert len(told["followups"]) == 2
    assert told["responses"] == [{"transmittal_url": of_answer["url"], **one} for one in responses]
    typed = {found.people["respondent"].email, found.people["titular"].email}
    assert not any(address in str(told) for address in typed)


def test_a_referral_and_its_documents(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    scene = test_referring.Scene()
    referral = scene.refer()
    with clock.travel(test_referring.NOW):
        attach_document(
            person=scene.people["respondent"], referral=referral, file=ContentFile(test_referring.PDF, "plan.pdf")
        )
        told = dumped()
        [row] = told["referrals"]
        shown = whole(row["url"])
    documents = shown.pop("documents")
    assert row == shown
    assert row["countries"] == ["BO"]
    place = {"council": scene.council.slug, "referral": 1}
    assert told["documents"] == [{**place, **one} for one in documents]
    assert len(documents) == 1


def test_many_letters_cost_as_many_questions_as_few() -> None:
    found = letters.opened()
    costs = []
    for number in (2, 3):
        found.write(title=f"Carta {number}")
        with clock.travel(letters.INSIDE), CaptureQueriesContext(connection) as queries:
            assert len(dumped()["letters"]) == number == Letter.objects.count()
        costs.append(len(queries))
    assert costs[0] == costs[1]
