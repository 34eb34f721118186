"""Suggestions for whoever types a name."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from common.errors import refuse
from councils.movements.models import Movement
from councils.secretariat.access import Desk, at_desk
from councils.secretariat.finding import found_by, label_of, people_at, why_not_search


@at_desk
@require_safe
def people(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The first people whose name holds what was typed, as options of a list: those of a movement that has a seat here
    if one is named, else of all of them.
    """
    refuse(why_not_search(desk.person))
    slug = request.GET.get("movement", "")
    seated = Movement.objects.filter(seats__council=desk.council)
    movement = get_object_or_404(seated, slug=slug) if slug else None
    typed = request.GET.get("person") or request.GET.get("email") or ""
    found = [label_of(person) for person in found_by(typed, people_at(desk, movement))]
    return render(request, "councils/desk/_people.html", {"suggestions": found})
