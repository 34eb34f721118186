"""What a machine was asked to translate says how far it is, until it is done or given up, and stands on the desk."""

from collections.abc import Sequence
from datetime import datetime

import pytest
from django.urls import reverse

from common import clock
from proposals.models import MachineRequest
from proposals.translating import machine
from proposals.translating.machine import translate_one_request
from proposals.translating.translator import UNREACHABLE, TranslatorError
from tests.factories.asking import ask, send, words
from tests.factories.proposals import DISCUSSION, HOUR, table

pytestmark = pytest.mark.django_db
INSIDE = DISCUSSION + HOUR
SOON = INSIDE + HOUR / 60


def test_from_the_asking_to_the_last_passage(monkeypatch: pytest.MonkeyPatch, settings) -> None:
    settings.TRANSLATION_URL = "http://127.0.0.1:9"
    monkeypatch.setattr(machine, "BATCH_TEXTS", 2)
    at_table = table()
    proposal, member = at_table.admitted(), at_table.people["member"]
    secretary = at_table.people["secretary"]
    place = [proposal.round.council.slug, proposal.round.number, proposal.number, "qu"]
    page, asking = reverse("translation", args=place), reverse("machine_translation", args=place)

    def said(at: datetime) -> str:
        return words(ask(member, page, at))

    assert send(member, asking, INSIDE).status_code == 302
    first = ask(member, page, INSIDE)
    assert "0 of 3" in words(first) and "waits for the worker" in words(first)
    assert f'id="machine" aria-labelledby="machine-title" hx-get="{page}"' in first.content.decode()
    assert f'href="{page}">Look again' in first.content.decode(), "and without a script a link"
    assert "Ask the machine" not in words(first), "twice would be done twice"
    assert "Nobody has worked at it since" in said(INSIDE + HOUR)

    seen: list[str] = []

    def stopping(texts: Sequence[str], *_place: object, **_told: object) -> list[str]:
        if len(texts) == 2:
            return ["uno", "dos"]
        seen.append(said(SOON))
        raise SystemExit

    def unreachable(*_place: object, **_told: object) -> list[str]:
        raise TranslatorError(UNREACHABLE)

    monkeypatch.setattr(machine, "translate", stopping)
    with clock.travel(SOON), pytest.raises(SystemExit):
        translate_one_request()
    assert "2 of 3" in seen[0] and "It is being done now" in seen[0]
    assert "the worker that had it stopped before the end" in said(INSIDE + HOUR)

    monkeypatch.setattr(machine, "translate", unreachable)
    with clock.travel(INSIDE + HOUR):
        assert translate_one_request()
    failing = said(INSIDE + HOUR)
    assert "could not be reached" in failing and "It is tried again at" in failing and "0 of 3" in failing
    for hours in range(2, 8):
        with clock.travel(INSIDE + hours * HOUR):
            translate_one_request()
    later = INSIDE + 8 * HOUR
    given_up = ask(member, page, later)
    assert "It was given up: the machine could not be reached." in words(given_up)
    assert "Ask the machine for what is missing" in words(given_up)
    assert "hx-get" not in given_up.content.decode() and "htmx" not in given_up.content.decode()
    desk = reverse("desk", args=[proposal.round.council.slug])
    assert "Translations asked of a machine" in words(ask(secretary, desk, later))
    assert f'href="{page}"' in ask(secretary, desk, later).content.decode()

    assert send(member, asking, later).status_code == 302, "begun again"
    monkeypatch.setattr(machine, "translate", lambda texts, *_place, **_told: [f"qu {text}" for text in texts])
    with clock.travel(later + HOUR):
        assert translate_one_request()
    assert "The machine translated 3 passages." in said(later + HOUR)
    assert MachineRequest.objects.count() == 2
    assert words(ask(secretary, desk, later + HOUR)).count("Quechua") == 1, "the last of both"
