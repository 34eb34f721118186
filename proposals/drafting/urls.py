"""What stands below a round's proposals, except the page of a proposal itself."""

from django.urls import path

from .views import asking, moving, text

urlpatterns = [
    path("", text.drafts, name="drafts"),
    path("new/", text.begin, name="begin_proposal"),
    path("<int:number>/revise/", text.revise, name="revise_proposal"),
    path("<int:number>/history/", text.history, name="proposal_history"),
    path("<int:number>/compare/", text.comparison, name="compare_revisions"),
    path("<int:number>/describe/", asking.describe, name="describe_proposal"),
    path("<int:number>/sponsors/", asking.sponsors, name="invite_sponsor"),
    path("<int:number>/sponsors/<int:pk>/accept/", asking.answer, {"does": "accept"}, name="accept_sponsorship"),
    path("<int:number>/sponsors/<int:pk>/decline/", asking.answer, {"does": "decline"}, name="decline_sponsorship"),
    path("<int:number>/files/", asking.attach, name="attach_file"),
    path("<int:number>/files/<uuid:public_id>/", asking.download, name="attachment"),
    path("<int:number>/files/<uuid:public_id>/remove/", asking.remove, name="remove_attachment"),
    path("<int:number>/submit/", moving.submit, name="submit_proposal"),
    path("<int:number>/withdraw/", moving.withdraw, name="withdraw_proposal"),
    path("<int:number>/admission/", moving.admission, name="admit_proposal"),
]
