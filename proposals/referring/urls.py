"""What stands below a council's address about referrals."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.referral_list, name="referrals"),
    path("new/", views.refer, name="refer_to_council"),
    path("<int:number>/", views.referral, name="referral"),
    path("<int:number>/documents/", views.attach, name="attach_document"),
    path("<int:number>/documents/<uuid:public_id>/", views.document, name="referral_document"),
    path("<int:number>/round/", views.opening, name="open_round"),
    path("<int:number>/refusal/", views.declining, name="decline_referral"),
]
