"""Evaluating a proposal. What was evaluated is shown on the proposal's own page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.signed_in import signed_in
from common.errors import Invalid, refuse
from councils.forms import posted
from proposals.drafting.deadlines import why_not_open
from proposals.drafting.pages import facts_in, frame, now_of, readable

from .actions import evaluate_proposal
from .forms import EvaluationForm
from .permissions import not_addressed, why_not_evaluated
from .queries import bodies_of

form_page = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@form_page
def evaluate(request: HttpRequest, council: str, round_number: int, number: int) -> HttpResponse:
    """Evaluate for a body that the round is addressed to, or evaluate anew."""
    proposal, person = readable(request, council, round_number, number), signed_in(request)
    bodies = bodies_of(person, proposal)
    entrance = facts_in(proposal).entrance("evaluate_proposal", now_of(proposal))
    refuse(None if bodies else not_addressed(), why_not_open(entrance), why_not_evaluated(proposal))
    first = {"body": bodies[0].slug, "currency": proposal.currency}
    form = EvaluationForm(posted(request), bodies=bodies, languages=proposal.round.council.languages, initial=first)
    if form.is_valid():
        try:
            made = evaluate_proposal(person=person, proposal=proposal, **form.given())
            messages.success(request, _("The evaluation is published beside the proposal."))
            return redirect(made)
        except Invalid as refusal:
            form.say(refusal)
    context = {**frame(request, proposal), "form": form, "place": proposal.get_absolute_url()}
    return render(request, "proposals/evaluating/evaluate.html", context, status=422 if form.errors else 200)
