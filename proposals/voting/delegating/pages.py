"""The pages on which a seat hands its vote on, and takes it back."""

from functools import partial
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from common.errors import DomainError, Invalid
from common.forms import field_of
from councils.mandates.finding import MovementField
from councils.models import Council, Seat

from ..acts import Words, for_seat, form_page
from ..booth import Booth
from ..disclosure import provisional_document
from ..forms import ActForm
from ..models import Ballot
from ..views import arrived
from .actions import delegate_vote, revoke_delegation
from .permissions import Scope, why_not_now

BALLOT, ROUND = "ballot", "round"
SCOPES = [(BALLOT, _("this ballot")), (ROUND, _("every ballot of this round"))]
DELEGATE = Words(
    _("Delegate the vote"),
    _("Another seat then votes for yours too, in your own country. If your seat votes itself, its own vote counts."),
    _("Delegate the vote"),
    _("The vote of your movement is delegated. You can take it back until the close."),
)
REVOKE = Words(
    _("Take the delegation back"),
    _("Your seat then votes itself, or is absent."),
    _("Take it back"),
    _("The delegation was taken back."),
)


class DelegationForm(ActForm):
    """To whom, and for how much."""

    to = MovementField(label=_("To which movement?"))
    scope = forms.ChoiceField(label=_("For which ballots?"), choices=SCOPES, initial=BALLOT, widget=forms.RadioSelect)

    def __init__(self, *args: Any, council: Council, seats: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own, to = self.initial.get("acting_for"), field_of(self, "to", MovementField)
        to.choose_from(council, [seat for seat in seats if seat[0] != own])
        self.is_typed = to.is_typed


class RevocationForm(ActForm):
    """For how much."""

    scope = forms.ChoiceField(label=_("For which ballots?"), choices=SCOPES, initial=BALLOT, widget=forms.RadioSelect)


def _settles(booth: Booth, ballot: Ballot) -> DomainError | None:
    return why_not_now(Scope(ballot.round, ballot), booth.seat, booth.entrance.instant, booth.entrance)


def _meant(ballot: Ballot, scope: str) -> dict[str, Any]:
    return {"ballot": ballot} if scope == BALLOT else {"round_": ballot.round}


@login_required
@form_page
def delegate(request: HttpRequest, council: str, round_number: int, number: int) -> HttpResponse:
    """Hand the seat's vote on."""

    def act(*, ballot: Ballot, scope: str, to: str, **facts: Any) -> object:
        seats = Seat.objects.filter(council=ballot.round.council_id, movement__slug=to).select_related("movement")
        if (found := seats.first()) is None:
            sentence = _("Choose a movement with a seat in this council.")
            raise Invalid("not_a_delegate", sentence, fields={"to": sentence})
        found.council = ballot.round.council
        return delegate_vote(to=found, **_meant(ballot, scope), **facts)

    ballot = arrived(council, round_number, number)
    seats = [(seat["id"], seat["name"]) for seat in provisional_document(ballot)["roll"]["seats"]]
    form = partial(DelegationForm, council=ballot.round.council, seats=seats)
    return for_seat(request, ballot, form, DELEGATE, act, lambda booth: _settles(booth, ballot))


@login_required
@form_page
def revoke(request: HttpRequest, council: str, round_number: int, number: int) -> HttpResponse:
    """Take a delegation back."""

    def act(*, ballot: Ballot, scope: str, **facts: Any) -> object:
        return revoke_delegation(**_meant(ballot, scope), **facts)

    ballot = arrived(council, round_number, number)
    return for_seat(request, ballot, RevocationForm, REVOKE, act, lambda booth: _settles(booth, ballot))
