"""What stands below a ballot's address about consultations of members."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.consultation_list, name="consultations"),
    path("open/", views.open_one, name="open_consultation"),
    path("<int:consultation>/", views.consultation_detail, name="consultation"),
    path("<int:consultation>/answer/", views.answer, name="answer_consultation"),
    path("<int:consultation>/cancellation/", views.cancel, name="cancel_consultation"),
]
