"""The published positions. Those of a council's own stand with their answers: see `proposals.answering.urls`."""

from django.urls import path

from . import acts, serving, views

OWN, SERIES = "<slug:council>/<int:year>/<int:number>", "<slug:council>/<slug:series>/<int:year>/<int:number>"

urlpatterns = [
    path("", views.position_list, name="position_list"),
    path("<slug:council>/", views.position_list, name="council_positions"),
    path("<slug:council>/<slug:series>/<int:year>/<int:number>/", views.position, name="series_position"),
    path(f"{OWN}.json", serving.data, name="position_data"),
    path(f"{SERIES}.json", serving.data, name="series_position_data"),
    path(f"{OWN}.pdf", serving.printed, name="position_file"),
    path(f"{SERIES}.pdf", serving.printed, name="series_position_file"),
    path(f"{OWN}.<slug:language>.pdf", serving.printed, name="position_file_in"),
    path(f"{SERIES}.<slug:language>.pdf", serving.printed, name="series_position_file_in"),
    path(f"{OWN}.png", serving.card, name="position_card"),
    path(f"{SERIES}.png", serving.card, name="series_position_card"),
    path("<slug:council>/<int:year>/<int:number>/annulment/", acts.annul, name="annul_position"),
    path("<slug:council>/<slug:series>/<int:year>/<int:number>/annulment/", acts.annul, name="annul_series_position"),
]
