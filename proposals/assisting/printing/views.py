"""A seat's ballot as a page to be printed and signed: made when it is asked for, and kept for whoever asks again."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.signed_in import signed_in
from common.errors import Conflict, DomainError, refuse
from common.words import Moment
from councils.mandates.permissions import why_not_coordinate
from councils.models import Seat
from proposals.amending.changes import read
from proposals.translating.reading import FIELD, read_for
from proposals.voting.choosing.options import shown_options
from proposals.voting.models import Ballot
from proposals.voting.pages import frame_of
from proposals.voting.views import arrived
from proposals.voting.waiting import title_of

from ..permissions import why_not_assist, why_secret
from .pressing import pressed
from .sheet import Asked, Passage, ballot_sheet, why_not_fit

TEMPLATE = Path(__file__).with_name("ballot.typ")


@login_required
@require_safe
def printed(request: HttpRequest, council: str, round_number: int, number: int, movement: str) -> HttpResponse:
    """The page of one seat, in the language of `?text=`, else in the reader's own."""
    ballot, person = arrived(council, round_number, number), signed_in(request)
    at: datetime = ballot.instant  # type: ignore[attr-defined] # annotated
    entry = ballot.roll.filter(movement=movement).select_related("seat__movement").first()
    if entry is None:
        raise Http404
    entry.seat.council = ballot.round.council
    refuse(why_not_print(person, entry.seat, ballot, at), why_secret(ballot), why_not_open(ballot, at))
    with translation.override(_spoken(request)):
        options = shown_options(ballot, at)
        refuse(why_not_fit(options))
        content = pressed(person, ballot_sheet(ballot, entry.name, _asked(request, ballot, at), options), TEMPLATE)
    response = HttpResponse(content, content_type="application/pdf", headers={"Cache-Control": "private, no-store"})
    response["Content-Disposition"] = f'inline; filename="ballot-{number}-{movement}.pdf"'
    return response


def why_not_print(person: User, seat: Seat, ballot: Ballot, at: datetime) -> DomainError | None:
    """A seat's page is for its movement and for the secretariat."""
    if why_not_assist(person, ballot.round.council, at) is None:
        return None
    return why_not_coordinate(person, seat, at)


def why_not_open(ballot: Ballot, at: datetime) -> DomainError | None:
    """What is voted on is not settled before the vote opens, and nothing can be signed after it closed."""
    if ballot.state == Ballot.State.OPEN and at < ballot.window.closes_at:
        return None
    if at < ballot.window.opens_at:
        sentence = _("The page to be signed can be printed once voting opens, on %(opens_at)s.")
        return Conflict("not_open_yet", sentence, data={"opens_at": Moment(ballot.window.opens_at)})
    return Conflict("not_open", _("The page to be signed can be printed while the vote is open."))


def _spoken(request: HttpRequest) -> str:
    wanted = request.GET.get(FIELD, "")
    return wanted if wanted in settings.COMPLETE_LANGUAGES else translation.get_language() or settings.LANGUAGE_CODE


def _asked(request: HttpRequest, ballot: Ballot, at: datetime) -> Asked:
    """What is voted on, as the moderation left it."""
    address = settings.SITE_URL.rstrip("/") + ballot.get_absolute_url()
    frame = frame_of(ballot, at)
    revision = frame["revision"]
    if revision is None:
        return Asked(title_of(ballot), translation.get_language() or "es", [], address)
    if ballot.amendment is not None:
        text = ballot.amendment.text
        changes = read(text.changes) if text and not frame["amendment_notice"] else ()
        passages = [Passage(one.text, revision.language) for one in changes if one.text]
        return Asked(title_of(ballot), revision.language, passages, address)
    reading = read_for(request, revision, ballot.translated)  # type: ignore[attr-defined] # annotated
    parts = [reading.summary] if reading.summary else reading.paragraphs
    passages = [Passage(one.text, one.language) for one in parts]
    return Asked(reading.title.text, reading.title.language, passages, address)
