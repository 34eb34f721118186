"""Pages hang together in both directions, whatever is added in between."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from councils.models import Movement
from ledger.models import Entry
from tests.api.conftest import FOUNDED, settle

Read = Callable[..., Any]
START = "http://testserver/api/v1/"


def movements(*numbers: int) -> None:
    Movement.objects.bulk_create(
        Movement(slug=f"m-{n:02d}", name=f"M {n}", kind="union", founded_at=FOUNDED) for n in numbers
    )


def slugs(page: dict) -> list[str]:
    return [row["slug"] for row in page["results"]]


def follow(read: Read, address: str) -> dict:
    return read(address.removeprefix(START))


@pytest.mark.django_db
def test_forwards_and_back_again(read: Read) -> None:
    movements(*range(7))
    pages = [read("movements/", page_size=3)]
    while pages[-1]["next"]:
        pages.append(follow(read, pages[-1]["next"]))
    assert [len(page["results"]) for page in pages] == [3, 3, 1]
    assert [slug for page in pages for slug in slugs(page)] == [f"m-{n:02d}" for n in range(7)]
    assert pages[0]["previous"] is None
    back = follow(read, pages[2]["previous"])
    assert slugs(back) == slugs(pages[1])
    first = follow(read, back["previous"])
    assert slugs(first) == slugs(pages[0])
    assert first["previous"] is None
    assert slugs(follow(read, first["next"])) == slugs(pages[1])


@pytest.mark.django_db
def test_what_is_added_in_between_moves_nothing(read: Read) -> None:
    movements(2, 4, 6, 8)
    first = read("movements/", page_size=2, kind="union")
    movements(1, 3, 5)
    assert slugs(follow(read, first["next"])) == ["m-05", "m-06"]


@pytest.mark.django_db
def test_a_filter_goes_along(read: Read) -> None:
    movements(1, 2, 3)
    assert "kind=union" in read("movements/", page_size=1, kind="union")["next"]


@pytest.mark.django_db
def test_an_empty_list_has_no_neighbours(read: Read) -> None:
    assert read("movements/") == {"results": [], "next": None, "previous": None}


@pytest.mark.django_db(transaction=True)
def test_entries_of_one_transaction_are_not_torn_apart(client: Client, read: Read) -> None:
    Entry.objects.bulk_create(Entry(verb=f"v{n}", at=FOUNDED) for n in range(5))
    Entry.objects.create(verb="later", at=FOUNDED)
    settle()
    page, verbs = read("ledger/", page_size=2), []
    while True:
        verbs += [entry["verb"] for entry in page["results"]]
        if not page["next"]:
            break
        page = follow(read, page["next"])
    assert verbs == ["later", "v4", "v3", "v2", "v1", "v0"]
