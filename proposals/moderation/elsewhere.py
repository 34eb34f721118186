"""Reporting what stands under no proposal: letters, referrals, and reports on what a body accepted."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from common import clock
from proposals.answering.following.models import FollowUp
from proposals.letters.models import Letter
from proposals.referring.models import Referral

from .reporting import reporting_page
from .texts import RELATED, Text, council_of

form_page = require_http_methods(["GET", "HEAD", "POST"])
LARGEST_NUMBER, LARGEST_YEAR = 2**31 - 1, 2**15 - 1


def _page(request: HttpRequest, kind: type, **where: object) -> HttpResponse:
    text: Text = get_object_or_404(kind.objects.select_related(*RELATED[kind]), **where)  # type: ignore[attr-defined] # a model
    return reporting_page(request, text, clock.now(council_of(text).pk))


@login_required
@form_page
def report_letter(request: HttpRequest, council: str, number: int) -> HttpResponse:
    """Report a letter."""
    return _page(request, Letter, council__slug=council, number=min(number, LARGEST_NUMBER))


@login_required
@form_page
def report_referral(request: HttpRequest, council: str, number: int) -> HttpResponse:
    """Report a referral."""
    return _page(request, Referral, council__slug=council, number=min(number, LARGEST_NUMBER))


@login_required
@form_page
def report_followup(request: HttpRequest, council: str, year: int, number: int, serial: int) -> HttpResponse:
    """Report what somebody reports on a position."""
    position = {"position__council__slug": council, "position__year": min(year, LARGEST_YEAR)}
    position |= {"position__number": min(number, LARGEST_NUMBER)}
    return _page(request, FollowUp, **position, serial=min(serial, LARGEST_NUMBER))
