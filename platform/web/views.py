"""The first page, one's own page, and the switch of languages."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.i18n import set_language

from accounts.factors.holding import why_not_proved
from accounts.profile import keep_language, keep_profile
from accounts.signed_in import signed_in
from common import clock, todo
from councils.mandates.operating import awaits_first_council
from councils.visitor import visitor
from notices.models import Notice
from proposals.moderation.queries import cases_about
from proposals.moderation.reading import read_case
from proposals.referring.queries import made_by
from proposals.referring.veiling import listed

from .forms import ProfileForm
from .queries import standing_of


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this visitor may do now, and until when."""
    now = clock.now()
    person = request.user if request.user.is_authenticated else None
    found = todo.items(person, now)
    groups = {kind.value: found[kind] for kind in todo.Kind}
    context = {"groups": groups, "now": now, "is_quiet": not any(groups.values())}
    return render(request, "web/home.html", {**context, "may_begin": awaits_first_council(visitor(request))})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    """Who I am here, for whom I may act, and my settings."""
    person = signed_in(request)
    kept = {"name": person.name, "language": person.language or get_language(), "time_zone": person.time_zone}
    form = ProfileForm(request.POST or None, initial=kept)
    if request.method == "POST" and form.is_valid():
        keep_profile(person=person, **form.cleaned_data)
        messages.success(request, _("Your settings were kept."))
        return redirect("me")
    moderated = [read_case(case) for case in cases_about(person)]
    now = clock.now()
    standing = standing_of(person, now)
    context = {"form": form, "standing": standing, "moderated": moderated}
    context["lacks_factor"] = why_not_proved(person) if standing.offices else None
    context |= {"referrals": [listed(one) for one in made_by(person, now)]}
    context["unread"] = Notice.objects.unread(person).count()
    return render(request, "web/me.html", context, status=422 if form.errors else 200)


# Without a token, so that pages for everybody carry none: all that a stranger's form could do is change a language.
@csrf_exempt
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Choose among the languages of the site; a person's choice is kept with them, a visitor's in a cookie."""
    code = request.POST.get("language", "")
    if code in (*settings.COMPLETE_LANGUAGES, *settings.BEGUN_LANGUAGES) and request.user.is_authenticated:
        keep_language(person=request.user, language=code)
    return set_language(request)
