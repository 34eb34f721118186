"""What stands below a proposal that is merged or split."""

from django.urls import path

from . import views

urlpatterns = [
    path("merge/", views.merge, name="plan_merge"),
    path("split/", views.split, name="plan_split"),
    path("plans/<int:pk>/", views.plan, name="reshaping"),
    path("plans/<int:pk>/accept/", views.answer, {"does": "accept"}, name="accept_reshaping"),
    path("plans/<int:pk>/decline/", views.answer, {"does": "decline"}, name="decline_reshaping"),
    path("plans/<int:pk>/withdraw/", views.withdraw, name="withdraw_reshaping"),
]
