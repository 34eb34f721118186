"""Where one searches."""

from django.urls import path

from . import views

urlpatterns = [
    path("search/", views.search, name="search"),
    path("councils/<slug:slug>/search/", views.search, name="council_search"),
]
