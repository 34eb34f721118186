"""What the pages of voting show of a secret ballot besides what they show of any."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from accounts.signed_in import signed_in
from proposals.voting.models import Ballot
from proposals.voting.pages import frame_of
from proposals.voting.queries import ballots_at

from .models import Participation
from .queries import participation_of


def secret_receipt(request: HttpRequest, council: str, round_number: int, number: int, movement: str) -> HttpResponse:
    """The receipt of the last time that this person took part for the movement. It knows no code."""
    ballot = ballots_at(council, round_number, number).first()
    taken = participation_of(signed_in(request).pk, ballot, movement) if ballot else None
    if ballot is None or taken is None:
        raise Http404
    return show_receipt(request, ballot, taken, ballot.instant)  # type: ignore[attr-defined] # annotated


def show_receipt(request: HttpRequest, ballot: Ballot, participation: Participation, at: datetime) -> HttpResponse:
    """The receipt, with the code where it was cast just now: it is kept nowhere, so this page is its only copy."""
    told = {**frame_of(ballot, at), "participation": participation}
    response = render(request, "proposals/voting/secret_receipt.html", told)
    add_never_cache_headers(response)
    return response
