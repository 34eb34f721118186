"""What stands below a council's address about webhooks."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.webhook_list, name="webhooks"),
    path("<int:number>/", views.webhook, name="webhook"),
    path("<int:number>/consent/", views.consent, name="consent_webhook"),
    path("<int:number>/refusal/", views.refusal, name="refuse_webhook"),
    path("<int:number>/end/", views.ending, name="end_webhook"),
    path("<int:number>/entries/<int:entry>/", views.replay, name="replay_delivery"),
]
