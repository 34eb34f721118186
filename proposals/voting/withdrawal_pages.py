"""The page on which the secretariat takes an option off a ballot that has not opened."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from common.errors import refuse

from .acts import Words, by_person, form_page, why_not_secretary
from .choosing.options import shown_options
from .forms import OptionForm
from .views import arrived
from .withdrawing import why_not_withdraw, withdraw_option

WITHDRAW = Words(
    _("Take an option off the ballot"),
    _("Until the vote opens. It stays on record with the reason, and cannot be put back."),
    _("Take it off"),
    _("The option was taken off the ballot."),
    is_final=True,
)


@login_required
@form_page
def withdraw(request: HttpRequest, council: str, round_number: int, number: int) -> HttpResponse:
    """Take an option off the paper."""
    ballot = arrived(council, round_number, number)
    at = ballot.instant  # type: ignore[attr-defined] # annotated
    refuse(why_not_secretary(request, ballot), why_not_withdraw(ballot, at))
    options = [(option.id, str(option)) for option in shown_options(ballot, at) if not option.is_status_quo]
    return by_person(request, ballot, OptionForm(request.POST or None, options=options), WITHDRAW, withdraw_option)
