"""The facts that electorates and counts are made of: countries, contributions, the rulebook."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from councils.forms import posted
from councils.mandates.actions import adopt_rulebook, record_accession, record_contribution
from councils.mandates.pages import roll_at
from councils.mandates.queries import rulebook_at
from councils.rulebook.rules import default_rulebook, write_rulebook
from councils.secretariat.access import Desk, at_desk, say_done, status_of
from councils.secretariat.forms import AccessionForm, ContributionForm, RulebookForm


@at_desk
@require_http_methods(["GET", "HEAD", "POST"])
def countries(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Which countries belong, what they contributed; posting records a fact of either kind."""
    sent = request.POST.get("form") if request.method == "POST" else None
    accession = AccessionForm(request.POST if sent == "accession" else None)
    contribution = ContributionForm(request.POST if sent == "contribution" else None)
    facts = {"council": desk.council, "actor": desk.person}
    done: object = accession.carry_out(record_accession, **facts) if sent == "accession" else None
    done = contribution.carry_out(record_contribution, **facts) if sent == "contribution" else done
    if done:
        say_done(request, done)
        return redirect("desk_countries", desk.council.slug)
    context = desk.page(roll=roll_at(desk.council, desk.now), accession_form=accession, contribution_form=contribution)
    return render(request, "councils/desk/countries.html", context, status=status_of(accession, contribution))


@at_desk
@require_http_methods(["GET", "HEAD", "POST"])
def rulebook(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A new version of the rules, beginning with the one in force."""
    version = rulebook_at(desk.council, desk.now)
    written = RulebookForm.written(version.data if version else write_rulebook(default_rulebook()))
    form = RulebookForm(posted(request), initial={"rules": written})
    if request.method == "POST":
        done = form.carry_out(adopt_rulebook, council=desk.council, actor=desk.person)
        if done:
            say_done(request, done)
            return redirect("desk_rulebook", desk.council.slug)
    return render(request, "councils/desk/rulebook.html", desk.page(form=form, version=version), status=status_of(form))
