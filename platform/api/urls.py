"""The public API, `/api/v1/`: each room's addresses, gathered behind one gate."""

from django.urls import path, re_path

from councils.mandates import api as mandates
from councils.movements import api as movements
from councils.rounds import api as rounds
from councils.rulebook import api as rulebook
from proposals.amending import api as amending
from proposals.answering import api as answering
from proposals.answering.following import api as following
from proposals.consulting import api as consulting
from proposals.deliberation import api as deliberation
from proposals.drafting import api as drafting
from proposals.evaluating import api as evaluating
from proposals.letters import api as letters
from proposals.meetings import api as meetings
from proposals.moderation import api as moderation
from proposals.positions import api as positions
from proposals.positions import packages_api as packages
from proposals.referring import api as referring
from proposals.search import api as search
from proposals.translating import api as translating
from proposals.voting import api as voting

from . import ledger, seals, views
from .gate import gated
from .popolo import views as popolo

app_name = "api"

urlpatterns = gated(
    [
        path("", views.Root.as_view(), name="root"),
        path("schema/", views.schema, name="schema"),
        path("docs/", views.docs, name="docs"),
        *mandates.urlpatterns,
        *movements.urlpatterns,
        *rulebook.urlpatterns,
        *rounds.urlpatterns,
        *drafting.urlpatterns,
        *amending.urlpatterns,
        *translating.urlpatterns,
        *deliberation.urlpatterns,
        *evaluating.urlpatterns,
        *moderation.urlpatterns,
        *voting.urlpatterns,
        *consulting.urlpatterns,
        *positions.urlpatterns,
        *packages.urlpatterns,
        *letters.urlpatterns,
        *answering.urlpatterns,
        *meetings.urlpatterns,
        *referring.urlpatterns,
        *following.urlpatterns,
        *search.urlpatterns,
        *ledger.urlpatterns,
        *popolo.urlpatterns,
        *seals.urlpatterns,
        re_path("", views.unknown),
    ]
)
