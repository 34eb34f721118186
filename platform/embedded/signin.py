"""Signing in to the demonstration as any of its people, with one click. Never in production: see `guard`."""

from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.browsers import note_browser
from accounts.models import User
from common import clock
from embedded.demonstration import plans
from embedded.parts import PARTS, Try
from embedded.scene import Scene, look
from proposals.voting.waiting import title_of

# Login by the library's own backend, so that the session is the one that a password would have made.
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@never_cache
@require_safe
def doors(request: HttpRequest) -> HttpResponse:
    """A button for each part, and what each of them can try right now."""
    now = clock.now()
    scene = look(now)
    people = {person.email: person for person in User.objects.filter(email__in=[part.email for part in PARTS])}
    found = [(part, people[part.email]) for part in PARTS if part.email in people]
    context = {
        "people": [(part, person, _tries(part.tries, scene)) for part, person in found],
        "ballots": [(ballot, title_of(ballot)) for ballot in scene.ballots],
        "council": scene.council,
        "now": now,
        "password": plans.council()["password"],
    }
    return render(request, "demo/doors.html", context)


@require_POST
def enter(request: HttpRequest, key: str) -> HttpResponse:
    """Be this person from now on, in this browser; and go where the visitor wants to try something."""
    part = next((part for part in PARTS if part.key == key), None)
    person = User.objects.filter(email=part.email).first() if part else None
    if person is None:
        raise Http404
    login(request, person, backend=BACKEND)
    note_browser(request)
    wanted = request.POST.get("to", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return redirect(wanted if is_ours else reverse("home"))


def _tries(tries: tuple[Try, ...], scene: Scene) -> list[tuple[str, str]]:
    """Words and address of what can be tried as the scene is."""
    return [found for one in tries if (found := one(scene))]
