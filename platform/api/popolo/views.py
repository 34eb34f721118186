"""Councils in the shape of Popolo, at their addresses."""

from typing import Any, ClassVar

from django.http import HttpResponseBase
from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request

from common.api.cursor import CursorPage
from common.api.filters import refuse_parameters
from common.api.views import PLACE, DetailView, ListView
from councils.models import Council
from proposals.models import Ballot
from proposals.voting.api import public_ballots

from .shapes import CouncilPopoloShape, PopoloShape
from .telling import Telling

# The same that every list has, told to the generator, which takes this for one thing.
PARAMETERS = [
    OpenApiParameter(told["name"], told["schema"], description=told["description"])
    for told in CursorPage().get_schema_operation_parameters(None)
]


class Popolo(ListView):
    """The councils, each with the address of its document."""

    ordering = ("slug",)
    queryset = Council.objects.all()
    serializer_class = PopoloShape


@extend_schema(parameters=PARAMETERS)
class CouncilPopolo(DetailView):
    """One council in the shape of Popolo."""

    queryset = Council.objects.all()
    serializer_class = CouncilPopoloShape
    keys: ClassVar = {"council": "slug"}
    ordering: ClassVar = ("id",)

    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        refuse_parameters(request, PLACE)
        return super().get(request, *args, **kwargs)

    def get_object(self) -> dict[str, Any]:
        council, pages = super().get_object(), CursorPage()
        found = public_ballots().filter(round__council=council, kind=Ballot.Kind.MOTION, is_imported=False)
        ballots = pages.paginate_queryset(found, self.request, self)
        links, context = pages.links(), self.get_serializer_context()
        is_first = links["previous"] is None
        told = Telling(context, council)
        return {
            **PopoloShape(council, context=context).data,
            "organizations": told.organizations() if is_first else [],
            "memberships": told.memberships() if is_first else [],
            **told.decisions(ballots),
            **links,
        }


urlpatterns = [
    path("popolo/", Popolo.as_view(), name="popolo"),
    path("popolo/<slug:council>/", CouncilPopolo.as_view(), name="council_popolo"),
]
