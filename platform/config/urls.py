"""Every address of the product. A room's addresses stand in its own `urls.py`."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("accounts.factors.urls")),
    path("accounts/", include("accounts.held.urls")),
    path("accounts/", include("accounts.leaving.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("api/v1/", include("api.urls")),
    path("dumps/", include("api.dumping.views")),
    path("", include("following.urls")),
    path("", include("web.urls")),
    path("", include("councils.urls")),
    path("", include("proposals.urls")),
]

handler400 = "web.errors.bad_request"
handler403 = "web.errors.forbidden"
handler404 = "web.errors.not_found"
handler500 = "web.errors.server_error"
handler429 = "web.errors.too_many"  # asked for by the sign-in library
