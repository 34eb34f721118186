"""The pages that belong to no room."""

from django.contrib.sitemaps import views as maps
from django.urls import include, path

from . import councils, feeds, health, sitemaps, views

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("sitemap.xml", maps.index, {"sitemaps": sitemaps.SECTIONS, "sitemap_url_name": "sitemap_section"}, "sitemap"),
    path("sitemap-<slug:section>.xml", maps.sitemap, {"sitemaps": sitemaps.SECTIONS}, "sitemap_section"),
    path("", views.home, name="home"),
    path("me/", views.me, name="me"),
    path("language/", views.language, name="language"),
    path("councils/<slug:slug>/", councils.council, name="council"),
    path("councils/<slug:slug>/rounds/<int:number>/", councils.round_page, name="round"),
    path("councils/<slug:slug>/ledger/", councils.ledger, name="ledger"),
    path("councils/<slug:slug>/feed.atom", feeds.atom, name="feed_atom"),
    path("councils/<slug:slug>/feed.json", feeds.json_feed, name="feed_json"),
    path("councils/<slug:slug>/feed/<int:archive>.atom", feeds.atom, name="feed_atom"),
    path("councils/<slug:slug>/feed/<int:archive>.json", feeds.json_feed, name="feed_json"),
    path("", include("notices.urls")),
]
