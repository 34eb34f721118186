"""A person's notices, how they wish to be told, and the way out that stands in each letter."""

from django.urls import path

from . import views

urlpatterns = [
    path("me/notices/", views.inbox, name="inbox"),
    path("me/notices/settings/", views.preferences, name="notice_preferences"),
    path("me/notices/resume/", views.resume, name="notice_resume"),
    path("me/notices/<int:number>/", views.open_notice, name="notice"),
    path("unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
