"""Positions and letters with what was answered to them. What was imported was sent to nobody: see
`proposals.positions.urls`.
"""

from django.urls import path

from . import views
from .following import views as following

POSITION = "<slug:council>/<int:year>/<int:number>/"
ANSWERS = f"{POSITION}answers/<slug:addressee>/"
# The first round of asking has no number in its address.
ROUNDS = (ANSWERS, f"{ANSWERS}<int:asked>/")

urlpatterns = [
    path(POSITION, views.position, name="position"),
    *(path(place, views.transmittal, name="transmittal") for place in ROUNDS),
    *(path(f"{place}acknowledge/", views.acknowledge, name="acknowledge_transmittal") for place in ROUNDS),
    *(path(f"{place}answer/", views.answer, name="answer_transmittal") for place in ROUNDS),
    *(path(f"{place}report/", following.report, name="report_progress") for place in ROUNDS),
    path(f"{POSITION}reports/", following.follow_ups, name="follow_ups"),
]

LETTER = "<int:number>/"
LETTER_ANSWERS = f"{LETTER}answers/<slug:addressee>/"

letters = [
    path(LETTER, views.letter, name="letter"),
    path(LETTER_ANSWERS, views.transmittal, name="letter_transmittal"),
    path(f"{LETTER_ANSWERS}acknowledge/", views.acknowledge, name="acknowledge_letter"),
    path(f"{LETTER_ANSWERS}answer/", views.answer, name="answer_letter"),
]
