"""For whom one acts: a person with several seats chooses, sees the choice on every form, and every form sends it along.

What a form sends is believed as a wish, never as a right: a seat that is not the person's reaches the action, which
refuses it in its own sentence.
"""

from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.signed_in import signed_in
from common.errors import Forbidden, Invalid, refuse
from councils.visitor import visitor

from .models import Council, Mandate, Seat
from .permissions import Hat, hats_of, why_not_act, why_not_belong

FIELD = "acting_for"
SESSION_KEY = "acting_for"
CAPACITIES: dict[str, str | Promise] = {
    "titular": Mandate.Role.TITULAR.label,
    "alternate": Mandate.Role.ALTERNATE.label,
    "coordinator": _("coordinator"),
    "member": _("member"),
}


@dataclass(frozen=True)
class Acting:
    """For whom the person acts in a council, for a page to show: `hats` to choose from, and the one chosen, if any."""

    council: Council
    chosen: Hat | None
    hats: list[Hat] = field(default_factory=list)
    field_name: str = FIELD

    def __bool__(self) -> bool:
        return self.chosen is not None

    @property
    def name(self) -> str:
        return self.chosen.seat.movement.name if self.chosen else ""

    @property
    def slug(self) -> str:
        """What a form sends along as `acting_for`."""
        return self.chosen.seat.movement.slug if self.chosen else ""

    @property
    def capacity(self) -> str:
        return capacity_label(self.chosen.capacity) if self.chosen else ""

    @property
    def choices(self) -> list[tuple[str, str, str]]:
        """Address, name and capacity of each seat that the person may act for."""
        return [(hat.seat.movement.slug, hat.seat.movement.name, capacity_label(hat.capacity)) for hat in self.hats]

    @property
    def change_url(self) -> str:
        """Where to choose another; empty where there is no other."""
        if len(self.hats) < 2:
            return ""
        return f"{reverse('act_for')}?{urlencode({'council': self.council.slug})}"


def capacity_label(capacity: str) -> str:
    """What the capacity is called."""
    return str(CAPACITIES.get(capacity, capacity))


def acting_of(request: HttpRequest, council: Council, at: datetime) -> Acting:
    """For whom this person acts in the council: their choice in this session, else the only seat that they have."""
    person = visitor(request)
    if person is None:
        return Acting(council, None)
    hats = hats_of(person, council, at)
    wanted = _kept(request).get(council.slug)
    chosen = next((hat for hat in hats if hat.seat.movement.slug == wanted), hats[0] if len(hats) == 1 else None)
    return Acting(council, chosen, hats)


def read_acting(request: HttpRequest, council: Council, at: datetime) -> Seat:
    """The seat for which a posted form acts: the one it names, else the session's choice, else the only one.

    A seat that the person may not act for is returned too: the action refuses it (403). Raises `Invalid` for a name
    that is no seat of this council and where several are open and none is chosen; `Forbidden` where there is none.
    """
    posted = request.POST.get(FIELD, "")
    if posted:
        return seat_named(council, posted)
    acting = acting_of(request, council, at)
    if acting.chosen:
        return acting.chosen.seat
    if acting.hats:
        sentence = _("Choose the movement for which you act.")
        raise Invalid("choose_acting_for", sentence, fields={FIELD: sentence})
    raise Forbidden("acts_for_nobody", _("You act for no movement of this council."))


def seat_named(council: Council, slug: str) -> Seat:
    """The seat of the movement with this address, whatever its standing."""
    seats = Seat.objects.select_related("movement", "council").filter(council=council)
    seat = None if "\x00" in slug else seats.filter(movement__slug=slug[:80]).first()
    if seat is None:
        sentence = _("This movement has no seat in this council.")
        raise Invalid("no_such_seat", sentence, fields={FIELD: sentence})
    return seat


def act_for(request: HttpRequest, *, seat: Seat, at: datetime) -> None:
    """Keep, for this session, for whom the person acts in the seat's council.

    Refused: seats of movements to which the person does not belong (403), and movements that may not act (409).
    """
    person = signed_in(request)
    refuse(why_not_belong(person, seat, at), why_not_act(seat, at))
    request.session[SESSION_KEY] = {**_kept(request), seat.council.slug: seat.movement.slug}


def chosen_here(request: HttpRequest, council: Council) -> str:
    """The movement that the person chose in this session, by its address; empty where they chose none."""
    return str(_kept(request).get(council.slug, "")) if visitor(request) else ""


def _kept(request: HttpRequest) -> dict[str, str]:
    kept = request.session.get(SESSION_KEY)
    return kept if isinstance(kept, dict) else {}
