"""`take_second_factor`: who lost their phone is let in again by the operator, and it does not go unseen."""

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts.browsers import note_browser
from accounts.models import User
from common.errors import Conflict
from councils.mandates.actions import take_second_factor
from councils.models import Office
from ledger.models import Entry
from tests.factories.councils import LONG_AGO, CouncilFactory, PersonFactory
from tests.factories.factors import give_codes, give_factor

pytestmark = pytest.mark.django_db(transaction=True)


def somebody() -> User:
    person = PersonFactory(email="rosa@example.org", language="es")
    give_factor(person)
    give_codes(person)
    return person


def test_the_operator_takes_it_away_and_the_councils_and_the_person_are_told() -> None:
    person, council = somebody(), CouncilFactory()
    Office.objects.create(council=council, person=person, kind="moderator", starts_at=LONG_AGO)
    ended = Office.objects.create(council=CouncilFactory(), person=person, kind="secretary", starts_at=LONG_AGO)
    Office.objects.filter(pk=ended.pk).update(ends_at=LONG_AGO)
    client = Client()
    client.force_login(person)
    call_command("take_second_factor", "ROSA@example.org")
    assert not Authenticator.objects.exists()
    entry = Entry.objects.get()
    assert (entry.verb, entry.council_id, entry.actor, entry.data) == ("take_second_factor", council.pk, None, {})
    letter = mail.outbox[-1]
    assert letter.to == ["rosa@example.org"]
    assert '<html lang="es">' in letter.alternatives[0][0]


def test_every_browser_of_theirs_is_signed_out(client: Client) -> None:
    person = somebody()
    client.force_login(person)
    request = client.get(reverse("me")).wsgi_request
    note_browser(request)
    request.session.save()
    assert client.get(reverse("me")).status_code == 200
    take_second_factor(person=person)
    assert client.get(reverse("me")).status_code == 302


def test_of_somebody_without_an_office_the_site_itself_keeps_it() -> None:
    take_second_factor(person=somebody())
    assert Entry.objects.get().council_id is None


def test_who_has_none_loses_nothing() -> None:
    with pytest.raises(Conflict):
        take_second_factor(person=PersonFactory())
    with pytest.raises(CommandError):
        call_command("take_second_factor", "nobody@example.org")
    assert not Entry.objects.exists()
    assert mail.outbox == []
