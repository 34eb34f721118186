"""What stands at the address of a proposal: its own page, and the discussion."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.proposal_page, name="proposal"),
    path("comments/", views.comment, name="comment_proposal"),
    path("comments/<int:pk>/", views.thread, name="comment_thread"),
    path("comments/<int:pk>/edit/", views.edit, name="edit_comment"),
    path("comments/<int:pk>/retract/", views.retract, name="retract_comment"),
]
