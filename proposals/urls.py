"""The addresses of the rooms of proposals, each in its room's own module."""

from django.urls import include, path

urlpatterns = [
    path(
        "councils/<slug:council>/rounds/<int:round_number>/ballots/<int:number>/",
        include("proposals.voting.urls"),
    ),
]
