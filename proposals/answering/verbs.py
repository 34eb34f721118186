"""How the public log tells the acts of this room."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "send_transmittal": _("Position {reference} was sent to {addressee}, which is asked to answer by {due_at}."),
    "send_letter": _("Letter {reference} was sent to {addressee}, which is asked to answer by {due_at}."),
    "supersede_transmittal": _(
        "{addressee} is no longer asked to answer position {reference}: it was superseded by {later}."
    ),
    "remind_answer": _("{hours} hours before the answer to {reference} is due, {addressee} was reminded."),
    "acknowledge_transmittal": _("{addressee} acknowledged receipt of {reference}."),
    "call_rating": _(
        "The seats vote until {until} on whether the answer {serial} of {addressee} to position {reference} is "
        "adequate (ballot {ballot})."
    ),
    "conclude_rating": _(
        "The vote on the answer {serial} of {addressee} to position {reference} is over: {rating} ({by})."
    ),
    "send_again": _("Position {reference} was sent to {addressee} again (time {round}), to be answered by {due_at}."),
    "ask_no_more": _(
        "{addressee} is no longer asked to answer position {reference} again (time {round}): the vote on its former "
        "answer says so no more ({by})."
    ),
    "answer_transmittal": _("{addressee} answered {reference} (answer {serial}): {response}."),
    "report_progress": _(
        "Report {serial} on what {addressee} accepted of position {reference}: {progress} "
        "(corrects report: {corrects})."
    ),
}
