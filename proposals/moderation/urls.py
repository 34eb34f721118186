"""The public log of a council's moderation with its cases, and the way to report a text, below its own address."""

from django.urls import path

from . import elsewhere, views

urlpatterns = [
    path("", views.moderation_log, name="moderation_log"),
    path("<int:number>/", views.case, name="case"),
    path("<int:number>/decide/", views.decide, name="decide_case"),
    path("<int:number>/appeal/", views.appeal, name="appeal_decision"),
    path("<int:number>/hear/", views.hear, name="hear_appeal"),
]

reporting = [
    path("report/", views.report, name="report_proposal"),
    path("comments/<int:comment>/report/", views.report, name="report_comment"),
    path("amendments/<int:amendment>/report/", views.report, name="report_amendment"),
    path("evaluations/<int:evaluation>/report/", views.report, name="report_evaluation"),
]

letters = [path("<int:number>/report/", elsewhere.report_letter, name="report_letter")]
referrals = [path("<int:number>/report/", elsewhere.report_referral, name="report_referral")]
followups = [
    path(
        "<slug:council>/<int:year>/<int:number>/reports/<int:serial>/report/",
        elsewhere.report_followup,
        name="report_followup",
    )
]
