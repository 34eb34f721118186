"""What stands below a ballot's address about its papers."""

from django.urls import path

from . import views
from .printing import views as printing

ballots = [
    path("paper/", views.sheet, name="paper_votes"),
    path("paper/<slug:movement>/", views.paper, name="paper_vote"),
    path("paper/<slug:movement>/ballot.pdf", printing.printed, name="paper_ballot"),
    path("paper/<slug:movement>/withdrawal/", views.withdrawal, name="withdraw_paper"),
    path("paper/readings/<int:reading>/scan/", views.scan, name="paper_scan"),
]
