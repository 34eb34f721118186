"""People found by typing: only those whom this officer may see anyway, by their names, and never with an address."""

import re
import time
from typing import Any

from django import forms
from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from redis.exceptions import RedisError

from accounts.models import User
from common.errors import DomainError
from common.finding import holding, plain
from councils.mandates.queries import in_force
from councils.movements.models import Membership, Movement
from councils.movements.queries import members_at
from councils.secretariat.access import Desk

LEAST, MOST = 2, 10
# So often somebody who types is given suggestions in a minute.
SEARCHES, PERIOD = 120, 60
NUMBERED = re.compile(r"(?:.*·\s*)?([0-9]{1,18})\Z", re.DOTALL)


class TooOften(DomainError):
    """It was asked too often: 429."""

    status = 429


def why_not_search(person: User) -> DomainError | None:
    """So many times in a minute. Redis is not needed for searching: without it nobody is counted."""
    key = f"finding:{person.pk}:{int(time.time() // PERIOD)}"
    try:
        cache.add(key, 0, timeout=PERIOD * 2)
        asked = cache.incr(key)
    except (RedisError, OSError, ValueError):
        return None
    if asked <= SEARCHES:
        return None
    return TooOften("searched_too_often", gettext_lazy("You have searched very often. Try again in a minute."))


def people_at(desk: Desk, movement: Movement | None = None) -> QuerySet[User]:
    """Whom the officer may choose among: the members of one movement; or all who belong to a movement with a seat here,
    hold a mandate of one, or have or had an office.
    """
    if movement is not None:
        return User.objects.filter(pk__in=members_at(movement, desk.now).order_by().values("person"))
    council = desk.council
    here = Membership.objects.filter(in_force(desk.now), movement__seats__council=council).order_by().values("person")
    return User.objects.filter(
        Q(pk__in=here) | Q(pk__in=council.offices.order_by().values("person")) | Q(mandates__seat__council=council)
    ).distinct()


def found_by(typed: str, people: QuerySet[User]) -> list[User]:
    """The first of them whose name holds all the words that were typed, by name."""
    if len(plain(typed).replace(" ", "")) < LEAST:
        return []
    return list(holding(people, "name", typed).order_by("name", "id")[:MOST])


def label_of(person: User) -> str:
    """A name with a number, because two people may be called the same. No address stands in it."""
    name = person.name or _("without a name")
    return f"{name} · {person.pk}"


class PersonField(forms.CharField):
    """Somebody among `people`, by name, by name and number as suggested, or by their whole address.

    `suggestions` are those who match what was sent and are more than one: the page offers them.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=254, **options)
        self.people: QuerySet[User] = User.objects.none()
        self.suggestions: list[str] = []
        self.nobody = gettext_lazy("Nobody here is called so. Type a part of the name, or the whole address.")

    def suggest_from(self, desk: Desk, movement: Movement | None = None) -> None:
        """Among whom, and where the page asks for suggestions while somebody types."""
        self.people = people_at(desk, movement)
        address = reverse("desk_people", args=[desk.council.slug])
        self.widget.attrs |= {
            "list": "people",
            "autocomplete": "off",
            "hx-get": f"{address}?movement={movement.slug}" if movement else address,
            "hx-trigger": "input changed delay:300ms",
            "hx-target": "#people",
        }

    def clean(self, value: Any) -> User | None:
        """The one person who is meant."""
        typed = super().clean(value)
        if not typed:
            return None
        numbered = NUMBERED.match(typed)
        if numbered and (person := self.people.filter(pk=int(numbered[1])).first()):
            return person
        if "@" in typed and (person := self.by_address(typed)):
            return person
        found = found_by(typed, self.people)
        if len(found) == 1:
            return found[0]
        self.suggestions = [label_of(person) for person in found]
        if not found:
            raise forms.ValidationError(self.nobody)
        names = "; ".join(self.suggestions)
        raise forms.ValidationError(
            _("Several people match. Choose one, with the number: %(names)s") % {"names": names}
        )

    def by_address(self, address: str) -> User | None:
        """Whoever signs in with it, among these people."""
        return self.people.filter(email__iexact=address).first()


class AnybodyField(PersonField):
    """As above, and beyond these people whoever signs in here, by their whole address."""

    def by_address(self, address: str) -> User | None:
        return User.objects.filter(email__iexact=address).first()
