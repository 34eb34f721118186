"""What happens in a rehearsal is told on the site, marked by its name, and no letter is sent."""

from datetime import timedelta

import pytest
from django.test import Client

from common import clock
from councils.rehearsing.actions import clone_council_as_rehearsal, turn_clock_forward
from notices.models import Cursor, Notice
from tests.api.conftest import settle
from tests.factories.councils import CouncilFactory, MandateFactory, OfficeFactory, SeatFactory

from .conftest import tell_all

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_rehearsal_is_told_on_the_site_alone_and_named(cursor: Cursor, client: Client) -> None:
    council = CouncilFactory(name={"es": "Consejo", "en": "Council"})
    delegate = MandateFactory(seat=SeatFactory(council=council)).person
    secretary = OfficeFactory(council=council).person
    made = clone_council_as_rehearsal(council=council, actor=secretary)
    turned = clock.now(made.pk) + timedelta(days=2)
    turn_clock_forward(council=made, actor=secretary, to=turned)
    settle()
    tell_all()
    (told,) = Notice.objects.filter(entry__council_id=made.pk)
    assert (told.person, told.channel, told.entry.verb) == (delegate, Notice.Channel.INBOX, "turn_clock_forward")
    client.force_login(delegate)
    page = client.get("/me/notices/", headers={"accept-language": "en"}).content.decode()
    assert "Rehearsal 1: Council" in page
    opened = client.get(f"/me/notices/{told.pk}/")
    assert opened["Location"] == made.get_absolute_url()
