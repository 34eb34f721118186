"""Where a council or a proposal is followed, and where the links of letters lead."""

from django.urls import path

from . import views

PROPOSAL = "councils/<slug:council>/rounds/<int:round_number>/proposals/<int:number>/"

urlpatterns = [
    path("councils/<slug:slug>/follow/", views.follow_council, name="follow_council"),
    path(f"{PROPOSAL}follow/", views.follow_proposal, name="follow_proposal"),
    path("follow/confirm/<str:token>/", views.confirm, name="confirm_following"),
    path("follow/end/<str:token>/", views.end, name="end_following"),
]
