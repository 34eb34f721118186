"""The pages of the lot: naming it before the close, committing to a secret, opening it, and entering a public draw."""

from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.signed_in import signed_in
from common.errors import DomainError, refuse

from .acts import Words, by_person, form_page, why_not_secretary
from .drawing import (
    commit_lot,
    enter_draw,
    name_lot,
    open_commitment,
    why_named,
    why_no_duty,
    why_no_tie,
    why_not_before_close,
)
from .forms import CommitmentForm, DrawForm, NameLotForm, SecretForm
from .lots import Lot
from .models import Ballot
from .views import arrived

NAME = Words(
    _("Name the lot"),
    _("How a tie on this ballot will be broken. It is named before the close and cannot be changed afterwards."),
    _("Name it"),
    _("The lot was named."),
    is_final=True,
)
COMMIT = Words(
    _("Commit to a secret"),
    _(
        "Think of a long secret and keep it. Hand in its SHA-256 alone, worked out on your own machine: in a terminal, "
        "printf %%s 'the secret' | sha256sum. If there is a tie, you open the secret after the count."
    ),
    _("Commit to it"),
    _("The commitment was recorded. Keep the secret."),
    is_final=True,
)
OPEN = Words(
    _("Open your secret"),
    _("Once all secrets are open, they make the seed of the lot together, and anybody can work out what it decides."),
    _("Open it"),
    _("Your secret was opened."),
    is_final=True,
)
DRAW = Words(
    _("Enter the draw"),
    _("The result of the public draw that was named before the close, as it was announced, and where to look it up."),
    _("Enter the result"),
    _("The lot was drawn. What it decides is being published."),
    is_final=True,
)


@login_required
@form_page
def name(request: HttpRequest, council: str, round_number: int, number: int) -> HttpResponse:
    """Name the lot of a ballot."""
    ballot = arrived(council, round_number, number)
    refuse(why_not_secretary(request, ballot), why_not_before_close(ballot, _at(ballot)), why_named(ballot))
    return by_person(request, ballot, NameLotForm(request.POST or None), NAME, name_lot)


@login_required
@form_page
def commit(request: HttpRequest, council: str, round_number: int, number: int) -> HttpResponse:
    """Commit an office to a secret."""
    ballot = arrived(council, round_number, number)
    at = _at(ballot)
    refuse(why_no_duty(signed_in(request), ballot, at), why_not_before_close(ballot, at))
    return by_person(request, ballot, CommitmentForm(request.POST or None), COMMIT, commit_lot)


@login_required
@form_page
def open_secret(request: HttpRequest, council: str, round_number: int, number: int) -> HttpResponse:
    """Open one's secret."""
    ballot = arrived(council, round_number, number)
    refuse(_no_tie(ballot))
    return by_person(request, ballot, SecretForm(request.POST or None), OPEN, open_commitment)


@login_required
@form_page
def draw(request: HttpRequest, council: str, round_number: int, number: int) -> HttpResponse:
    """Enter the result of the public draw."""
    ballot = arrived(council, round_number, number)
    refuse(why_not_secretary(request, ballot), _no_tie(ballot))
    return by_person(request, ballot, DrawForm(request.POST or None), DRAW, enter_draw)


def _at(ballot: Ballot) -> datetime:
    return ballot.instant  # type: ignore[attr-defined] # annotated by ballots_at


def _no_tie(ballot: Ballot) -> DomainError | None:
    lot = Lot.objects.filter(ballot=ballot).first()
    return why_no_tie(ballot, lot or Lot(ballot=ballot))
