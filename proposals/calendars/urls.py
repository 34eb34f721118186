"""Where calendars are read, and where one learns to subscribe to them."""

from django.urls import path

from . import views

urlpatterns = [
    path("councils/<slug:slug>/calendar.ics", views.council_calendar, name="council_calendar"),
    path("councils/<slug:slug>/calendar/", views.subscribing, name="council_subscribing"),
    path("calendars/<str:token>.ics", views.my_calendar, name="my_calendar"),
    path("me/calendars/", views.my_calendars, name="my_calendars"),
    path("me/calendars/<int:number>/revoke/", views.revoke, name="revoke_calendar"),
]
