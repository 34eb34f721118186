"""The published positions."""

from django.urls import path

from . import acts, views

urlpatterns = [
    path("", views.position_list, name="position_list"),
    path("<slug:council>/", views.position_list, name="council_positions"),
    path("<slug:council>/<int:year>/<int:number>/", views.position, name="position"),
    path("<slug:council>/<slug:series>/<int:year>/<int:number>/", views.position, name="series_position"),
    path("<slug:council>/<int:year>/<int:number>/annulment/", acts.annul, name="annul_position"),
    path("<slug:council>/<slug:series>/<int:year>/<int:number>/annulment/", acts.annul, name="annul_series_position"),
]
