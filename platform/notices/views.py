"""The inbox, the settings of notices, and leaving without signing in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from accounts.signed_in import signed_in

from .forms import PreferencesForm
from .letters import EVERYTHING, read_token
from .models import Notice, Postbox
from .preferences import decline, keep_preferences, preferences_of, read_all, read_one, resume_letters
from .reading import devices_of, dropped_lately, inbox_page, returned_lately
from .registry import KINDS
from .vapid import public_key


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def inbox(request: HttpRequest) -> HttpResponse:
    """What I was told; and marking all of it as read."""
    person = signed_in(request)
    if request.method == "POST":
        read_all(person=person)
        return redirect("inbox")
    box = Postbox.objects.filter(person=person).first()
    return render(request, "notices/inbox.html", {"inbox": inbox_page(person, request.GET), "box": box})


@login_required
@require_http_methods(["GET", "POST"])
def open_notice(request: HttpRequest, number: int) -> HttpResponse:
    """Go to what a notice is about; it counts as read from then on."""
    notices = Notice.objects.inbox(signed_in(request)).select_related("entry")
    notice = get_object_or_404(notices, pk=number)
    read_one(notice=notice)
    return redirect(notice.entry.subject or "inbox")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """How I wish to be told, and when my digest goes out."""
    person = signed_in(request)
    box = Postbox.objects.filter(person=person).first() or Postbox(person=person)
    form = PreferencesForm(request.POST or None, how=preferences_of(person), box=box)
    if request.method == "POST" and form.is_valid():
        keep_preferences(person=person, **form.kept())
        messages.success(request, _("Your settings were kept."))
        return redirect("notice_preferences")
    context = {"form": form, "box": box, "dropped": dropped_lately(person), "returned": returned_lately(person)}
    context |= {"push_key": public_key(), "devices": devices_of(person)}
    return render(request, "notices/preferences.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def resume(request: HttpRequest) -> HttpResponse:
    """Let letters be sent to my mailbox again."""
    resume_letters(person=signed_in(request))
    messages.success(request, _("Letters are sent to you again."))
    return redirect("notice_preferences")


# A mail program posts here by itself, without a cookie (RFC 8058); the token is the right to do it.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Decline the letters of one kind without signing in. To follow the link changes nothing: programs follow links."""
    found = read_token(token)
    if found is None:
        raise Http404
    person, kind = found
    if request.method == "POST":
        decline(person=person, kind=kind)
    label = None if kind == EVERYTHING else KINDS[kind].label
    context = {"label": label, "is_done": request.method == "POST", "token": token}
    return render(request, "notices/unsubscribe.html", context)
