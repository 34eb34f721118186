"""Files beside a proposal."""

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.errors import Conflict, DomainError, refuse
from councils.mandates.permissions import why_not_act
from councils.mandates.queries import rulebook_at
from councils.models import Seat
from councils.rulebook.rules import default_rulebook, read_rulebook

from ..attachments import MOST_ATTACHMENTS
from ..keeping import checked, dropped_on_failure
from ..models import Attachment, Proposal
from ..permissions import why_not_now, why_not_write
from .holding import hold, tell


def attach_file(*, person: User, seat: Seat, proposal: Proposal, file: File, name: str = "") -> Attachment:
    """Attach a file, which is only ever served as a download. Its kind is read from its content, its size bound by the
    rulebook.

    Refused: to who neither wrote nor sponsors the proposal (403); when it is too late, or there are twenty already
    (409); what is empty, too large, or of a kind that is not taken (422).
    """
    kept = Attachment(proposal=proposal, attached_by=person)
    with dropped_on_failure([kept]), transaction.atomic():
        proposal, entrance = hold(proposal, "attach_file")
        at = entrance.instant
        refuse(why_not_write(person, seat, proposal, at))
        refuse(why_not_now("attach_file", proposal, entrance), why_not_act(seat, at), why_not_more(proposal))
        rulebook = rulebook_at(proposal.round.council, at)
        rules = read_rulebook(rulebook.data) if rulebook else default_rulebook()
        kept.attached_at = at
        checked(kept, file, name, rules.attachment_megabytes).save()
        tell("attach_file", proposal=proposal, person=person, seat=seat, at=at, data={"sha256": kept.sha256})
    return kept


def remove_attachment(*, person: User, seat: Seat, attachment: Attachment) -> Attachment:
    """No longer offer the file; its name and hash stay. Refused as attaching is, and when it was removed before
    (409).
    """
    with transaction.atomic():
        proposal, entrance = hold(attachment.proposal, "remove_attachment")
        at = entrance.instant
        held = Attachment.objects.get(pk=attachment.pk)
        refuse(why_not_write(person, seat, proposal, at))
        refuse(why_not_now("remove_attachment", proposal, entrance), why_not_act(seat, at), why_not_remove(held))
        held.removed_at = at
        held.save(update_fields=["removed_at"])
        tell("remove_attachment", proposal=proposal, person=person, seat=seat, at=at, data={"sha256": held.sha256})
    return held


def why_not_more(proposal: Proposal) -> DomainError | None:
    """A proposal is a text; twenty files beside it are enough."""
    if proposal.attachments.filter(removed_at__isnull=True).count() < MOST_ATTACHMENTS:
        return None
    return Conflict(
        "too_many_attachments",
        _("A proposal has at most %(most)s files. Remove one first."),
        data={"most": MOST_ATTACHMENTS},
    )


def why_not_remove(attachment: Attachment) -> DomainError | None:
    """A file is removed once."""
    if attachment.removed_at is None:
        return None
    return Conflict("removed", _("This file was removed already."))
