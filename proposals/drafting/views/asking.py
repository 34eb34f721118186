"""What a proposal asks for, who sponsors it, and the files beside it."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.signed_in import signed_in
from councils.mandates.acting import seat_named
from councils.mandates.queries import member_countries, seats_with_standing
from councils.models import Country, Standing
from proposals.drafting.actions import (
    answer_sponsorship,
    attach_file,
    describe_proposal,
    invite_sponsor,
    remove_attachment,
)
from proposals.drafting.forms import DescriptionForm, FileForm, NothingForm, SponsorForm
from proposals.drafting.keeping import handed_out
from proposals.drafting.models import Proposal
from proposals.drafting.pages import Words, act_page, acts_for, facts_in, now_of, readable

form_page = require_http_methods(["GET", "HEAD", "POST"])

DESCRIBE = Words(
    _("What the proposal asks for"),
    _("Themes, countries, the amount, and who is to carry it out."),
    _("Save"),
    _("What the proposal asks for was saved."),
)
INVITE = Words(
    _("Invite a sponsor"),
    _("Another movement that puts its name to the proposal, and may revise its text. It can accept or decline."),
    _("Invite this movement"),
    _("The movement was invited."),
)
ACCEPT = Words(
    _("Sponsor this proposal"),
    _("Your movement's name stands on the proposal, and your movement may revise its text."),
    _("Sponsor it"),
    _("Your movement sponsors the proposal."),
    of="nobody",
)
DECLINE = Words(
    _("Decline to sponsor"),
    _("Your movement does not sponsor the proposal. It can be discussed and voted on all the same."),
    _("Decline"),
    _("Your movement declined."),
    of="nobody",
)
ATTACH = Words(
    _("Attach a file"),
    _("Studies, plans, pictures."),
    _("Attach it"),
    _("The file was attached."),
    of="writers",
)
REMOVE = Words(
    _("Remove a file"),
    _("The ledger goes on saying that it was there."),
    _("Remove it"),
    _("The file was removed."),
    of="writers",
)


@login_required
@form_page
def describe(request: HttpRequest, council: str, round_number: int, number: int) -> HttpResponse:
    """Say what is asked."""
    proposal = readable(request, council, round_number, number)
    form = DescriptionForm(
        request.POST or None, initial=_described(proposal), proposal=proposal, countries=_countries(proposal)
    )
    person = signed_in(request)
    return act_page(
        request,
        proposal,
        "describe_proposal",
        form,
        DESCRIBE,
        lambda sent: describe_proposal(person=person, seat=acts_for(request, proposal), proposal=proposal, **sent),
    )


def _described(proposal: Proposal) -> dict[str, object]:
    return {
        "themes": [theme["slug"] for theme in facts_in(proposal).themes],
        "countries": [country["code"] for country in facts_in(proposal).countries],
        "amount": "" if proposal.amount is None else str(proposal.amount),
        "currency": proposal.currency,
        "implementing_body": proposal.implementing_body,
    }


def _countries(proposal: Proposal) -> list[tuple[str, str]]:
    codes = member_countries(proposal.round.council, now_of(proposal))
    return [(country.code, str(country)) for country in Country.objects.filter(code__in=codes)]


@login_required
@form_page
def sponsors(request: HttpRequest, council: str, round_number: int, number: int) -> HttpResponse:
    """Invite another movement of the council."""
    proposal = readable(request, council, round_number, number)
    seats = seats_with_standing(proposal.round.council, now_of(proposal)).filter(status=Standing.Status.ADMITTED)
    others = seats.exclude(pk=proposal.seat_id).exclude(sponsorships__proposal=proposal).order_by("movement__name")
    movements = [(seat.movement.slug, seat.movement.name) for seat in others]
    person = signed_in(request)
    return act_page(
        request,
        proposal,
        "invite_sponsor",
        SponsorForm(request.POST or None, council=proposal.round.council, movements=movements),
        INVITE,
        lambda sent: invite_sponsor(
            person=person,
            seat=acts_for(request, proposal),
            proposal=proposal,
            invited=seat_named(proposal.round.council, sent["movement"]),
        ),
    )


@login_required
@form_page
def answer(request: HttpRequest, council: str, round_number: int, number: int, pk: int, does: str) -> HttpResponse:
    """Accept or decline to sponsor, for the movement that was invited."""
    proposal = readable(request, council, round_number, number)
    invitation = get_object_or_404(proposal.sponsorships.select_related("seat__movement", "seat__council"), pk=pk)
    person, accept = signed_in(request), does == "accept"
    return act_page(
        request,
        proposal,
        "answer_sponsorship",
        NothingForm(request.POST if request.method == "POST" else None),
        ACCEPT if accept else DECLINE,
        lambda _sent: answer_sponsorship(person=person, sponsorship=invitation, accept=accept),
        movement=invitation.seat.movement,
    )


@login_required
@form_page
def attach(request: HttpRequest, council: str, round_number: int, number: int) -> HttpResponse:
    """Attach a file."""
    proposal = readable(request, council, round_number, number)
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    person = signed_in(request)
    return act_page(
        request,
        proposal,
        "attach_file",
        form,
        ATTACH,
        lambda sent: attach_file(
            person=person,
            seat=acts_for(request, proposal),
            proposal=proposal,
            file=sent["file"],
            name=sent["file"].name,
        ),
        is_long=True,
    )


@login_required
@form_page
def remove(request: HttpRequest, council: str, round_number: int, number: int, public_id: str) -> HttpResponse:
    """Remove a file."""
    proposal = readable(request, council, round_number, number)
    attachment = get_object_or_404(proposal.attachments, public_id=public_id)
    person = signed_in(request)
    return act_page(
        request,
        proposal,
        "remove_attachment",
        NothingForm(request.POST if request.method == "POST" else None),
        REMOVE,
        lambda _sent: remove_attachment(person=person, seat=acts_for(request, proposal), attachment=attachment),
        file=attachment,
    )


@require_safe
def download(request: HttpRequest, council: str, round_number: int, number: int, public_id: str) -> FileResponse:
    """The file, as a download that no browser opens as a page of ours."""
    proposal = readable(request, council, round_number, number)
    if all(file["id"] != str(public_id) for file in facts_in(proposal).files):
        raise Http404
    attachment = get_object_or_404(proposal.attachments, public_id=public_id, removed_at=None)
    return handed_out(attachment)
