"""What whoever runs the site does from the command line: founding, and helping a council that cannot help itself."""

import pytest
from django.core.management import CommandError, call_command

from common.errors import Conflict
from councils.mandates.actions import restore_secretary
from councils.models import Council, Office
from ledger.models import Entry
from tests.factories.councils import CouncilFactory, OfficeFactory, PersonFactory

SECRETARIES = ("--secretary", "a@example.org", "--secretary", "b@example.org")


def test_a_council_is_founded_from_the_command_line(at_noon: None) -> None:
    known = PersonFactory(email="a@example.org")
    call_command("found_council", "cms", "CMS", "--name", "es=Consejo", "--name", "pt-br=Conselho", *SECRETARIES)
    council = Council.objects.get(slug="cms")
    assert council.name == {"es": "Consejo", "pt-br": "Conselho"}
    assert council.is_two_person
    assert {office.person.email for office in council.offices.all()} == {"a@example.org", "b@example.org"}
    assert council.offices.filter(person=known).exists()
    assert Entry.objects.get().actor is None


def test_a_mistake_is_one_line(at_noon: None) -> None:
    with pytest.raises(CommandError, match="code: "):
        call_command("found_council", "cms", "cms!", "--name", "es=Consejo", *SECRETARIES)
    assert not Council.objects.exists()


def test_the_operator_helps_where_the_officers_cannot(at_noon: None) -> None:
    council = CouncilFactory(is_two_person=True)
    OfficeFactory(council=council)
    person = PersonFactory(email="nueva@example.org")
    call_command("restore_secretary", council.slug, "NUEVA@example.org")
    assert person.offices.get().kind == Office.Kind.SECRETARY
    assert Entry.objects.get().verb == "restore_secretary"
    with pytest.raises(Conflict) as refused:
        restore_secretary(council=council, person=PersonFactory())
    assert refused.value.code == "secretaries_enough"
    with pytest.raises(CommandError):
        call_command("restore_secretary", council.slug, "nobody@example.org")
