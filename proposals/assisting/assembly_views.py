"""The page on which a movement says that words of its are an assembly's, and the minutes behind them."""

from datetime import datetime

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.signed_in import signed_in
from common import clock
from common.acts import carry_out
from common.errors import refuse
from councils.mandates.evidence import kept_file
from proposals.amending.models import Amendment
from proposals.amending.pages import amendment_or_404
from proposals.deliberation.models import Comment
from proposals.deliberation.queries import comments_of
from proposals.drafting.pages import now_of
from proposals.drafting.pages import readable as proposal_at

from .assembly_models import AssemblyWord
from .crediting import credit_assembly, why_not_credit, why_not_now
from .permissions import why_not_assist


class AssemblyForm(forms.Form):
    """Which assembly it was."""

    name = forms.CharField(
        label=gettext_lazy("Which assembly"),
        help_text=gettext_lazy("As everybody is to read it, under the name of your movement."),
        max_length=200,
    )
    place = forms.CharField(label=gettext_lazy("Where it met"), max_length=200)
    held_on = forms.DateField(
        label=gettext_lazy("On what day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    people = forms.IntegerField(label=gettext_lazy("How many people took part"), min_value=1)
    minutes = forms.FileField(
        label=gettext_lazy("The minutes"),
        help_text=gettext_lazy("PDF or picture, at most 10 MB. They are kept as evidence and never published."),
        required=False,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def comment(request: HttpRequest, council: str, round_number: int, number: int, pk: int) -> HttpResponse:
    """Say which assembly's words a comment is."""
    proposal = proposal_at(request, council, round_number, number)
    return _credit(request, get_object_or_404(comments_of(proposal), pk=min(pk, 2**63 - 1)), now_of(proposal))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def amendment(request: HttpRequest, council: str, round_number: int, number: int, amendment: int) -> HttpResponse:
    """Say which assembly's words an amendment is."""
    proposal = proposal_at(request, council, round_number, number)
    return _credit(request, amendment_or_404(proposal, amendment), now_of(proposal))


def _credit(request: HttpRequest, said: Comment | Amendment, at: datetime) -> HttpResponse:
    person = signed_in(request)
    refuse(why_not_credit(person, said.seat, at))
    if request.method != "POST":
        refuse(why_not_now(said, at))
    form, status = AssemblyForm(request.POST or None, request.FILES or None), 200
    if request.method == "POST":
        status = carry_out(form, lambda told: credit_assembly(person=person, said=said, **told))
        if not status:
            messages.success(request, _("Everybody reads now which assembly said it."))
            return redirect(said)
    context = {"form": form, "said": said, "proposal": said.proposal, "council": said.proposal.round.council}
    return render(request, "proposals/assisting/assembly.html", context, status=status)


@never_cache
@login_required
@require_safe
def minutes(request: HttpRequest, pk: int) -> FileResponse:
    """The minutes, for the movement whose assembly it was and for the council's officers."""
    related = (f"{said}__{what}" for said in ("comment", "amendment") for what in ("seat__movement", "proposal__round"))
    word = get_object_or_404(AssemblyWord.objects.select_related(*related), pk=min(pk, 2**63 - 1))
    said = word.comment or word.amendment
    council = said.proposal.round.council  # type: ignore[union-attr] # one of the two is there
    at, person = clock.now(council.pk), signed_in(request)
    if why_not_assist(person, council, at) is not None:
        refuse(why_not_credit(person, said.seat, at))  # type: ignore[union-attr] # as above
    return kept_file(word.minutes.name, f"minutes-{word.pk}")
