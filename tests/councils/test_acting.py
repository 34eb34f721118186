"""For whom one acts: chosen, shown on every form, sent along, and never believed as a right."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.models import User
from common.errors import Conflict, Forbidden, Invalid, refuse
from councils.mandates.acting import act_for, acting_of, read_acting
from councils.mandates.permissions import why_not_act, why_not_speak_for
from councils.models import Standing
from tests.factories.councils import NOW, MandateFactory, MembershipFactory, SeatFactory, StandingFactory

from .conftest import House


def request_of(person: User | None, **posted: str):
    request = RequestFactory().post("/", posted)
    request.user = person or AnonymousUser()
    request.session = SessionStore()
    return request


def another(house: House, person: User):
    seat = SeatFactory(council=house.council)
    MandateFactory(seat=seat, person=person)
    return seat


def test_whoever_has_one_seat_acts_for_it(house: House) -> None:
    for role, capacity in (("titular", "titular"), ("alternate", "alternate"), ("member", "member")):
        request = request_of(house.people[role])
        assert read_acting(request, house.council, NOW) == house.seat
        acting = acting_of(request, house.council, NOW)
        assert acting.chosen is not None
        assert acting.chosen.capacity == capacity
        assert acting.change_url == ""


def test_whoever_has_several_chooses_and_may_choose_again(house: House) -> None:
    person = house.people["titular"]
    other = another(house, person)
    request = request_of(person)
    with pytest.raises(Invalid) as refused:
        read_acting(request, house.council, NOW)
    assert set(refused.value.fields) == {"acting_for"}
    assert not acting_of(request, house.council, NOW)
    act_for(request, seat=other, at=NOW)
    assert read_acting(request, house.council, NOW) == other
    assert acting_of(request, house.council, NOW).change_url
    request.POST = request.POST.copy()
    request.POST["acting_for"] = house.movement.slug
    assert read_acting(request, house.council, NOW) == house.seat


def test_a_seat_that_is_not_theirs_reaches_the_act_which_refuses_it(house: House) -> None:
    other = SeatFactory(council=house.council)
    request = request_of(house.people["titular"], acting_for=other.movement.slug)
    seat = read_acting(request, house.council, NOW)
    assert seat == other
    with pytest.raises(Forbidden) as refused:
        refuse(why_not_speak_for(house.people["titular"], seat, NOW))
    assert other.movement.name in refused.value.sentence


@pytest.mark.parametrize("slug", ["nobody", "\x00", "x" * 5_000])
def test_a_seat_that_is_none(house: House, slug: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_acting(request_of(house.people["titular"], acting_for=slug), house.council, NOW)
    assert refused.value.code == "no_such_seat"


def test_a_seat_of_another_council_is_none_here(house: House) -> None:
    elsewhere = SeatFactory()
    with pytest.raises(Invalid):
        request = request_of(house.people["titular"], acting_for=elsewhere.movement.slug)
        read_acting(request, house.council, NOW)


def test_whoever_has_none_acts_for_nobody(house: House) -> None:
    for person in (house.people["stranger"], house.people["ended member"], None):
        with pytest.raises(Forbidden) as refused:
            read_acting(request_of(person), house.council, NOW)
        assert refused.value.code == "acts_for_nobody"


def test_a_suspended_movement_cannot_be_acted_for(house: House) -> None:
    person = house.people["titular"]
    StandingFactory(seat=house.seat, status=Standing.Status.SUSPENDED, effective_at=NOW.replace(day=1, hour=1))
    assert not acting_of(request_of(person), house.council, NOW).hats
    with pytest.raises(Conflict) as refused:
        act_for(request_of(person), seat=house.seat, at=NOW)
    assert refused.value.code == "movement_suspended"
    assert why_not_act(house.seat, NOW)


def test_the_choice_is_kept_for_the_session(house: House) -> None:
    person = house.people["titular"]
    other = another(house, person)
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    address = reverse("act_for")
    page = client.get(address, {"council": house.council.slug}).content.decode()
    assert other.movement.name in page
    assert house.movement.name in page
    sent = {"council": house.council.slug, "acting_for": other.movement.slug, "next": "/me/"}
    response = client.post(address, sent)
    assert (response.status_code, response.headers["Location"]) == (302, "/me/")
    for elsewhere in ("https://evil.example/", "home", "-1", "\u0663"):
        assert client.post(address, {**sent, "next": elsewhere}).headers["Location"].startswith("/councils/")
    foreign = SeatFactory(council=house.council)
    assert client.post(address, {**sent, "acting_for": foreign.movement.slug}).status_code == 403
    assert client.post(address, {**sent, "acting_for": "nobody"}).status_code == 422
    assert client.post(address, {**sent, "council": "nowhere"}).status_code == 404
    assert client.session["acting_for"] == {house.council.slug: other.movement.slug}


def test_every_form_says_it(house: House) -> None:
    person = house.people["titular"]
    acting = acting_of(request_of(person), house.council, NOW)
    drawn = render_to_string("councils/acting_for.html", {"acting": acting})
    assert f'name="acting_for" value="{house.movement.slug}"' in drawn
    assert house.movement.name in drawn
    MembershipFactory(movement=another(house, person).movement, person=person)
    drawn = render_to_string("councils/acting_for.html", {"acting": acting_of(request_of(person), house.council, NOW)})
    assert drawn.count('type="radio"') == 2
