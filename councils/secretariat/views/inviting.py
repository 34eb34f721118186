"""Inviting many people at once: a dry run that says what is wrong with each line, the list sent off, how far it is."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from common.errors import Invalid, refuse
from councils.forms import posted
from councils.inviting.actions import send_invitation_list, why_not_invite_by_list
from councils.inviting.checking import Checked, check_lines
from councils.inviting.models import InvitationLine
from councils.inviting.queries import job_of, lists_of
from councils.inviting.reading import MOST_LINES, read_lines
from councils.mandates.models import Council
from councils.movements.models import Membership
from councils.secretariat.access import Desk, at_desk, say_done, status_of
from councils.secretariat.forms import ListForm

MOST_LISTS, MOST_PROBLEMS = 20, 200


@dataclass(frozen=True)
class DryRun:
    """What would become of a list: how many of each movement would be invited, and which lines would not."""

    able: int
    movements: list[tuple[str, int, int]]
    wrong: list[Checked]

    @property
    def shown(self) -> list[Checked]:
        return self.wrong[:MOST_PROBLEMS]

    @property
    def hidden(self) -> int:
        return len(self.wrong) - len(self.shown)


@at_desk
@require_http_methods(["GET", "HEAD", "POST"])
def inviting(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A list of people: posting looks at it without writing anything, or sends it off."""
    refusal = why_not_invite_by_list(desk.council)
    form = ListForm(posted(request), request.FILES or None)
    found: DryRun | None = None
    if form.is_bound:
        refuse(refusal)
        if request.POST.get("act") == "send":
            done = form.carry_out(send_invitation_list, council=desk.council, actor=desk.person)
            if done:
                say_done(request, done)
                return redirect("desk_invited", desk.council.slug, done.pk)
        found = _dry_run(desk.council, form)
    lists = lists_of(desk.council)[:MOST_LISTS]
    context = desk.page(form=form, found=found, refusal=refusal, lists=lists, most=MOST_LINES)
    return render(request, "councils/desk/inviting.html", context, status=status_of(form))


def _dry_run(council: Council, form: ListForm) -> DryRun | None:
    """None when the list cannot be read: the form says why."""
    if not form.is_valid() and not form.written:
        return None
    try:
        checked = check_lines(council, read_lines(form.written))
    except Invalid as refusal:
        if not form.errors:
            form.say(refusal)
        return None
    able = [one for one in checked if not one.problems and one.movement]
    counts = Counter((one.movement.name, one.line.role) for one in able if one.movement)
    names = sorted({name for name, _role in counts})
    member, coordinator = Membership.Role.MEMBER.value, Membership.Role.COORDINATOR.value
    movements = [(name, counts[name, member], counts[name, coordinator]) for name in names]
    return DryRun(len(able), movements, [one for one in checked if one.problems])


@at_desk
@require_safe
def invited(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """How far a list is. The page can be left: the worker goes on, and the desk leads back here."""
    found: Any = get_object_or_404(lists_of(desk.council), pk=pk)
    refused = found.lines.filter(state=InvitationLine.State.REFUSED).select_related("movement").order_by("number")
    context = desk.page(found=found, job=job_of(found, desk.now), refused=refused[:MOST_PROBLEMS])
    return render(request, "councils/desk/invited.html", context)
