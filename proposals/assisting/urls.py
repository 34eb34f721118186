"""What stands below a ballot's address about its papers."""

from django.urls import path

from . import assembly_views, code_views, views
from .printing import views as printing

ballots = [
    path("paper/", views.sheet, name="paper_votes"),
    path("paper/<slug:movement>/", views.paper, name="paper_vote"),
    path("paper/<slug:movement>/ballot.pdf", printing.printed, name="paper_ballot"),
    path("paper/<slug:movement>/withdrawal/", views.withdrawal, name="withdraw_paper"),
    path("paper/readings/<int:reading>/scan/", views.scan, name="paper_scan"),
    path("codes/", code_views.codes, name="seat_codes"),
    path("consultations/<int:consultation>/codes/", code_views.codes, name="member_codes"),
]
words = [
    path("comments/<int:pk>/assembly/", assembly_views.comment, name="comment_assembly"),
    path("amendments/<int:amendment>/assembly/", assembly_views.amendment, name="amendment_assembly"),
]
site = [
    path("assemblies/<int:pk>/minutes/", assembly_views.minutes, name="assembly_minutes"),
    path("sign-in/code/", code_views.sign_in, name="code_sign_in"),
    path("codes/<int:batch>/withdrawal/", code_views.withdrawal, name="withdraw_codes"),
]
