"""What ends in councils and movements when somebody leaves, each told where those who stay find it."""

from datetime import datetime

from django.conf import settings
from django.db.models import Case, F, Q, When
from django.db.models.functions import Least, Lower
from django.utils.translation import gettext_lazy as _

from accounts.held.reading import addresses_of
from accounts.leaving.departures import Departure, depart
from accounts.models import User
from accounts.profile import has_proved
from common import clock
from common.errors import Conflict, DomainError, refuse
from common.languages import say
from common.locks import Lock, exclude
from councils.inviting.models import InvitationLine
from councils.mandates.actions.members import write_end
from councils.mandates.actions.offices import SECRETARY, secretaries_at
from councils.mandates.models import Council, Mandate, Office
from councils.mandates.operating import is_operator
from councils.mandates.queries import offices_at
from councils.mandates.two_person import hold_council
from councils.movements.models import NOBODY, Invitation, Membership
from ledger.record import record


def why_not_leave(person: User) -> DomainError | None:
    """Not while a council or the site would be left with nobody who can act for it."""
    now = clock.now()
    held = Council.objects.filter(pk__in=offices_at(now).filter(person=person, kind=SECRETARY).values("council"))
    found = [why_not_spare(person, council, clock.now(council.pk)) for council in held.order_by("pk")]
    return next(filter(None, found), None) or why_not_unattended(person)


def why_not_spare(person: User, council: Council, at: datetime) -> DomainError | None:
    """A council keeps as many secretaries as it needs to appoint another. A rehearsal has nobody to lose."""
    needed = 2 if council.is_two_person else 1
    mine = offices_at(at).filter(council=council, kind=SECRETARY, person=person)
    if council.is_rehearsal or not mine.exists() or secretaries_at(council, at) > needed:
        return None
    sentence = _(
        "You are among the last secretaries of %(council)s, which needs %(needed)s. Have another one appointed before"
        " you leave."
    )
    return Conflict("last_secretary", sentence, data={"council": say(council.name), "needed": needed})


def why_not_unattended(person: User) -> DomainError | None:
    """Somebody else who runs the site must be able to sign in."""
    others = User.objects.filter(is_active=True, email__in=settings.OPERATORS).exclude(pk=person.pk)
    if not is_operator(person) or any(has_proved(other) for other in others):
        return None
    sentence = _(
        "You alone run this site. Before you leave, somebody else has to be named in its settings and to sign in here."
    )
    return Conflict("last_operator", sentence)


def let_go(person: User) -> None:
    """Councils first, then movements, each by its number: two who leave at once cannot wait for each other."""
    open_ = Q(ends_at__isnull=True) | Q(ends_at__gt=clock.now())
    concerned = Q(seats__mandates__person=person) | Q(offices__person=person)
    for council in Council.objects.filter(concerned).distinct().order_by("pk"):
        held, now = hold_council(council)
        refuse(why_not_spare(person, held, now))
        _lay_down_mandates(person, held, now)
        _lay_down_offices(person, held, now)
    for belongs in Membership.objects.filter(open_, person=person).order_by("movement_id", "pk"):
        exclude(Lock.MOVEMENT, belongs.movement_id)
        membership = Membership.objects.select_related("movement", "person").get(pk=belongs.pk)
        if membership.ends_at == belongs.ends_at:
            write_end(membership, person, clock.now())
    Membership.objects.filter(person=person).update(is_named=False)
    if is_operator(person):
        exclude(Lock.OPERATORS, 0)
        refuse(why_not_unattended(person))
    _forget_invitations(addresses_of(person))


def _lay_down_mandates(person: User, council: Council, now: datetime) -> None:
    """Those that are yet to begin as well. Votes cast under them stay."""
    unended = Q(ends_at__isnull=True) | Q(ends_at__gt=now)
    mandates = Mandate.objects.filter(unended, seat__council=council, person=person, revoked_at__isnull=True)
    for mandate in (
        mandates.select_for_update(of=("self",), no_key=True).select_related("seat__movement").order_by("pk")
    ):
        mandate.revoked_by, mandate.revoked_at = person, max(now, mandate.starts_at)
        mandate.save(update_fields=["revoked_by", "revoked_at"])
        movement = mandate.seat.movement
        data = {"movement": movement.name, "role": mandate.role, "kind": mandate.kind, "order": mandate.order}
        data["holder"] = person.mark(council.code)
        subject = movement.get_absolute_url()
        record("lay_down_mandate", council=council, actor=person, subject=subject, data=data, at=now)


def _lay_down_offices(person: User, council: Council, now: datetime) -> None:
    offices = Office.objects.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now), council=council, person=person)
    for office in offices.order_by("pk"):
        office.ends_at = max(now, office.starts_at)
        office.save(update_fields=["ends_at"])
        data = {"office": office.kind, "holder": person.mark(council.code)}
        subject = council.get_absolute_url()
        record("lay_down_office", council=council, actor=person, subject=subject, data=data, at=now)


def _forget_invitations(addresses: list[str]) -> None:
    """Those that were sent to the person lose the address, and those that wait the use."""
    now = clock.now()
    mine = Invitation.objects.alias(address=Lower("email")).filter(address__in=addresses)
    until = Case(When(accepted_at__isnull=True, then=Least(F("expires_at"), now)), default=F("expires_at"))
    mine.update(email=NOBODY, expires_at=until)
    lines = InvitationLine.objects.alias(address=Lower("email")).filter(address__in=addresses)
    lines.filter(state=InvitationLine.State.REFUSED).update(email="")


depart(
    20,
    Departure(
        let_go,
        why_not_leave,
        goes=(_("Your mandates, offices and memberships end, and so do invitations that wait for you."),),
        stays=(
            _("That a seat had a mandate, and from when to when: whoever counts a vote again needs it."),
            _("The public record of acts. Your mark in it leads to nobody any more."),
        ),
    ),
)
