"""Who follows what, through the form and the link of the letter."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from common import clock
from following.models import Following
from proposals.models import Proposal
from tests.factories.pages import prepared
from tests.factories.scenes import Scene

ADDRESS = "rosa@example.org"
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at_an_instant() -> Iterator[None]:
    cache.clear()
    with clock.travel(NOW):
        yield


@pytest.fixture
def scene() -> Scene:
    return prepared()


def page(scene: Scene, proposal: Proposal | None = None) -> str:
    if proposal is None:
        return reverse("follow_council", args=[scene.council.slug])
    return reverse("follow_proposal", args=[scene.council.slug, 1, proposal.number])


def ask(scene: Scene, address: str = ADDRESS, language: str = "en", client: Client | None = None, **where: Any) -> Any:
    """Through the form, with whatever comes after the commit."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(transaction, "on_commit", lambda call, **_more: call())
        facts = {"email": address, "language": language}
        return (client or Client()).post(page(scene, where.get("proposal")), facts)


def link(number: int = -1) -> str:
    """The path of the link in a letter."""
    [found] = re.findall(r"https?://[^/\s]+(/follow/confirm/\S+)", mail.outbox[number].body)
    return found


def followed(scene: Scene, address: str = ADDRESS, language: str = "en", **where: Any) -> Following:
    ask(scene, address, language, **where)
    assert Client().post(link()).status_code == 200
    mail.outbox.clear()
    return Following.objects.select_related("follower").latest("pk")
