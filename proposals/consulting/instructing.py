"""What a counted consultation instructs its movement's mandate to vote."""

from .models import Consultation


def instruction_from(consultation: Consultation) -> dict[str, str] | None:
    """The answer, in the form of a vote's, that the members of a movement give its mandate holder; None for none.

    They say what a country's seats say (design §3): yes if its answers exceed those against, against the other way
    round, abstain if everybody abstained. Against is a no, or a block where most of those against block. None: a
    consultation that only advises or is not counted, equal sides, and fewer answers than are published.
    """
    is_binding = consultation.purpose == Consultation.Purpose.INSTRUCT
    if not is_binding or consultation.state != Consultation.State.COUNTED:
        return None
    counts = (consultation.result or {})["counts"]
    if counts is None:
        return None
    against = counts["no"] + counts["block"]
    if counts["yes"] > against:
        return {"yes": "1"}
    if against > counts["yes"]:
        return {"block" if counts["block"] > counts["no"] else "no": "1"}
    return {"abstain": "1"} if against == 0 else None
