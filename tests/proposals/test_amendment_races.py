"""Several at one amendment at once, and at the close of settlement, with real threads on a real PostgreSQL."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection, transaction

from common.errors import DomainError
from common.locks import Lock, share
from councils.models import Window
from proposals.amending.actions import (
    accept_amendment,
    call_plenary,
    decline_amendment,
    propose_amendment,
    settle_amendments,
)
from proposals.models import Amendment, Ballot, PlenaryCall, Proposal, Revision
from proposals.schedule import close_one_due_window
from proposals.voting.plenary import prepare_plenary
from tests.factories.amending import Assembly, assembly, replacing

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 4
HOUR = timedelta(hours=1)


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(max_workers=AT_ONCE) as executor:
        yield executor


def now_in(here: Assembly, kind: str) -> None:
    """The calendar is moved so that the window of this kind is open, since an hour."""
    windows = {window.kind: window for window in Window.objects.filter(round=here.table.round)}
    delta = datetime.now(UTC) - HOUR - windows[kind].opens_at
    for window in windows.values():
        Window.objects.filter(pk=window.pk).update(opens_at=window.opens_at + delta, closes_at=window.closes_at + delta)


def all_at_once(pool: ThreadPoolExecutor, *acts: Callable[[], object]) -> Counter[str]:
    """What came of doing all of it at once: `done`, or the codes of the refusals."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        try:
            barrier.wait(10)
            act()
            return "done"
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()

    return Counter(pool.map(run, acts))


def fresh(amendment: Amendment) -> Amendment:
    return Amendment.objects.select_related("proposal__round__council").get(pk=amendment.pk)


def rivals(here: Assembly, number: int) -> list[Amendment]:
    return [here.propose(replacing("p1", f"Otras semillas, {place}."), by=place) for place in range(number)]


def accepting(here: Assembly, amendment: Amendment, who: str) -> Callable[[], object]:
    seat = here.table.sponsor if who == "sponsor" else here.table.author
    return lambda: accept_amendment(person=here.people[who], seat=seat, amendment=fresh(amendment))


def test_of_two_sponsors_who_accept_rivals_one_is_told(pool: ThreadPoolExecutor) -> None:
    here = assembly()
    first, second = rivals(here, 2)
    now_in(here, "settlement")
    came = all_at_once(pool, accepting(here, first, "sponsor"), accepting(here, second, "coordinator"))
    assert came == {"done": 1, "stale_amendment": 1}
    assert Revision.objects.filter(proposal=here.proposal, source="amendment").count() == 1
    assert Counter(Amendment.objects.values_list("state", flat=True)) == {"accepted": 1, "open": 1}


def test_one_amendment_is_accepted_or_declined_and_not_both(pool: ThreadPoolExecutor) -> None:
    here = assembly()
    [amendment] = rivals(here, 1)
    now_in(here, "settlement")
    came = all_at_once(
        pool,
        accepting(here, amendment, "sponsor"),
        lambda: decline_amendment(
            person=here.people["coordinator"], seat=here.table.author, amendment=fresh(amendment), reason="No."
        ),
    )
    # What was declined can still be accepted; what was accepted cannot be declined.
    assert came in ({"done": 2}, {"done": 1, "amendment_accepted": 1})
    assert Amendment.objects.get().state == "accepted"


def test_two_callers_at_once_send_it_once(pool: ThreadPoolExecutor) -> None:
    here = assembly(plenary_seats=2)
    [amendment] = rivals(here, 1)
    here.decline(amendment)
    now_in(here, "settlement")
    came = all_at_once(
        pool,
        *(
            lambda place=place: call_plenary(
                person=here.titulars[place], seat=here.seats[place], amendment=fresh(amendment)
            )
            for place in range(3)
        ),
    )
    assert came == {"done": 2, "amendment_sent": 1}
    assert PlenaryCall.objects.count() == 2
    assert Amendment.objects.get().state == "sent"


def test_those_proposed_at_once_have_numbers_of_their_own(pool: ThreadPoolExecutor) -> None:
    here = assembly()
    now_in(here, "discussion")

    def propose(place: int) -> object:
        return propose_amendment(
            person=here.titulars[place],
            seat=here.seats[place],
            proposal=Proposal.objects.select_related("round__council").get(pk=here.proposal.pk),
            changes=replacing("p1", f"Otras {place}."),
            reasons="Así.",
            language="es",
            expected=1,
        )

    assert all_at_once(pool, *(lambda n=n: propose(n) for n in range(AT_ONCE))) == {"done": AT_ONCE}
    assert sorted(Amendment.objects.values_list("number", flat=True)) == list(range(1, AT_ONCE + 1))


def test_the_close_waits_for_whoever_entered_in_time(pool: ThreadPoolExecutor) -> None:
    here = assembly()
    [amendment] = rivals(here, 1)
    now_in(here, "plenary")
    settlement = Window.objects.get(round=here.table.round, kind="settlement")
    with transaction.atomic():
        share(Lock.WINDOW, settlement.pk)  # as an acceptance does that has yet to commit
        waiting = pool.submit(lambda: (settle_amendments(here.table.round), connection.close()))
        with pytest.raises(TimeoutError):
            waiting.result(0.5)
        assert fresh(amendment).state == "open"
    waiting.result(10)
    assert fresh(amendment).state == "sent"


def test_conductors_and_visitors_at_once_prepare_one_plenary(pool: ThreadPoolExecutor) -> None:
    here = assembly()
    rivals(here, 3)
    now_in(here, "plenary")

    def conduct() -> None:
        while close_one_due_window():
            pass

    came = all_at_once(
        pool,
        conduct,
        conduct,
        lambda: prepare_plenary(here.table.round),
        lambda: prepare_plenary(here.table.round),
    )
    assert came == {"done": 4}
    conduct()
    ballots = Ballot.objects.filter(amendment__isnull=False)
    assert ballots.count() == 3
    assert sorted(Amendment.objects.values_list("plenary_order", flat=True)) == [1, 2, 3]
    assert Ballot.objects.filter(amendment__isnull=True).count() == 1
