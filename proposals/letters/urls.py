"""What stands below a council's address about letters. One letter stands with its answers: `proposals.answering`."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.letter_list, name="letters"),
    path("new/", views.write, name="write_letter"),
    path("<int:number>/signature/", views.sign, name="sign_letter"),
    path("<int:number>/signature/withdrawal/", views.unsign, name="withdraw_signature"),
    path("<int:number>/withdrawal/", views.withdrawal, name="withdraw_letter"),
]
