"""A ballot opens when its text is reviewed in the languages that the rulebook requires, or a secretary waives them."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import User
from common import clock
from common.errors import DomainError
from ledger.models import Entry
from proposals.models import Ballot, Position, Translation
from proposals.positions.queries import read_document
from proposals.translating.actions import review_translation, translate_passage
from proposals.translating.queries import originals_of
from proposals.voting.casting import cast_vote
from proposals.voting.gate import TranslationsMissing
from proposals.voting.opening import open_ballot, open_if_due
from proposals.voting.waiving import waive_languages
from tests.factories.pages import BEFORE, CLOSES, INSIDE, OPENS, TICK, conduct, get, prepared, send, signed_in, text
from tests.factories.scenes import Scene, person

pytestmark = pytest.mark.django_db

Capture = DjangoCaptureOnCommitCallbacks
WORDS = {"title": "Mikhuy atiy.", "p1": "Kikin muju.", "p2": "Ayllu qarpay."}


@pytest.fixture
def scene() -> Scene:
    return prepared(required_languages=["qu"])


def fresh(scene: Scene) -> Ballot:
    related = Ballot.objects.select_related("round__council", "window", "proposal__revision")
    return related.get(pk=scene.ballot.pk)


def state(scene: Scene) -> str:
    return fresh(scene).state


def translate(scene: Scene, at: datetime, *passages: str, language: str = "qu", review: bool = True) -> None:
    proposal = fresh(scene).proposal
    sources = {one.passage: one.sha256 for one in originals_of(proposal.revision)}
    with clock.travel(at):
        for passage in passages:
            made = translate_passage(
                person=scene.titulars["AR"],
                seat=scene.seats["AR"],
                proposal=proposal,
                passage=passage,
                language=language,
                text=WORDS[passage],
                base=0,
                source=sources[passage],
            )
            if review:
                review_translation(person=scene.titulars["BO"], seat=scene.seats["BO"], translation=made)


def waive(scene: Scene, at: datetime, who: User | None = None, **facts: object) -> Ballot:
    given = {"languages": ["qu"], "reason": "La traductora enfermó.", **facts}
    with clock.travel(at):
        return waive_languages(person=who or scene.secretary, ballot=fresh(scene), **given)


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(DomainError) as raised:
        act()
    return f"{raised.value.status} {raised.value.code}"


def test_what_is_reviewed_before_the_opening_opens_at_the_instant(scene: Scene):
    translate(scene, BEFORE, "title", "p1", "p2")
    conduct(OPENS - TICK)
    assert state(scene) == "provisional"
    conduct(OPENS)
    assert state(scene) == "open"


def test_a_ballot_that_lacks_a_passage_is_set_aside_with_the_reason(scene: Scene):
    translate(scene, BEFORE, "title", "p1")
    conduct(OPENS)
    held = fresh(scene)
    assert (held.state, held.attempts) == ("provisional", 1)
    assert "quechua: 1" in held.failure.lower()
    assert not held.failure.startswith("TranslationsMissing"), "it is for people"
    assert held.revision_id is None


def test_an_unreviewed_or_stale_translation_does_not_do(scene: Scene):
    translate(scene, BEFORE, "title", "p1")
    translate(scene, BEFORE, "p2", review=False)
    with clock.travel(OPENS), pytest.raises(TranslationsMissing) as raised:
        open_ballot(fresh(scene))
    assert raised.value.missing == {"qu": ["p2"]}
    Translation.objects.create(
        proposal=fresh(scene).proposal, passage="p2", language="qu", serial=9, text="…", source_sha256="0" * 64,
        origin="human", made_by=person(), made_at=BEFORE, reviewed_by=person(), reviewed_at=BEFORE,
    )  # fmt: skip
    with clock.travel(OPENS), pytest.raises(TranslationsMissing):
        open_ballot(fresh(scene))


def test_the_last_review_opens_it_at_once(scene: Scene, django_capture_on_commit_callbacks: Capture):
    translate(scene, BEFORE, "title", "p1")
    for after in range(8):
        conduct(OPENS + timedelta(minutes=6 * after))
    again = OPENS + timedelta(minutes=43)
    assert fresh(scene).next_try_at > again
    with django_capture_on_commit_callbacks(execute=True):
        translate(scene, again, "p2")
    assert fresh(scene).next_try_at is None
    conduct(again)
    opened = fresh(scene)
    assert (opened.state, opened.failure, opened.attempts) == ("open", "", 0)


def test_whoever_comes_first_opens_it_and_until_then_is_told(scene: Scene):
    with clock.travel(INSIDE), pytest.raises(DomainError) as raised:
        open_if_due(fresh(scene))
    assert (raised.value.status, raised.value.code) == (409, "translations_missing")
    assert "Quechua: 3" in raised.value.sentence or "quechua: 3" in raised.value.sentence.lower()
    vote = {"person": scene.titulars["BR"], "seat": scene.seats["BR"], "choice": "yes"}
    with clock.travel(INSIDE):
        assert refusal(lambda: cast_vote(ballot=fresh(scene), **vote)) == "409 translations_missing"
    translate(scene, INSIDE, "title", "p1", "p2")
    with clock.travel(INSIDE):
        assert cast_vote(ballot=fresh(scene), **vote).serial == 1


def test_a_window_that_closes_over_it_ends_the_ballot_in_words(scene: Scene):
    conduct(CLOSES - TICK)
    assert state(scene) == "provisional"
    with clock.travel(CLOSES):
        assert open_ballot(fresh(scene))
        assert not open_ballot(fresh(scene))
    ended = fresh(scene)
    assert (ended.state, ended.failure, ended.next_try_at) == ("cancelled", "", None)
    assert "quechua: 3" in ended.cancellation_reason.lower()
    assert "No se puede" in ended.cancellation_reason or "vot" in ended.cancellation_reason
    conduct(CLOSES + timedelta(days=1))
    assert not Position.objects.exists()
    assert ended.cancellation_reason in text(get(scene, None, CLOSES))


def test_a_rulebook_without_languages_asks_for_none():
    scene = prepared()
    conduct(OPENS)
    assert state(scene) == "open"


def test_the_language_of_the_text_needs_no_translation():
    scene = prepared(required_languages=["es"])
    conduct(OPENS)
    assert state(scene) == "open"


def test_a_secretary_opens_it_nevertheless_with_a_reason_in_the_ledger(scene: Scene):
    conduct(OPENS)
    assert waive(scene, INSIDE).waived_languages == ["qu"]
    conduct(INSIDE)
    assert state(scene) == "open"
    [entry] = Entry.objects.filter(verb="waive_languages")
    assert entry.data["reason"] == "La traductora enfermó."
    assert "ledger" in text(get(scene, None, INSIDE))


def test_a_waiver_names_what_is_missing_and_is_a_secretarys(scene: Scene):
    for who in (scene.titulars["BR"], person()):
        assert refusal(lambda: waive(scene, BEFORE, who)) == "403 not_your_office"  # noqa: B023 - asked at once
    assert refusal(lambda: waive(scene, BEFORE, reason=" ")) == "422 reason_needed"
    for languages in ([], ["es"], ["qu", "xx"]):
        assert refusal(lambda: waive(scene, BEFORE, languages=languages)) == "422 not_missing"  # noqa: B023 - as above
    assert refusal(lambda: waive(scene, CLOSES)) == "409 window_closed"
    waive(scene, BEFORE)
    assert refusal(lambda: waive(scene, BEFORE)) == "422 not_missing"
    conduct(OPENS)
    assert refusal(lambda: waive(scene, INSIDE)) == "409 opened_already"


def test_one_language_waived_leaves_the_other_required():
    scene = prepared(required_languages=["qu", "pt-br"])
    waive(scene, BEFORE)
    with clock.travel(OPENS), pytest.raises(TranslationsMissing) as raised:
        open_ballot(fresh(scene))
    assert set(raised.value.missing) == {"pt-br"}


def test_the_desk_and_the_ballots_page_say_what_is_missing(scene: Scene):
    translate(scene, BEFORE, "title")
    with clock.travel(BEFORE):
        shown = text(get(scene, scene.secretary, BEFORE))
        assert "Quechua: 2 passages" in shown
        assert "Open it without translations" in shown
    desk = reverse("desk", args=[scene.council.slug])
    with clock.travel(BEFORE):
        assert "Quechua: 2 passages" in text(signed_in(scene.secretary).get(desk))
    shown = text(get(scene, scene.titulars["BR"], INSIDE))
    assert "is not reviewed in all the languages" in shown
    assert "Open it without translations" not in shown
    assert send(scene, scene.titulars["BR"], INSIDE, "waive_languages").status_code == 403
    sent = send(scene, scene.secretary, INSIDE, "waive_languages", languages="qu", reason="")
    assert sent.status_code == 422
    sent = send(scene, scene.secretary, INSIDE, "waive_languages", languages="qu", reason="Urge.")
    assert sent.status_code == 302
    assert "Voting is open" in text(get(scene, scene.titulars["BR"], INSIDE))


def test_the_position_carries_the_reviewed_translations_of_its_text(scene: Scene):
    translate(scene, BEFORE, "title", "p1", "p2")
    translate(scene, BEFORE, "p1", language="pt-br", review=False)
    translate(scene, BEFORE, "p2", language="ay")
    conduct(OPENS)
    conduct(CLOSES)
    document = read_document(Position.objects.get())
    assert document["translations"] == {
        "ay": {"paragraphs": [{"id": "p2", "text": WORDS["p2"]}]},
        "qu": {
            "title": WORDS["title"],
            "paragraphs": [{"id": "p1", "text": WORDS["p1"]}, {"id": "p2", "text": WORDS["p2"]}],
        },
    }
