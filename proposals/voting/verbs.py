"""How the public log tells the acts of this room."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "open_window": _("The stage {window} opened; it closes at {closes_at}."),
    "close_window": _("The stage {window} closed."),
    "prepare_ballot": _("Ballot {ballot} was prepared for proposal {proposal}, with a provisional roll."),
    "call_ballot": _("The secretariat called ballot {ballot}, with {options} options."),
    "nominate_candidate": _("{seat} nominated a person on ballot {ballot}, who is named once they accept."),
    "accept_nomination": _("{candidate} accepted to stand on ballot {ballot}."),
    "decline_nomination": _("A nomination on ballot {ballot} was declined."),
    "withdraw_candidacy": _("{candidate} no longer stands on ballot {ballot}."),
    "prepare_plenary_ballot": _("Ballot {ballot} was prepared for amendment {amendment} to proposal {proposal}."),
    "open_ballot": _("Ballot {ballot} opened with {seats} seats on its roll (SHA-256 {roll_sha256})."),
    "cast_vote": _("{seat} voted (serial {serial}, commitment {commitment})."),
    "cast_secret_vote": _("{seat} took part in the secret vote (serial {serial})."),
    "destroy_key": _("The key of the secret ballot {ballot} was destroyed ({public_key})."),
    "state_vote": _("{seat} made a statement of vote, to be published after the close."),
    "recuse_seat": _("{seat} stood aside from this ballot: {reason}"),
    "challenge_roll": _("The roll of ballot {ballot} was challenged: {text}"),
    "answer_challenge": _("A challenge was answered ({outcome}): {answer}"),
    "cancel_ballot": _("Ballot {ballot} was cancelled: {reason}"),
    "waive_languages": _("Ballot {ballot} may open without translations into “{languages}”: {reason}"),
    "name_lot": _("How a tie on ballot {ballot} would be broken was named: {method}. {draw}"),
    "commit_lot": _("The office of {office} committed to a secret for the lot of ballot {ballot} ({commitment})."),
    "open_commitment": _("The office of {office} opened its secret for the lot of ballot {ballot}."),
    "draw_lot": _("The lot of ballot {ballot} was drawn: {seed}. {evidence}"),
    "close_ballot": _("Ballot {ballot} closed with the votes of {votes} seats."),
    "call_again": _("Ballot {first} lacked its quorum and is called a second time as ballot {ballot}."),
}
