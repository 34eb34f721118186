"""Notices of somebody who leaves."""

from django.utils.translation import gettext_lazy as _

from accounts.leaving.departures import Departure, depart
from accounts.models import User

from .models import Bounce, Device, Notice, Postbox, Preference


def let_go(person: User) -> None:
    """Nobody is told any more, and nothing says of what they were."""
    for model in (Bounce, Notice, Device, Preference, Postbox):
        model._default_manager.filter(person=person).delete()


depart(10, Departure(let_go, goes=(_("Your notices, the devices that are told, and which letters you wanted."),)))
