"""Signing in to the demonstration as any of its people, with one click. Never in production: see `guard`."""

from dataclasses import dataclass

from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from common import clock
from councils.models import Council
from embedded.demonstration import cast, plans
from proposals.models import Ballot


@dataclass(frozen=True)
class Part:
    """One person whom a visitor may be, and what they can try."""

    key: str
    label: str | Promise
    hint: str | Promise
    ref: str

    @property
    def name(self) -> str:
        """The person who plays the part."""
        return cast.name_of(self.ref)


PARTS = [
    Part("delegate", _("A delegate"), _("Holds a movement's mandate as titular: vote on the open ballot."), "ve1"),
    Part(
        "alternate",
        _("Her alternate"),
        _("May vote for the same seat while the titular has not."),
        "ve1.alternate",
    ),
    Part("both", _("A delegate of two movements"), _("Chooses for whom she acts, and sees it on every form."), "py1"),
    Part(
        "member",
        _("A member"),
        _("Drafts and comments for her movement, and cannot vote for it."),
        "ve1.member",
    ),
    Part("secretary", _("A secretary"), _("Keeps the desk: admits, convenes, extends, proposes acts."), "secretary"),
    Part(
        "second",
        _("The other secretary"),
        _("Confirms what the first one proposed: no act of weight by one alone."),
        "second",
    ),
    Part("observer", _("An observer"), _("Comments without a seat, and has no vote."), "observer"),
    Part(
        "respondent",
        _("A respondent"),
        _("Answers for the board of the bank, to which positions are addressed."),
        "bank",
    ),
]


def person_of(part: Part) -> User | None:
    """The person, or None before the demonstration is loaded."""
    if part.ref == "bank":
        name = next(body["respondent"] for body in plans.council()["addressees"] if body["kind"] == "bank_board")
        return User.objects.filter(email=cast.email_of(name)).first()
    return User.objects.filter(email=cast.email_of(part.name)).first()


@require_safe
def doors(request: HttpRequest) -> HttpResponse:
    """One button for each part, the ballot that is open, and the desk."""
    council = Council.objects.filter(slug=plans.council()["slug"]).first()
    people = [(part, person_of(part)) for part in PARTS]
    context = {
        "people": [(part, person) for part, person in people if person],
        "ballot": open_ballot(),
        "council": council,
        "password": cast.PASSWORD,
    }
    return render(request, "demo/doors.html", context)


def open_ballot() -> Ballot | None:
    """The ballot that closes next, among those whose window is open."""
    now = clock.now()
    ballots = Ballot.objects.filter(window__opens_at__lte=now, window__closes_at__gt=now)
    shown = ballots.exclude(state=Ballot.State.CANCELLED).order_by("window__closes_at")
    return shown.select_related("round__council", "window", "proposal__revision").first()


@require_POST
def enter(request: HttpRequest, key: str) -> HttpResponse:
    """Be this person from now on, in this browser."""
    part = next((part for part in PARTS if part.key == key), None)
    person = person_of(part) if part else None
    if person is None:
        raise Http404
    login(request, person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return redirect(reverse("home"))
