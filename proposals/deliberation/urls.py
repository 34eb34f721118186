"""What stands at the address of a proposal: its own page, and the discussion."""

from django.urls import path

from . import acts, amendment, pages, views

urlpatterns = [
    path("", views.proposal_page, name="proposal"),
    path("amendments/<int:amendment>/", amendment.amendment_page, name="amendment"),
    path("comments/", views.comment, name="comment_proposal"),
    path("comments/<int:pk>/", views.thread, name="comment_thread"),
    path("comments/<int:pk>/edit/", views.edit, name="edit_comment"),
    path("comments/<int:pk>/retract/", views.retract, name="retract_comment"),
    path("comments/<int:pk>/support/", acts.support, {"verb": "support_comment"}, name="support_comment"),
    path("comments/<int:pk>/no-support/", acts.support, {"verb": "withdraw_support"}, name="withdraw_support"),
    path("endorse/", acts.endorse, {"verb": "endorse_proposal"}, name="endorse_proposal"),
    path("no-endorsement/", acts.endorse, {"verb": "withdraw_endorsement"}, name="withdraw_endorsement"),
    path("endorsements/", pages.endorsements, name="proposal_endorsements"),
    path("questions/", pages.questions, name="proposal_questions"),
    path("stances/", pages.stances, name="proposal_stances"),
]
