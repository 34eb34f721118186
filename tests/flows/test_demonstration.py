"""The demonstration council: all that it promises is there, was made by the real acts, and can be counted again.

It is loaded once for all of these tests, and what they change they change in their order.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse

from accounts.models import User
from common import clock
from common.models import ClockPermit
from councils.models import Contribution, Council, Movement, PendingAct, Standing, Window
from councils.rounds.queries import window_at
from embedded.demonstration import agenda, archive, cast, loading, plans
from embedded.demonstration.loading import load
from embedded.demonstration.rounds import open_votes
from embedded.parts import PARTS
from ledger.models import Entry
from proposals.amending.carrying import FRESH, staleness
from proposals.amending.changes import overlap, read
from proposals.answering.following.queries import reports_on
from proposals.answering.following.reading import side_by_side
from proposals.deliberation.models import QUESTION
from proposals.models import (
    Amendment,
    Appeal,
    Ballot,
    Case,
    Comment,
    Evaluation,
    Letter,
    Mention,
    Position,
    Proposal,
    Referral,
    Reshaping,
    RollChallenge,
    Statement,
    Tally,
    Translation,
    Transmittal,
    Vote,
)
from proposals.tally.choices import recount_choice
from proposals.tally.recount import recount
from proposals.translating.queries import originals_of
from proposals.voting.closing import cancel_ballot
from proposals.voting.secrecy.models import Envelope
from tests.browser.crumbs import strayed
from tests.browser.walks import WALKS
from tests.browser.walks import address as address_of
from tests.factories.demonstration import demonstration_settings
from tests.factories.files import BUDGET, written

# The path of a page, and under what it has one.
PATH = re.compile(r'<nav class="crumbs"(.*?)</nav>', re.DOTALL)
COUNCILS = ("/councils/", "/desk/", "/positions/", "/movements/")
ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": "only-for-this-test-0123456789-abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": "council.example",
    "DATABASE_URL": "postgres://minga_app@localhost/minga",
    "REDIS_URL": "redis://localhost/0",
    "EMAIL_URL": "smtp://localhost:25",
}


class Killed(BaseException):
    """What `kill` does to a loader, as far as Python can say it."""


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker) -> Iterator[None]:  # type: ignore[no-untyped-def]
    """An empty database under the settings of the demonstration, emptied again after the last of these tests."""
    # Where no test asks for a database by its mark, pytest-django makes none and leaves the one of the settings.
    assert connection.settings_dict["NAME"].startswith("test_"), "run this with tests that are marked `django_db`"
    with django_db_blocker.unblock(), demonstration_settings(tmp_path_factory.mktemp("demonstration")):
        yield


@pytest.fixture(scope="module")
def loaded(settled: None) -> list[str]:
    """Loaded by a loader that was killed in the middle, and by the next one."""
    acts = iter(range(10_000))
    conduct = agenda.conduct

    def killed_at_the_thirtieth() -> None:
        conduct()
        if next(acts) == 30:
            raise Killed

    agenda.conduct = killed_at_the_thirtieth
    try:
        with pytest.raises(Killed):
            load()
    finally:
        agenda.conduct = conduct
    assert ClockPermit.objects.count() == 1
    return load()


@pytest.fixture
def visitor(loaded: list[str]) -> Client:
    """Somebody who opens the demonstration in a browser."""
    return Client()


def council() -> Council:
    return Council.objects.get(slug="movimientos")


def outcomes(round_number: int, ballot: int) -> dict[str, str]:
    rows = Tally.objects.filter(ballot__round__number=round_number, ballot__number=ballot)
    return dict(rows.values_list("rule", "outcome"))


def binding(round_number: int, ballot: int) -> str:
    return Tally.objects.get(ballot__round__number=round_number, ballot__number=ballot, is_binding=True).rule


def test_a_killed_loader_is_followed_by_one_that_goes_on(loaded: list[str]) -> None:
    assert len(loaded) == 2
    assert "interrupted" in loaded[0]
    assert loaded[1].startswith("Ensayo 1: ") or loaded[1].startswith("Rehearsal 1: ")
    assert not ClockPermit.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('minga.now', true)")
        assert not cursor.fetchone()[0]


def test_the_countries_and_their_contributions_are_those_of_the_literature(loaded: list[str]) -> None:
    rows = Contribution.objects.values_list("country", "amount", "kind", "source")
    assert {country: int(amount) for country, amount, _kind, _source in rows} == {
        "BR": 2_000_000_000,
        "AR": 2_000_000_000,
        "VE": 2_000_000_000,
        "EC": 400_000_000,
        "UY": 400_000_000,
        "PY": 100_000_000,
        "BO": 100_000_000,
    }
    assert sum(amount for _country, amount, _kind, _source in rows) == plans.facts()["total"]
    assert all(kind == "subscribed" and "Monthly Review" in source for _c, _a, kind, source in rows)


def test_seats_are_invented_movements_of_all_seven_countries_and_of_the_region(loaded: list[str]) -> None:
    movements = Movement.objects.filter(seats__council=council())
    assert set(movements.values_list("country", flat=True)) == {"BR", "AR", "VE", "EC", "UY", "PY", "BO", None}
    assert all(movement.is_demonstration for movement in movements)
    assert all("emostra" in str(movement.description) for movement in movements)
    assert len(set(movements.values_list("kind", flat=True))) >= 8
    statuses = {seat.standings.latest("effective_at").status for seat in council().seats.all()}
    assert statuses >= {Standing.Status.ADMITTED, Standing.Status.SUSPENDED, Standing.Status.APPLIED}
    addressees = set(
        Council.objects.filter(is_rehearsal=False).exclude(slug="movimientos").values_list("kind", flat=True)
    )
    assert addressees == {Council.Kind.PRESIDENTIAL, Council.Kind.BANK_BOARD}
    assert PendingAct.objects.filter(state=PendingAct.State.WAITING, verb="admit_movement").count() == 1


def test_every_stage_has_a_round_and_every_round_the_five_themes(loaded: list[str]) -> None:
    now, rounds = clock.now(), list(council().rounds.order_by("number"))
    stages = {window.kind for round_ in rounds if (window := window_at(round_, now))}
    assert stages >= {"drafting", "discussion", "settlement", "voting", "response"}
    assert {round_.themes.count() for round_ in rounds} == {5}
    assert not Window.objects.exclude(failure="").exists()
    drafting = {proposal.stage for proposal in Proposal.objects.filter(round__number=8)}
    assert drafting == {"draft", "submitted", "returned", "admitted"}
    assert RollChallenge.objects.filter(outcome="").count() == 1


def test_the_discussion_has_every_stance_threads_paragraphs_observers_and_revisions(loaded: list[str]) -> None:
    discussed = Proposal.objects.get(round__number=7, number=1)
    comments = Comment.objects.filter(proposal=discussed)
    assert set(comments.values_list("stance", flat=True)) == set(Comment.Stance.values)
    assert comments.filter(parent__parent__isnull=False).exists()
    assert comments.exclude(paragraph="").exists()
    assert comments.filter(seat=None).exists()
    assert comments.filter(edited_at__isnull=False).exists()
    assert comments.filter(retracted_at__isnull=False).exists()
    assert discussed.revisions.count() == 4
    assert set(discussed.sponsorships.values_list("state", flat=True)) == {"invited", "accepted", "declined"}


def amendments(round_number: int, proposal: int) -> list[Amendment]:
    found = Amendment.objects.filter(proposal__round__number=round_number, proposal__number=proposal)
    return list(found.select_related("text__revision", "proposal__revision").order_by("number"))


def test_amendments_are_discussed_side_by_side_and_one_is_stale(loaded: list[str]) -> None:
    made = amendments(7, 1)
    current = made[0].proposal.revision.paragraphs
    changes = [read(one.text.changes) for one in made]
    stale = [set(staleness(one.text.revision.paragraphs, current, read(one.text.changes))) != {FRESH} for one in made]
    assert stale == [True, False, False, False]
    assert all({place.kind for place in overlap(changes[1], other)} == {"same"} for other in changes[2:])
    assert [one.sponsorships.count() for one in made] == [0, 2, 1, 0]
    assert Comment.objects.filter(amendment=made[1]).count() == 2
    assert {one.state for one in made} == {"open"}


def test_the_discussion_is_supported_endorsed_asked_and_answered(loaded: list[str]) -> None:
    discussed = Proposal.objects.get(round__number=7, number=1)
    asked = Comment.objects.filter(QUESTION, proposal=discussed)
    assert asked.filter(answer__isnull=False).count() == 1
    assert asked.filter(answer__isnull=True).count() == 2
    assert Comment.objects.filter(proposal=discussed, supports__isnull=False).distinct().count() == 4
    assert discussed.endorsements.values("seat__movement__country").distinct().count() == 6
    mentioned = Mention.objects.get(comment__proposal=discussed)
    assert mentioned.seat.movement.name == plans.movements()["ve1"].name


def state_of(made: Translation | None, original: str) -> str:
    if made is None:
        return "none"
    if made.source_sha256 != original:
        return "stale"
    return "reviewed" if made.reviewed_at else "made"


def test_a_translation_is_partly_made_partly_reviewed_and_partly_stale(loaded: list[str]) -> None:
    discussed = Proposal.objects.select_related("revision").get(round__number=7, number=1)
    originals = originals_of(discussed.revision)
    made = {one.passage: one for one in Translation.objects.filter(proposal=discussed, language="pt-br")}
    told = [state_of(made.get(one.passage), one.sha256) for one in originals]
    assert told == ["reviewed", "reviewed", "stale", "reviewed", "made", "none", "none"]
    assert [one.language for one in originals] == ["es"] * 6 + ["pt-br"]


def test_the_settlement_has_amendments_in_every_state_that_it_can_leave_them_in(loaded: list[str]) -> None:
    made = amendments(6, 1)
    assert [one.state for one in made] == ["accepted", "declined", "open", "open", "declined"]
    assert [one.plenary_calls.count() for one in made] == [0, 2, 0, 0, 0], "a third call would send it"
    assert all(one.state_reason for one in made if one.state == "declined")
    told = made[0].proposal.revision.provenance
    assert {(part["amendment"], part["decided_by"]) for part in told.values()} == {(1, "sponsors")}


def test_a_plenary_adopted_rejected_and_left_moot_and_the_position_tells_it(loaded: list[str]) -> None:
    assert [one.state for one in amendments(2, 1)] == ["accepted", "adopted", "moot", "rejected"]
    document = json.loads(bytes(Position.objects.get(ballot__round__number=2, ballot__proposal__isnull=False).document))
    parts = {(p["amendment"], p["decided_by"]) for p in document["proposal"]["provenance"].values()}
    assert parts == {(1, "sponsors"), (2, "vote")}
    told = {one["number"]: one for one in document["amendments"]}
    assert {number: one["state"] for number, one in told.items()} == {2: "adopted", 3: "moot", 4: "rejected"}
    for number in (2, 4):
        results = {r["rule"]: {k: v for k, v in r["result"].items() if k != "pivots"} for r in told[number]["results"]}
        assert {tally.rule: tally.as_json() for tally in recount(told[number]).tallies} == results


def test_letters_evaluations_and_referrals_are_told(visitor: Client) -> None:
    letters = {letter.state: letter for letter in Letter.objects.all()}
    assert set(letters) == {"sent", "open"} and letters["sent"].signed == 8
    states = dict(Transmittal.objects.filter(letter=letters["sent"]).values_list("addressee__slug", "state"))
    assert states == {"directorio": "answered", "presidencia": "sent"}
    evaluation = Evaluation.objects.get()
    assert Comment.objects.filter(proposal=evaluation.proposal, paragraph="e1").count() == 1
    referrals = {referral.state: referral for referral in Referral.objects.all()}
    assert set(referrals) == {"opened", "waiting"} and referrals["opened"].round.number == 8
    for shown in (*letters.values(), *referrals.values(), evaluation.proposal):
        assert visitor.get(shown.get_absolute_url()).status_code == 200


def test_a_merge_is_done_and_a_split_waits(visitor: Client) -> None:
    split, merge = Reshaping.objects.order_by("proposal__number")
    assert (split.kind, split.state) == ("split", "proposed")
    assert sorted(split.consents.values_list("is_given", flat=True), key=str) == [None, None, True]
    assert (merge.kind, merge.state, merge.other.stage) == ("merge", "done", "merged")
    assert merge.anchors, "comments keep their paragraph"
    page = visitor.get(merge.other.get_absolute_url(), headers={"accept-language": "en"}).content.decode()
    assert "merged into proposal 2" in page
    assert "Returned by the secretariat" not in page


def test_the_moderation_has_decided_and_answered_for_it(loaded: list[str]) -> None:
    cases = Case.objects.order_by("number")
    kinds = [list(case.decisions.order_by("id").values_list("kind", flat=True)) for case in cases]
    assert kinds == [["hide"], ["hide", "keep"], ["hide_part"], []]
    assert [case.state for case in cases] == ["decided", "closed", "decided", "open"]
    assert Appeal.objects.get().outcome == Appeal.Outcome.REVERSED
    assert cases[3].due_at > clock.now()
    hidden = Comment.objects.filter(hidden_at__isnull=False).order_by("id")
    assert [comment.proposal.round.number for comment in hidden] == [3, 5], "and what was reversed is read again"


def test_the_rival_rules_disagree_as_promised(loaded: list[str]) -> None:
    blocked, passed, reversed_, tied = outcomes(1, 1), outcomes(2, 1), outcomes(3, 1), outcomes(3, 2)
    assert (binding(1, 1), blocked["consensus"], blocked["countries"]) == ("consensus", "rejected", "adopted")
    assert (binding(2, 1), passed["countries"], passed["capital"]) == ("countries", "adopted", "rejected")
    assert (binding(3, 1), reversed_["countries"], reversed_["capital"]) == ("countries", "rejected", "adopted")
    assert (passed["double_majority"], reversed_["double_majority"]) == ("rejected", "rejected")
    assert (passed["dual_track"], reversed_["dual_track"]) == ("adopted", "adopted")
    assert tied["countries"] == "tied"
    assert set(outcomes(4, 1).values()) == {"no_quorum"}
    assert set(outcomes(4, 2).values()) == {"adopted"}
    assert set(Statement.objects.values_list("kind", flat=True)) == set(Statement.Kind.values)


def test_a_secret_election_was_held_counted_and_its_key_destroyed(visitor: Client) -> None:
    ballot = Ballot.objects.get(round__number=2, kind="election")
    document = json.loads(bytes(Position.objects.get(ballot=ballot).document))
    assert ballot.is_secret
    assert len(document["participants"]) == len(document["votes"]) == 14, "one seat voted twice"
    assert not any("seat" in vote for vote in document["votes"])
    assert (Envelope.objects.count(), ballot.opened_choices.count()) == (0, 14)
    assert Entry.objects.filter(verb="destroy_key", subject=ballot.get_absolute_url()).exists()
    page = visitor.get(ballot.get_absolute_url(), headers={"accept-language": "es"}).content.decode()
    for name in ("Sayri Guamán", "Raúl Etcheverry"):
        assert name in page
    assert plans.name_of("bo2.alternate") not in page, "whoever did not accept is named to nobody"


def test_every_position_recounts_to_what_was_published(loaded: list[str]) -> None:
    positions = Position.objects.select_related("ballot").order_by("id")
    assert positions.count() == 8
    assert [p.supersedes_id for p in positions] == [None] * 7 + [positions[6].pk]
    for position in positions:
        document = json.loads(bytes(position.document))
        again = recount_choice(document) if "kind" in document else recount(document)
        stored = {tally.rule: tally for tally in position.ballot.tallies.all()}
        assert {tally.rule: tally.outcome for tally in again.tallies} == {r: t.outcome for r, t in stored.items()}
        for tally in again.tallies:
            told = {name: value for name, value in stored[tally.rule].result.items() if name != "pivots"}
            assert told == json.loads(json.dumps(tally.as_json()))
        assert again.binding.outcome == position.outcome == document["outcome"]


def test_one_answered_in_part_and_was_asked_again_one_is_silent_and_the_reports_disagree(loaded: list[str]) -> None:
    now = clock.now()
    first, again = Transmittal.objects.filter(position__ballot__round__number=2, response__isnull=False).order_by(
        "round"
    )
    assert (first.response.kind, first.rating.outcome, again.former) == ("accepts_in_part", "inadequate", first)
    assert (again.answered_at > again.due_at, again.rating.outcome, again.rating.ballot.state) == (True, "", "open")
    silent = Transmittal.objects.filter(state="sent", due_at__lte=now)
    assert [one.addressee.slug for one in silent] == ["directorio"]
    waiting = Transmittal.objects.filter(position__isnull=False, due_at__gt=now)
    assert set(waiting.values_list("state", flat=True)) == {"sent", "acknowledged"}
    [followed] = side_by_side(reports_on(first.position), clock.now())
    milestones = list(followed.milestones.values())
    assert [milestone.differs for milestone in milestones] == [False, True]
    assert [one.report.state for one in milestones[1].body] == ["done", "under_way"]
    assert sorted(one.report.state for one in milestones[1].movements) == ["not_begun", "under_way"]


def test_the_record_is_in_the_order_of_time(loaded: list[str]) -> None:
    instants = list(Entry.objects.exclude(verb="invite_member").order_by("id").values_list("at", flat=True))
    late = [earlier - later for earlier, later in pairwise(instants) if earlier > later]
    # A second officer confirms a minute after the first; nothing else steps back.
    assert max(late, default=timedelta(0)) <= timedelta(minutes=1)


def test_the_open_vote_closes_soon_and_misses_the_delegate(loaded: list[str]) -> None:
    ballots = open_votes()
    assert {ballot.round.number for ballot in ballots} == {5}
    assert all(timedelta(0) < ballot.window.closes_at - clock.now() < timedelta(minutes=12) for ballot in ballots)
    voted = set(Vote.objects.filter(ballot__in=ballots).values_list("roll_entry__seat__movement__name", flat=True))
    assert len(voted) > 8
    assert not voted & {plans.movements()[key].name for key in ("ve1", "py1", "reg")}


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.key)
def test_one_click_is_a_real_sign_in_and_leads_to_what_can_be_tried(visitor: Client, part) -> None:  # type: ignore[no-untyped-def]
    page = visitor.get("/demo/")
    assert page.status_code == 200
    tries = next(tries for shown, _person, tries in page.context["people"] if shown.key == part.key)
    assert len(tries) == len(part.tries)
    for words, address in tries:
        answer = visitor.post(reverse("demo_enter", args=[part.key]), {"to": address})
        assert (answer.status_code, answer["Location"]) == (302, address), words
        assert visitor.session["_auth_user_id"] == str(User.objects.get(email=part.email).pk)
        assert visitor.get(address).status_code == 200, words
    elsewhere = visitor.post(reverse("demo_enter", args=[part.key]), {"to": "https://elsewhere.example/"})
    assert elsewhere["Location"] == "/"


@pytest.mark.parametrize("role", WALKS)
def test_every_page_of_a_walk_says_where_it_stands_and_its_path_can_be_walked_up(visitor: Client, role: str) -> None:
    """As the browser's walk looks at it beside all else. A path ends before the page, whose title follows."""
    if role != "visitor":
        visitor.force_login(User.objects.get(email=next(part.email for part in PARTS if part.key == role)))
    above: set[str] = set()
    wrong: list[str] = []
    for place in (address_of(stop) for stop in WALKS[role]):
        answer = visitor.get(place)
        before, path, after = [*PATH.split(answer.content.decode()), "", ""][:3]
        crumbs = re.findall(r'href="([^"]+)"', path)
        is_below = place.count("/") > 3 and place.startswith(COUNCILS)
        told = [
            *strayed(place, crumbs),
            "" if answer.status_code == 200 else f"answers {answer.status_code}",
            "says nothing of where it stands" if is_below and not crumbs else "",
            "leads to itself" if place.partition("?")[0] in crumbs else "",
            "its title does not follow" if path and ("<h1" in before or "<h1" not in after) else "",
        ]
        wrong += [f"{place}: {what}" for what in told if what]
        above.update(crumbs)
    wrong += [f"{link} does not answer" for link in sorted(above) if visitor.get(link).status_code != 200]
    assert wrong == []


def test_a_visitor_reads_the_log_and_never_what_was_hidden(visitor: Client) -> None:
    log = visitor.get(reverse("moderation_log", args=["movimientos"])).content.decode()
    hidden = Comment.objects.get(hidden_at__isnull=False, proposal__round__number=3)
    page = visitor.get(hidden.proposal.get_absolute_url()).content.decode()
    assert "insulta" in log
    assert "no sabe sumar, como todos" not in log + page
    telephone = Proposal.objects.get(round__number=5, number=1)
    assert "555-0142" not in visitor.get(telephone.get_absolute_url()).content.decode()


def test_a_click_needs_a_post_a_token_and_a_part_that_exists(visitor: Client) -> None:
    assert visitor.get(reverse("demo_enter", args=["delegate"])).status_code == 405
    assert visitor.post(reverse("demo_enter", args=["nobody"])).status_code == 404
    assert Client(enforce_csrf_checks=True).post(reverse("demo_enter", args=["delegate"])).status_code == 403


def test_the_password_that_is_printed_signs_in(visitor: Client) -> None:
    form = {"login": plans.email_of(plans.name_of("ve1")), "password": plans.council()["password"]}
    assert visitor.post(reverse("account_login"), form).status_code == 302
    assert visitor.get(reverse("me")).status_code == 200


def test_one_letter_waits_in_the_mailbox(visitor: Client) -> None:
    letters = visitor.get(reverse("demo_mailbox")).context["letters"]
    assert [letter.to for letter in letters] == [plans.council()["visitor"]]


def test_a_later_start_opens_a_vote_only_when_none_is_open(loaded: list[str]) -> None:
    entries = Entry.objects.count()
    assert load() == []
    assert Entry.objects.count() == entries
    for ballot in open_votes():
        cancel_ballot(person=cast.person("secretary"), ballot=ballot, reason="Para esta prueba.")
    said = load()
    assert len(said) == 1
    assert "Round 9 was convened" in said[0]
    (ballot,) = open_votes()
    assert ballot.state == Ballot.State.OPEN
    assert timedelta(minutes=9) < ballot.window.closes_at - clock.now() < timedelta(minutes=12)
    assert load() == []
    assert not ClockPermit.objects.exists()


def test_a_vote_that_cannot_be_opened_does_not_keep_the_demonstration_from_starting(loaded: list[str]) -> None:
    for ballot in open_votes():
        cancel_ballot(person=cast.person("secretary"), ballot=ballot, reason="Para esta prueba.")
    unfinished = agenda.Progress.begin(loading.VOTE, clock.now(), 99)
    said = load()
    assert "No vote was opened" in said[0]
    assert "Round 10 was convened" in said[1]
    assert unfinished.done == 0
    assert not ClockPermit.objects.exists()


@pytest.mark.django_db
def test_a_database_of_a_real_council_is_left_alone() -> None:
    Council.objects.create(
        slug="real", code="REAL", kind=Council.Kind.MINISTERIAL, name={"es": "Real"}, founded_at=clock.now()
    )
    with override_settings(DEMONSTRATION=True), pytest.raises(loading.Unloadable, match="no demonstration"):
        load()
    assert not User.objects.exists()


def in_production(code: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    prelude = "import sys; sys.path[:0] = ['.', 'platform']; import django; django.setup()\n"
    return subprocess.run(
        [sys.executable, "-c", prelude + code],
        cwd=ROOT,
        env={**kept, **PRODUCTION},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_production_has_neither_the_page_nor_the_loader() -> None:
    done = in_production(
        "from django.conf import settings\n"
        "from django.core.exceptions import ImproperlyConfigured\n"
        "from django.core.management import get_commands\n"
        "from django.urls import Resolver404, resolve\n"
        "assert 'embedded' not in settings.INSTALLED_APPS and 'load_demonstration' not in get_commands()\n"
        "for address in ('/demo/', '/demo/enter/delegate/', '/demo/mail/'):\n"
        "    try:\n        resolve(address)\n    except Resolver404:\n        print('absent')\n"
        "from embedded.demonstration.loading import load\n"
        "try:\n    load()\nexcept ImproperlyConfigured:\n    print('refused')\n"
        "try:\n    import embedded.urls\nexcept ImproperlyConfigured:\n    print('refused')\n"
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["absent"] * 3 + ["refused"] * 2


def test_real_elections_are_brought_into_an_archive_once(
    loaded: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there is a folder of them; a file that is none is said, and no reason not to start."""
    budget, ward = archive.FILES
    for name in archive.FILES:
        (tmp_path / name).parent.mkdir()
    written(tmp_path, budget, BUDGET)
    written(tmp_path, ward, "no ward")
    assert list(archive.bring_in()) == []
    monkeypatch.setenv("ELECTIONS_DIR", str(tmp_path))
    brought, refused = archive.bring_in()
    assert brought.endswith("5 voters.")
    assert "line 1" in refused
    assert [line for line in archive.bring_in() if "was brought in" in line] == []
    ballot = Ballot.objects.get(is_imported=True)
    assert (ballot.round.council.slug, ballot.state) == ("archivo", "closed")
