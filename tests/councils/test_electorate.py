"""Who voted at an instant: the same answer for ever, whatever is recorded later."""

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.errors import DomainError
from councils.mandates.actions import (
    adopt_rulebook,
    found_council,
    readmit_movement,
    record_accession,
    record_contribution,
    suspend_movement,
)
from councils.mandates.pages import roll_at
from councils.mandates.queries import contributions_at, electorate, member_countries, rulebook_at
from councils.models import Standing
from tests.factories.councils import (
    DAY,
    HOUR,
    NOW,
    AccessionFactory,
    ContributionFactory,
    CouncilFactory,
    CountryFactory,
    MovementFactory,
    PersonFactory,
    SeatFactory,
    StandingFactory,
    travelling,
)

from .conftest import House

MICRO = timedelta(microseconds=1)


def slugs(council, at: datetime) -> list[str]:
    return [elector.movement for elector in electorate(council, at)]


def test_a_fact_counts_from_just_after_it_was_recorded(house: House) -> None:
    assert slugs(house.council, NOW) == [house.movement.slug]
    suspend_movement(seat=house.seat, actor=house.secretary, reason="Estatutos")
    assert slugs(house.council, NOW) == [house.movement.slug]
    assert slugs(house.council, NOW + MICRO) == []
    with travelling(NOW + DAY):
        readmit_movement(seat=house.seat, actor=house.secretary)
    assert slugs(house.council, NOW + DAY) == []
    assert slugs(house.council, NOW + DAY + MICRO) == [house.movement.slug]
    assert slugs(house.council, NOW + MICRO) == []


def test_a_country_that_leaves_takes_its_seats_along_and_its_past_counts_stay(house: House) -> None:
    country = house.movement.country
    regional = SeatFactory(council=house.council, movement=MovementFactory(country=None))
    record_accession(
        council=house.council, country=country, is_member=False, actor=house.secretary, effective_at=NOW + DAY
    )
    assert len(slugs(house.council, NOW + DAY - MICRO)) == 2
    assert slugs(house.council, NOW + DAY) == [regional.movement.slug]
    assert member_countries(house.council, NOW - DAY) == [country.code]


def test_what_is_recorded_with_an_earlier_effect_does_not_change_what_was_known(house: House) -> None:
    country = house.movement.country
    ContributionFactory(country=country, amount=100)
    known = {"kind": "subscribed", "currency": "USD"}
    record_contribution(
        council=house.council,
        country=country,
        kind="subscribed",
        amount=500,
        actor=house.secretary,
        effective_at=NOW - 30 * DAY,
    )
    assert contributions_at(house.council, NOW - DAY, **known) == {country.code: 100}
    assert contributions_at(house.council, NOW, **known) == {country.code: 100}
    assert contributions_at(house.council, NOW + MICRO, **known) == {country.code: 500}


def test_a_rulebook_is_in_force_from_its_instant(house: House) -> None:
    adopt_rulebook(council=house.council, data={"binding": "capital"}, actor=house.secretary, effective_at=NOW + DAY)
    assert rulebook_at(house.council, NOW + DAY - MICRO).version == 1
    assert rulebook_at(house.council, NOW + DAY).version == 2


def test_the_page_of_the_roll_says_who_counts(house: House) -> None:
    other = CountryFactory(code="EC")
    AccessionFactory(council=house.council, country=other)
    ContributionFactory(country=other, amount=400)
    ContributionFactory(country=house.movement.country, amount=100)
    SeatFactory(council=house.council, movement=MovementFactory(country=other), standing=Standing.Status.SUSPENDED)
    roll = roll_at(house.council, NOW)
    assert [(share.country.code, share.is_counted) for share in roll.shares] == [("BO", True), ("EC", False)]
    assert roll.total == 100
    assert [row.status for row in roll.others] == ["suspended"]


STATUSES = st.sampled_from(["admitted", "suspended", "left", "applied"])
FACTS = st.lists(st.tuples(STATUSES, st.integers(0, 20), st.integers(0, 20)), min_size=1, max_size=12)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(FACTS, st.integers(0, 21))
def test_any_history_is_answered_as_it_was_known(at_noon: None, facts, hour: int) -> None:
    """Against the definition: of what was recorded before and is in effect, the latest effect, then record."""
    council = CouncilFactory()
    seat = SeatFactory(council=council, movement=MovementFactory(country=None), standing__effective_at=NOW + 999 * DAY)
    rows = sorted(facts, key=lambda fact: fact[2])
    for status, effective, recorded in rows:
        StandingFactory(
            seat=seat, status=status, effective_at=NOW + effective * HOUR, recorded_at=NOW + recorded * HOUR
        )
    known = [
        (effective, recorded, position, status)
        for position, (status, effective, recorded) in enumerate(rows)
        if recorded < hour and effective <= hour
    ]
    votes = bool(known) and max(known)[3] == "admitted"
    assert bool(electorate(council, NOW + hour * HOUR)) == votes
    for status in ("suspended", "admitted"):
        StandingFactory(seat=seat, status=status, effective_at=NOW, recorded_at=NOW + hour * HOUR)
    assert bool(electorate(council, NOW + hour * HOUR)) == votes


def test_a_council_is_founded_with_its_secretaries_and_its_rules(at_noon: None) -> None:
    people = PersonFactory.create_batch(2)
    council = found_council(
        slug="consejo",
        code="CMS",
        kind="advisory",
        name={"es": "Consejo"},
        secretaries=people,
        time_zone="America/Caracas",
    )
    assert council.is_two_person
    assert council.offices.filter(kind="secretary").count() == 2
    assert rulebook_at(council, NOW + MICRO).version == 1


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"code": "cms"}, "not_well_formed"),
        ({"slug": "Consejo Uno"}, "not_well_formed"),
        ({"time_zone": "America/Atlantis"}, "not_well_formed"),
        ({"languages": ["xx"]}, "not_well_formed"),
        ({"name": {}}, "not_well_formed"),
        ({"kind": "senate"}, "not_well_formed"),
        ({"rulebook": {"binding": "dice"}}, "not_a_rulebook"),
        ({"secretaries": 1}, "too_few_secretaries"),
        ({"slug": "there"}, "council_exists"),
        ({"code": "THERE"}, "council_exists"),
    ],
)
def test_a_council_that_cannot_be_founded(at_noon: None, wrong: dict, code: str) -> None:
    CouncilFactory(slug="there", code="THERE")
    people = PersonFactory.create_batch(2)
    facts = {"slug": "consejo", "code": "CMS", "kind": "advisory", "name": {"es": "Consejo"}, "secretaries": people}
    facts |= wrong
    facts["secretaries"] = people[: facts["secretaries"]] if isinstance(facts["secretaries"], int) else people
    with pytest.raises(DomainError) as refused:
        found_council(**facts)
    assert refused.value.code == code
