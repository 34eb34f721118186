"""What stands below a ballot's address."""

from django.urls import path

from . import acts, lot_acts, nomination_pages, views, withdrawal_pages
from .delegating import pages as delegating
from .instructing import pages as instructing

urlpatterns = [
    path("vote/", views.vote, name="vote"),
    path("receipt/<slug:movement>/", views.receipt, name="receipt"),
    path("roll/", views.roll, name="roll"),
    path("delegation/", delegating.delegate, name="delegate_vote"),
    path("delegation/revocation/", delegating.revoke, name="revoke_delegation"),
    path("instruction/", instructing.instruct, name="instruct_mandate"),
    path("replacement/", instructing.replace, name="replace_vote"),
    path("statement/", acts.state, name="state_vote"),
    path("recusal/", acts.recuse, name="recuse_seat"),
    path("challenge/", acts.challenge, name="challenge_roll"),
    path("challenges/<int:challenge_id>/answer/", acts.answer, name="answer_challenge"),
    path("languages/", acts.waive, name="waive_languages"),
    path("lot/", lot_acts.name, name="name_lot"),
    path("lot/commitment/", lot_acts.commit, name="commit_lot"),
    path("lot/secret/", lot_acts.open_secret, name="open_commitment"),
    path("lot/draw/", lot_acts.draw, name="enter_draw"),
    path("nominations/", nomination_pages.nominate, name="nominate_candidate"),
    path("nominations/<slug:code>/", nomination_pages.candidacy, name="candidacy"),
    path("options/withdrawal/", withdrawal_pages.withdraw, name="withdraw_option"),
    path("cancellation/", acts.cancel, name="cancel_ballot"),
    path("second-call/", acts.again, name="call_again"),
]
