"""How the public log tells the acts of this room."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "open_window": _("The stage {window} opened; it closes at {closes_at}."),
    "close_window": _("The stage {window} closed."),
    "prepare_ballot": _("Ballot {ballot} was prepared for proposal {proposal}, with a provisional roll."),
    "call_ballot": _("The secretariat called ballot {ballot}, with {options} options."),
    "prepare_plenary_ballot": _("Ballot {ballot} was prepared for amendment {amendment} to proposal {proposal}."),
    "open_ballot": _("Ballot {ballot} opened with {seats} seats on its roll (SHA-256 {roll_sha256})."),
    "cast_vote": _("{seat} voted (serial {serial}, commitment {commitment})."),
    "instruct_mandate": _("{seat} was instructed by its movement for ballot {ballot} (commitment {commitment})."),
    "replace_vote": _("{seat} voted by its movement itself, as instructed (serial {serial}, commitment {commitment})."),
    "delegate_vote": _("{seat} delegates its vote to {to}."),
    "revoke_delegation": _("{seat} takes its delegation back."),
    "state_vote": _("{seat} made a statement of vote, to be published after the close."),
    "recuse_seat": _("{seat} stood aside from this ballot: {reason}"),
    "challenge_roll": _("The roll of ballot {ballot} was challenged: {text}"),
    "answer_challenge": _("A challenge was answered ({outcome}): {answer}"),
    "cancel_ballot": _("Ballot {ballot} was cancelled: {reason}"),
    "waive_languages": _("Ballot {ballot} may open without translations into “{languages}”: {reason}"),
    "close_ballot": _("Ballot {ballot} closed with the votes of {votes} seats."),
    "call_again": _("Ballot {first} lacked its quorum and is called a second time as ballot {ballot}."),
}
