"""The pages of webhooks: what they are and the form to ask for one, one of them, and what is done with it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.signed_in import signed_in
from common import clock
from common.errors import Invalid, refuse
from councils.models import Council
from councils.visitor import visitor

from .actions import ask_webhook, consent_webhook, end_webhook, refuse_webhook, replay_delivery
from .forms import AskForm, ReasonForm
from .models import Delivery, Webhook
from .pages import list_page, webhook_page
from .permissions import why_not_decide, why_not_end, why_not_manage

form_page = require_http_methods(["GET", "HEAD", "POST"])
LARGEST = 2**63 - 1


def _found(council: str, number: int) -> Webhook:
    """The webhook at an address, or the page that says there is none."""
    wanted = Webhook.objects.filter(council__slug=council, pk=min(number, LARGEST))
    found = wanted.select_related("council", "asked_by").first()
    if found is None:
        raise Http404
    return found


@never_cache
@form_page
def webhook_list(request: HttpRequest, council: str) -> HttpResponse:
    """What webhooks are; to the signed-in their own, to secretaries all, and the form to ask for one."""
    found, person = get_object_or_404(Council, slug=council), visitor(request)
    if request.method == "POST":
        return _ask(request, found)
    return render(request, "proposals/webhooks/list.html", list_page(found, person, AskForm()))


@login_required
@sensitive_variables("asked")
def _ask(request: HttpRequest, council: Council) -> HttpResponse:
    """Ask, and show the secret in the answer: nothing shows it again."""
    person, form = signed_in(request), AskForm(request.POST)
    try:
        if form.is_valid():
            asked = ask_webhook(person=person, council=council, **form.cleaned_data)
            page = {"council": council, "webhook": asked, "section": "councils"}
            return render(request, "proposals/webhooks/asked.html", page)
    except Invalid as refusal:
        _note(form, refusal)
    return render(request, "proposals/webhooks/list.html", list_page(council, person, form), status=422)


@never_cache
@login_required
@require_safe
def webhook(request: HttpRequest, council: str, number: int) -> HttpResponse:
    """One webhook: its state, what was given up, and what the reader may do with it."""
    found, person = _found(council, number), signed_in(request)
    at = clock.now(found.council_id)
    refuse(why_not_manage(person, found, at))
    return render(request, "proposals/webhooks/webhook.html", webhook_page(found, person, at))


@login_required
@require_POST
def consent(request: HttpRequest, council: str, number: int) -> HttpResponse:
    """Let the entries be sent."""
    found = consent_webhook(webhook=_found(council, number), actor=signed_in(request))
    messages.success(request, _("Consented. The entries are sent from now on."))
    return redirect(found)


@login_required
@form_page
def refusal(request: HttpRequest, council: str, number: int) -> HttpResponse:
    """Say no, with a reason."""
    found, person = _found(council, number), signed_in(request)
    refuse(why_not_manage(person, found, clock.now(found.council_id)), why_not_decide(found))
    form = ReasonForm(request.POST or None)
    try:
        if form.is_valid():
            refuse_webhook(webhook=found, actor=person, **form.cleaned_data)
            messages.success(request, _("Refused. The reason stands in the ledger."))
            return redirect(found)
    except Invalid as problem:
        _note(form, problem)
    return _act(request, found, form, is_refusal=True)


@login_required
@form_page
def ending(request: HttpRequest, council: str, number: int) -> HttpResponse:
    """Send nothing more."""
    found, person = _found(council, number), signed_in(request)
    refuse(why_not_manage(person, found, clock.now(found.council_id)), why_not_end(found))
    form = ReasonForm(request.POST or None, is_needed=not _is_own(found, person))
    try:
        if form.is_valid():
            end_webhook(webhook=found, actor=person, **form.cleaned_data)
            messages.success(request, _("The webhook has ended: nothing more is sent."))
            return redirect(found)
    except Invalid as problem:
        _note(form, problem)
    return _act(request, found, form)


@login_required
@require_POST
def replay(request: HttpRequest, council: str, number: int, entry: int) -> HttpResponse:
    """Try again what was given up."""
    found = _found(council, number)
    delivery = get_object_or_404(Delivery, webhook=found, entry=min(entry, LARGEST))
    replay_delivery(delivery=delivery, actor=signed_in(request))
    messages.success(request, _("Entry %(entry)s is sent again.") % {"entry": entry})
    return redirect(found)


def _act(request: HttpRequest, found: Webhook, form: ReasonForm, **context: Any) -> HttpResponse:
    page = {"council": found.council, "webhook": found, "form": form, "section": "councils", **context}
    return render(request, "proposals/webhooks/act.html", page, status=422 if form.errors else 200)


def _is_own(webhook: Webhook, person: User) -> bool:
    return webhook.asked_by_id == person.pk


def _note(form: AskForm | ReasonForm, refusal: Invalid) -> None:
    """What is not well-formed goes to its field."""
    for name, sentence in (refusal.fields or {"": refusal.sentence}).items():
        form.add_error(name if name in form.fields else None, str(sentence))
