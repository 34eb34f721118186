"""Rows that were read in part or inserted by a kept statement are what the framework would have made of them."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from common import clock
from common.rows import add, known
from councils.models import Council, Seat
from ledger.models import Entry
from tests.factories.scenes import council_of, seat_of

pytestmark = pytest.mark.django_db


def test_what_was_not_read_is_fetched_when_it_is_asked_for() -> None:
    council = council_of()
    partly = known(Council, {"slug": council.slug, "id": council.pk})
    with CaptureQueriesContext(connection) as queries:
        assert (partly.pk, partly.slug, partly.get_absolute_url()) == (
            council.pk,
            council.slug,
            council.get_absolute_url(),
        )
        assert not queries
        assert partly.name == council.name
    assert len(queries) == 1


def test_an_inserted_row_reads_back_as_it_was_written() -> None:
    council = council_of()
    facts = {"verb": "close_window", "data": {"a": ["\u00f1", 1, None]}, "at": clock.now(council.pk)}
    entry = add(Entry(council_id=council.pk, subject="/x/", **facts))
    saved = Entry.objects.create(council_id=council.pk, subject="/x/", **facts)
    for row in (entry, saved):
        read = Entry.objects.get(pk=row.pk)
        assert {f.attname: getattr(row, f.attname) for f in Entry._meta.concrete_fields} == {
            f.attname: getattr(read, f.attname) for f in Entry._meta.concrete_fields
        }
    assert not entry._state.adding


def test_a_row_that_the_database_refuses_is_refused() -> None:
    seat = seat_of(council_of(), "BR")
    with pytest.raises(IntegrityError), transaction.atomic():
        add(Seat(council=seat.council, movement=seat.movement))
    assert Seat.objects.count() == 1
