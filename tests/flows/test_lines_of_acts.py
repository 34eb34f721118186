"""From a line of the log to the act that it is of, and to the request in which it was done."""

import logging
from typing import Any

import pytest
from django.urls import reverse

from common import clock
from ledger.models import Entry
from tests.factories.pages import INSIDE, signed_in, slug
from tests.proposals.test_casting import scene

__all__ = ["scene"]
pytestmark = pytest.mark.django_db


def test_an_act_leaves_a_line_with_its_entry_and_its_request(
    scene: Any, caplog: pytest.LogCaptureFixture, django_capture_on_commit_callbacks: Any
) -> None:
    address = reverse("vote", args=[scene.council.slug, scene.round.number, scene.ballot.number])
    form = {"acting_for": slug(scene), "choice": "yes", "confirm": "1"}
    with clock.travel(INSIDE), caplog.at_level(logging.INFO, "ledger.record"):
        client = signed_in(scene.titulars["BR"])
        with django_capture_on_commit_callbacks(execute=True):
            client.post(address, form, headers={"x-request-id": "number-of-this-one"})
    told = {record.msg["verb"]: record.msg for record in caplog.records if record.name == "ledger.record"}  # type: ignore[index] # structlog's
    line = told["cast_vote"]
    entry = Entry.objects.get(verb="cast_vote")
    assert (line["entry"], line["council"], line["request_id"]) == (entry.pk, scene.council.pk, "number-of-this-one")
    assert scene.titulars["BR"].email not in str(told)
    assert line.keys() <= {"event", "verb", "entry", "council", "request_id", "level", "logger", "timestamp"}
