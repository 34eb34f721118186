"""What stands below a council's address about meetings."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.meeting_list, name="meetings"),
    path("new/", views.convene, name="convene_meeting"),
    path("<int:number>/", views.meeting, name="meeting"),
    path("<int:number>/date.ics", views.as_date, name="meeting_date"),
    path("<int:number>/change/", views.change, name="change_meeting"),
    path("<int:number>/cancellation/", views.cancellation, name="cancel_meeting"),
    path("<int:number>/attendance/", views.attendance, name="attendance"),
    path("<int:number>/minutes/", views.minutes, name="publish_minutes"),
    path("<int:number>/minutes/<uuid:public_id>/", views.scan, name="minutes_file"),
]
