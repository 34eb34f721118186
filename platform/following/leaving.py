"""What the address of somebody who leaves follows."""

from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.held.reading import addresses_of
from accounts.leaving.departures import Departure, depart
from accounts.models import User

from .models import Follower


def let_go(person: User) -> None:
    """Their addresses follow nothing more."""
    Follower.objects.alias(address=Lower("email")).filter(address__in=addresses_of(person)).delete()


depart(40, Departure(let_go, goes=(_("What your address follows by e-mail."),)))
