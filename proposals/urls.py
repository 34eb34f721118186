"""The addresses of the rooms of proposals, each in its room's own module."""

from django.urls import include, path

from .positions import views as positions

BALLOT = "councils/<slug:council>/rounds/<int:round_number>/ballots/<int:number>/"

urlpatterns = [
    path(BALLOT, positions.ballot, name="ballot"),
    path(BALLOT, include("proposals.voting.urls")),
    path("positions/", include("proposals.positions.urls")),
]
