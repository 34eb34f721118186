"""What of the councils' own affairs waits on the secretariat's desk."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from common.clocks import apart
from common.models import ClockComparison
from councils.inviting.queries import lists_shown
from councils.mandates.models import Council, PendingAct, Standing
from councils.mandates.queries import seats_with_standing
from councils.mandates.reaching import people_of
from councils.models import Window
from councils.secretariat import day
from councils.secretariat.acts import act_title
from councils.secretariat.panels import Group, Panel, PanelRow, register
from notices.queries import failed_reminders, failed_walks, refused_among
from notices.registry import words_of

MOST = 50
for source in day.SOURCES:
    register(source)


@register
def acts(council: Council, person: User, now: datetime) -> Panel | None:
    """Acts that wait for a second officer."""
    waiting = PendingAct.objects.filter(council=council, state=PendingAct.State.WAITING).order_by("id")[:MOST]
    rows = [
        PanelRow(
            act_title(act),
            reverse("desk_act", args=[council.slug, act.pk]),
            _("You proposed it.") if act.proposed_by_id == person.pk else _("It waits for you or another officer."),
            tone="" if act.proposed_by_id == person.pk else "warn",
        )
        for act in waiting
    ]
    return Panel(gettext_lazy("Waiting for a second officer"), rows, 10)


@register
def applications(council: Council, person: User, now: datetime) -> Panel | None:
    """Movements that have applied for a seat."""
    if council.kind != Council.Kind.ADVISORY:
        return None
    applied = seats_with_standing(council, now).filter(status=Standing.Status.APPLIED).order_by("id")[:MOST]
    rows = [
        PanelRow(
            seat.movement.name, reverse("desk_seat", args=[council.slug, seat.movement.slug]), _("applies for a seat")
        )
        for seat in applied
    ]
    return Panel(gettext_lazy("Applications"), rows, 20)


@register
def failures(council: Council, person: User, now: datetime) -> Panel | None:
    """Windows whose consequence could not be carried out; they are tried again."""
    failed = Window.objects.filter(round__council=council).exclude(failure="").select_related("round").order_by("id")
    rows = [
        PanelRow(
            f"{window.get_kind_display()}: {window.round}",
            reverse("desk_round", args=[council.slug, window.round.number]),
            window.failure[:300],
            window.next_try_at,
            "bad",
        )
        for window in failed[:MOST]
    ]
    return Panel(gettext_lazy("Could not be carried out"), rows, 5, Group.FAILED)


@register
def standing_still(council: Council, person: User, now: datetime) -> Panel | None:
    """Rounds that wait to be resumed, and votes that are held because the site was down when they closed."""
    waits = Q(held_until__gt=now) | Q(round__suspended_at__isnull=False)
    found = Window.objects.filter(waits, round__council=council).select_related("round").order_by("round", "id")[:MOST]
    suspended = {window.round_id: window.round for window in found if window.round.suspended_at}
    rounds = [
        PanelRow(
            _("Suspended: %(round)s") % {"round": round_},
            reverse("desk_suspension", args=[council.slug, round_.number]),
            round_.suspension_reason[:300],
            tone="bad",
        )
        for round_ in suspended.values()
    ]
    windows = [
        PanelRow(
            _("Held uncounted: %(stage)s, %(round)s") % {"stage": window.get_kind_display(), "round": window.round},
            reverse("desk_window", args=[council.slug, window.pk]),
            _("The site was down when it closed. It can be extended until it is counted."),
            window.held_until,
            "bad",
        )
        for window in found
        if window.is_held(now)
    ]
    rows = [*rounds, *windows]
    return Panel(gettext_lazy("Standing still"), rows, 4, Group.FAILED)


@register
def wrong_clocks(council: Council, person: User, now: datetime) -> Panel | None:
    """Machines whose clock, or Redis's, is more than a second from the database's, which decides."""
    rows = [
        PanelRow(
            _("The clocks of %(machine)s are apart") % {"machine": found.machine},
            council.get_absolute_url(),
            _apart(found),
            tone="bad",
        )
        for found in apart()
    ]
    return Panel(gettext_lazy("Clocks that are apart"), rows, 3, Group.FAILED)


def _apart(found: ClockComparison) -> str:
    words = _("From the database's clock, which decides: the application %(application)s s, Redis %(redis)s s.")
    redis = "?" if found.redis is None else f"{found.redis:+.1f}"
    return words % {"application": f"{found.application:+.1f}", "redis": redis}


@register
def untold(council: Council, person: User, now: datetime) -> Panel | None:
    """Notices that could not be made, each of which is tried again."""
    failed = failed_walks(council.pk)[:MOST]
    walks = [
        PanelRow(words, walk.entry.subject, walk.failure[:300], walk.next_try_at, "bad")
        for walk, words in zip(failed, words_of([walk.entry for walk in failed]), strict=True)
    ]
    reminders = [
        PanelRow(_("A reminder"), council.get_absolute_url(), late.failure[:300], late.next_try_at, "bad")
        for late in failed_reminders(council.pk)[:MOST]
    ]
    return Panel(gettext_lazy("Notices that do not arrive"), [*walks, *reminders], 8, Group.FAILED)


@register
def bouncing(council: Council, person: User, now: datetime) -> Panel | None:
    """How many mailboxes refuse letters: a number alone, because whose they are is nobody else's matter."""
    refused = refused_among(people_of(council.pk))
    told = ngettext("%(n)d mailbox refuses our letters", "%(n)d mailboxes refuse our letters", refused) % {"n": refused}
    detail = _("Its owner reads why on the site, and finds everything there.")
    boxes = [PanelRow(told, reverse("council_seats", args=[council.slug]), detail, tone="warn")] if refused else []
    return Panel(gettext_lazy("Mailboxes"), boxes, 30, Group.PEOPLE, refused)


def _list_row(council: Council, one: Any) -> PanelRow:
    """Of an `InvitationList` with the counts of `lists_shown`, which its class does not know."""
    return PanelRow(
        _("Invitations: %(dealt)s of %(total)s") % {"dealt": one.invited + one.refused, "total": one.total},
        reverse("desk_invited", args=[council.slug, one.pk]),
        _("Every line was dealt with.") if one.done_at else _("The letters are on their way."),
        tone="" if one.done_at else "warn",
    )


@register
def lists(council: Council, person: User, now: datetime) -> Panel | None:
    """Lists of invitations that are being sent, or were sent lately: how far they are."""
    rows = [_list_row(council, one) for one in lists_shown(council, now)[:MOST]]
    return Panel(gettext_lazy("Lists of invitations"), rows, 30, Group.OPEN)
