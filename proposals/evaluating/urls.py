"""What stands below a proposal's address about evaluations."""

from django.urls import path

from . import views

urlpatterns = [path("evaluation/", views.evaluate, name="evaluate_proposal")]
