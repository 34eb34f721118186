"""People at one translation at once, and a review that meets a new original, on real threads and a real PostgreSQL."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection

from common.errors import DomainError
from councils.models import Window
from proposals.drafting.actions import begin_proposal, revise_proposal
from proposals.models import Ballot, Proposal, Translation
from proposals.schedule import close_one_due_window
from proposals.translating.actions import review_translation, translate_passage
from proposals.translating.choosing import is_stale
from proposals.translating.queries import originals_of, versions_of
from tests.factories.proposals import TEXT, Table, member, table
from tests.factories.scenes import Scene, voting_scene

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 5


@pytest.fixture
def at_table() -> Table:
    made, now = table(), datetime.now(UTC)
    Window.objects.filter(round=made.round).delete()
    opens_at, closes_at = now - timedelta(hours=1), now + timedelta(hours=1)
    Window.objects.create(round=made.round, kind="drafting", opens_at=opens_at, closes_at=closes_at)
    return made


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(max_workers=AT_ONCE) as executor:
        yield executor


def begin(at_table: Table) -> Proposal:
    who = {"person": at_table.people["member"], "seat": at_table.author}
    return begin_proposal(round_=at_table.round, language="es", title="Agua", text=TEXT, **who)


def all_at_once(pool: ThreadPoolExecutor, *acts: Callable[[], object]) -> list[str]:
    """What came of doing them at once: `done`, or the codes of the refusals."""
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

    return list(pool.map(run, acts))


def translating(at_table: Table, proposal: Proposal, text: str, passage: str = "p1") -> Callable[[], Translation]:
    source = next(one.sha256 for one in originals_of(proposal.revision) if one.passage == passage)
    return lambda: translate_passage(
        person=at_table.people["member"],
        seat=at_table.author,
        proposal=proposal,
        passage=passage,
        language="qu",
        text=text,
        base=0,
        source=source,
    )


def test_of_five_translators_at_once_one_is_saved_and_four_are_told(at_table: Table, pool: ThreadPoolExecutor):
    proposal = begin(at_table)
    acts = [translating(at_table, proposal, f"Yaku {number}.") for number in range(AT_ONCE)]
    assert Counter(all_at_once(pool, *acts)) == {"done": 1, "translated_meanwhile": AT_ONCE - 1}
    assert Translation.objects.count() == 1


def test_a_review_and_a_new_original_at_once_never_leave_a_fresh_review_of_the_old(
    at_table: Table, pool: ThreadPoolExecutor
):
    for turn in range(4):
        proposal = begin(at_table)
        made = translating(at_table, proposal, "Yaku.")()
        colleague = member(at_table.author)

        def review() -> object:
            return review_translation(person=colleague, seat=at_table.author, translation=made)  # noqa: B023 - at once

        def revise() -> object:
            return revise_proposal(
                person=at_table.people["member"],
                seat=at_table.author,
                proposal=proposal,  # noqa: B023 - done at once
                base=1,
                language="es",
                title="Agua",
                text=TEXT.replace("comunidad.", f"comunidad y en cada ayllu {turn}."),  # noqa: B023 - as above
            )

        reviewed, revised = all_at_once(pool, review, revise)
        assert revised == "done"
        assert reviewed in ("done", "original_changed")
        proposal.refresh_from_db()
        [original] = [one for one in originals_of(proposal.revision) if one.passage == "p1"]
        [version] = versions_of(proposal.pk, [original], ["qu"])["p1", "qu"]
        assert is_stale(version, original)


def test_the_last_review_and_the_opening_at_once_open_the_ballot(pool: ThreadPoolExecutor):
    now = datetime.now(UTC)
    scene: Scene = voting_scene(
        opens_at=now - timedelta(seconds=1), closes_at=now + timedelta(hours=1), required_languages=["qu"]
    )
    proposal = scene.ballot.proposal
    made = [
        translate_passage(
            person=scene.titulars["AR"],
            seat=scene.seats["AR"],
            proposal=proposal,
            passage=one.passage,
            language="qu",
            text="Muju.",
            base=0,
            source=one.sha256,
        )
        for one in originals_of(proposal.revision)
    ]

    def review(translation: Translation) -> Callable[[], object]:
        return lambda: review_translation(person=scene.titulars["BO"], seat=scene.seats["BO"], translation=translation)

    for translation in made[:-1]:
        review(translation)()
    results = all_at_once(pool, review(made[-1]), close_one_due_window, close_one_due_window)
    assert results == ["done"] * 3
    while close_one_due_window():
        pass
    assert Ballot.objects.get(pk=scene.ballot.pk).state == "open"
