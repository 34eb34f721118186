"""Every address of the product, and the yardsticks, which no deployment has."""

from django.urls import include, path

from config.urls import handler400, handler403, handler404, handler429, handler500

from . import yardsticks

__all__ = ["handler400", "handler403", "handler404", "handler429", "handler500", "urlpatterns"]

urlpatterns = [
    path("bare/insert/", yardsticks.insert),
    path("bare/bytes/", yardsticks.same_bytes),
    path("bare/list/", yardsticks.BareList.as_view()),
    path("", include("config.urls")),
]
