"""The stages of a proposal: submitted, admitted or returned, withdrawn. One function writes them all."""

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common.errors import Conflict, DomainError, Invalid, refuse
from councils.mandates.permissions import why_not_act, why_not_hold
from councils.mandates.queries import rulebook_at
from councils.models import Council, Office, Round, Seat
from councils.rounds.queries import Entrance
from councils.rulebook.rules import read_rulebook
from councils.wellformed import Fields
from proposals import stages

from ..models import Proposal
from ..permissions import why_not_now, why_not_own, why_not_take_back
from ..wording import read_reason
from .holding import hold, tell


def submit_proposal(*, person: User, seat: Seat, proposal: Proposal) -> Proposal:
    """Hand the proposal to the secretariat. Refused: to who is not of its movement (403), when it cannot be submitted
    now (409), and while something is missing (422, each named in `fields`).
    """
    with transaction.atomic():
        proposal, entrance = hold(proposal, "submit_proposal")
        refuse(why_not_own(person, seat, proposal, entrance.instant))
        refuse(why_not_now("submit_proposal", proposal, entrance), why_not_act(seat, entrance.instant))
        refuse(why_not_complete(proposal))
        proposal.stage_reason = ""
        move_proposal(proposal, "submit_proposal", entrance)
        assert proposal.revision is not None  # noqa: S101 - why_not_complete has refused a proposal without a text
        data = {"revision": proposal.revision.number, "sha256": proposal.revision.sha256}
        tell("submit_proposal", proposal=proposal, person=person, seat=seat, at=entrance.instant, data=data)
    return proposal


def admit_proposal(*, person: User, proposal: Proposal, decision_class: str = "") -> Proposal:
    """Admit it: from now on, and for good, everybody can read it. The class decides by which track `dual_track` counts.

    Refused: to who is no secretary (403), when it is not submitted or too late (409), without a class of the rulebook's
    list (422).
    """
    with transaction.atomic():
        proposal, entrance = hold(proposal, "admit_proposal")
        council, at = proposal.round.council, entrance.instant
        refuse(why_not_hold(person, council, Office.Kind.SECRETARY, at=at))
        refuse(why_not_now("admit_proposal", proposal, entrance))
        refuse(why_not_class(decision_class, classes_of(council, entrance)))
        proposal.decision_class = decision_class
        proposal.admitted_at = proposal.admitted_at or at
        move_proposal(proposal, "admit_proposal", entrance, "decision_class", "admitted_at")
        data = {"class": decision_class, "movement": proposal.seat.movement.slug}
        tell("admit_proposal", proposal=proposal, person=person, seat=None, at=at, data=data)
    return proposal


def return_proposal(*, person: User, proposal: Proposal, reason: str) -> Proposal:
    """Give it back to its authors, with reasons that they can read. Refused as an admission is; 422 without reasons."""
    with transaction.atomic():
        proposal, entrance = hold(proposal, "return_proposal")
        at = entrance.instant
        refuse(why_not_hold(person, proposal.round.council, Office.Kind.SECRETARY, at=at))
        refuse(why_not_now("return_proposal", proposal, entrance))
        fields = Fields()
        proposal.stage_reason = read_reason(fields, reason)
        fields.refuse()
        move_proposal(proposal, "return_proposal", entrance)
        data = {"movement": proposal.seat.movement.slug}
        tell("return_proposal", proposal=proposal, person=person, seat=None, at=at, data=data)
    return proposal


def withdraw_proposal(*, person: User, seat: Seat, proposal: Proposal, reason: str) -> Proposal:
    """Take it out of the round, until settlement ends. A ballot that was prepared for it is cancelled at its opening.

    Refused: to who is not of its movement, and once it is admitted to who neither coordinates nor represents it (403);
    after settlement (409); without a reason (422), which everybody can read once the proposal is public.
    """
    with transaction.atomic():
        proposal, entrance = hold(proposal, "withdraw_proposal")
        at = entrance.instant
        refuse(why_not_take_back(person, seat, proposal, at))
        refuse(why_not_now("withdraw_proposal", proposal, entrance), why_not_act(seat, at))
        fields = Fields()
        proposal.stage_reason = read_reason(fields, reason)
        fields.refuse()
        move_proposal(proposal, "withdraw_proposal", entrance)
        private = {"reason": proposal.stage_reason}
        tell("withdraw_proposal", proposal=proposal, person=person, seat=seat, at=at, private=private)
    return proposal


def move_proposal(proposal: Proposal, verb: str, entrance: Entrance, *changed: str) -> None:
    """Write the stage to which `verb` leads, with what else the verb changed. The row is locked by the caller.

    The one place where a stage is written: a trigger refuses it to any transaction that has not said whose it moves.
    """
    target = stages.destination(verb, proposal.stage)
    if target is None:
        raise Conflict(
            "no_such_move", gettext_lazy("This cannot be done with the proposal in the stage in which it is.")
        )
    proposal.stage, proposal.changed_at = target, entrance.instant
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('minga.moving_proposal', %s, true)", [str(proposal.pk)])
        proposal.save(update_fields=["stage", "stage_reason", "changed_at", *changed])
        cursor.execute("SELECT set_config('minga.moving_proposal', '', true)")


def missing_in(proposal: Proposal) -> dict[str, str]:
    """What a proposal lacks before it can be submitted: field → sentence. Three queries."""
    round_: Round = proposal.round
    found = {}
    if proposal.revision is None or not proposal.revision.paragraphs:
        found["text"] = _("The proposal has no text.")
    if round_.themes.exists() and not proposal.themes.exists():
        found["themes"] = _("No theme of the round is chosen.")
    if not proposal.countries.exists():
        found["countries"] = _("No country is named.")
    if round_.envelope is not None and proposal.amount is None:
        found["amount"] = _("The amount asked is missing: this round divides an envelope.")
    if proposal.amount is not None and not proposal.implementing_body:
        found["implementing_body"] = _("An amount is asked, but nobody named who is to carry it out.")
    return found


def why_not_complete(proposal: Proposal) -> DomainError | None:
    """A proposal is submitted whole; all that is missing is said at once."""
    missing = missing_in(proposal)
    if not missing:
        return None
    return Invalid("incomplete", " ".join(missing.values()), fields=missing)


def classes_of(council: Council, entrance: Entrance) -> tuple[str, ...]:
    """The decision classes of the rulebook in force; none without a rulebook."""
    rulebook = rulebook_at(council, entrance.instant)
    return read_rulebook(rulebook.data).decision_classes if rulebook else ()


def why_not_class(decision_class: str, classes: tuple[str, ...]) -> DomainError | None:
    """A rulebook with classes wants one of them; without classes there is none to give."""
    if decision_class in classes or (not classes and not decision_class):
        return None
    sentence = _("Choose a decision class of the rulebook.")
    return Invalid("unknown_class", sentence, fields={"decision_class": sentence})
