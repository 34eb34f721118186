"""What is read of a secret ballot: who took part, always; the answers, once it has closed."""

from typing import Any

from common.proof.canonical import canonical
from proposals.voting.models import Ballot

from .models import BallotKey, OpenedChoice, Participation


def secret_document(ballot: Ballot) -> dict[str, Any]:
    """What the published form says of a secret ballot: who took part, and the answers without their seats.

    The answers stand in the order of their codes or, without codes, of their canonical JSON.
    """
    public_key = BallotKey.objects.filter(ballot=ballot).values_list("public_key", flat=True).first()
    return {"votes": anonymous_votes(ballot), "participants": participants_of(ballot), "public_key": public_key}


def participants_of(ballot: Ballot) -> list[str]:
    """The movements whose seats took part, by name."""
    took_part = Participation.objects.filter(ballot=ballot).order_by("roll_entry__movement")
    return list(took_part.values_list("roll_entry__movement", flat=True).distinct())


def anonymous_votes(ballot: Ballot) -> list[dict[str, Any]]:
    """The opened answers in the published form."""
    rows = OpenedChoice.objects.filter(ballot=ballot).values_list("answer", "code")
    votes = [{"answer": answer, **({"code": code} if code else {})} for answer, code in rows]
    return sorted(votes, key=lambda vote: (vote.get("code", ""), canonical(vote["answer"])))


def participation_of(person_id: int, ballot: Ballot, movement: str) -> Participation | None:
    """The last time that this person took part for the movement's seat; nobody else is shown a receipt."""
    mine = Participation.objects.filter(cast_by=person_id, ballot=ballot, roll_entry__movement=movement)
    return mine.select_related("roll_entry").order_by("-serial").first()
