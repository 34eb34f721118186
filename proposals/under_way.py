"""What the worker has in hand for a council, beside deadlines: what was asked of a machine, and what a turned clock has
made due.
"""

from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common.languages import language_name
from councils.models import Council
from councils.rehearsing.due import Due
from councils.secretariat.panels import Group, Panel, PanelRow
from proposals.schedule import due_ballots, due_consultations, due_letters, due_windows
from proposals.schedule import failures as failures_of
from proposals.translating.models import MachineRequest
from proposals.translating.page import address_of
from proposals.translating.waiting import requests_shown

MOST = 20
TONES = {MachineRequest.State.WAITING.value: "warn", MachineRequest.State.FAILED.value: "bad"}


def machines(council: Council, person: User, now: datetime) -> Panel | None:
    """What a machine was asked to translate: what waits, and what ended within two days. Where the site has no machine
    nothing is asked for, and what was asked before waits for one that may never come.
    """
    if not settings.TRANSLATION_URL:
        return None
    rows = [
        PanelRow(
            _titled(one), address_of(one.proposal, one.language), one.get_state_display(), tone=TONES.get(one.state, "")
        )
        for one in requests_shown(council, now)[:MOST]
    ]
    return Panel(gettext_lazy("Translations asked of a machine"), rows, 31, Group.OPEN)


def _titled(one: MachineRequest) -> str:
    told = {"number": one.proposal.number, "round": one.proposal.round.number, "language": language_name(one.language)}
    return _("Proposal %(number)s of round %(round)s: %(language)s") % told


def due_steps(council: Council) -> Due:
    """The steps of windows, ballots, consultations and letters that the conductor would take now."""
    of_round, of_council = Q(round__council=council), Q(council=council)
    rows = [
        due_windows().filter(of_round),
        due_ballots().filter(of_round),
        due_consultations().filter(ballot__round__council=council),
        due_letters().filter(of_council),
    ]
    return Due(sum(found.count() for found in rows), len(failures_of(of_round)))
