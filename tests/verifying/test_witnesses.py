"""Heads go out once a week, once to each who holds a mandate, and what arrives is what `minga-verify` compares with."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from common import clock
from councils.models import Mandate
from ledger.models import Entry, Seal
from ledger.record import record
from proposals.models import HeadMail
from proposals.tasks import seal, send_heads
from proposals.witnessing.actions import queue_heads
from tests.api.conftest import settle
from tests.factories.scenes import Scene
from tests.verifying.conftest import CLOSES, HOST

NOW = CLOSES + timedelta(hours=1)
WEEK = timedelta(days=7)


def sealed_anew() -> None:
    record("begin_key", council=None, actor=None, data={"key": "x", "before": "y"})
    settle()
    assert seal() == 1


def test_a_head_a_week_to_everybody_with_a_mandate(
    year: Scene, verify: Callable[..., tuple[int, str]], tmp_path: Path, settings: object
) -> None:
    settings.SITE_URL = HOST  # type: ignore[attr-defined] # pytest-django's
    someone = year.titulars["BR"]
    someone.language = "es"
    someone.save(update_fields=["language"])
    gone = year.alternates["AR"]
    Mandate.objects.filter(person=gone).update(revoked_at=CLOSES)
    holders = Mandate.objects.filter(revoked_at=None).values("person").distinct().count()
    with clock.travel(NOW):
        assert send_heads() == holders
        assert send_heads() == 0, "nobody has the same twice"
    assert {letter.to[0] for letter in mail.outbox} == {
        person.email for person in {*year.titulars.values(), *year.alternates.values()} - {gone}
    }
    entry = Entry.objects.get(verb="send_heads")
    assert entry.data == {"size": Seal.objects.get().size, "people": holders}
    letter = next(letter for letter in mail.outbox if letter.to == [someone.email])
    assert "guarde esta carta" in letter.subject
    files = {name: tmp_path / name for name, _content, _kind in letter.attachments}
    for name, content, _kind in letter.attachments:
        files[name].write_text(content)
    command = next(line.split() for line in letter.body.splitlines() if line.startswith("    minga-verify"))
    sealed_anew()
    code, said = verify(*[files.get(word, word) for word in command[1:]])
    assert (code, "entries of today begin with the" in said) == (0, True), said


def test_the_next_week_the_next_head_and_none_that_is_the_same(year: Scene) -> None:
    with clock.travel(NOW):
        first = send_heads()
    with clock.travel(NOW + WEEK):
        assert send_heads() == 0, "nothing has come since"
    sealed_anew()
    with clock.travel(NOW + WEEK - timedelta(microseconds=1)):
        assert queue_heads() == 0
    with clock.travel(NOW + WEEK):
        assert send_heads() == first


def test_what_the_server_refuses_is_tried_again_and_holds_up_nobody(
    year: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = year.titulars["BR"].email
    send = EmailBackend.send_messages

    def choosy(self: EmailBackend, letters: list) -> int:
        if letters[0].to == [refused]:
            raise ConnectionRefusedError("no")
        return send(self, letters)

    monkeypatch.setattr(EmailBackend, "send_messages", choosy)
    with clock.travel(NOW):
        send_heads()
    waiting = HeadMail.objects.get(sent_at=None)
    assert (waiting.person.email, waiting.attempts, waiting.failure) == (refused, 1, "ConnectionRefusedError: no")
    monkeypatch.undo()
    with clock.travel(NOW + timedelta(seconds=59)):
        assert send_heads() == 0
    with clock.travel(NOW + timedelta(seconds=60)):
        assert send_heads() == 1
    assert [letter.to for letter in mail.outbox].count([refused]) == 1
