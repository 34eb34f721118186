"""Stances are counted where comments are written: what is read is what counting the comments would come to."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from random import Random

import pytest
from django.db import connection, transaction
from django.db.models import Sum

from proposals.deliberation.stances import stances_of
from proposals.models import Amendment, Comment, Proposal, StanceCount
from tests.factories.proposals import Table, table
from tests.proposals.test_comments import INSIDE, fill

Counts = dict[tuple[int, int | None, str], int]
# What moderation and authors write on a comment, in the order in which it may befall one.
FATES = (
    {"stance": "concern"},
    {"held_at": INSIDE},
    {"held_at": None},
    {"retracted_at": INSIDE},
    {"hidden_at": INSIDE},
    {"hidden_at": INSIDE, "hidden_until": INSIDE},
    {"removed_at": INSIDE, "held_at": None},
    {"support_count": 7},
)


@pytest.fixture
def at_table() -> Table:
    return table()


@pytest.fixture
def proposal(at_table: Table) -> Proposal:
    return at_table.sponsored_admitted()


def by_reading() -> Counts:
    """The specification: comments on the text that were not retracted and do not wait for review, one by one."""
    said = Comment.objects.filter(amendment=None, retracted_at=None, held_at=None)
    return dict(Counter(said.values_list("proposal_id", "seat_id", "stance")))


def kept() -> Counts:
    rows = StanceCount.objects.order_by().values_list("proposal_id", "seat_id", "stance").annotate(sum=Sum("number"))
    return {(proposal, seat, stance): number for proposal, seat, stance, number in rows if number}


def recount() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT minga_recount_stances()")


@pytest.mark.django_db
def test_whatever_befalls_a_comment_the_counts_are_those_of_reading(at_table: Table, proposal: Proposal) -> None:
    bystander, random = at_table.bystander, Random(5)
    amendment = Amendment.objects.create(
        proposal=proposal, number=1, seat=bystander, proposed_by=at_table.people["bystander"], proposed_at=INSIDE,
        changed_at=INSIDE,
    )  # fmt: skip
    born = ({}, {"held_at": INSIDE}, {"retracted_at": INSIDE}, {"amendment": amendment}, {"parent": None})
    made = [comment for facts in born for comment in fill(proposal, at_table, 3, **facts)]
    assert kept() == by_reading() == {(proposal.pk, bystander.pk, "neutral"): 6}
    for comment, fate in random.sample(list(product(made, FATES)), 80):
        Comment.objects.filter(pk=comment.pk).update(**fate)
        assert kept() == by_reading(), fate
    # Nothing in the product moves a comment, but a count that stayed behind would never be found out.
    Comment.objects.filter(pk__in=[comment.pk for comment in made[:9]]).update(seat=None)
    Comment.objects.filter(pk__in=[comment.pk for comment in made[5:]]).update(amendment=None)
    assert kept() == by_reading()
    assert sum(row.total for row in stances_of(proposal).movements) == sum(by_reading().values()) > 0


@pytest.mark.django_db
def test_what_is_undone_was_not_counted(at_table: Table, proposal: Proposal) -> None:
    fill(proposal, at_table, 1)
    with transaction.atomic():
        fill(proposal, at_table, 2)
        transaction.set_rollback(True)
    assert kept() == by_reading() == {(proposal.pk, at_table.bystander.pk, "neutral"): 1}


@pytest.mark.django_db
def test_a_recount_finds_what_was_never_counted_and_what_was_counted_wrongly(
    at_table: Table, proposal: Proposal
) -> None:
    fill(proposal, at_table, 3)
    StanceCount.objects.all().delete()
    # As between the two migrations: what is written meanwhile is counted, and what befalls the others as well.
    [comment, *_others] = fill(proposal, at_table, 2)
    Comment.objects.filter(pk=comment.pk - 1).update(retracted_at=INSIDE)
    StanceCount.objects.create(proposal=proposal, seat=None, stance="support", number=4)
    recount()
    assert kept() == by_reading() == {(proposal.pk, at_table.bystander.pk, "neutral"): 4}
    rows = StanceCount.objects.count()
    recount()
    assert StanceCount.objects.count() == rows


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(max_workers=1) as executor:
        yield executor


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_whoever_comments_at_the_same_moment(
    at_table: Table, proposal: Proposal, pool: ThreadPoolExecutor
) -> None:
    def elsewhere() -> Counts:
        """On a connection of its own, while this one has not ended its transaction."""
        try:
            fill(proposal, at_table, 2)
            recount()
            return kept()
        finally:
            connection.close()

    of = (proposal.pk, at_table.bystander.pk, "neutral")
    fill(proposal, at_table, 1)
    with transaction.atomic():
        fill(proposal, at_table, 10)
        assert pool.submit(elsewhere).result(20) == {of: 3}, "what is not committed is seen by nobody else"
        assert kept() == {of: 13}
    assert kept() == by_reading() == {of: 13}
    assert StanceCount.objects.count() == 2
    fill(proposal, at_table, 1)
    assert StanceCount.objects.count() == 2, "a row that nobody holds is used again"
