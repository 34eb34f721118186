"""The operator, afterwards, with the whole database: every table, every system column, the folder of keys and the logs.

They know who took part and in which order, and all that the database says of each row. They must not be able to tell
who answered what better than by guessing.
"""

import logging
import secrets
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from common import clock
from common.errors import Conflict
from common.locks import Lock
from proposals.models import Ballot, BallotKey, Envelope, OpenedChoice, Participation
from proposals.schedule import close_one_due_window
from proposals.tasks import sweep
from proposals.voting.casting import cast_vote
from proposals.voting.closing import close_ballot
from proposals.voting.opening import open_ballot
from proposals.voting.secrecy import closing
from tests.factories.scenes import Scene, voting_scene
from tests.factories.secret import CLOSES, choose, election_scene, secret_election, unguessable
from tests.factories.threads import in_thread, wait_until, waiting_for

ELECTIONS = 20
SYSTEM = ("ctid", "xmin", "xmax", "cmin", "cmax", "tableoid")
# Where a candidate's name may stand after the close: the paper, the answers and what was counted and published of them.
PUBLIC = {
    *("proposals_option", "proposals_ballot", "proposals_openedchoice", "proposals_tally", "proposals_position"),
    "proposals_searchentry",  # who was chosen, by the published position
}

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.BALLOT_KEYS_DIR = str(tmp_path / "keys")
    return tmp_path / "keys"


def rows(sql: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def columns_of(table: str) -> list[str]:
    named = rows("SELECT column_name FROM information_schema.columns WHERE table_name = %s ORDER BY 1", table)
    return [*(f'"{name}"' for (name,) in named), *SYSTEM]


def tables() -> list[str]:
    return [name for (name,) in rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")]


def found_in(word: str) -> set[str]:
    """The tables in which some row says the word."""
    return {table for table in tables() if rows(f"SELECT 1 FROM {table} t WHERE t::text LIKE %s LIMIT 1", f"%{word}%")}


def orders(table: str, told: str, condition: str, *values: object) -> dict[str, list[str]]:
    """What `told` says of the rows, in the order of each column, system columns too, and as the table is read."""
    columns = columns_of(table)
    listed = ", ".join(f"t.{column}::text" for column in columns)
    read = rows(f"SELECT {told}, {listed} FROM {table} t WHERE {condition}", *values)
    found = {"as it is read": [row[0] for row in read]}
    for place, column in enumerate(columns, 1):
        by = sorted(read, key=lambda row: (len(row[place] or ""), row[place] or ""))
        found[column] = [row[0] for row in by]
        found[f"{column} as text"] = [row[0] for row in sorted(read, key=lambda row: row[place] or "")]
    return found


def seats_in_every_order(ballot: Ballot) -> dict[str, list[str]]:
    """The seats that took part, as each column of each table that knows them would sort them, and the other way."""
    entry = "(SELECT movement FROM proposals_rollentry e WHERE e.id = roll_entry_id)"
    address = ballot.get_absolute_url()
    found = {
        **_named("took part", orders("proposals_participation", entry, "ballot_id = %s", ballot.pk)),
        **_named("roll", orders("proposals_rollentry", "movement", "ballot_id = %s", ballot.pk)),
        **_named(
            "ledger",
            orders("ledger_entry", "data->>'seat'", "verb = 'cast_secret_vote' AND subject = %s", address),
        ),
    }
    # Of a seat that voted again the last row counts.
    last = {by: list(dict.fromkeys(reversed(seats)))[::-1] for by, seats in found.items()}
    return {**last, **{f"{by}, backwards": seats[::-1] for by, seats in last.items()}}


def _named(table: str, found: dict[str, list[str]]) -> dict[str, list[str]]:
    return {f"{table}: {by}": seats for by, seats in found.items()}


def votes_in_random_order(scene: Scene, ballots: list[Ballot], names: tuple[str, ...]) -> dict[tuple[int, str], str]:
    """Every seat votes on every ballot, each for another name, some twice; returns who voted for whom."""
    truth: dict[tuple[int, str], str] = {}
    for ballot in ballots:
        countries, given = list(scene.seats), list(names)
        secrets.SystemRandom().shuffle(countries)
        secrets.SystemRandom().shuffle(given)
        for country, name in zip(countries, given, strict=True):
            if secrets.randbelow(4) == 0:
                choose(scene, ballot, country, names[0])
            choose(scene, ballot, country, name)
            truth[ballot.pk, scene.seats[country].movement.slug] = name
    return truth


def test_the_operator_cannot_link(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    scene = election_scene(minimum_voters=7)
    names = tuple(unguessable() for _seat in scene.seats)
    ballots = [secret_election(scene, names=names) for _election in range(ELECTIONS)]
    truth = votes_in_random_order(scene, ballots, names)
    assert found_in(names[1]) <= {"proposals_option", "proposals_ballot"}
    with clock.travel(CLOSES):
        while sweep():
            pass
    assert {ballot.state for ballot in Ballot.objects.filter(pk__in=[b.pk for b in ballots])} == {"published"}

    # What is left: no envelope, no key, and no name outside what is public without a seat.
    assert not Envelope.objects.exists()
    assert not list(folder.iterdir())
    assert not BallotKey.objects.filter(destroyed_at__isnull=True).exists()
    assert found_in(names[1]) <= PUBLIC
    assert not any(name in caplog.text for name in names)

    right: Counter[tuple[str, str]] = Counter()
    for ballot in ballots:
        asked = "SELECT DISTINCT xmin::text, cmin::text FROM proposals_openedchoice WHERE ballot_id = %s"
        assert len(rows(asked, ballot.pk)) == 1
        told = orders("proposals_openedchoice", "answer->'ranking'->0->>0", "ballot_id = %s", ballot.pk)
        seats = seats_in_every_order(ballot)
        # What the attack would see if the answers lay as they were cast: it must be able to see a leak.
        told["control"] = [truth[ballot.pk, seat] for seat in seats['took part: "id"']]
        for by, order in seats.items():
            for column, answers in told.items():
                right[by, column] += sum(
                    truth[ballot.pk, seat] == said for seat, said in zip(order, answers, strict=True)
                )

    assert right['took part: "id"', "control"] == ELECTIONS * len(names)
    guesses = {pair: hits for pair, hits in right.items() if pair[1] != "control"}
    assert len(guesses) > 500
    # A guess is right once in an election, with a variance of one, however many seats there are.
    assert max(guesses.values()) < ELECTIONS + 6.5 * ELECTIONS**0.5, max(guesses, key=lambda pair: guesses[pair])


# --- two at once ------------------------------------------------------------------------------------------------------


def closing_in(seconds: float) -> tuple[Scene, Ballot]:
    now = datetime.now(UTC)
    scene = voting_scene(opens_at=now + timedelta(seconds=0.4), closes_at=now + timedelta(seconds=seconds))
    return scene, secret_election(scene)


def cast(scene: Scene, ballot: Ballot, country: str, name: str) -> Participation | Conflict:
    try:
        return cast_vote(  # type: ignore[return-value] # of a secret ballot
            person=scene.titulars[country],
            seat=scene.seats[country],
            ballot=Ballot.objects.get(pk=ballot.pk),
            answer={"ranking": [[name]]},
        )
    except Conflict as refusal:
        return refusal


def test_conductors_at_once_open_the_envelopes_once(pool: ThreadPoolExecutor, folder: Path) -> None:
    scene, ballot = closing_in(6)
    wait_until(lambda: clock.now() >= scene.window.opens_at, "the opening")
    for country in ("BR", "AR", "VE"):
        assert isinstance(cast(scene, ballot, country, "ana"), Participation)
    wait_until(lambda: clock.now() >= scene.window.closes_at, "the close")

    def conduct() -> int:
        steps = 0
        while close_one_due_window():
            steps += 1
        return steps

    for one in [pool.submit(in_thread(conduct)) for _conductor in range(6)]:
        one.result()
    assert conduct() == 0
    assert Ballot.objects.get(pk=ballot.pk).state == Ballot.State.PUBLISHED
    assert OpenedChoice.objects.filter(ballot=ballot).count() == 3
    assert not Envelope.objects.exists() and not list(folder.iterdir())


def test_twelve_first_voters_make_one_key(pool: ThreadPoolExecutor, folder: Path) -> None:
    scene, ballot = closing_in(30)
    wait_until(lambda: clock.now() >= scene.window.opens_at, "the opening")
    results = list(pool.map(lambda country: in_thread(lambda: cast(scene, ballot, country, "ana"))(), scene.seats))
    assert all(isinstance(result, Participation) for result in results)
    assert len(list(folder.iterdir())) == 1
    assert BallotKey.objects.filter(ballot=ballot).count() == 1


def test_a_seat_in_many_tabs_takes_part_with_one_serial_each(pool: ThreadPoolExecutor) -> None:
    scene, ballot = closing_in(30)
    wait_until(lambda: clock.now() >= scene.window.opens_at, "the opening")
    open_ballot(Ballot.objects.get(pk=ballot.pk))
    results = list(pool.map(lambda name: in_thread(lambda: cast(scene, ballot, "BR", name))(), ["ana", "bruno"] * 6))
    assert all(isinstance(result, Participation) for result in results)
    assert sorted(Participation.objects.values_list("serial", flat=True)) == list(range(1, 13))
    assert Envelope.objects.count() == 12


def test_a_recast_that_entered_in_time_is_the_one_that_is_opened(pool: ThreadPoolExecutor) -> None:
    scene, ballot = closing_in(6)
    wait_until(lambda: clock.now() >= scene.window.opens_at, "the opening")
    assert isinstance(cast(scene, ballot, "BR", "bruno"), Participation)
    voted, may_commit = threading.Event(), threading.Event()

    def slow_recast() -> None:
        with transaction.atomic():
            assert isinstance(cast(scene, ballot, "BR", "ana"), Participation)
            voted.set()
            assert may_commit.wait(10)

    slow = pool.submit(in_thread(slow_recast))
    assert voted.wait(10)
    wait_until(lambda: clock.now() >= scene.window.closes_at, "the close")
    close = pool.submit(in_thread(lambda: close_ballot(Ballot.objects.get(pk=ballot.pk))))
    wait_until(lambda: waiting_for(Lock.BALLOT, ballot.pk), "the close waits for the recast")
    may_commit.set()
    slow.result()
    assert close.result() is True
    assert [choice.answer for choice in OpenedChoice.objects.all()] == [{"ranking": [["ana"]]}]


def test_a_recast_that_waits_for_the_close_is_refused(pool: ThreadPoolExecutor) -> None:
    scene, ballot = closing_in(5)
    wait_until(lambda: clock.now() >= scene.window.opens_at, "the opening")
    assert isinstance(cast(scene, ballot, "BR", "bruno"), Participation)
    wait_until(lambda: clock.now() >= scene.window.closes_at, "the close")
    closed, may_commit = threading.Event(), threading.Event()

    def slow_close() -> None:
        with transaction.atomic():
            assert close_ballot(Ballot.objects.get(pk=ballot.pk))
            closed.set()
            assert may_commit.wait(10)

    slow = pool.submit(in_thread(slow_close))
    assert closed.wait(10)
    late = pool.submit(in_thread(lambda: cast(scene, ballot, "BR", "ana")))
    wait_until(lambda: waiting_for(Lock.BALLOT, ballot.pk), "the recast waits for the close")
    may_commit.set()
    slow.result()
    refusal = late.result()
    assert isinstance(refusal, Conflict) and refusal.code == "closed"
    assert [choice.answer for choice in OpenedChoice.objects.all()] == [{"ranking": [["bruno"]]}]


def test_a_worker_killed_before_it_commits_leaves_everything_to_the_next(
    pool: ThreadPoolExecutor, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its connection is ended by the server in the middle of the close, as when its machine is gone."""
    scene, ballot = closing_in(6)
    wait_until(lambda: clock.now() >= scene.window.opens_at, "the opening")
    for country in ("BR", "AR", "VE"):
        assert isinstance(cast(scene, ballot, country, "ana"), Participation)
    wait_until(lambda: clock.now() >= scene.window.closes_at, "the close")
    real = closing.destroy_envelopes

    def killed(one: Ballot) -> None:
        real(one)
        [(backend,)] = rows("SELECT pg_backend_pid()")
        pool.submit(in_thread(lambda: rows("SELECT pg_terminate_backend(%s)", backend))).result()

    with monkeypatch.context() as patch:
        patch.setattr(closing, "destroy_envelopes", killed)
        dead = pool.submit(in_thread(lambda: close_ballot(Ballot.objects.get(pk=ballot.pk))))
        assert dead.exception() is not None
    assert Envelope.objects.count() == 3 and not OpenedChoice.objects.exists()
    assert len(list(folder.iterdir())) == 1
    while close_one_due_window():
        pass
    assert OpenedChoice.objects.count() == 3
    assert not Envelope.objects.exists() and not list(folder.iterdir())
