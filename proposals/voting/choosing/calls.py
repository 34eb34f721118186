"""The pages on which the secretariat calls a ballot that is no motion."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.signed_in import signed_in
from common import clock
from common.errors import refuse
from councils.forms import posted
from councils.mandates.permissions import why_not_hold
from councils.models import Office, Round
from proposals.voting.calling import call_ballot, voting_window, why_not_call
from proposals.voting.models import Ballot

from .call_forms import FORMS, CallForm

LEADS = {
    Ballot.Kind.RANKING: _("Every seat puts options in order. What comes first is decided by the rule of the council."),
    Ballot.Kind.ALLOCATION: _("Every seat says which admitted proposals the money is to go to, with what they ask."),
    Ballot.Kind.ELECTION: _("Every seat puts persons in order. They are nominated by movements until the vote opens."),
}


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def call(request: HttpRequest, council: str, round_number: int, kind: str = Ballot.Kind.RANKING) -> HttpResponse:
    """A form for the kind; sent, the ballot is called, and its page is public at once."""
    round_ = Round.objects.select_related("council").filter(council__slug=council, number=round_number).first()
    if round_ is None or kind not in FORMS:
        raise Http404
    person, now = signed_in(request), clock.now(round_.council_id)
    refuse(why_not_hold(person, round_.council, Office.Kind.SECRETARY, at=now))
    window = voting_window(round_)
    refuse(why_not_call(window, now))
    form = FORMS[kind](posted(request), round_=round_)
    ballot = form.carry_out(call_ballot, person=person, round_=round_, kind=kind) if form.is_bound else None
    if ballot is not None:
        messages.success(request, _("The ballot was called. Everybody can read it."))
        return redirect(ballot)
    return render(request, "proposals/voting/call.html", _page(round_, kind, form), status=422 if form.errors else 200)


def _page(round_: Round, kind: str, form: CallForm) -> dict[str, object]:
    chosen = Ballot.Kind(kind)
    return {
        "council": round_.council,
        "round": round_,
        "window": voting_window(round_),
        "kind": chosen,
        "kinds": [Ballot.Kind(one) for one in FORMS],
        "lead": LEADS[chosen],
        "form": form,
        "now": clock.now(round_.council_id),
        "section": "councils",
    }
