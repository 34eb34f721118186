"""A rehearsal in a browser: made at the desk, turned until its vote has closed, and seen by nobody else."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from playwright.sync_api import expect

from common import clock
from councils.models import Council, Mandate, Office, Seat
from councils.rounds.actions import convene_round
from proposals.drafting.actions import admit_proposal, begin_proposal, describe_proposal, submit_proposal
from proposals.models import Ballot, Position
from proposals.schedule import close_one_due_window
from proposals.voting.casting import cast_vote
from tests.councils.rounds import calendar
from tests.factories.councils import CouncilFactory, MandateFactory, OfficeFactory, PersonFactory, SeatFactory

from .conftest import Visitor, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
TITLE = "Un título que nadie de afuera lee"


def council_with_a_round() -> tuple[Council, Office]:
    council = CouncilFactory(slug="consejo", code="CMS", name={"es": "Consejo", "en": "Council"})
    office = OfficeFactory(council=council)
    MandateFactory(seat=SeatFactory(council=council))
    convene_round(
        council=council,
        actor=office.person,
        title={"es": "Ronda"},
        call={"es": "Convocatoria"},
        themes=[{"es": "Semillas"}],
        windows=calendar(clock.now() + timedelta(days=1)),
        addressees=[CouncilFactory(kind="bank_board")],
    )
    return council, office


def propose(rehearsal: Council, secretary: Office) -> None:
    seat = Seat.objects.select_related("movement", "council").get(council=rehearsal)
    person = Mandate.objects.get(seat=seat).person
    proposal = begin_proposal(
        person=person, seat=seat, round_=rehearsal.rounds.get(), language="es", title=TITLE, summary="S.", text="Uno."
    )
    country = seat.movement.country
    assert country is not None
    described = {"themes": ["semillas"], "countries": [country.code], "implementing_body": "La red"}
    describe_proposal(person=person, seat=seat, proposal=proposal, **described)  # type: ignore[arg-type]
    submit_proposal(person=person, seat=seat, proposal=proposal)
    admit_proposal(person=secretary.person, proposal=proposal, decision_class="fundamental")


def conduct() -> None:
    while close_one_due_window():
        pass


@pytest.mark.parametrize("js", [True, False], ids=["with script", "without script"])
def test_a_round_is_rehearsed_to_its_end_and_published_nowhere(
    visit: Callable[..., Visitor], client: Client, js: bool
) -> None:
    council, office = council_with_a_round()
    visitor, page = (made := visit(js=js, locale="en")), made.page
    sign_in(visitor, office.person, client)
    visitor.go(f"/desk/{council.slug}/rehearsals/")
    visitor.check(f"rehearsals-none-{js}")
    page.check("input[name=is_sure]")
    page.click("main form button")
    expect(page.locator("main h1")).to_have_text("Turn the clock")
    expect(page.locator(".rehearsal")).to_contain_text("nothing here counts")
    visitor.check(f"rehearsal-clock-{js}")
    rehearsal = Council.objects.get(is_rehearsal=True)

    def turn(window: str) -> None:
        visitor.go(f"/desk/{rehearsal.slug}/clock/")
        expect(page.locator(".warp strong")).to_have_text(window)
        page.click(".warp button")
        expect(page.locator(".notice.good, .notice.success, #notices").first).to_contain_text("The clock is turned")
        conduct()

    turn("drafting opens")
    propose(rehearsal, office)
    for window in ("drafting closes", "discussion closes", "settlement closes"):
        turn(window)
    ballot = Ballot.objects.get(round__council=rehearsal)
    assert ballot.state == Ballot.State.OPEN
    seat = Seat.objects.select_related("movement", "council").get(council=rehearsal)
    cast_vote(person=Mandate.objects.get(seat=seat).person, seat=seat, ballot=ballot, choice="yes")
    turn("voting closes")
    position = Position.objects.select_related("council").get(council=rehearsal)
    assert position.reference == f"REHEARSAL-CMS-1/{position.year}/001"
    visitor.go(position.get_absolute_url())
    expect(page.locator("main h1")).to_have_text(TITLE)
    visitor.check(f"rehearsal-position-{js}")
    visitor.go(f"/desk/{council.slug}/rehearsals/")
    visitor.check(f"rehearsals-one-{js}")
    stranger = visit(js=js, locale="en")
    sign_in(stranger, PersonFactory(), client)
    assert stranger.go(position.get_absolute_url()).status == 404
    for address in ("", "councils/", "positions/"):
        stranger.go(f"/{address}")
        assert TITLE not in stranger.page.content()
    told = Client().get("/api/v1/positions/")
    assert told.json()["results"] == []
    assert Client().get(f"/api/v1{position.get_absolute_url()}").status_code == 404
