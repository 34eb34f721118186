"""The desk itself, the acts that wait for a second officer, and the private files."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from councils.mandates.actions import confirm_act, refuse_act
from councils.mandates.evidence import kept_file
from councils.mandates.models import Mandate, PendingAct
from councils.mandates.reading import in_words
from councils.mandates.two_person import why_not_decide, why_not_second
from councils.secretariat.access import Desk, at_desk, say_done, status_of
from councils.secretariat.acts import act_facts, act_title
from councils.secretariat.forms import RefusalForm
from councils.secretariat.panels import sections


@at_desk
@require_safe
def desk(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The secretariat's day: what failed, what is due, what waits."""
    found = sections(desk.council, desk.person, desk.now)
    return render(request, "councils/desk/desk.html", desk.page(sections=found))


@at_desk
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """One proposed act: confirm it, or refuse it with a reason."""
    pending = get_object_or_404(PendingAct.objects.select_related("proposed_by"), pk=pk, council=desk.council)
    is_refused = request.POST.get("decision") == "refuse"
    form = RefusalForm(request.POST if is_refused else None)
    if request.method == "POST" and not is_refused:
        say_done(request, confirm_act(act=pending, actor=desk.person))
        return redirect("desk", desk.council.slug)
    done = form.carry_out(refuse_act, act=pending, actor=desk.person) if is_refused else None
    if done:
        say_done(request, None)
        return redirect("desk", desk.council.slug)
    return render(
        request, "councils/desk/act.html", desk.page(**_shown(pending, desk), form=form), status=status_of(form)
    )


def _shown(pending: PendingAct, desk: Desk) -> dict[str, object]:
    return {
        "act": pending,
        "title": act_title(pending),
        "facts": act_facts(pending),
        "words": in_words(pending.payload["data"]) if pending.verb == "adopt_rulebook" else None,
        "is_decided": why_not_decide(pending) is not None,
        "refusal": why_not_decide(pending) or why_not_second(pending, desk.person),
    }


@at_desk
@require_safe
def act_evidence(request: HttpRequest, desk: Desk, pk: int) -> FileResponse:
    """The minutes behind a mandate that is proposed."""
    pending = get_object_or_404(PendingAct, pk=pk, council=desk.council, verb="grant_mandate")
    return kept_file(pending.payload.get("evidence", ""), f"act-{pending.pk}")


@at_desk
@require_safe
def evidence(request: HttpRequest, desk: Desk, pk: int) -> FileResponse:
    """The minutes behind a mandate."""
    mandate = get_object_or_404(Mandate, pk=pk, seat__council=desk.council)
    return kept_file(mandate.evidence.name, f"mandate-{mandate.pk}")
