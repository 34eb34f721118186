"""The pages of referrals: those of a council or a body, referring, one of them, and what becomes of it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.signed_in import signed_in
from common import clock
from common.errors import refuse
from councils.forms import posted
from councils.mandates.queries import member_countries
from councils.models import Council
from councils.secretariat.access import Desk, status_of
from councils.secretariat.convening import ConveningForm
from councils.visitor import visitor
from proposals.drafting.keeping import handed_out

from .actions import attach_document, decline_referral, open_round, refer_to_council
from .forms import DocumentForm, ReferralForm, RefusalForm
from .models import Referral
from .pages import first_words, list_page, referral_page
from .permissions import speaks_for_nobody, why_not_decide, why_not_waiting
from .queries import bodies_of, referral_at

form_page = require_http_methods(["GET", "HEAD", "POST"])
LARGEST_NUMBER = 2**31 - 1


def _found(council: str, number: int) -> Referral:
    """The referral at an address, or the page that says there is none."""
    wanted = referral_at(council, min(number, LARGEST_NUMBER))
    if wanted is None:
        raise Http404
    return wanted


@never_cache
@require_safe
def referral_list(request: HttpRequest, council: str) -> HttpResponse:
    """What was referred to a council, or what a body has referred."""
    found = get_object_or_404(Council, slug=council)
    page = list_page(found, visitor(request), clock.now(found.pk))
    return render(request, "proposals/referring/list.html", page)


@login_required
@form_page
def refer(request: HttpRequest, council: str) -> HttpResponse:
    """Refer a question or a project."""
    found, person = get_object_or_404(Council, slug=council, kind=Council.Kind.ADVISORY), signed_in(request)
    at = clock.now(found.pk)
    bodies = bodies_of(person, at)
    refuse(None if bodies else speaks_for_nobody())
    first = {"body": bodies[0].slug}
    form = ReferralForm(posted(request), bodies=bodies, countries=member_countries(found, at), initial=first)
    made = form.carry_out(refer_to_council, person=person, council=found) if request.method == "POST" else None
    if made:
        messages.success(request, _("The referral is published. Put its documents beside it."))
        return redirect(made)
    page = {"council": found, "form": form, "now": at, "section": "councils"}
    return render(request, "proposals/referring/refer.html", page, status=status_of(form))


@never_cache
@require_safe
def referral(request: HttpRequest, council: str, number: int) -> HttpResponse:
    """One referral, and what became of it."""
    page = referral_page(_found(council, number), visitor(request))
    return render(request, "proposals/referring/referral.html", page)


@login_required
@require_POST
def attach(request: HttpRequest, council: str, number: int) -> HttpResponse:
    """Put a document beside it."""
    found, person = _found(council, number), signed_in(request)
    form = DocumentForm(request.POST, request.FILES)
    if form.carry_out(attach_document, person=person, referral=found):
        messages.success(request, _("The document stands beside the referral."))
        return redirect(found)
    page = referral_page(found, person, form)
    return render(request, "proposals/referring/referral.html", page, status=status_of(form))


@require_safe
def document(request: HttpRequest, council: str, number: int, public_id: Any) -> FileResponse:
    """A document, as a download that no browser opens as a page of ours."""
    kept = get_object_or_404(_found(council, number).documents, public_id=public_id)
    return handed_out(kept)


@login_required
@form_page
def opening(request: HttpRequest, council: str, number: int) -> HttpResponse:
    """Convene a round from it: what it says is the beginning of the call."""
    found, person = _deciding(request, council, number)
    desk = Desk(found.council, person, found.instant)  # type: ignore[attr-defined] # annotated by referral_at
    form = ConveningForm(posted(request), desk=desk, initial=first_words(found))
    made = form.carry_out(open_round, actor=person, referral=found) if form.is_to_convene else None
    if made:
        messages.success(request, _("The round is convened. It names the referral, and the referral names it."))
        return redirect(made)
    page = {"council": found.council, "referral": found, "form": form, "section": "councils", "planned": form.planned()}
    return render(request, "proposals/referring/open.html", page, status=form.status)


@login_required
@form_page
def declining(request: HttpRequest, council: str, number: int) -> HttpResponse:
    """Open no round, with reasons."""
    found, person = _deciding(request, council, number)
    form = RefusalForm(posted(request))
    done = form.carry_out(decline_referral, actor=person, referral=found) if request.method == "POST" else None
    if done:
        messages.success(request, _("The reasons are published."))
        return redirect(found)
    page = {"council": found.council, "referral": found, "form": form, "section": "councils"}
    return render(request, "proposals/referring/decline.html", page, status=status_of(form))


def _deciding(request: HttpRequest, council: str, number: int) -> tuple[Referral, User]:
    """A referral that waits, before somebody who decides on it."""
    found, person = _found(council, number), signed_in(request)
    at = found.instant  # type: ignore[attr-defined] # annotated by referral_at
    refuse(why_not_decide(person, found.council, at), why_not_waiting(found))
    return found, person
