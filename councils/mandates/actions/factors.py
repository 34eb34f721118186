"""A lost phone: the operator takes a person's second factors away, and the ledger of their councils says so."""

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext_lazy

from accounts.browsers import end_browsers
from accounts.factors.telling import tell_taken
from accounts.models import User
from common import clock
from common.errors import Conflict
from councils.mandates.models import Council
from councils.mandates.queries import offices_at
from ledger.record import record


def take_second_factor(*, person: User) -> int:
    """Take away all of a person's second factors, sign them out everywhere and tell them. Returns how many there were.

    By the operator, from the command line, who has made sure that it is the person who asks. They set up another before
    they act in an office again. Refused: whoever has none.
    """
    with transaction.atomic():
        factors = Authenticator.objects.select_for_update().filter(user=person)
        taken = len(factors)
        if not taken:
            raise Conflict("no_second_factor", gettext_lazy("This person has no second factor."))
        factors.delete()
        end_browsers(person)
        councils = Council.objects.filter(pk__in=offices_at(clock.now()).filter(person=person).values("council"))
        told: list[Council | None] = [*councils.order_by("pk")]
        for council in told or [None]:
            record("take_second_factor", council=council, actor=None)
        tell_taken(person)
    return taken
