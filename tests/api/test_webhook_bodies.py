"""What a webhook is sent of a published position leads to the position in the API."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from ledger.models import Entry
from proposals.models import Position
from proposals.webhooks.payload import body_of

from .conftest import AFTER, Record


def test_a_published_position_comes_with_its_address_and_hash(
    record: Record, read: Callable[..., Any], settings: Any
) -> None:
    settings.SITE_URL = "http://testserver/"
    entry = Entry.objects.get(verb="publish_position")
    sent = json.loads(body_of(entry))["data"]["position"]
    position = Position.objects.get()
    assert sent["sha256"] == position.sha256
    published = read(sent["url"].removeprefix("http://testserver/api/v1/"))
    assert published["sha256"] == position.sha256


@pytest.mark.parametrize("data", [{}, {"sha256": None}, {"sha256": "0" * 64}])
def test_without_a_position_the_entry_goes_alone(db: None, data: dict[str, object]) -> None:
    entry = Entry(pk=1, verb="publish_position", data=data, at=AFTER)
    assert "position" not in json.loads(body_of(entry))["data"]
