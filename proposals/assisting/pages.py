"""What the pages of papers show. Nothing here says what anybody entered."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.forms import Form
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from common.errors import DomainError
from proposals.voting.models import Ballot
from proposals.voting.pages import frame_of

from .entering import enter_paper
from .forms import CHOICE, SheetForm
from .models import PaperReading
from .queries import PaperSeat


def sheet_page(ballot: Ballot, at: datetime, page: Any, form: SheetForm) -> dict[str, Any]:
    """The page of a ballot's papers, seat by seat."""
    can_fill_in = ballot.kind == Ballot.Kind.MOTION
    return {**frame_of(ballot, at), "page": page, "rows": list(form.rows()), "form": form, "can_fill_in": can_fill_in}


def seat_page(ballot: Ballot, at: datetime, seat: PaperSeat, form: Form) -> dict[str, Any]:
    """The page of one seat's paper."""
    return {**frame_of(ballot, at), "paper": seat, "form": form}


def enter_sheet(person: User, ballot: Ballot, form: SheetForm) -> Counter[str]:
    """Enter every paper that was filled in, each by itself: one that is refused holds up no other and says why at its
    seat. How many were cast, wait, or differ from what somebody else entered.
    """
    counted: Counter[str] = Counter()
    for seat in form.filled_in():
        entry = seat.entry.seat
        entry.council = ballot.round.council
        try:
            read = enter_paper(person=person, seat=entry, ballot=ballot, **form.facts_of(seat))
        except DomainError as refusal:
            form.say(seat, refusal.sentence, refusal.fields)
        else:
            counted[outcome_of(read, differs=seat.is_others)] += 1
    return counted


def outcome_of(read: PaperReading, *, differs: bool) -> str:
    """What became of a reading: `cast`, or it waits for somebody, or `differs` from what somebody has entered."""
    if read.state == PaperReading.State.CAST:
        return "cast"
    return "differs" if differs else "waits"


def outcome_words(counted: Counter[str]) -> str:
    """What was entered, in a sentence for each outcome."""
    told = {
        "cast": ngettext("%(n)d vote was cast.", "%(n)d votes were cast.", counted["cast"]),
        "waits": ngettext(
            "%(n)d paper waits for a second person, who enters it without seeing what you entered.",
            "%(n)d papers wait for a second person, who enters them without seeing what you entered.",
            counted["waits"],
        ),
        "differs": ngettext(
            "%(n)d paper was read differently by somebody else: look at it again, each of you.",
            "%(n)d papers were read differently by somebody else: look at them again, each of you.",
            counted["differs"],
        ),
    }
    return " ".join(words % {"n": counted[name]} for name, words in told.items() if counted[name])


def left_over(sent: QueryDict, form: SheetForm) -> QueryDict:
    """What was sent, without the papers that were entered: they are not sent twice."""
    kept = sent.copy()
    for seat in form.filled_in():
        name = f"{CHOICE}{seat.entry.movement}"
        if not form.has_error(name):
            kept[name] = ""
    return kept


def nothing_words() -> str:
    return _("No paper was filled in.")
