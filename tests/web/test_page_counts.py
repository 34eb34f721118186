"""A page asks as many questions for ten rows of everything as for forty, whoever reads it."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from proposals.positions.shelf import SHELF
from tests.api.conftest import Record, record
from tests.api.test_counts import fill
from tests.factories.pages import signed_in

__all__ = ["record"]
pytestmark = pytest.mark.django_db

FEW, MORE = 10, 30
# What a list may ask for a visitor who is not signed in, session and all.
MOST = 10
OF_SITE = ("home", "council_list", "position_list", "rules", "search")
OF_PERSON = ("me", "inbox", "notice_preferences")
OF_COUNCIL = (
    *("council", "council_seats", "council_rulebook", "council_positions", "council_answers", "ledger", "letters"),
    *("meetings", "moderation_log", "council_search", "referrals"),
)
OF_ROUND = ("round",)
OF_PROPOSAL = (
    *("proposal", "proposal_history", "proposal_endorsements", "proposal_questions", "proposal_stances"),
    *("translations", "amendment_list"),
)
OF_BALLOT = ("ballot", "roll", "consultations")


def addresses(record: Record) -> dict[str, str]:
    """Every page that lists something, by its name."""
    slug, seat = record.closed.council.slug, next(iter(record.closed.seats.values()))
    below = {(): OF_SITE, (slug,): OF_COUNCIL, (slug, 1): OF_ROUND, (slug, 1, 1): (*OF_PROPOSAL, *OF_BALLOT)}
    found = {name: reverse(name, args=args) for args, names in below.items() for name in names}
    return {**found, "movement": reverse("movement", args=[seat.movement.slug]), **{n: reverse(n) for n in OF_PERSON}}


def cost(client: Client, address: str) -> int:
    client.get(address)  # what is done once in a process's life, or in a session's
    SHELF.clear()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200, address
    return len(queries)


def measured(record: Record) -> dict[str, int]:
    """By reader and page."""
    pages = addresses(record)
    readers = {"nobody": None, "a voter": record.closed.titulars["BO"]}
    return {
        f"{page}, {reader}": cost(client, pages[page])
        for reader, person in readers.items()
        for client in [signed_in(person)]
        for page in pages
        if person or page not in OF_PERSON
    }


def test_no_page_asks_more_where_there_is_more(record: Record) -> None:
    fill(record, FEW, 100)
    few = measured(record)
    fill(record, MORE, 1_000)
    many = measured(record)
    assert many == few
    lists = {page: count for page, count in few.items() if page.endswith("nobody") and not page.startswith("ballot")}
    assert {page: count for page, count in lists.items() if count > MOST} == {}
