"""The demonstration's mailbox pages. Its sign-in page stands beside its people, in `signin.py`."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from embedded.mail import letter, letters


def mailbox(request: HttpRequest) -> HttpResponse:
    return render(request, "demo/mailbox.html", {"letters": list(letters())})


def read_letter(request: HttpRequest, name: str) -> HttpResponse:
    found = letter(name)
    if found is None:
        raise Http404(_("There is no such letter."))
    return render(request, "demo/letter.html", {"letter": found})
