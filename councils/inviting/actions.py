"""A list is sent off in one act, and each of its lines is invited by the act that invites anybody."""

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common import clock
from common.errors import Conflict, DomainError, Invalid, refuse
from councils.mandates.actions import invite_member
from councils.mandates.models import Council, Office
from councils.mandates.permissions import why_not_hold
from councils.mandates.two_person import hold_council
from ledger.record import record

from .checking import check_lines
from .models import InvitationLine, InvitationList
from .reading import read_lines

log = structlog.get_logger(__name__)

State = InvitationLine.State


def why_not_invite_by_list(council: Council) -> DomainError | None:
    """Movements sit in advisory councils, and a rehearsal sends no letters."""
    if council.is_rehearsal:
        return Conflict("rehearsal", _("A rehearsal sends no letters, so nobody is invited from here."))
    if council.kind != Council.Kind.ADVISORY:
        return Conflict("not_advisory", _("Movements have seats in advisory councils only."))
    return None


def send_invitation_list(*, council: Council, actor: User, lines: str) -> InvitationList:
    """Have everybody on the list invited who can be; the lines with a problem are left out. Returns at once.

    `lines` is the text of the list. Of two that come at once the second finds its lines on the list of the first.
    Refused: all but secretaries, rehearsals, what cannot be read, and a list of which no line can be sent.
    """
    with transaction.atomic():
        council, now = hold_council(council)
        refuse(why_not_hold(actor, council, Office.Kind.SECRETARY, at=now), why_not_invite_by_list(council))
        able = [one for one in check_lines(council, read_lines(lines)) if not one.problems]
        if not able:
            raise Invalid("nobody_to_invite", _("No line of this list can be sent: see what is wrong with each."))
        language = actor.language or translation.get_language() or settings.LANGUAGE_CODE
        made = InvitationList.objects.create(council=council, sent_by=actor, sent_at=now, language=language)
        InvitationLine.objects.bulk_create(
            InvitationLine(
                list=made, number=one.line.number, movement=one.movement, email=one.email, role=one.line.role or ""
            )
            for one in able
        )
        subject = council.get_absolute_url()
        record("send_invitation_list", council=council, actor=actor, subject=subject, data={"lines": len(able)}, at=now)
    return made


def invite_next_line() -> bool:
    """Invite whoever stands on the next line of the oldest list, and note what became of it. False: none waits.

    Line and invitation are written together, so whoever is killed has done both or neither, and a second worker takes
    another line.
    """
    oldest = InvitationList.objects.filter(done_at=None).order_by("id").first()
    if oldest is None:
        return False
    with translation.override(oldest.language), transaction.atomic():
        waiting = oldest.lines.filter(state=State.WAITING).select_related("movement", "list__sent_by").order_by("id")
        line = waiting.select_for_update(of=["self"], skip_locked=True).first()
        if line is None:
            return _end(oldest)
        try:
            with transaction.atomic():
                line.invitation = invite_member(
                    movement=line.movement, email=line.email, role=line.role, actor=line.list.sent_by
                )
            line.state, line.email = State.INVITED, ""
        except DomainError as refusal:
            line.state, line.problem = State.REFUSED, refusal.sentence[:300]
        line.save(update_fields=["state", "email", "invitation", "problem"])
    return True


def _end(found: InvitationList) -> bool:
    """The list is done when no line waits; one that another worker holds still does. Whether it was ended."""
    return bool(
        InvitationList.objects.filter(pk=found.pk, done_at=None)
        .exclude(lines__state=State.WAITING)
        .update(done_at=clock.now())
    )
