"""How the public log tells the acts of this room. Texts are told by their hashes: the log outlives what is hidden."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "propose_amendment": _(
        "{seat} proposed amendment {amendment} to revision {revision} of proposal {proposal} (SHA-256: {sha256})."
    ),
    "carry_over_amendment": _(
        "{seat} carried amendment {amendment} to proposal {proposal} over to revision {revision} (SHA-256: {sha256})."
    ),
    "withdraw_amendment": _("{seat} withdrew amendment {amendment} to proposal {proposal}."),
    "sponsor_amendment": _("{seat} sponsors amendment {amendment} to proposal {proposal}."),
    "leave_amendment": _("{seat} no longer sponsors amendment {amendment} to proposal {proposal}."),
    "accept_amendment": _(
        "{seat} accepted amendment {amendment} of {movement} into proposal {proposal}: revision {revision} (SHA-256: "
        "{sha256})."
    ),
    "decline_amendment": _("{seat} declined amendment {amendment} of {movement} to proposal {proposal}, with reasons."),
    "call_plenary": _(
        "{seat} called for the plenary on amendment {amendment} to proposal {proposal} ({calls} of {needed})."
    ),
    "order_plenary": _("The plenary counts the amendments to proposal {proposal} in the order {order}: {reason}"),
    "send_amendment": _("Amendment {amendment} to proposal {proposal} goes to the plenary."),
    "lapse_amendment": _("Amendment {amendment} to proposal {proposal} lapsed."),
}
