"""What a discussion comes to, on pages of its own: the questions to the sponsors, the stances, the endorsements."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.languages import say
from councils.visitor import visitor
from proposals.drafting.models import Proposal
from proposals.drafting.pages import frame, now_of, readable

from .lifting import shown_to
from .models import Comment
from .questions import Questions, questions_of
from .stances import Stances, Standing, drawn, endorsed_by_country, endorsements_of, stances_of
from .views import whole

PER_PAGE = 100


@require_safe
def questions(request: HttpRequest, council: str, round_number: int, number: int) -> HttpResponse:
    """The questions to the sponsors, with what was answered: those that wait, or those that do not."""
    proposal = readable(request, council, round_number, number)
    answered = request.GET.get("state") == "answered"
    found = Questions([], None)
    if proposal.is_public:
        found = questions_of(proposal, answered=answered, after=whole(request.GET.get("after")))
        for comment in [said for question in found.shown for said in (question, question.answer) if said]:
            comment.proposal = proposal
            shown_to(visitor(request), comment, now_of(proposal))
    context = {"questions": found, "answered": answered, "place": proposal.get_absolute_url()}
    return render(request, "proposals/deliberation/questions.html", {**frame(request, proposal), **context})


@require_safe
def stances(request: HttpRequest, council: str, round_number: int, number: int) -> HttpResponse:
    """How countries and movements stand to the proposal, as a picture and as its table."""
    proposal = readable(request, council, round_number, number)
    found = stances_of(proposal) if proposal.is_public else Stances([], [])
    page = Paginator(found.movements, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "groups": [_group("country", found.countries), _group("movement", list(page))],
        "legend": [(stance.value, stance.label) for stance in Comment.Stance],
        "place": proposal.get_absolute_url(),
    }
    return render(request, "proposals/deliberation/stances.html", {**frame(request, proposal), **context})


def _group(name: str, rows: list[Standing]) -> dict[str, object]:
    labelled = [(_label(row), row) for row in rows]
    bars, height = drawn(labelled)
    return {"name": name, "rows": labelled, "bars": bars, "height": height}


def _label(row: Standing) -> str:
    if row.kind == "observers":
        return _("Observers")
    if row.kind == "regional":
        return _("Regional movements")
    return str(row.name) if isinstance(row.name, str) else say(row.name)


@require_safe
def endorsements(request: HttpRequest, council: str, round_number: int, number: int) -> HttpResponse:
    """Who endorses the proposal, counted by country, with every movement."""
    proposal = readable(request, council, round_number, number)
    context = _endorsed(proposal, request.GET.get("page")) if proposal.is_public else {}
    place = {"place": proposal.get_absolute_url()}
    return render(request, "proposals/deliberation/endorsements.html", {**frame(request, proposal), **context, **place})


def _endorsed(proposal: Proposal, page: str | None) -> dict[str, object]:
    countries = endorsed_by_country(proposal)
    return {"countries": countries, "page": Paginator(endorsements_of(proposal), PER_PAGE).get_page(page)}
