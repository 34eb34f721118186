"""What becomes of the amendments that settlement leaves open, and the order in which the plenary counts them. The
worker's; whoever comes before any worker does it too.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from common import clock
from common.locks import Lock, exclude
from councils.models import Round, Window
from proposals.drafting.models import Proposal

from ..carrying import changes_anything, place
from ..changes import read
from ..models import Amendment
from ..ordering import Motion, plenary_order
from .holding import tell
from .moving import move_amendment

State = Amendment.State


def settle_amendments(round_: Round) -> list[Amendment]:
    """Once settlement has closed: send every amendment that is still open to the plenary, for the silence of the
    sponsors ends nothing; or let it lapse, with the reason. Fix the order of the plenary. Twice does nothing more.

    Returns what goes to the plenary, in the order in which it is counted, proposal by proposal. Before the close of
    settlement it does nothing and returns nothing. What was sent of a proposal that was withdrawn lapses.
    """
    with transaction.atomic():
        settlement = round_.windows.filter(kind=Window.Kind.SETTLEMENT).first()
        if settlement is None:
            return []
        # Whoever entered settlement in time has committed once this is held.
        exclude(Lock.WINDOW, settlement.pk)
        exclude(Lock.ROUND, round_.pk)
        settlement.refresh_from_db(fields=["closes_at"])
        round_.refresh_from_db(fields=["suspended_at"])
        at = clock.now(round_.council_id)
        if round_.standing(at) < settlement.closes_at:
            return []
        has_plenary = round_.windows.filter(kind=Window.Kind.PLENARY).exists()
        with_some = round_.proposals.filter(amendments__state__in=[State.OPEN, State.SENT]).distinct()
        going: list[Amendment] = []
        for key in sorted(with_some.values_list("number", "pk")):
            going.extend(_settle(key[1], round_, at, has_plenary=has_plenary))
    return going


def _settle(key: int, round_: Round, at: datetime, *, has_plenary: bool) -> list[Amendment]:
    Proposal.objects.select_for_update(no_key=True).values_list("pk").get(pk=key)
    proposal = Proposal.objects.select_related("revision", "seat__movement").get(pk=key)
    proposal.round = round_
    amendments = proposal.amendments.filter(state__in=[State.OPEN, State.SENT])
    going = []
    for amendment in amendments.select_related("text__revision", "seat__movement"):
        amendment.proposal = proposal
        lapses = _why_it_lapses(amendment, has_plenary=has_plenary)
        if lapses:
            lapse(amendment, lapses, at)
            continue
        if amendment.state == State.OPEN:
            move_amendment(amendment, "send_amendment", at, reason="silence")
            tell("send_amendment", amendment=amendment, person=None, seat=None, at=at)
        going.append(amendment)
    return _ordered(proposal, going)


def _why_it_lapses(amendment: Amendment, *, has_plenary: bool) -> str:
    """The code of the reason, or nothing."""
    text, current = amendment.text, amendment.proposal.revision
    if amendment.proposal.stage != Proposal.Stage.ADMITTED:
        return "merged" if amendment.proposal.stage == Proposal.Stage.MERGED else "withdrawn"
    if not has_plenary:
        return "no_plenary"
    if text is None or current is None:
        return "no_place"
    placed = place(text.revision.paragraphs, current.paragraphs, read(text.changes))
    if placed.lost:
        return "no_place"
    return "" if changes_anything(current.paragraphs, placed.changes) else "says_so"


def lapse(amendment: Amendment, reason: str, at: datetime) -> None:
    """End an amendment undecided. The row of its proposal is locked by the caller."""
    move_amendment(amendment, "lapse_amendment", at, reason=reason)
    tell("lapse_amendment", amendment=amendment, person=None, seat=None, at=at)


def motions_of(amendments: Iterable[Amendment]) -> list[Motion]:
    """The amendments as the order of the plenary reads them."""
    return [Motion(one.number, read(one.text.changes if one.text else ()), one.plenary_order) for one in amendments]


def _ordered(proposal: Proposal, going: list[Amendment]) -> list[Amendment]:
    current = proposal.revision.paragraphs if proposal.revision else []
    by_number = {amendment.number: amendment for amendment in going}
    ordered = [by_number[number] for number in plenary_order(current, motions_of(going))]
    # An order that is complete stays: some of these may be counted already, and their places are not given again.
    if any(amendment.plenary_order is None for amendment in ordered):
        for order, amendment in enumerate(ordered, 1):
            amendment.plenary_order = order
        Amendment.objects.bulk_update(ordered, ["plenary_order"])
    return ordered
