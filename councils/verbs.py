"""The sentences in which the public log tells the acts of the councils. Placeholders are names in the entry's data.

Sentences of acts under two-person control stand in the present tense, so that they can be told of a proposal as well.
"""

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ledger.verbs import register

OWN = {
    "found_council": _("The council {council} is founded, with {secretaries} secretaries."),
    "name_country": _("{country} is among the countries of which councils here can be."),
    "restore_secretary": _("The operator of the site appoints a secretary, because too few were left."),
    "take_second_factor": _(
        "The operator of the site took away the second factor of somebody in an office: it was lost."
    ),
    "apply_movement": _("{movement} applies for a seat."),
    "apply_again": _("{movement} applies for a seat again."),
    "leave_council": _("{movement} gives up its seat."),
    "enrol_member": _("{movement} took in a member who has no e-mail address."),
    "invite_member": _("{movement} invites somebody ({role})."),
    "withdraw_invitation": _("{movement} withdraws an invitation."),
    "accept_invitation": _("Somebody accepts the invitation of {movement} ({role})."),
    "lay_down_mandate": _("A mandate of {movement} ends ({role}): whoever held it has left the site."),
    "lay_down_office": _("An office ends: {office}. Whoever held it has left the site."),
    "change_role": _("{movement} gives a member another role: {role}."),
    "end_membership": _("A membership in {movement} ends."),
    "show_name": _("A member of {movement} decides whether their name is shown."),
    "send_invitation_list": _("The secretariat sends a list of {lines} invitations."),
    "convene_round": _("Round {round} is convened."),
    "open_second_call_window": _("Round {round} gets a window for a second call, from {opens_at} to {closes_at}."),
    "remind_close": _("{hours} hours before {window} closes, those who can still act and had not were reminded."),
    "clone_council_as_rehearsal": _(
        "This rehearsal of {of} is made, with {countries} countries, {seats} seats, {mandates} mandates and {offices} "
        "offices."
    ),
    "turn_clock_forward": _("The clock of this rehearsal is turned forward, from {old} to {new}."),
    "remind_mandate": _(
        "{hours} hours before a mandate of {movement} ends ({role}), its holder and the movement were reminded."
    ),
    "remind_invitations": _("{hours} hours before invitations to {movement} expire, whoever sent them was reminded."),
    "shorten_window": _(
        "The window {window} of round {round}, yet to open, closes sooner: at {new} and not at {old}. Reason: {reason}"
    ),
    "suspend_round": _("Round {round} is suspended: its calendar stands still. Reason: {reason}"),
    "resume_round": _("Round {round} goes on. The {minutes} minutes that were lost since {since} are given back."),
    "hold_window": _(
        "The votes of the window {window} of round {round} are held uncounted until {until}: the site was down from "
        "{began_at} to {ended_at}, and the window closed at {old}."
    ),
    "extend_after_outage": _(
        "The window {window} of round {round} closed at {old} while the site was down from {began_at} to {ended_at}. "
        "It goes on until {new}. Reason: {reason}"
    ),
    "extend_window": _("The window {window} of round {round} is extended from {old} to {new}. Reason: {reason}"),
}

CONTROLLED = {
    "admit_movement": _("{movement} is admitted."),
    "suspend_movement": _("{movement} is suspended. Reason: {reason}"),
    "readmit_movement": _("The suspension of {movement} ends."),
    "dismiss_movement": _("{movement} is dismissed. Reason: {reason}"),
    "grant_mandate": _("A mandate of {movement} is granted ({role}), from {starts_at}."),
    "revoke_mandate": _("A mandate of {movement} is revoked ({role}). Reason: {reason}"),
    "appoint_officer": _("An officer is appointed: {office}."),
    "end_office": _("An office ends: {office}."),
    "set_two_person_control": _("Two-person control is switched: {state}."),
    "record_accession": _("What {country} is to the council changes ({change}), from {effective_at}."),
    "record_contribution": _("{country}: {amount} {currency} {kind}, from {effective_at}."),
    "adopt_rulebook": _("Version {version} of the rulebook is adopted, in force from {effective_at}."),
}


def _under_control() -> dict[str, str | Promise]:
    """The sentence of each act; that of its proposal; and that of its refusal."""
    sentences: dict[str, str | Promise] = {}
    for verb, sentence in CONTROLLED.items():
        sentences[verb] = sentence
        sentences[f"propose_{verb}"] = format_lazy(_("Proposed, and waiting for a second officer: {0}"), sentence)
        sentences[f"refuse_{verb}"] = format_lazy(_("Proposed, and not confirmed: {0}"), sentence)
    return sentences


register({**OWN, **_under_control()})
