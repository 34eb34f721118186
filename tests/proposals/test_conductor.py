"""The conductor: one due row at a time, each step once, a broken row set aside without holding up the others."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q

from common import clock
from common.errors import Conflict
from common.proof.canonical import canonical, sha256
from councils.models import Rulebook, Window
from ledger.models import Entry
from proposals.models import Ballot, Position, Proposal, Tally
from proposals.positions.counting import count_ballot
from proposals.positions.publishing import publish_position
from proposals.schedule import close_one_due_window, failures
from proposals.tally.recount import recount
from proposals.tasks import sweep
from proposals.voting.casting import cast_vote
from proposals.voting.closing import call_again, close_ballot
from tests.factories.scenes import Scene, voting_scene

OPENS = datetime(2026, 3, 1, 12, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=3)
INSIDE = OPENS + timedelta(hours=5)

pytestmark = pytest.mark.django_db


def scene_of(**rules: object) -> Scene:
    with clock.travel(OPENS - timedelta(hours=1)):
        return voting_scene(opens_at=OPENS, closes_at=CLOSES, **rules)


def cast(scene: Scene, **choices: str) -> None:
    with clock.travel(INSIDE):
        for country, choice in choices.items():
            cast_vote(person=scene.titulars[country], seat=scene.seats[country], ballot=scene.ballot, choice=choice)


def conduct(at: datetime) -> int:
    with clock.travel(at):
        return sweep()


def states(scene: Scene) -> list[str]:
    return list(Ballot.objects.filter(round=scene.round).order_by("number").values_list("state", flat=True))


def test_nothing_is_due_before_its_time() -> None:
    scene = scene_of()
    assert conduct(OPENS - timedelta(hours=1)) == 0
    conduct(OPENS)
    assert states(scene) == ["open"]
    conduct(CLOSES - timedelta(minutes=1))  # the reminders before the close
    assert conduct(CLOSES - timedelta(microseconds=1)) == 0
    assert states(scene) == ["open"]


def test_from_the_close_to_the_position() -> None:
    scene = scene_of()
    cast(scene, BR="no", AR="no", VE="no", EC="yes", UY="yes", PY="yes", BO="yes")
    conduct(CLOSES)
    assert states(scene) == ["published"]
    outcomes = dict(Tally.objects.values_list("rule", "outcome"))
    assert outcomes["countries"] == "adopted"
    assert outcomes["capital"] == "rejected"
    assert len(outcomes) == 7
    position = Position.objects.get()
    assert position.sha256 == sha256(bytes(position.document))
    assert conduct(CLOSES + timedelta(minutes=1)) == 0
    assert Position.objects.count() == 1


def test_a_late_worker_counts_the_same() -> None:
    scene = scene_of()
    cast(scene, BR="yes", BO="no")
    conduct(CLOSES + timedelta(days=30))
    assert states(scene) == ["published"]
    assert Tally.objects.get(is_binding=True).result["counts"]["yes"] == "1"


def test_every_step_twice_does_nothing_more() -> None:
    scene = scene_of()
    cast(scene, BR="yes")
    with clock.travel(CLOSES):
        assert [close_ballot(scene.ballot), close_ballot(scene.ballot)] == [True, False]
        assert [count_ballot(scene.ballot), count_ballot(scene.ballot)] == [True, False]
        assert [publish_position(scene.ballot), publish_position(scene.ballot)] == [True, False]
    assert Position.objects.count() == 1
    assert Tally.objects.count() == 7


def test_a_recount_of_the_published_document_gives_the_published_results() -> None:
    scene = scene_of()
    cast(scene, BR="block", AR="yes", VE="abstain", EC="yes")
    conduct(CLOSES)
    document = Position.objects.get().ballot.positions.get().document
    read = json.loads(bytes(document))
    assert canonical(read) == bytes(document)
    recounted = {tally.rule: tally.as_json() for tally in recount(read).tallies}
    assert {r["rule"]: {k: v for k, v in r["result"].items() if k != "pivots"} for r in read["results"]} == recounted


def test_positions_are_chained_and_numbered_per_council_and_year() -> None:
    scene = scene_of()
    scene.put()
    other = scene_of()
    conduct(CLOSES)
    first, second = Position.objects.filter(council=scene.council).order_by("id")
    assert (first.number, second.number) == (1, 2)
    assert second.previous_sha256 == first.sha256
    assert first.previous_sha256 == ""
    assert Position.objects.get(council=other.council).number == 1


def test_the_year_is_that_of_the_councils_zone() -> None:
    with clock.travel(OPENS - timedelta(hours=1)):
        scene = voting_scene(opens_at=OPENS, closes_at=datetime(2027, 1, 1, 1, tzinfo=UTC))
    conduct(datetime(2027, 1, 1, 1, tzinfo=UTC))
    assert Position.objects.get(council=scene.council).year == 2026


def test_one_broken_ballot_does_not_hold_up_the_round(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = scene_of()
    Rulebook.objects.create(
        council=broken.council,
        version=2,
        data={"binding": "no such rule"},
        effective_at=OPENS - timedelta(hours=2),
        recorded_at=OPENS - timedelta(hours=2),
    )
    sound = scene_of()
    conduct(OPENS)
    assert states(broken) == ["provisional"]
    assert states(sound) == ["open"]
    set_aside = failures(Q(round=broken.round))
    assert [row.attempts for row in set_aside] == [1]
    assert "RulebookError" in set_aside[0].failure
    assert conduct(OPENS + timedelta(seconds=1)) == 0, "it waits for its next try"
    conduct(OPENS + timedelta(seconds=6))
    assert failures(Q(round=broken.round))[0].attempts == 2
    Rulebook.objects.create(
        council=broken.council,
        version=3,
        data=Rulebook.objects.get(council=broken.council, version=1).data,
        effective_at=OPENS - timedelta(hours=1),
        recorded_at=OPENS - timedelta(hours=1),
    )
    conduct(OPENS + timedelta(hours=1))
    assert states(broken) == ["open"]
    assert failures(Q(round=broken.round)) == []


def test_settlement_prepares_the_ballots_once() -> None:
    scene = scene_of()
    Ballot.objects.filter(round=scene.round)
    Window.objects.filter(round=scene.round, kind="settlement").update(opening_done_at=None)
    proposals = Proposal.objects.filter(round=scene.round).count()
    conduct(OPENS - timedelta(hours=1))
    assert Ballot.objects.filter(round=scene.round).count() == proposals
    assert Entry.objects.filter(verb="open_window", council_id=scene.council.id).count() == 1


def test_a_withdrawn_proposal_is_not_voted_on() -> None:
    scene = scene_of()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('minga.moving_proposal', %s, true)", [str(scene.ballot.proposal_id)])
    Proposal.objects.filter(pk=scene.ballot.proposal_id).update(stage="withdrawn")
    conduct(OPENS)
    assert states(scene) == ["cancelled"]


def test_a_second_call_has_its_own_quorum_and_supersedes() -> None:
    quorum = [{"kind": "seats_present", "share": "1/2"}]
    scene = scene_of(quorum=quorum, second_call=True, second_call_quorum=[])
    cast(scene, BO="yes")
    conduct(CLOSES)
    first = Position.objects.get()
    assert first.outcome == "no_quorum"
    later = CLOSES + timedelta(days=1)
    with clock.travel(later):
        window = Window.objects.create(
            round=scene.round, kind="voting", opens_at=later + timedelta(hours=1), closes_at=later + timedelta(days=2)
        )
        scene.ballot.refresh_from_db()
        again = call_again(person=scene.secretary, ballot=scene.ballot, window=window)
        with pytest.raises(Conflict):
            call_again(person=scene.secretary, ballot=scene.ballot, window=window)
    with clock.travel(later + timedelta(hours=2)):
        again = Ballot.objects.select_related("round__council", "window", "proposal").get(pk=again.pk)
        cast_vote(person=scene.titulars["BO"], seat=scene.seats["BO"], ballot=again, choice="yes")
    conduct(later + timedelta(days=2))
    second = Position.objects.get(ballot=again)
    assert second.outcome == "adopted"
    assert second.supersedes == first


def test_one_at_a_time(settings: Any) -> None:
    settings.SIGNING_KEY = ""  # a signature would be one step more
    scene = scene_of()
    with clock.travel(CLOSES):
        seen = []
        while close_one_due_window():
            seen.append(states(scene)[0])
    assert seen[-4:] == ["open", "closed", "tallied", "published"]
