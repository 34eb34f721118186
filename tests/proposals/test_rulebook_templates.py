"""The three rulebooks to begin with: adopted as any other, and votes counted under each."""

from datetime import UTC, datetime, timedelta

import pytest

from common import clock
from councils.mandates.actions import adopt_rulebook
from councils.mandates.queries import rulebook_at
from councils.mandates.reading import in_words
from councils.rounds.laying import USUAL_DAYS
from councils.rulebook.rules import read_rulebook, write_rulebook
from councils.rulebook.templates import TEMPLATES
from proposals.models import Ballot, Tally
from proposals.positions.counting import count_ballot
from proposals.voting.casting import cast_vote
from proposals.voting.closing import close_ballot
from proposals.voting.opening import open_ballot
from tests.factories.scenes import voting_scene

OPENS = datetime(2026, 3, 1, 12, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=3)
# One country of three says no, and it has nine tenths of the capital.
COUNTRIES = {"BO": 50, "EC": 50, "BR": 900}
SAID = {"BO": "yes", "EC": "yes", "BR": "no"}
OUTCOMES = {"one-country-one-vote": "adopted", "consensus": "adopted", "double-majority": "rejected"}

pytestmark = pytest.mark.django_db


def test_there_are_three_and_each_says_for_whom_it_is_good() -> None:
    assert TEMPLATES.keys() == OUTCOMES.keys()
    assert all(
        str(one.name) and str(one.decides).endswith(".") and str(one.suits).endswith(".") for one in TEMPLATES.values()
    )


@pytest.mark.parametrize("code", OUTCOMES)
def test_a_template_is_a_rulebook_and_the_usual_calendar_fits_it(code: str) -> None:
    rulebook = read_rulebook(TEMPLATES[code].data)
    assert read_rulebook(write_rulebook(rulebook)) == rulebook
    assert in_words(write_rulebook(rulebook)).rules[0].is_binding
    for kind, days in USUAL_DAYS.items():
        assert days == 0 or days * 24 >= rulebook.minimum_hours[kind]


@pytest.mark.parametrize("code", OUTCOMES)
def test_votes_are_counted_under_a_template_that_was_adopted(code: str) -> None:
    with clock.travel(OPENS - timedelta(days=2)):
        scene = voting_scene(opens_at=OPENS, closes_at=CLOSES, countries=COUNTRIES)
    with clock.travel(OPENS - timedelta(days=1)):
        adopt_rulebook(council=scene.council, data=TEMPLATES[code].data, actor=scene.secretary)
        assert rulebook_at(scene.council, OPENS).version == 2
    with clock.travel(OPENS + timedelta(hours=1)):
        open_ballot(scene.ballot)
        ballot = Ballot.objects.select_related("round__council", "window", "proposal").get(pk=scene.ballot.pk)
        for country, choice in SAID.items():
            cast_vote(person=scene.titulars[country], seat=scene.seats[country], ballot=ballot, choice=choice)
    with clock.travel(CLOSES + timedelta(minutes=1)):
        close_ballot(ballot)
        ballot.refresh_from_db()
        count_ballot(ballot)
    binding = Tally.objects.get(ballot=ballot, is_binding=True)
    assert (binding.rule, binding.outcome) == (read_rulebook(TEMPLATES[code].data).binding, OUTCOMES[code])
