"""The addresses of the API that belong to no room: its root, its schema, its reader's page, and everything else."""

from typing import Any

from csp.constants import UNSAFE_INLINE
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from drf_spectacular.views import SpectacularSwaggerSplitView

from common.api.problems import problem
from common.api.shapes import Address, Shape
from common.api.views import DetailView

from .problems import not_found
from .schema import document

FORMATS = {"json": "application/vnd.oai.openapi+json", "yaml": "application/vnd.oai.openapi"}


class RootShape(Shape):
    """Where everything is."""

    url = Address("root")
    councils = Address("councils")
    countries = Address("countries")
    movements = Address("movements")
    seats = Address("seats")
    rulebooks = Address("rulebooks")
    rounds = Address("rounds")
    proposals = Address("proposals")
    translations = Address("translations")
    amendments = Address("amendments")
    comments = Address("comments")
    evaluations = Address("evaluations")
    endorsements = Address("endorsements")
    moderation = Address("moderation")
    ballots = Address("ballots")
    consultations = Address("consultations")
    positions = Address("positions")
    letters = Address("letters")
    transmittals = Address("transmittals")
    referrals = Address("referrals")
    follow_ups = Address("follow_ups")
    meetings = Address("meetings")
    search = Address("search")
    ledger = Address("ledger")
    popolo = Address("popolo")
    seals = Address("seals")
    keys = Address("keys")
    schema = Address("schema")
    docs = Address("docs")


class Root(DetailView):
    """The addresses of all lists, of the schema and of a page to read it on."""

    serializer_class = RootShape
    queryset = None

    def get_object(self) -> Any:
        return object()


def schema(request: HttpRequest) -> HttpResponse:
    """The schema, as JSON or with `?format=yaml` as YAML."""
    wanted = request.GET.get("format", "json")
    if wanted not in FORMATS:
        errors = [{"parameter": "format", "detail": _("The schema is json or yaml.")}]
        return problem(400, detail=_("The address asks for something that cannot be."), errors=errors)
    return HttpResponse(document(wanted), content_type=FORMATS[wanted])


# The page is the generator's own. It writes styles into itself and draws with images that it carries inline.
docs = csp_update({"style-src": [UNSAFE_INLINE], "img-src": ["data:"]})(
    SpectacularSwaggerSplitView.as_view(url_name="api:schema")
)


def unknown(request: HttpRequest) -> HttpResponse:
    """404; or, for an address that lacks only its last slash, the way to it."""
    if not request.path_info.endswith("/"):
        try:
            match = resolve(f"{request.path_info}/")
        except Resolver404:
            match = None
        if match and match.url_name:
            query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
            return HttpResponsePermanentRedirect(f"{request.path}/{query}")
    return not_found()
