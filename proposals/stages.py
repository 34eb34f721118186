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
    "edit_comment": frozenset({"discussion"}),
    "challenge_roll": frozenset({"settlement", "plenary"}),
    "answer_challenge": frozenset({"settlement", "plenary"}),
    "recuse_seat": frozenset({"settlement", "plenary", "voting"}),
    "cast_vote": frozenset({"voting"}),
    "state_vote": frozenset({"voting"}),
}

# verb → (the stages of a proposal that it moves from, the one it moves to).
MOVES: Mapping[str, tuple[frozenset[str], str]] = {
    "submit_proposal": (frozenset({"draft", "returned"}), "submitted"),
    "admit_proposal": (frozenset({"submitted"}), "admitted"),
    "return_proposal": (frozenset({"submitted"}), "returned"),
    "withdraw_proposal": (frozenset({"draft", "returned", "submitted", "admitted"}), "withdrawn"),
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
