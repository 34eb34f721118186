"""The page on which a text is reported, whatever kind of text it is."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from accounts.signed_in import signed_in
from common.acts import carry_out
from common.errors import refuse, refuse_whom
from proposals.drafting.pages import Words

from .actions import report_text
from .actions.keeping import rules_of
from .actions.reporting import why_not_public
from .forms import ReportForm
from .permissions import why_not_report
from .reading import parts_shown
from .texts import Text, council_of, kind_of, proposal_of

REPORT = Words(
    _("Report a text"),
    _("A moderator decides on it, with reasons that everybody can read. Nobody is told that it was you."),
    _("Report it"),
    _("Thank you. The text was reported: the moderation decides on it."),
)


def reporting_page(request: HttpRequest, text: Text, at: datetime) -> HttpResponse:
    """The form; sent, the report, and back to the text. What is not public is not there."""
    person, council, proposal = signed_in(request), council_of(text), proposal_of(text)
    if why_not_public(text, at) is not None:
        raise Http404
    form = ReportForm(request.POST or None, grounds=rules_of(council, at).moderation_grounds)
    status = 200
    if request.method == "POST":
        refuse_whom(why_not_report(person, text))
        status = carry_out(form, lambda sent: report_text(person=person, text=text, **sent))
        if not status:
            messages.success(request, str(REPORT.done))
            return redirect(text)
    else:
        refuse(why_not_report(person, text))
    context: dict[str, Any] = {"council": council, "proposal": proposal, "form": form, "words": REPORT, "text": text}
    context |= {"round": proposal.round if proposal else None, "section": "councils", **_quoted(text, at)}
    return render(request, "proposals/moderation/report.html", context, status=status)


def _quoted(text: Text, at: datetime) -> dict[str, object]:
    """The text that is reported, so that nobody reports another; of a proposal its title is enough. What is hidden of
    it stays so.
    """
    parts, language = parts_shown(text, at)
    return {"parts": parts[:1] if kind_of(text) == "proposal" else parts, "language": language}
