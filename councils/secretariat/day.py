"""What of the councils' own affairs is due in the next days, and who is missing: the desk's day."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Count, Exists, Min, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from common import clock
from common.heartbeat import silences
from common.words import Moment
from councils.mandates.models import Council, Mandate, Seat, Standing
from councils.mandates.queries import mandates_at, seats_with_standing
from councils.mandates.reminders import ending
from councils.movements.models import Movement
from councils.rounds.models import Window
from councils.secretariat.panels import Group, Panel, PanelRow

MOST = 20
WEEK, MONTH, DAYS_OF_INVITATIONS = timedelta(days=7), timedelta(days=30), timedelta(days=3)
# A gap of yesterday is still to be explained to somebody.
REMEMBERED = timedelta(days=1)


def calendar(council: Council, person: User, now: datetime) -> Panel | None:
    """What opens and closes within a week, in rounds that are not suspended."""
    soon = now + WEEK
    coming = Q(opens_at__gt=now, opens_at__lte=soon) | Q(closes_at__gt=now, closes_at__lte=soon)
    found = Window.objects.filter(coming, round__council=council, round__suspended_at=None).select_related("round")
    rows = [row for window in found.order_by("closes_at", "id")[:MOST] for row in _ends(council, window, now, soon)]
    return Panel(gettext_lazy("The calendar of this week"), rows, 1, Group.DUE)


def _ends(council: Council, window: Window, now: datetime, soon: datetime) -> list[PanelRow]:
    url = reverse("desk_window", args=[council.slug, window.pk])
    named = {"stage": window.get_kind_display().capitalize(), "round": window.round}
    told = [(_("%(stage)s opens"), window.opens_at), (_("%(stage)s closes"), window.closes_at)]
    return [PanelRow(words % named, url, str(window.round), at) for words, at in told if now < at <= soon]


def ending_mandates(council: Council, person: User, now: datetime) -> Panel | None:
    """Mandates that end within a month, and in which nobody follows."""
    found = ending().filter(seat__council=council, ends_at__lte=now + MONTH).select_related("seat__movement")
    rows = [
        PanelRow(
            mandate.seat.movement.name,
            reverse("desk_seat", args=[council.slug, mandate.seat.movement.slug]),
            _("A mandate ends (%(role)s), and nobody follows yet.") % {"role": mandate.get_role_display()},
            mandate.ends_at,
            "warn",
        )
        for mandate in found.order_by("ends_at", "id")[:MOST]
    ]
    return Panel(gettext_lazy("Mandates that end this month"), rows, 3, Group.DUE)


def expiring_invitations(council: Council, person: User, now: datetime) -> Panel | None:
    """Invitations to the council's movements that nobody has answered, and that expire within three days."""
    at = clock.now()
    waiting = Q(invitations__accepted_at=None, invitations__expires_at__gt=at)
    soon = waiting & Q(invitations__expires_at__lte=at + DAYS_OF_INVITATIONS)
    found = (
        Movement.objects.filter(soon, seats__council=council)
        .annotate(number=Count("invitations"), first=Min("invitations__expires_at"))
        .order_by("first", "slug")
    )
    rows = [
        PanelRow(
            movement.name, reverse("movement_members", args=[movement.slug]), _expire(movement.number), movement.first
        )
        for movement in found[:MOST]
    ]
    return Panel(gettext_lazy("Invitations that expire"), rows, 4, Group.DUE)


def _expire(number: int) -> str:
    words = ngettext("%(n)d invitation is not answered.", "%(n)d invitations are not answered.", number)
    return words % {"n": number}


def without_mandate(council: Council, person: User, now: datetime) -> Panel | None:
    """Admitted seats whose mandate nobody holds as titular: they vote by an alternate, or not at all."""
    if council.kind != Council.Kind.ADVISORY:
        return None
    held = Exists(mandates_at(now).order_by().filter(seat=OuterRef("pk"), role=Mandate.Role.TITULAR))
    admitted = seats_with_standing(council, now).filter(status=Standing.Status.ADMITTED)
    found = admitted.exclude(held)
    seats: Iterable[Seat] = found.order_by("movement__slug")[:MOST]
    rows = [
        PanelRow(
            seat.movement.name,
            reverse("desk_seat", args=[council.slug, seat.movement.slug]),
            _("Nobody holds its mandate as titular."),
            tone="warn",
        )
        for seat in seats
    ]
    total = found.count() if len(rows) == MOST else len(rows)
    return Panel(gettext_lazy("Seats without a mandate"), rows, 10, Group.PEOPLE, total)


def missed_hearts(council: Council, person: User, now: datetime) -> Panel | None:
    """Times of the last day at which nothing shows that the site was up."""
    at = clock.now()
    rows = [
        PanelRow(
            _("The site may have been down"),
            reverse("desk_rounds", args=[council.slug]),
            _("No sign of life from %(began)s to %(ended)s. Look whether somebody lost time to vote.")
            % {"began": Moment(gap.began_at), "ended": Moment(gap.ended_at)},
            tone="bad",
        )
        for gap in silences(at - REMEMBERED, at)[:MOST]
    ]
    return Panel(gettext_lazy("Hours without a sign of life"), rows, 4, Group.FAILED)


SOURCES = (calendar, ending_mandates, expiring_invitations, without_mandate, missed_hearts)
