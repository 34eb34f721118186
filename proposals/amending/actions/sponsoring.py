"""Movements that stand behind an amendment of another."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.errors import Conflict, refuse
from councils.lastword import last_word
from councils.mandates.permissions import why_not_act
from councils.models import Seat

from ..models import Amendment, AmendmentSponsorship
from ..permissions import why_not_now, why_not_stand_behind
from .holding import hold, tell


def sponsor_amendment(*, person: User, seat: Seat, amendment: Amendment) -> AmendmentSponsorship:
    """Put a movement's name to the amendment of another, as long as it is not decided.

    Refused: to who may not bind the movement, and to the movement that proposed it (403); outside discussion and
    settlement, once it is decided, or a second time (409).
    """
    with transaction.atomic():
        amendment, entrance = hold(amendment, "sponsor_amendment")
        at = entrance.instant
        refuse(why_not_stand_behind(person, seat, amendment, at))
        refuse(why_not_now("sponsor_amendment", amendment, entrance), why_not_act(seat, at))
        twice = Conflict(
            "sponsors_already", _("%(movement)s sponsors it already."), data={"movement": seat.movement.name}
        )
        with last_word({"one_amendment_sponsorship_per_seat": twice}):
            made = AmendmentSponsorship.objects.create(amendment=amendment, seat=seat, joined_by=person, joined_at=at)
        _touch(amendment, at)
        tell("sponsor_amendment", amendment=amendment, person=person, seat=seat, at=at)
    return made


def leave_amendment(*, person: User, seat: Seat, amendment: Amendment) -> AmendmentSponsorship:
    """Take the movement's name away again. Refused as sponsoring is, and to who does not sponsor it (409)."""
    with transaction.atomic():
        amendment, entrance = hold(amendment, "leave_amendment")
        at = entrance.instant
        refuse(why_not_stand_behind(person, seat, amendment, at))
        refuse(why_not_now("leave_amendment", amendment, entrance), why_not_act(seat, at))
        standing = amendment.sponsorships.filter(seat=seat, withdrawn_at__isnull=True).first()
        if standing is None:
            raise Conflict(
                "sponsors_it_not", _("%(movement)s does not sponsor it."), data={"movement": seat.movement.name}
            )
        standing.withdrawn_at = at
        standing.save(update_fields=["withdrawn_at"])
        _touch(amendment, at)
        tell("leave_amendment", amendment=amendment, person=person, seat=seat, at=at)
    return standing


def _touch(amendment: Amendment, at: object) -> None:
    amendment.changed_at = at  # type: ignore[assignment] # the entrance's instant
    amendment.save(update_fields=["changed_at"])
