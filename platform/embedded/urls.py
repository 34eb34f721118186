"""The product's addresses, and those that only the demonstration has."""

from django.urls import include, path

from embedded import design, signin, views
from embedded.guard import require_demonstration

require_demonstration()

urlpatterns = [
    path("demo/", signin.doors, name="demo_doors"),
    path("demo/enter/<slug:key>/", signin.enter, name="demo_enter"),
    path("demo/mail/", views.mailbox, name="demo_mailbox"),
    path("demo/mail/<slug:name>/", views.read_letter, name="demo_letter"),
    path("design/", design.design, name="demo_design"),
    path("", include("config.urls")),
]

handler400 = "web.errors.bad_request"
handler403 = "web.errors.forbidden"
handler404 = "web.errors.not_found"
handler500 = "web.errors.server_error"
