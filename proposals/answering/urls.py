"""Positions and letters with what was answered to them. What was imported was sent to nobody: see
`proposals.positions.urls`.
"""

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

LETTER = "<int:number>/"
LETTER_ANSWERS = f"{LETTER}answers/<slug:addressee>/"

letters = [
    path(LETTER, views.letter, name="letter"),
    path(LETTER_ANSWERS, views.transmittal, name="letter_transmittal"),
    path(f"{LETTER_ANSWERS}acknowledge/", views.acknowledge, name="acknowledge_letter"),
    path(f"{LETTER_ANSWERS}answer/", views.answer, name="answer_letter"),
]
