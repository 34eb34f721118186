"""The addresses of the proposals' rooms, each in its room's own module."""

from django.urls import include, path

from .answering import urls as answers
from .answering import views as answering
from .assisting import urls as assisting
from .moderation import urls as moderation
from .positions import views as positions
from .voting import agenda
from .voting.choosing import calls

ROUND = "councils/<slug:council>/rounds/<int:round_number>/"
PROPOSAL = f"{ROUND}proposals/"
BALLOT = f"{ROUND}ballots/<int:number>/"

urlpatterns = [
    path(PROPOSAL, include("proposals.drafting.urls")),
    path(f"{PROPOSAL}<int:number>/translations/", include("proposals.translating.urls")),
    path(f"{PROPOSAL}<int:number>/", include("proposals.evaluating.urls")),
    path(f"{PROPOSAL}<int:number>/", include("proposals.deliberation.urls")),
    path(f"{PROPOSAL}<int:number>/", include(assisting.words)),
    path(f"{PROPOSAL}<int:number>/amendments/", include("proposals.amending.urls")),
    path(f"{ROUND}plenary/", agenda.plenary, name="plenary"),
    path(f"{PROPOSAL}<int:number>/", include("proposals.reshaping.urls")),
    path(f"{PROPOSAL}<int:number>/", include(moderation.reporting)),
    path("councils/<slug:council>/moderation/", include(moderation.urlpatterns)),
    path(f"{ROUND}ballots/new/", calls.call, name="call_ballots"),
    path(f"{ROUND}ballots/new/<slug:kind>/", calls.call, name="call_ballot"),
    path(BALLOT, positions.ballot, name="ballot"),
    path(BALLOT, include("proposals.voting.urls")),
    path(BALLOT, include(assisting.ballots)),
    path(f"{BALLOT}consultations/", include("proposals.consulting.urls")),
    path("positions/", include("proposals.answering.urls")),
    path("councils/<slug:council>/letters/", include("proposals.letters.urls")),
    path("councils/<slug:council>/letters/", include(answers.letters)),
    path("councils/<slug:council>/letters/", include(moderation.letters)),
    path("councils/<slug:council>/referrals/", include("proposals.referring.urls")),
    path("councils/<slug:council>/referrals/", include(moderation.referrals)),
    path("positions/", include(moderation.followups)),
    path("councils/<slug:council>/meetings/", include("proposals.meetings.urls")),
    path("councils/<slug:council>/webhooks/", include("proposals.webhooks.urls")),
    path("positions/", include("proposals.positions.urls")),
    path("answers/files/<uuid:public_id>/", answering.file, name="response_file"),
    path("councils/<slug:slug>/answers/", answering.council_answers, name="council_answers"),
    path("", include("proposals.search.urls")),
    path("", include("proposals.touring.urls")),
    path("", include("proposals.calendars.urls")),
    path("", include(assisting.site)),
]
