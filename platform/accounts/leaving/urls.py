"""Leaving."""

from django.urls import path

from .views import leave_page, left

urlpatterns = [
    path("leave/", leave_page, name="leave"),
    path("left/", left, name="left"),
]
