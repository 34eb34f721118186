"""Movements that stand behind a proposal beside its authors: invited, and answering for themselves."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.errors import Conflict, DomainError, Invalid, refuse
from councils.lastword import last_word
from councils.mandates.permissions import why_not_act, why_not_coordinate
from councils.models import Seat

from ..models import Proposal, Sponsorship
from ..permissions import why_not_now, why_not_own
from .holding import hold, tell


def invite_sponsor(*, person: User, seat: Seat, proposal: Proposal, invited: Seat) -> Sponsorship:
    """Invite another movement to sponsor the proposal; from now on it can read the draft.

    Refused: to who is not of the movement that began it (403); when it is too late, or the movement was invited
    before, whatever it answered (409); a movement that is not admitted to this council, or the authors' own (422).
    """
    with transaction.atomic():
        proposal, entrance = hold(proposal, "invite_sponsor")
        at = entrance.instant
        refuse(why_not_own(person, seat, proposal, at))
        refuse(why_not_now("invite_sponsor", proposal, entrance), why_not_act(seat, at))
        refuse(why_not_invite(proposal, invited) or _as_choice(why_not_act(invited, at)))
        with last_word({"one_sponsorship_per_seat": _invited_before(invited)}):
            sponsorship = Sponsorship.objects.create(proposal=proposal, seat=invited, invited_by=person, invited_at=at)
        data = {"invited": invited.movement.slug}
        tell("invite_sponsor", proposal=proposal, person=person, seat=seat, at=at, data=data)
    return sponsorship


def answer_sponsorship(*, person: User, sponsorship: Sponsorship, accept: bool) -> Sponsorship:
    """Accept or decline for the invited movement. An answer stands.

    Refused: to who neither coordinates nor represents that movement (403); when it is too late, the proposal is
    withdrawn, or an answer was given (409).
    """
    with transaction.atomic():
        proposal, entrance = hold(sponsorship.proposal, "answer_sponsorship")
        at = entrance.instant
        held = sponsorship.__class__.objects.select_related("seat__movement", "seat__council").get(pk=sponsorship.pk)
        refuse(why_not_coordinate(person, held.seat, at))
        refuse(why_not_now("answer_sponsorship", proposal, entrance), why_not_act(held.seat, at), why_not_answer(held))
        held.state = Sponsorship.State.ACCEPTED if accept else Sponsorship.State.DECLINED
        held.answered_by, held.answered_at = person, at
        held.save(update_fields=["state", "answered_by", "answered_at"])
        tell("answer_sponsorship", proposal=proposal, person=person, seat=held.seat, at=at, data={"answer": held.state})
    return held


def why_not_invite(proposal: Proposal, invited: Seat) -> DomainError | None:
    """A sponsor is another movement of the same council, asked once."""
    sentence = None
    if invited.council_id != proposal.round.council_id:
        sentence = _("This movement has no seat in this council.")
    elif invited.pk == proposal.seat_id:
        sentence = _("Your movement began this proposal, so it stands behind it already.")
    if sentence:
        return Invalid("not_to_invite", sentence, fields={"invited": sentence})
    return _invited_before(invited) if proposal.sponsorships.filter(seat=invited).exists() else None


def why_not_answer(sponsorship: Sponsorship) -> DomainError | None:
    """An invitation is answered once."""
    if sponsorship.state == Sponsorship.State.INVITED:
        return None
    return Conflict(
        "answered",
        _("%(movement)s has answered this invitation already."),
        data={"movement": sponsorship.seat.movement.name},
    )


def _invited_before(invited: Seat) -> Conflict:
    return Conflict("invited_before", _("%(movement)s was invited before."), data={"movement": invited.movement.name})


def _as_choice(answer: DomainError | None) -> DomainError | None:
    """That the invited movement cannot act is no fault of the moment, but of the choice."""
    return Invalid(answer.code, answer.sentence, fields={"invited": answer.sentence}) if answer else None
