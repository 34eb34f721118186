"""Devices: the script that shows what arrives, and letting one tell me or no longer."""

from pathlib import Path

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from accounts.signed_in import signed_in
from common.errors import Conflict, Invalid

from .subscribing import add_device, remove_device

WORKER = (Path(__file__).parent / "worker.js").read_bytes()


@require_safe
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """The script that a browser runs when something arrives; at the site's root, or it could not open its pages."""
    return HttpResponse(WORKER, content_type="text/javascript; charset=utf-8")


@login_required
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Tell me on this device. Asked by the script of the page, which shows what is refused."""
    sent = {name: request.POST.get(name, "") for name in ("endpoint", "p256dh", "auth")}
    try:
        add_device(person=signed_in(request), **sent)
    except (Invalid, Conflict) as refusal:
        return JsonResponse({"sentence": refusal.sentence}, status=refusal.status)
    messages.success(request, _("You are told on this device."))
    return HttpResponse(status=204)


@login_required
@require_POST
def remove(request: HttpRequest, number: int) -> HttpResponse:
    """Tell me nothing there any more."""
    remove_device(person=signed_in(request), number=number)
    messages.success(request, _("You are no longer told there."))
    return redirect("notice_preferences")
