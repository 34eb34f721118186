"""A person's notices, how they wish to be told, and the way out that stands in each letter."""

from django.urls import path

from . import device_views, views

urlpatterns = [
    path("me/notices/", views.inbox, name="inbox"),
    path("me/notices/settings/", views.preferences, name="notice_preferences"),
    path("me/notices/resume/", views.resume, name="notice_resume"),
    path("me/notices/<int:number>/", views.open_notice, name="notice"),
    path("me/notices/devices/", device_views.add, name="add_device"),
    path("me/notices/devices/<int:number>/remove/", device_views.remove, name="remove_device"),
    path("notices-worker.js", device_views.worker, name="notices_worker"),
    path("unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
