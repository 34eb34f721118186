"""How the public log tells the acts of this room."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

ANNUL = _("Position {reference} annuls position {annuls}: {reason}")

SENTENCES = {
    "count_ballot": _("Ballot {ballot} was counted. By the binding rule, {rule}, the outcome is: {outcome}."),
    "adopt_amendment": _("The plenary adopted amendment {amendment} to proposal {proposal} (ballot {ballot}, {rule})."),
    "reject_amendment": _(
        "The plenary did not adopt amendment {amendment} to proposal {proposal} (ballot {ballot}, {rule}): {outcome}."
    ),
    "moot_amendment": _(
        "Amendment {amendment} to proposal {proposal} was not counted: amendment {rival} was adopted before it."
    ),
    "write_final_text": _(
        "The plenary made revision {revision} of proposal {proposal}, on which the council votes (SHA-256: {sha256})."
    ),
    "decide_by_lot": _("The lot decided a tie: position {reference} ({outcome}) supersedes {supersedes}."),
    "annul_position": ANNUL,
    "propose_annul_position": format_lazy(_("Proposed, and waiting for a second officer: {0}"), ANNUL),
    "refuse_annul_position": format_lazy(_("Proposed, and not confirmed: {0}"), ANNUL),
    "publish_position": _("Position {reference} was published (SHA-256 {sha256})."),
}
