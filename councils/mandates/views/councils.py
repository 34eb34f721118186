"""The list of councils, a council's seats at any instant, and its rulebook."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from common import clock
from common.finding import holding, plain
from councils.forms import read_instant
from councils.mandates.finding import MOST, labels_of
from councils.mandates.models import Council, Standing
from councils.mandates.operating import is_operator
from councils.mandates.pages import councils_by_kind, countries_at, roll_at
from councils.mandates.queries import rulebook_at, seats_with_standing
from councils.mandates.reading import in_words
from councils.visitor import visitor


@require_safe
def council_list(request: HttpRequest) -> HttpResponse:
    """All councils."""
    context = {"groups": councils_by_kind(), "may_begin": is_operator(visitor(request)), "section": "councils"}
    return render(request, "councils/council_list.html", context)


@require_safe
def seats(request: HttpRequest, slug: str) -> HttpResponse:
    """Who votes in the council: now, or at the instant `?at=`."""
    council = get_object_or_404(Council, slug=slug)
    now = clock.now(council.pk)
    asked = request.GET.get("at", "")
    at = read_instant(asked)
    context = {
        "council": council,
        "roll": roll_at(council, at or now),
        "is_past": at is not None and at < now,
        "is_future": at is not None and at > now,
        "is_unreadable": bool(asked) and at is None,
        "now": now,
        "section": "councils",
    }
    return render(request, "councils/seats.html", context, status=422 if context["is_unreadable"] else 200)


@require_safe
def seats_named(request: HttpRequest, slug: str) -> HttpResponse:
    """The first movements that vote in the council and whose name holds what was typed, as options of a list."""
    council = get_object_or_404(Council, slug=slug)
    typed = request.GET.get("movement") or request.GET.get("to") or ""
    voting = seats_with_standing(council, clock.now(council.pk)).filter(status=Standing.Status.ADMITTED)
    found = holding(voting, "movement__name", typed).order_by("movement__name", "id")[:MOST] if plain(typed) else []
    labels = labels_of((seat.movement.slug, seat.movement.name) for seat in found)
    return render(request, "councils/desk/_people.html", {"suggestions": list(labels)})


@require_safe
def rulebook(request: HttpRequest, slug: str, version: int | None = None) -> HttpResponse:
    """The council's decision rules in sentences: the version in force, or the one asked for; and all versions."""
    council = get_object_or_404(Council, slug=slug)
    now = clock.now(council.pk)
    in_force = rulebook_at(council, now)
    shown = get_object_or_404(council.rulebooks, version=version) if version else in_force
    context = {
        "council": council,
        "shown": shown,
        "in_force": in_force,
        "words": in_words(shown.data) if shown else None,
        "versions": council.rulebooks.order_by("-version"),
        "now": now,
        "section": "councils",
    }
    return render(request, "councils/rulebook.html", context)


@require_safe
def times(request: HttpRequest, slug: str) -> HttpResponse:
    """What clocks say at the instant `?at=` in each member country; now, where none is given."""
    council = get_object_or_404(Council, slug=slug)
    now = clock.now(council.pk)
    asked = request.GET.get("at", "")
    at = read_instant(asked)
    context = {
        "council": council,
        "at": at or now,
        "countries": countries_at(council, now),
        "is_unreadable": bool(asked) and at is None,
        "now": now,
        "section": "councils",
    }
    return render(request, "councils/times.html", context, status=422 if context["is_unreadable"] else 200)
