"""What stands below a proposal's translations."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.overview, name="translations"),
    path("<slug:language>/", views.side_by_side, name="translation"),
    path("<slug:language>/machine/", views.machine, name="machine_translation"),
]
