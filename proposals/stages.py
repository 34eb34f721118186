"""What is open in which stage, and how a proposal moves: a table to be read aloud. Pure.

The stage of a round is the kind of the window that is open at the instant asked about; between windows it is None.
Source: the river of the design, `convene → draft → submit → admit → discuss & amend → settle → plenary → vote → …`.
"""

from collections.abc import Mapping

STAGES = ("drafting", "discussion", "settlement", "plenary", "voting", "response")

# verb → the stages in which it is open.
OPEN: Mapping[str, frozenset[str]] = {
    "begin_proposal": frozenset({"drafting"}),
    "submit_proposal": frozenset({"drafting"}),
    "admit_proposal": frozenset({"drafting", "discussion"}),
    "return_proposal": frozenset({"drafting", "discussion"}),
    "revise_proposal": frozenset({"drafting", "discussion"}),
    "describe_proposal": frozenset({"drafting"}),
    "withdraw_proposal": frozenset({"drafting", "discussion", "settlement"}),
    "invite_sponsor": frozenset({"drafting", "discussion"}),
    "answer_sponsorship": frozenset({"drafting", "discussion"}),
    "attach_file": frozenset({"drafting", "discussion"}),
    "remove_attachment": frozenset({"drafting", "discussion"}),
    "comment_proposal": frozenset({"discussion"}),
    "evaluate_proposal": frozenset({"drafting", "discussion", "settlement", "plenary"}),
    "edit_comment": frozenset({"discussion"}),
    "endorse_proposal": frozenset({"discussion", "settlement"}),
    "withdraw_endorsement": frozenset({"discussion", "settlement"}),
    "support_comment": frozenset({"discussion"}),
    "withdraw_support": frozenset({"discussion"}),
    "propose_amendment": frozenset({"discussion"}),
    "credit_assembly": frozenset({"discussion"}),
    "sponsor_amendment": frozenset({"discussion", "settlement"}),
    "leave_amendment": frozenset({"discussion", "settlement"}),
    "carry_over_amendment": frozenset({"discussion", "settlement"}),
    "withdraw_amendment": frozenset({"discussion", "settlement"}),
    "accept_amendment": frozenset({"settlement"}),
    "decline_amendment": frozenset({"settlement"}),
    "call_plenary": frozenset({"settlement"}),
    "order_plenary": frozenset({"settlement"}),
    "translate_passage": frozenset({"drafting", "discussion", "settlement", "plenary", "voting"}),
    "review_translation": frozenset({"drafting", "discussion", "settlement", "plenary", "voting"}),
    "request_machine_translation": frozenset({"drafting", "discussion", "settlement", "plenary", "voting"}),
    "plan_merge": frozenset({"drafting", "discussion"}),
    "plan_split": frozenset({"drafting", "discussion"}),
    "merge_proposal": frozenset({"drafting", "discussion"}),
    "answer_reshaping": frozenset({"drafting", "discussion"}),
    "withdraw_reshaping": frozenset({"drafting", "discussion"}),
    "challenge_roll": frozenset({"settlement", "plenary"}),
    "answer_challenge": frozenset({"settlement", "plenary"}),
    "recuse_seat": frozenset({"settlement", "plenary", "voting"}),
    "delegate_vote": frozenset({"settlement", "plenary", "voting"}),
    "cast_vote": frozenset({"voting"}),
    "state_vote": frozenset({"voting"}),
}

# verb → (the stages of a proposal that it moves from, the one it moves to).
MOVES: Mapping[str, tuple[frozenset[str], str]] = {
    "submit_proposal": (frozenset({"draft", "returned"}), "submitted"),
    "admit_proposal": (frozenset({"submitted"}), "admitted"),
    "return_proposal": (frozenset({"submitted"}), "returned"),
    "withdraw_proposal": (frozenset({"draft", "returned", "submitted", "admitted"}), "withdrawn"),
    "merge_proposal": (frozenset({"admitted"}), "merged"),
}

# verb → (the states of an amendment that it moves from, the one it moves to). From `send_amendment` on, the worker's.
AMENDMENT_MOVES: Mapping[str, tuple[frozenset[str], str]] = {
    "withdraw_amendment": (frozenset({"open", "declined"}), "withdrawn"),
    "accept_amendment": (frozenset({"open", "declined"}), "accepted"),
    "decline_amendment": (frozenset({"open"}), "declined"),
    "call_plenary": (frozenset({"declined"}), "sent"),
    "send_amendment": (frozenset({"open"}), "sent"),
    "lapse_amendment": (frozenset({"open", "declined", "sent"}), "lapsed"),
    "adopt_amendment": (frozenset({"sent"}), "adopted"),
    "reject_amendment": (frozenset({"sent"}), "rejected"),
    "moot_amendment": (frozenset({"sent"}), "moot"),
}


def is_open(verb: str, stage: str | None) -> bool:
    """Whether `verb` is open in `stage`. An unknown verb is a mistake of the caller: KeyError."""
    return stage in OPEN[verb]


def stages_of(verb: str) -> tuple[str, ...]:
    """The stages in which `verb` is open, in the order of the river."""
    return tuple(stage for stage in STAGES if stage in OPEN[verb])


def destination(verb: str, stage: str) -> str | None:
    """Where `verb` takes a proposal that is in `stage`; None when it cannot be done from there."""
    sources, target = MOVES[verb]
    return target if stage in sources else None
