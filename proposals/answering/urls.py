"""Positions with what was answered to them. What was imported was sent to nobody: see `proposals.positions.urls`."""

from django.urls import path

from . import views

POSITION = "<slug:council>/<int:year>/<int:number>/"
ANSWERS = f"{POSITION}answers/<slug:addressee>/"

urlpatterns = [
    path(POSITION, views.position, name="position"),
    path(ANSWERS, views.transmittal, name="transmittal"),
    path(f"{ANSWERS}acknowledge/", views.acknowledge, name="acknowledge_transmittal"),
    path(f"{ANSWERS}answer/", views.answer, name="answer_transmittal"),
]
