"""The page of the search, of all councils or of one."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from common.acts import carry_out
from common.published import published
from councils.models import Council, Country

from .addresses import page_of
from .asking import read_question
from .forms import SearchForm
from .queries import CANDIDATES, PAGE, Findings, find

LAST_PAGE = CANDIDATES // PAGE


@require_safe
def search(request: HttpRequest, slug: str | None = None) -> HttpResponse:
    """What is found of what was asked; nothing yet where nothing was."""
    council = get_object_or_404(Council, slug=slug) if slug else None
    form, found, status = _form(request, council), Findings(), 0
    if form.is_bound:
        told: list[Findings] = []
        status = carry_out(form, lambda sent: told.append(_find(request, sent, council)))
        found = told[0] if told else found
    lines = [(hit, page_of(hit)) for hit in found.hits]
    context = {"council": council, "form": form, "found": found, "lines": lines, "most": CANDIDATES}
    return render(request, "proposals/search/search.html", {**context, "section": "search"}, status=status or 200)


def _form(request: HttpRequest, council: Council | None) -> SearchForm:
    """Bound once something was asked. The page of one council asks for no other."""
    councils = [] if council else [(one.slug, str(one)) for one in published(Council.objects.only("slug", "name"))]
    countries = [(one.code, str(one)) for one in Country.objects.all()]
    form = SearchForm(request.GET if "q" in request.GET else None, councils=councils, countries=countries)
    if council:
        del form.fields["council"]
    return form


def _find(request: HttpRequest, sent: Mapping[str, Any], council: Council | None) -> Findings:
    return find(read_question(sent, council.slug if council else ""), page_number(request.GET.get("page", "")))


def page_number(written: str) -> int:
    """The number of a page; the first for what is none."""
    is_number = written.isascii() and written.isdigit() and len(written) < 4
    return min(max(int(written), 1), LAST_PAGE) if is_number else 1
