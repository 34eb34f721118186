"""The door of the desk: every page behind it is for the council's secretaries."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.models import User
from accounts.signed_in import signed_in
from common import clock
from common.errors import refuse
from councils.mandates.models import Council, Office, PendingAct
from councils.mandates.permissions import why_not_hold


@dataclass(frozen=True)
class Desk:
    """Whose desk it is, who sits at it, and when."""

    council: Council
    person: User
    now: datetime

    def page(self, **context: object) -> dict[str, object]:
        """What every page of the desk is given."""
        return {"council": self.council, "now": self.now, "section": "councils", **context}


def at_desk(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Hands the view a `Desk` in the place of the council's slug. Refused: whoever is no secretary of the council."""

    @never_cache
    @login_required
    @wraps(view)
    def entered(request: HttpRequest, slug: str, **named: Any) -> HttpResponseBase:
        council = get_object_or_404(Council, slug=slug)
        now = clock.now(council.pk)
        person = signed_in(request)
        refuse(why_not_hold(person, council, Office.Kind.SECRETARY, at=now))
        return view(request, Desk(council, person, now), **named)

    return entered


def say_done(request: HttpRequest, result: object) -> None:
    """Whether it has taken effect, or waits for a second officer."""
    if isinstance(result, PendingAct):
        messages.info(request, _("Proposed. It takes effect when another secretary confirms it."))
    else:
        messages.success(request, _("Done. It stands in the ledger."))


def status_of(*forms: Any) -> int:
    """422 when a form says what is wrong with it."""
    return 422 if any(form.is_bound and form.errors for form in forms) else 200
