"""What is drawn once and remembered is nobody's in particular: each reader finds their own page, however often others
read it before in the same process.
"""

import re

import pytest
from django.utils import translation

from common import clock
from common.drawn import LONGEST_REMEMBERED, drawn
from tests.factories.pages import signed_in
from tests.factories.proposals import DISCUSSION, HOUR, table

pytestmark = pytest.mark.django_db

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


def test_each_reader_of_a_proposal_finds_their_own_page() -> None:
    """The author of the comment, another member, and somebody who is not signed in, twice each and in turns."""
    at_table = table()
    proposal = at_table.sponsored_admitted()
    comment = at_table.comment(proposal)
    readers = {name: signed_in(at_table.people.get(name)) for name in ("bystander", "member", "")}
    mine, seen = f"/comments/{comment.pk}/edit/", set()
    for _time in range(2):
        for name, client in readers.items():
            with clock.travel(DISCUSSION + HOUR):
                page = client.get(proposal.get_absolute_url()).content.decode()
            person = at_table.people.get(name)
            assert (mine in page) == (name == "bystander")
            assert (f'href="{proposal.get_absolute_url()}comments/?parent={comment.pk}"' in page) == bool(person)
            assert ("/logout/" in page) == bool(person)
            names = {other for other in at_table.people.values() if other.name and other.name in page}
            assert names <= ({person} if person else set())
            assert re.findall(r'data-person="(\w+)"', page) == ([person.mark("device")] if person else [])
            seen |= set(TOKEN.findall(page))
    assert len(seen) >= 4, "a token is masked anew in every page"


def test_a_part_is_remembered_by_all_that_it_is_drawn_of() -> None:
    first = drawn("partials/about.html", None, zone="UTC")
    assert drawn("partials/about.html", None, zone="UTC") is first
    assert drawn("partials/about.html", None, zone="hora de Bolivia") != first
    with translation.override("fr"):
        assert drawn("partials/about.html", None, zone="UTC") != first


def test_what_is_long_is_drawn_and_not_kept() -> None:
    long = "a" * (LONGEST_REMEMBERED + 1)
    once, again = (drawn("partials/acting.html", None, name=long, capacity="", change_url="") for _time in range(2))
    assert once == again and once is not again


def test_a_part_escapes_what_it_is_handed() -> None:
    assert "<i>" not in drawn("partials/acting.html", None, name="<i>", capacity="", change_url="")
