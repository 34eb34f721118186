"""The way to the plenary: seats call for it, and the secretariat may say in which order it counts."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common.errors import Conflict, refuse
from councils.lastword import last_word
from councils.mandates.permissions import why_not_act, why_not_hold
from councils.mandates.queries import rulebook_at
from councils.models import Office, Seat
from councils.rounds.queries import Entrance
from councils.rulebook.rules import default_rulebook, read_rulebook
from councils.wellformed import Fields
from ledger.record import record
from proposals.drafting.actions.holding import hold as hold_proposal
from proposals.drafting.models import Proposal

from ..models import Amendment, PlenaryCall
from ..permissions import why_no_plenary, why_not_amendable, why_not_call, why_not_now
from .holding import hold, tell
from .moving import move_amendment

GOES = (Amendment.State.OPEN, Amendment.State.SENT)


def call_plenary(*, person: User, seat: Seat, amendment: Amendment) -> PlenaryCall:
    """Call for the plenary to decide on what the sponsors declined. The seat that fills the rulebook's number sends it.

    Refused: to who holds no mandate of the seat (403); outside settlement, unless it is declined, where the round has
    no plenary, or a second time for the same seat (409).
    """
    with transaction.atomic():
        amendment, entrance = hold(amendment, "call_plenary")
        at, proposal = entrance.instant, amendment.proposal
        refuse(why_not_call(person, seat, proposal, at))
        refuse(why_not_amendable(proposal, entrance), why_no_plenary(proposal))
        refuse(why_not_now("call_plenary", amendment, entrance), why_not_act(seat, at))
        twice = Conflict(
            "called_already",
            gettext_lazy("%(movement)s has called for the plenary already."),
            data={"movement": seat.movement.name},
        )
        with last_word({"one_plenary_call_per_seat": twice}):
            call = PlenaryCall.objects.create(amendment=amendment, seat=seat, called_by=person, called_at=at)
        calls, needed = amendment.plenary_calls.count(), seats_needed(proposal, entrance)
        data = {"calls": calls, "needed": needed}
        tell("call_plenary", amendment=amendment, person=person, seat=seat, at=at, data=data)
        if calls >= needed:
            move_amendment(amendment, "call_plenary", at, reason=f"called:{calls}")
            tell("send_amendment", amendment=amendment, person=None, seat=None, at=at)
    return call


def order_plenary(*, person: User, proposal: Proposal, order: Sequence[object], reason: str) -> Proposal:
    """Say in which order the plenary counts the amendments of a proposal, with a reason, until it opens.

    `order` names each amendment that goes to the plenary as things stand once, by number; what is sent later follows.
    Refused: to who is not a secretary (403); outside settlement, or where the round has no plenary (409); an order that
    leaves one out or names another, or no reason (422).
    """
    with transaction.atomic():
        proposal, entrance = hold_proposal(proposal, "order_plenary")
        at, council = entrance.instant, proposal.round.council
        refuse(why_not_hold(person, council, Office.Kind.SECRETARY, at=at))
        refuse(why_not_amendable(proposal, entrance), why_no_plenary(proposal))
        going = {amendment.number: amendment for amendment in proposal.amendments.filter(state__in=GOES)}
        fields = Fields()
        words, numbers = fields.reason(reason), _read_order(fields, order, set(going))
        fields.refuse()
        for place, number in enumerate(numbers, 1):
            going[number].plenary_order, going[number].changed_at = place, at
        Amendment.objects.bulk_update(going.values(), ["plenary_order", "changed_at"])
        record(
            "order_plenary",
            council=council,
            actor=person,
            subject=proposal.get_absolute_url(),
            data={"proposal": proposal.number, "order": numbers, "reason": words},
            at=at,
        )
    return proposal


def seats_needed(proposal: Proposal, entrance: Entrance) -> int:
    """How many seats send an amendment to the plenary, by the rulebook in force."""
    rulebook = rulebook_at(proposal.round.council, entrance.instant)
    return (read_rulebook(rulebook.data) if rulebook else default_rulebook()).plenary_seats


def _read_order(fields: Fields, order: object, going: set[int]) -> list[int]:
    given = fields.listed("order", order, len(going) + 1)
    numbers = [number for number in given if isinstance(number, int) and not isinstance(number, bool)]
    if "order" not in fields.problems and (len(numbers) != len(given) or sorted(numbers) != sorted(going)):
        known = ", ".join(map(str, sorted(going))) or "–"
        fields.note("order", _("Name each of these amendments once: %(numbers)s.") % {"numbers": known})
    return numbers
