"""The letters to who follows: of each cause one, in the language that was chosen, and none that is empty."""

import re
import smtplib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import connections
from django.test import Client

from common import clock
from following import queueing, sending
from following.actions import end_following
from following.models import Follower, Letter
from following.sending import LEASE, MOST_ATTEMPTS
from following.tasks import send
from ledger.record import record
from proposals.models import Position
from tests.api.conftest import settle
from tests.factories.pages import CLOSES, cast, conduct
from tests.factories.scenes import Scene
from tests.following.conftest import NOW, followed

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)
OTHER = "ana@example.org"


class Killed(BaseException):
    """What `kill` does, as far as Python can say it."""


@pytest.fixture(autouse=True)
def _no_letters_yet() -> Iterator[None]:
    mail.outbox.clear()
    yield


# The beginning of a line of a digest.
DATED = re.compile(r"^- \d+ .{4,12} 2026, \d\d:\d\d", re.M)


def act(scene: Scene, proposal: Any = None, times: int = 1) -> None:
    """Something that is told once a day."""
    subject = (proposal or scene.round).get_absolute_url()
    for _time in range(times):
        record("submit_proposal", council=scene.council, actor=scene.secretary, subject=subject, data={"number": 7})


def ring(at: Any) -> list[EmailMessage]:
    """What the worker sends at an instant."""
    settle()
    mail.outbox.clear()
    with clock.travel(at):
        send()
    return list(mail.outbox)


def is_digest(letter: EmailMessage) -> bool:
    return bool(DATED.search(letter.body))


def publish(scene: Scene) -> Position:
    cast(scene, BR="no", AR="yes")
    conduct(CLOSES)
    return Position.objects.get(ballot=scene.ballot)


def test_a_position_is_told_at_once_and_once(scene: Scene) -> None:
    followed(scene, language="en")
    followed(scene, language="es", proposal=scene.ballot.proposal)
    followed(scene, OTHER, "es", proposal=scene.ballot.proposal)
    followed(scene, "other@example.org", "en", proposal=scene.put().proposal)
    position = publish(scene)
    sent = [one for one in ring(CLOSES) if not is_digest(one)]
    told = sorted((one.to[0], position.sha256 in one.body) for one in sent)
    # Two were published, and the last follower follows the other one.
    mine = "rosa@example.org"
    assert told == [(OTHER, True), ("other@example.org", False), (mine, False), (mine, True)]
    assert ring(CLOSES + LEASE) == []
    letters = {one.to[0]: one for one in sent if position.sha256 in one.body}
    for letter in letters.values():
        assert position.get_absolute_url() in letter.body and position.sha256 in letter.body
        assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert letter.extra_headers["List-Unsubscribe"].strip("<>") in letter.body
    assert "Se publicó" in letters[OTHER].body
    place = letters[OTHER].extra_headers["List-Unsubscribe"].strip("<>").partition("/follow/")[2]
    one_click = "List-Unsubscribe=One-Click"
    Client().post(f"/follow/{place}", one_click, content_type="application/x-www-form-urlencoded")
    assert not Follower.objects.filter(email=OTHER).exists()


def test_a_day_is_told_in_one_letter_and_never_an_empty_one(scene: Scene) -> None:
    act(scene)
    followed(scene)
    followed(scene, proposal=scene.ballot.proposal)
    followed(scene, OTHER, "es", proposal=scene.ballot.proposal)
    assert ring(NOW + DAY) == [], "what was done before is no news"
    act(scene)
    assert ring(NOW + DAY * 2 - timedelta(microseconds=1)) == [], "once a day"
    [letter] = ring(NOW + DAY * 2)
    assert (letter.to, len(DATED.findall(letter.body))) == (["rosa@example.org"], 1)
    assert ring(NOW + DAY * 2) == ring(NOW + DAY * 5) == []
    act(scene, scene.ballot.proposal, 2)
    letters = ring(NOW + DAY * 9)
    assert {one.to[0]: len(DATED.findall(one.body)) for one in letters} == {"rosa@example.org": 2, OTHER: 2}
    assert ring(NOW + DAY * 9) == []
    assert Follower.objects.get(email=OTHER).next_digest_at == NOW + DAY * 10


def test_what_was_told_at_once_is_in_no_digest(scene: Scene) -> None:
    followed(scene, proposal=scene.ballot.proposal)
    publish(scene)
    position, digest = sorted(ring(CLOSES), key=is_digest)
    assert "/positions/" in position.body and not is_digest(position)
    assert is_digest(digest) and "/positions/" not in digest.body
    assert ring(CLOSES + DAY) == []


def test_a_long_day_is_cut_and_says_so(scene: Scene) -> None:
    followed(scene)
    act(scene, times=53)
    [letter] = ring(NOW + DAY)
    assert len(DATED.findall(letter.body)) == 50
    assert "53 acts" in letter.subject and "3 acts more" in letter.body


def test_what_is_no_longer_followed_is_not_sent(scene: Scene) -> None:
    both = followed(scene)
    followed(scene, proposal=scene.ballot.proposal)
    act(scene)
    settle()
    with clock.travel(NOW + DAY):
        assert queueing.queue_one_digest()
        end_following(follower=both.follower, following=both.pk)
    assert ring(NOW + DAY) == []
    assert not Letter.objects.exists()


@pytest.mark.parametrize("died_in", ["queue", "digest", "before sending", "refused"])
def test_whoever_is_killed_the_next_sends_it_once(
    scene: Scene,
    monkeypatch: pytest.MonkeyPatch,
    died_in: str,
) -> None:
    followed(scene)
    publish(scene)
    settle()

    def dying(*_arguments: Any, **_more: Any) -> Any:
        raise smtplib.SMTPServerDisconnected("Not now.") if died_in == "refused" else Killed

    at = {"queue": (queueing.Progress, "save"), "digest": (queueing.Follower, "save")}
    target, name = at.get(died_in, (EmailMessage, "send"))
    with monkeypatch.context() as death, clock.travel(CLOSES + DAY):
        death.setattr(target, name, dying)
        if died_in == "refused":
            assert send() == 2
        else:
            with pytest.raises(Killed):
                send()
    assert mail.outbox == []
    letters = [*ring(CLOSES + DAY), *ring(CLOSES + DAY + LEASE)]
    assert sorted(map(is_digest, letters)) == [False, True]
    assert ring(CLOSES + DAY + LEASE * 3) == []
    assert Letter.objects.filter(sent_at__isnull=False, failure="").count() == 2


def test_one_that_died_after_sending_sends_it_under_the_same_name(
    scene: Scene,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    followed(scene)
    publish(scene)
    settle()
    sent: list[EmailMessage] = []

    def last(self: EmailMessage, **_more: Any) -> int:
        sent.append(self)
        raise Killed

    with monkeypatch.context() as death, clock.travel(CLOSES):
        death.setattr(EmailMessage, "send", last)
        with pytest.raises(Killed):
            send()
    again = next(one for one in ring(CLOSES + LEASE) if one.body == sent[0].body)
    assert again.extra_headers["Message-ID"] == sent[0].extra_headers["Message-ID"]


def test_it_is_given_up_in_the_end(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    followed(scene)
    publish(scene)
    settle()

    def refused(*_arguments: Any, **_more: Any) -> Any:
        raise smtplib.SMTPRecipientsRefused({"rosa@example.org": (550, b"nobody")})

    monkeypatch.setattr(EmailMessage, "send", refused)
    at, tries = CLOSES, 0
    for _time in range(MOST_ATTEMPTS + 5):
        with clock.travel(at):
            queueing.queue_positions()
            tries += sending.send_one_letter()
        at += timedelta(hours=7)
    letter = Letter.objects.get()
    assert (tries, letter.attempts, letter.failure) == (MOST_ATTEMPTS, MOST_ATTEMPTS, "SMTPRecipientsRefused")


def test_two_workers_at_once_send_each_once(scene: Scene) -> None:
    for number in range(4):
        followed(scene, f"a{number}@example.org")
    publish(scene)
    settle()
    mail.outbox.clear()

    def work(_number: int) -> None:
        try:
            with clock.travel(CLOSES + DAY):
                send()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(work, range(3)))
    ring_again = [*mail.outbox, *ring(CLOSES + DAY)]
    assert len(ring_again) == len({(one.to[0], one.subject) for one in ring_again}) == 8
